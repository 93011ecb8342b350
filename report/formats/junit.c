// SPDX-License-Identifier: GPL-2.0-only
/* report_progs junit: writes the XML that continuous integration systems read (docs/formats.md). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "report/formats/documents.h"
#include "report/formats/formats.h"
#include "report/store/store.h"
#include "report/text/text.h"

/*
 * The element of each outcome that is not a pass.  JUnit has no word for UNDECIDED, which is
 * neither a pass nor a failure: it is skipped, with UNDECIDED in the message.
 */
static const char *const elements[OUTCOMES] = {
	[OUTCOME_FAIL] = "failure",	 [OUTCOME_ERROR] = "error",    [OUTCOME_SKIP] = "skipped",
	[OUTCOME_UNDECIDED] = "skipped", [OUTCOME_MISSED] = "skipped",
};

/*
 * Prints text of a file.  GitLab takes "[[ATTACHMENT|path]]" anywhere in a test's output for a file
 * to show, so no text may have two brackets in a row.
 */
static void put_text(FILE *out, const char *text)
{
	const char *at;

	for (; (at = strstr(text, "[[")); text = at + 1) {
		char *begin = strndup(text, at + 1 - text);

		print_xml(out, begin ? begin : "");
		fputc(' ', out);
		free(begin);
	}
	print_xml(out, text);
}

static void attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	put_text(out, value);
	fputc('"', out);
}

static void property(FILE *out, const char *name, const char *value)
{
	fputs("    <property", out);
	attribute(out, "name", name);
	attribute(out, "value", value);
	fputs("/>\n", out);
}

/* The text of a line stays on it, so that it cannot look like another line. */
static void text_line(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s: ", name);
	print_text(out, value);
	fputc('\n', out);
}

static void number_line(FILE *out, const char *name, double value)
{
	fprintf(out, "%s: %.9g\n", name, value);
}

static void figures(FILE *out, const struct result *r)
{
	print_figure(out, r);
	fputc('\n', out);
	number_line(out, "value", r->value);
	text_line(out, "unit", r->unit);
	number_line(out, "ci_low", r->lo);
	number_line(out, "ci_high", r->hi);
	number_line(out, "median", r->median);
	number_line(out, "loop", r->raw);
	number_line(out, "baseline", r->baseline);
	number_line(out, "rounds", r->n_rounds);
	number_line(out, "exclusive", r->quiet);
	number_line(out, "runs", r->runs);
	number_line(out, "errors", r->errors);
	if (r->tail.count) {
		number_line(out, "p50", r->tail.p50);
		number_line(out, "p95", r->tail.p95);
		number_line(out, "p99", r->tail.p99);
		number_line(out, "p999", r->tail.p999);
		number_line(out, "max", r->tail.max);
	}
	if (r->imprecise)
		text_line(out, "imprecise", "true");
	if (r->limit)
		text_line(out, "limit", r->limit);
	if (r->note) {
		number_line(out, "note", r->note_value);
		text_line(out, "note_of", r->note);
	}
}

/* Lines of "name: value", because a test case may have no <properties>. */
static int system_out(FILE *out, const struct result *r)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	int ret;

	if (!memory)
		return -errno;
	figures(memory, r);
	ret = fclose(memory) ? -errno : 0;
	if (!ret) {
		fputs("   <system-out>", out);
		/* An escaped line break would be read as well, but by no person. */
		for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			put_text(out, line);
			fputc('\n', out);
		}
		fputs("</system-out>\n", out);
	}
	free(text);
	return ret;
}

static void reason(FILE *out, const struct result *r, enum outcome outcome)
{
	if (r->verdict == VERDICT_UNDECIDED)
		fputs("UNDECIDED: ", out);
	put_text(out, r->reason);
	if (r->limit && outcome == OUTCOME_FAIL) {
		fputs(": ", out);
		print_figure(out, r);
		fputs(", limit ", out);
		put_text(out, r->limit);
	}
}

/* Some readers show the attribute and others the text, so both say why. */
static void problem(FILE *out, const struct result *r, enum outcome outcome)
{
	fprintf(out, "   <%s", elements[outcome]);
	/* JUnit gives <skipped> no type. */
	if (outcome == OUTCOME_FAIL || outcome == OUTCOME_ERROR)
		attribute(out, "type", outcome == OUTCOME_FAIL ? "limit" : "failed");
	fputs(" message=\"", out);
	reason(out, r, outcome);
	fputs("\">", out);
	reason(out, r, outcome);
	fprintf(out, "</%s>\n", elements[outcome]);
}

/* A file as test suites, one for each test. */
struct suites {
	const struct results_doc *doc;
	struct tests tests;
	/* " on 6.1.192" if there are several files, else "". */
	char on[LABEL_SIZE + sizeof(" on ")];
	/* The time of each measured operation, in seconds: an equal share of the run. */
	double share;
};

static int test_case(FILE *out, const struct suites *of, const struct result *r, const char *test)
{
	enum outcome outcome = result_outcome(r);
	int ret = 0;

	fputs("  <testcase name=\"", out);
	put_text(out, result_operation(r));
	put_text(out, of->on);
	fputc('"', out);
	/* Readers follow a test by its class, so that no kernel may be in it. */
	attribute(out, "classname", test);
	fprintf(out, " time=\"%.3f\">\n", r->measured ? of->share : 0);
	if (elements[outcome])
		problem(out, r, outcome);
	if (r->measured)
		ret = system_out(out, r);
	fputs("  </testcase>\n", out);
	return ret;
}

