// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs openmetrics: writes figures for Prometheus.  The output is valid OpenMetrics 1.0 and
 * also the text format 0.0.4 that the textfile collector of the node exporter reads.  So it has
 * only gauges and no timestamps.  "# UNIT" and the final "# EOF" are comments in the text format.
 */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/unit.h"
#include "report/compare/version.h"
#include "report/formats/documents.h"
#include "report/formats/formats.h"
#include "report/formats/limit_ends.h"
#include "report/formats/openmetrics_source.h"
#include "report/store/store.h"

#define PREFIX "bpf_perf_"

/* Only backslash, quote and newline have escapes.  Other control characters become "?". */
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
	label(out, "{kernel", doc_text(source->doc, "kernel_release"));
	/* A build or a host that is not known gets no label. */
	if (*source->build)
		label(out, ",build", source->build);
	label(out, ",mode", source->place.mode);
	label(out, ",machine", source->place.machine);
	if (*source->place.host)
		label(out, ",host", source->place.host);
	label(out, ",run", source->run);
}

static void result_labels(FILE *out, const struct source *source, const struct result *r)
{
	size_t n = strcspn(r->name, "/");

	source_labels(out, source);
	/* The reader allows only letters, digits and "_.+-" in names, so they need no escapes. */
	fprintf(out, ",test=\"%.*s\",operation=\"%s\"", (int)n, r->name, result_operation(r));
}

/* unit is the end of the name, or NULL if the family has no unit. */
static void family(FILE *out, const char *name, const char *unit, const char *help)
{
	fprintf(out, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s gauge\n", name, help, name);
	if (unit)
		fprintf(out, "# UNIT " PREFIX "%s %s\n", name, unit);
}

/* A family of metrics, whose name ends in the unit of its results. */
struct figure_family {
	const char *name, *help;
	/* Where its samples are in a result: one without a percentile, or those of the tail. */
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
	{ "operation_low", "Lower end of the 95 % confidence interval.", { { NULL, AT(lo) } } },
	{ "operation_high", "Upper end of the 95 % confidence interval.", { { NULL, AT(hi) } } },
	{ "operation_median",
	  "Median of all samples, including disturbed ones.",
	  { { NULL, AT(median) } } },
	{ "operation_tail",
	  "Percentiles of single operations; 100 is the maximum.",
	  { { "50", AT(tail.p50) },
	    { "95", AT(tail.p95) },
	    { "99", AT(tail.p99) },
	    { "99.9", AT(tail.p999) },
	    { "100", AT(tail.max) } } },
};

static bool in_family(const struct result *r, const struct unit *unit,
		      const struct figure_family *kind)
{
	return r->measured && !strcmp(r->unit, unit->name) &&
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
		fprintf(out, "} %.9g\n", *(const double *)at * unit->metric_factor);
	}
}

/* Leaves a family without samples out. */
static void in_unit(FILE *out, const struct source *sources, size_t n, const struct unit *unit,
		    const struct figure_family *kind)
{
	bool head = false;
	char name[64];

	snprintf(name, sizeof(name), "%s_%s", kind->name, unit->metric);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sources[i].doc->results.n; j++) {
			const struct result *r = &sources[i].doc->results.result[j];

			if (!in_family(r, unit, kind))
				continue;
			if (!head)
				family(out, name, unit->metric, kind->help);
			head = true;
			samples(out, &sources[i], r, unit, name, kind);
		}
}

static void figures(FILE *out, const struct source *sources, size_t n)
{
	for (const struct unit *unit = units; unit->name; unit++)
		for (size_t j = 0; unit->metric && j < ARRAY_SIZE(figure_families); j++)
			in_unit(out, sources, n, unit, &figure_families[j]);
}

/* Writes one end of the limits in this unit. */
static void limits_of(FILE *out, const struct source *sources, size_t n, const struct unit *unit,
		      bool upper)
{
	bool head = false;
	char name[64];

	snprintf(name, sizeof(name), "operation_limit_%s_%s", upper ? "high" : "low", unit->metric);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sources[i].doc->results.n; j++) {
			const struct result *r = &sources[i].doc->results.result[j];
			double low, high;

			if (!r->measured || strcmp(r->unit, unit->name) ||
			    !limit_ends(r->limit, r->unit, &low, &high) ||
			    isnan(upper ? high : low))
				continue;
			if (!head)
				family(out, name, unit->metric,
				       upper ? "The figure may be at most this."
					     : "The figure has to be at least this.");
			head = true;
			fprintf(out, PREFIX "%s", name);
			result_labels(out, &sources[i], r);
			fprintf(out, "} %.9g\n", (upper ? high : low) * unit->metric_factor);
		}
}

static void limits(FILE *out, const struct source *sources, size_t n)
{
	for (const struct unit *unit = units; unit->name; unit++)
		for (int upper = 0; unit->metric && upper <= 1; upper++)
			limits_of(out, sources, n, unit, upper);
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

/* Precise results get no series: it would only double the number of series with zeros. */
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
				       "1 if half of the interval is wider than 10 % of the "
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
		{ "operation_runs", NULL, "Operations that were done and verified.", runs },
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
		{ "run_quiet_ratio", "ratio",
		  "Share of the time in which nothing disturbed the core.", run_quiet },
		{ "run_incomplete", NULL, "1 if the run was interrupted.", incomplete },
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

	family(out, "run_info", NULL, "1 with the measured machine and kernel as labels.");
	for (size_t i = 0; i < n; i++) {
		fputs(PREFIX "run_info", out);
		source_labels(out, &sources[i]);
		version_text(sources[i].doc, version, sizeof(version));
		label(out, ",version", version);
		for (size_t j = 0; j < ARRAY_SIZE(fields); j++) {
			fputc(',', out);
			label(out, fields[j], doc_text(sources[i].doc, fields[j]));
		}
		fputs("} 1\n", out);
	}
}

static int openmetrics_write(FILE *out, const struct results_doc *docs, size_t n,
			     const void *unused)
{
	struct source *sources = calloc(n + 1, sizeof(*sources));
	size_t found = 0;
	int ret = sources ? sources_init(sources, &found, docs, n) : -ENOMEM;

	if (!ret) {
		info(out, sources, found);
		run_figures(out, sources, found);
		figures(out, sources, found);
		limits(out, sources, found);
		verdicts(out, sources, found);
		imprecise(out, sources, found);
		counts(out, sources, found);
		fputs("# EOF\n", out);
	}
	free(sources);
	return ret;
}

const struct report_format openmetrics_format = {
	.name = "openmetrics",
	.args = "[--label NAME]... FILE...",
	.help = "write metrics for the textfile collector of Prometheus",
	.doc = "Writes metrics for the textfile collector of the node exporter, or for any "
	       "other reader of OpenMetrics.",
	.check = sources_check,
	.write = openmetrics_write,
};
