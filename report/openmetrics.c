// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs openmetrics: figures for Prometheus.  What is written is both OpenMetrics 1.0
 * and the text format 0.0.4 that the node exporter's textfile collector reads: gauges only,
 * no times, "# EOF" at the end, which is a comment to the latter, as "# UNIT" is.
 */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#define PREFIX "bpf_perf_"

/* A result's document: what its labels come from. */
struct source {
	const struct results_doc *doc;
	struct place place;
	/* Of the files of the same kernel, mode and machine, which this is: from 1. */
	size_t boot;
};

/* Units as Prometheus wants them: base units, none but these in names. */
static const struct unit {
	const char *unit, *suffix;
	double factor;
} units[] = {
	{ "ns", "seconds", 1e-9 },
	{ "insns", "instructions", 1 },
	{ "bytes", "bytes", 1 },
	{ "%", "ratio", 1e-2 },
	{ "events/s", "events_per_second", 1 },
	{ "packets/s", "packets_per_second", 1 },
	{ "x", "factor", 1 },
};

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Backslash, quote and newline are all that has to be escaped; other control characters
 * are no text. */
static void label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '\n')
			fputs("\\n", out);
		else if ((unsigned char)*value < ' ' || *value == 0x7f)
			fputc('?', out);
		else if (*value == '\\' || *value == '"')
			fprintf(out, "\\%c", *value);
		else
			fputc(*value, out);
	}
	fputc('"', out);
}

static void source_labels(FILE *out, const struct source *source)
{
	char build[64];

	label(out, "{kernel", doc_text(source->doc, "kernel_release"));
	/* Where it is not known there is no such label. */
	kernel_build(source->doc, build, sizeof(build));
	if (*build)
		label(out, ",build", build);
	label(out, ",mode", source->place.mode);
	label(out, ",machine", source->place.machine);
	fprintf(out, ",boot=\"%zu\"", source->boot);
}

static void result_labels(FILE *out, const struct source *source, const struct result *r)
{
	size_t n = strcspn(r->name, "/");

	source_labels(out, source);
	/* Letters, digits and "_.+-": the reader has seen to that. */
	fprintf(out, ",test=\"%.*s\",operation=\"%s\"", (int)n, r->name, result_operation(r));
}

/* unit: what the name ends in; NULL for none. */
static void family(FILE *out, const char *name, const char *unit, const char *help)
{
	fprintf(out, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s gauge\n", name, help, name);
	if (unit)
		fprintf(out, "# UNIT " PREFIX "%s %s\n", name, unit);
}

/* A family whose name ends in the unit of its results. */
struct figure_family {
	const char *name, *help;
	/* Its samples: figures of a result, one without a percentile or those of the tail. */
	struct {
		const char *percentile;
		size_t offset;
	} figures[5];
};

#define AT(member) offsetof(struct result, member)

static const struct figure_family figure_families[] = {
	{ "operation",
	  "The figure of one operation, net of the baseline.",
	  { { NULL, AT(value) } } },
	{ "operation_low", "Lower end of its 95 % confidence interval.", { { NULL, AT(lo) } } },
	{ "operation_high", "Upper end of its 95 % confidence interval.", { { NULL, AT(hi) } } },
	{ "operation_median",
	  "Median of all samples, disturbed ones too.",
	  { { NULL, AT(median) } } },
	{ "operation_tail",
	  "Percentiles of single operations, 100 is the maximum.",
	  { { "50", AT(tail.p50) },
	    { "95", AT(tail.p95) },
	    { "99", AT(tail.p99) },
	    { "99.9", AT(tail.p999) },
	    { "100", AT(tail.max) } } },
};

static bool in_family(const struct result *r, const struct unit *unit,
		      const struct figure_family *kind)
{
	return r->measured && !strcmp(r->unit, unit->unit) &&
	       (!kind->figures[0].percentile || r->tail.count);
}

static void samples(FILE *out, const struct source *source, const struct result *r,
		    const struct unit *unit, const char *name, const struct figure_family *kind)
{
	for (size_t i = 0; i < 5 && (!i || kind->figures[i].percentile); i++) {
		const void *at = (const char *)r + kind->figures[i].offset;

		fprintf(out, PREFIX "%s", name);
		result_labels(out, source, r);
		if (kind->figures[i].percentile)
			fprintf(out, ",percentile=\"%s\"", kind->figures[i].percentile);
		fprintf(out, "} %.9g\n", *(const double *)at * unit->factor);
	}
}

/* A family that nobody is in is left out. */
static void in_unit(FILE *out, const struct source *sources, size_t n, const struct unit *unit,
		    const struct figure_family *kind)
{
	bool head = false;
	char name[64];

	snprintf(name, sizeof(name), "%s_%s", kind->name, unit->suffix);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sources[i].doc->results.n; j++) {
			const struct result *r = &sources[i].doc->results.result[j];

			if (!in_family(r, unit, kind))
				continue;
			if (!head)
				family(out, name, unit->suffix, kind->help);
			head = true;
			samples(out, &sources[i], r, unit, name, kind);
		}
}

static void figures(FILE *out, const struct source *sources, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		for (size_t j = 0; j < ARRAY_SIZE(figure_families); j++)
			in_unit(out, sources, n, &units[i], &figure_families[j]);
}

static void verdicts(FILE *out, const struct source *sources, size_t n)
{
	family(out, "operation_verdict", NULL,
	       "1 with the verdict (pass, fail, skip, undecided) as a label.");
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sources[i].doc->results.n; j++) {
			const struct result *r = &sources[i].doc->results.result[j];

			fputs(PREFIX "operation_verdict", out);
			result_labels(out, &sources[i], r);
			fprintf(out, ",verdict=\"%s\"} 1\n", verdict_name(r->verdict));
		}
}