/* The root element has no attribute for what was skipped. */
static void counts(FILE *out, const size_t count[OUTCOMES], bool skipped)
{
	size_t all = 0;

	for (size_t i = 0; i < OUTCOMES; i++)
		all += count[i];
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", all, count[OUTCOME_FAIL],
		count[OUTCOME_ERROR]);
	if (skipped)
		fprintf(out, " skipped=\"%zu\"",
			count[OUTCOME_SKIP] + count[OUTCOME_UNDECIDED] + count[OUTCOME_MISSED]);
}

/* All options in one property, because each suite has them. */
static void configuration(FILE *out, const json_t *config)
{
	const char *name, *before = "";
	json_t *value;

	if (!json_object_size(config))
		return;
	fputs("    <property name=\"config\" value=\"", out);
	json_object_foreach ((json_t *)config, name, value) {
		fputs(before, out);
		put_text(out, name);
		fputc('=', out);
		put_text(out, json_is_string(value) ? json_string_value(value) : "?");
		before = " ";
	}
	fputs("\"/>\n", out);
}

static void environment(FILE *out, const struct results_doc *doc)
{
	static const char *const fields[] = {
		"label",       "kernel_release", "kernel_version", "kernel_build_id",
		"config_hash", "arch",		 "cpu_model",	   "cpu_type",
		"microcode",   "clocksource",	 "preempt",	   "debug_kernel",
		"accelerator", "hypervisor",	 "libbpf",	   "clang"
	};
	struct place place;

	fputs("   <properties>\n", out);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (*doc_text(doc, fields[i]))
			property(out, fields[i], doc_text(doc, fields[i]));
	store_place(doc, &place);
	property(out, "mode", place.mode);
	configuration(out, json_object_get(doc->environment, "config"));
	fputs("   </properties>\n", out);
}

static int test_suite(FILE *out, const struct suites *of, const struct test_results *test)
{
	const char *started = doc_started(of->doc, NULL);
	const char *host = doc_text(of->doc, "host_id");
	size_t measured = 0;
	int ret = 0;

	for (size_t i = 0; i < test->n; i++)
		measured += test->results[i]->measured;
	fputs(" <testsuite name=\"", out);
	put_text(out, test->name);
	put_text(out, of->on);
	fputc('"', out);
	counts(out, test->count, true);
	fprintf(out, " time=\"%.3f\"", measured * of->share);
	/* In UTC, without the zone, which not every reader knows. */
	if (started)
		fprintf(out, " timestamp=\"%.*s\"", (int)strcspn(started, "Z"), started);
	/* The word that JUnit has for a host that is not known. */
	attribute(out, "hostname", *host ? host : "localhost");
	fputs(">\n", out);
	environment(out, of->doc);
	for (size_t i = 0; !ret && i < test->n; i++)
		ret = test_case(out, of, test->results[i], test->name);
	fputs(" </testsuite>\n", out);
	return ret;
}

/* Adds the outcomes of the file to count.  The caller clears the tests. */
static int suites_init(struct suites *of, const struct results_doc *docs, size_t n, size_t i,
		       size_t count[OUTCOMES])
{
	double seconds = json_number_value(json_object_get(docs[i].run, "seconds"));
	char label[LABEL_SIZE];
	size_t measured = 0;

	*of = (struct suites){ .doc = &docs[i] };
	if (tests_init(&of->tests, &docs[i].results))
		return -ENOMEM;
	doc_label(docs, n, i, label);
	if (n > 1)
		snprintf(of->on, sizeof(of->on), " on %s", label);
	for (size_t j = 0; j < docs[i].results.n; j++) {
		measured += docs[i].results.result[j].measured;
		count[result_outcome(&docs[i].results.result[j])]++;
	}
	/* The seconds of a guest whose clock counts instructions are none. */
	if (measured && doc_real_time(&docs[i]))
		of->share = seconds / measured;
	return 0;
}

static int junit_write(FILE *out, const struct results_doc *docs, size_t n, const void *unused)
{
	struct suites *suites = calloc(n + 1, sizeof(*suites));
	size_t count[OUTCOMES] = {}, i, j;
	int ret = suites ? 0 : -ENOMEM;
	double seconds = 0;

	for (i = 0; !ret && i < n; i++) {
		ret = suites_init(&suites[i], docs, n, i, count);
		if (doc_real_time(&docs[i]))
			seconds += json_number_value(json_object_get(docs[i].run, "seconds"));
	}
	if (!ret) {
		fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bpf-perf\"",
		      out);
		counts(out, count, false);
		fprintf(out, " time=\"%.3f\">\n", seconds);
	}
	for (i = 0; !ret && i < n; i++)
		for (j = 0; !ret && j < suites[i].tests.n; j++)
			ret = test_suite(out, &suites[i], &suites[i].tests.test[j]);
	if (!ret)
		fputs("</testsuites>\n", out);
	for (i = 0; suites && i < n; i++)
		tests_clear(&suites[i].tests);
	free(suites);
	return ret;
}

const struct report_format junit_format = {
	.name = "junit",
	.args = "[--label NAME]... FILE...",
	.help = "write JUnit XML for continuous integration",
	.doc = "Writes JUnit XML: a test suite for each test, with the figures as lines of "
	       "<system-out>.  UNDECIDED operations are skipped, and the message says so.  "
	       "Exit status: 0 if the XML is written, whatever the verdicts; 2 if the "
	       "usage is wrong, a file cannot be read, or standard output cannot be "
	       "written.",
	.write = junit_write,
};
