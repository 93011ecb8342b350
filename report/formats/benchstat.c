// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs benchstat: writes Go's benchmark text, one line for each round, which benchstat of
 * golang.org/x/perf compares.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/unit.h"
#include "report/compare/side.h"
#include "report/compare/version.h"
#include "report/formats/documents.h"
#include "report/formats/formats.h"
#include "report/text/text.h"

/* Returns what Go calls an architecture. */
static const char *go_arch(const char *machine)
{
	static const struct {
		const char *machine, *go;
	} names[] = {
		{ "x86_64", "amd64" }, { "aarch64", "arm64" },	     { "i686", "386" },
		{ "armv7l", "arm" },   { "loongarch64", "loong64" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i].machine, machine))
			return names[i].go;
	return machine;
}

/* An unknown value is written, too: it ends that of the previous file. */
static void setting(FILE *out, const char *key, const char *value)
{
	fprintf(out, "%s: ", key);
	print_text(out, value);
	fputc('\n', out);
}

/*
 * Writes "BenchmarkMapPerf/hash_lookup_hit" for map_perf/hash_lookup_hit.  Go demands that no lower
 * case letter follows "Benchmark".
 */
static void benchmark_name(FILE *out, const struct result *r)
{
	const char *c = r->name;
	bool upper = true;

	fputs("Benchmark", out);
	if (!isalpha((unsigned char)*c))
		fputc('X', out);
	for (; *c && *c != '/'; c++) {
		if (isalnum((unsigned char)*c))
			fputc(upper ? toupper((unsigned char)*c) : *c, out);
		upper = !isalnum((unsigned char)*c);
	}
	/* An operation has only letters, digits and "_.+-". */
	fputs(c, out);
}

/*
 * Tells benchstat what it cannot know of a unit.  Of an exact one any difference counts, however few
 * the rounds are; benchstat itself marks figures that vary all the same.
 */
static void describe_unit(FILE *out, const struct results *results, const struct unit *unit)
{
	bool lower = false, higher = false;

	for (size_t i = 0; i < results->n; i++) {
		const struct result *r = &results->result[i];

		if (r->measured && !strcmp(r->unit, unit->name))
			*(r->lower_is_better ? &lower : &higher) = true;
	}
	if (lower != higher)
		fprintf(out, "Unit %s better=%s\n", unit->benchstat, lower ? "lower" : "higher");
	if ((lower || higher) && unit->exact)
		fprintf(out, "Unit %s assume=exact\n", unit->benchstat);
}

static int write_result(FILE *out, const struct result *r)
{
	double *rounds = calloc(r->n_rounds, sizeof(*rounds));
	uint64_t runs = r->runs / r->n_rounds;
	size_t n;

	if (!rounds)
		return -ENOMEM;
	/* Go's count of iterations is a positive int64. */
	if (runs < 1 || runs > INT64_MAX)
		runs = 1;
	n = usable_rounds(r, rounds);
	for (size_t i = 0; i < n; i++) {
		benchmark_name(out, r);
		fprintf(out, "  %" PRIu64 "  %.9g %s\n", runs, rounds[i],
			unit_find(r->unit)->benchstat);
	}
	free(rounds);
	return 0;
}

/*
 * Two files of one release are two settings of benchstat only if another line tells them apart.  A
 * file that is alone has its name as a comment.
 */
static void name_setting(FILE *out, const struct results_doc *docs, size_t n, size_t i)
{
	char label[LABEL_SIZE];
	size_t same = 0;

	for (size_t j = 0; j < n; j++)
		same += !strcmp(doc_text(&docs[i], "kernel_release"),
				doc_text(&docs[j], "kernel_release"));
	if (same < 2 && !*doc_named(&docs[i]))
		return;
	doc_label(docs, n, i, label);
	setting(out, n > 1 ? "label" : "# label", label);
}

static int benchstat_write(FILE *out, const struct results_doc *docs, size_t n, const void *unused)
{
	int ret = 0;

	for (size_t i = 0; i < n; i++) {
		const struct results *results = &docs[i].results;

		setting(out, "goos", "linux");
		setting(out, "goarch", go_arch(doc_text(&docs[i], "arch")));
		setting(out, "pkg", "bpf-perf");
		setting(out, "cpu", doc_text(&docs[i], "cpu_model"));
		/*
		 * benchstat compares only files of equal settings.  So the kernel of a single file,
		 * which is compared with another, is a comment: it skips this line.
		 */
		setting(out, n > 1 ? "kernel" : "# kernel", doc_text(&docs[i], "kernel_release"));
		name_setting(out, docs, n, i);
		for (const struct unit *unit = units; unit->name; unit++)
			if (unit->benchstat)
				describe_unit(out, results, unit);
		for (size_t j = 0; !ret && j < results->n; j++)
			if (results->result[j].measured)
				ret = write_result(out, &results->result[j]);
	}
	return ret;
}

const struct report_format benchstat_format = {
	.name = "benchstat",
	.args = "FILE...",
	.help = "write the rounds as Go benchmark text, for benchstat",
	.doc = "Writes Go's benchmark text: a line for each round of each measured operation.",
	.lacks = doc_unmeasured,
	.write = benchstat_write,
};