/* Series of what is precise would be as many again, all of them 0. */
static void imprecise(FILE *out, const struct source *sources, size_t n)
{
	bool head = false;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sources[i].doc->results.n; j++) {
			const struct result *r = &sources[i].doc->results.result[j];

			if (!r->measured || !r->imprecise)
				continue;
			if (!head)
				family(out, "operation_imprecise", NULL,
				       "1 where half of the interval is wider than 10 % of the "
				       "value.");
			head = true;
			fputs(PREFIX "operation_imprecise", out);
			result_labels(out, &sources[i], r);
			fputs("} 1\n", out);
		}
}

static double runs(const struct result *r)
{
	return r->runs;
}

static double errors(const struct result *r)
{
	return r->errors;
}

static double rounds(const struct result *r)
{
	return r->n_rounds;
}

static double quiet(const struct result *r)
{
	return r->quiet;
}

static void counts(FILE *out, const struct source *sources, size_t n)
{
	static const struct {
		const char *name, *unit, *help;
		double (*value)(const struct result *r);
	} kinds[] = {
		{ "operation_runs", NULL, "Operations done and proved.", runs },
		{ "operation_errors", NULL, "Operations that failed or were refused.", errors },
		{ "operation_rounds", NULL, "Rounds that the figure rests on.", rounds },
		{ "operation_quiet_ratio", "ratio", "Share of samples taken on a quiet core.",
		  quiet },
	};

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		family(out, kinds[k].name, kinds[k].unit, kinds[k].help);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < sources[i].doc->results.n; j++) {
				const struct result *r = &sources[i].doc->results.result[j];

				if (!r->measured)
					continue;
				fprintf(out, PREFIX "%s", kinds[k].name);
				result_labels(out, &sources[i], r);
				fprintf(out, "} %.17g\n", kinds[k].value(r));
			}
	}
}

static double started(const struct results_doc *doc)
{
	time_t when;

	return doc_started(doc, &when) ? (double)when : NAN;
}

static double seconds(const struct results_doc *doc)
{
	return doc_real_time(doc) ? json_number_value(json_object_get(doc->run, "seconds")) : NAN;
}

static double run_quiet(const struct results_doc *doc)
{
	return json_number_value(json_object_get(doc->run, "quiet"));
}

static double incomplete(const struct results_doc *doc)
{
	return json_is_true(json_object_get(doc->run, "incomplete"));
}

static void run_figures(FILE *out, const struct source *sources, size_t n)
{
	static const struct {
		const char *name, *unit, *help;
		double (*value)(const struct results_doc *doc);
	} kinds[] = {
		{ "run_start_timestamp_seconds", "seconds", "When the run began.", started },
		{ "run_duration_seconds", "seconds", "How long the run took.", seconds },
		{ "run_quiet_ratio", "ratio", "Share of the time that nobody disturbed the core.",
		  run_quiet },
		{ "run_incomplete", NULL, "1 for a run that was interrupted.", incomplete },
	};

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		bool head = false;

		for (size_t i = 0; i < n; i++) {
			double value = kinds[k].value(sources[i].doc);

			if (!isfinite(value))
				continue;
			if (!head)
				family(out, kinds[k].name, kinds[k].unit, kinds[k].help);
			head = true;
			fprintf(out, PREFIX "%s", kinds[k].name);
			source_labels(out, &sources[i]);
			fprintf(out, "} %.17g\n", value);
		}
	}
}

static void info(FILE *out, const struct source *sources, size_t n)
{
	static const char *const fields[] = { "config_hash", "arch",	    "cpu_model",
					      "microcode",   "clocksource", "accelerator",
					      "hypervisor",  "libbpf",	    "clang" };
	char version[96];

	family(out, "run_info", NULL, "1 with what was measured on as labels.");
	for (size_t i = 0; i < n; i++) {
		fputs(PREFIX "run_info", out);
		source_labels(out, &sources[i]);
		version_label(sources[i].doc, version, sizeof(version));
		label(out, ",version", version);
		for (size_t j = 0; j < ARRAY_SIZE(fields); j++) {
			fputc(',', out);
			label(out, fields[j], doc_text(sources[i].doc, fields[j]));
		}
		fputs("} 1\n", out);
	}
}

static bool same_place(const struct source *a, const struct source *b)
{
	char x[64], y[64];

	kernel_build(a->doc, x, sizeof(x));
	kernel_build(b->doc, y, sizeof(y));
	return !strcmp(a->place.mode, b->place.mode) &&
	       !strcmp(a->place.machine, b->place.machine) && !strcmp(x, y) &&
	       !strcmp(doc_text(a->doc, "kernel_release"), doc_text(b->doc, "kernel_release"));
}

int openmetrics_write(FILE *out, const struct results_doc *docs, size_t n, void *unused)
{
	struct source *sources = calloc(n + 1, sizeof(*sources));

	if (!sources)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		sources[i] = (struct source){ .doc = &docs[i], .boot = 1 };
		store_place(&docs[i], &sources[i].place);
		for (size_t j = 0; j < i; j++)
			sources[i].boot += same_place(&sources[j], &sources[i]);
	}
	info(out, sources, n);
	run_figures(out, sources, n);
	figures(out, sources, n);
	verdicts(out, sources, n);
	imprecise(out, sources, n);
	counts(out, sources, n);
	fputs("# EOF\n", out);
	free(sources);
	return 0;
}

int openmetrics_main(int argc, char **argv)
{
	static const struct report_format format = {
		.command = "report_progs openmetrics",
		.doc = "Writes metrics for the node exporter's textfile collector, or for "
		       "anything else that reads OpenMetrics.",
		.write = openmetrics_write,
	};

	return report_format_main(argc, argv, &format, NULL);
}
