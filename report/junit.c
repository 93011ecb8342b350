// SPDX-License-Identifier: GPL-2.0-only
/* report_progs junit: the XML that continuous integration systems read (docs/formats.md). */
#include <errno.h>
#include <stdlib.h>

#include "report/report.h"

/* What is not within a limit, as JUnit has it; NULL for nothing to say.  UNDECIDED is no
 * pass, and no failure either: test_progs, too, exits with 0 for it, unless it is told not to. */
static const char *const elements[OUTCOMES] = {
	[OUTCOME_FAIL] = "failure",	 [OUTCOME_ERROR] = "error",    [OUTCOME_SKIP] = "skipped",
	[OUTCOME_UNDECIDED] = "skipped", [OUTCOME_MISSED] = "skipped",
};

static void attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	print_xml(out, value);
	fputc('"', out);
}

static void text_property(FILE *out, const char *name, const char *value)
{
	fputs("    <property", out);
	attribute(out, "name", name);
	attribute(out, "value", value);
	fputs("/>\n", out);
}

static void number_property(FILE *out, const char *name, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.9g", value);
	text_property(out, name, text);
}

static void figures(FILE *out, const struct result *r)
{
	fputs("   <properties>\n", out);
	number_property(out, "value", r->value);
	text_property(out, "unit", r->unit);
	number_property(out, "ci_low", r->lo);
	number_property(out, "ci_high", r->hi);
	number_property(out, "median", r->median);
	number_property(out, "rounds", r->n_rounds);
	number_property(out, "runs", r->runs);
	number_property(out, "errors", r->errors);
	if (r->tail.count) {
		number_property(out, "p50", r->tail.p50);
		number_property(out, "p95", r->tail.p95);
		number_property(out, "p99", r->tail.p99);
		number_property(out, "p999", r->tail.p999);
		number_property(out, "max", r->tail.max);
	}
	if (r->imprecise)
		text_property(out, "imprecise", "true");
	if (r->limit)
		text_property(out, "limit", r->limit);
	fputs("   </properties>\n", out);
}

/* The note that is among the figures is a word of the file. */
static int system_out(FILE *out, const struct result *r)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	int ret;

	if (!memory)
		return -errno;
	print_figure(memory, r);
	fputs("; ", memory);
	print_details(memory, r);
	ret = fclose(memory) ? -errno : 0;
	if (!ret) {
		fputs("   <system-out>", out);
		print_xml(out, text);
		fputs("</system-out>\n", out);
	}
	free(text);
	return ret;
}

static void problem(FILE *out, const struct result *r, enum outcome outcome)
{
	fprintf(out, "   <%s", elements[outcome]);
	/* <skipped> has no type. */
	if (outcome == OUTCOME_FAIL || outcome == OUTCOME_ERROR)
		attribute(out, "type", outcome == OUTCOME_FAIL ? "limit" : "failed");
	fputs(" message=\"", out);
	if (r->verdict == VERDICT_UNDECIDED)
		fputs("UNDECIDED: ", out);
	print_xml(out, r->reason);
	if (r->limit && outcome == OUTCOME_FAIL) {
		fputs(": ", out);
		print_figure(out, r);
		fputs(", limit ", out);
		print_xml(out, r->limit);
	}
	fputs("\"/>\n", out);
}

static int test_case(FILE *out, const struct result *r, const char *suite)
{
	enum outcome outcome = result_outcome(r);
	int ret = 0;

	fputs("  <testcase", out);
	attribute(out, "name", result_operation(r));
	attribute(out, "classname", suite);
	fputs(">\n", out);
	if (r->measured)
		figures(out, r);
	if (elements[outcome])
		problem(out, r, outcome);
	if (r->measured)
		ret = system_out(out, r);
	fputs("  </testcase>\n", out);
	return ret;
}

static void counts(FILE *out, const size_t count[OUTCOMES])
{
	size_t all = 0;

	for (size_t i = 0; i < OUTCOMES; i++)
		all += count[i];
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", all,
		count[OUTCOME_FAIL], count[OUTCOME_ERROR],
		count[OUTCOME_SKIP] + count[OUTCOME_UNDECIDED] + count[OUTCOME_MISSED]);
}

static void environment(FILE *out, const struct results_doc *doc)
{
	static const char *const fields[] = { "kernel_release", "kernel_version", "kernel_build_id",
					      "config_hash",	"arch",		  "cpu_model",
					      "microcode",	"clocksource",	  "accelerator",
					      "hypervisor",	"libbpf",	  "clang" };
	struct place place;

	fputs("   <properties>\n", out);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (*doc_text(doc, fields[i]))
			text_property(out, fields[i], doc_text(doc, fields[i]));
	store_place(doc, &place);
	text_property(out, "mode", place.mode);
	fputs("   </properties>\n", out);
}

/* label: the kernel, where there are several, or NULL. */
static int test_suite(FILE *out, const struct results_doc *doc, const struct test_results *test,
		      const char *label)
{
	const char *started = doc_started(doc, NULL);
	int ret = 0;
	char *name;

	if (asprintf(&name, label ? "%s on %s" : "%s", test->name, label) < 0)
		return -ENOMEM;
	fputs(" <testsuite", out);
	attribute(out, "name", name);
	counts(out, test->count);
	if (started)
		attribute(out, "timestamp", started);
	fputs(">\n", out);
	environment(out, doc);
	for (size_t i = 0; !ret && i < test->n; i++)
		ret = test_case(out, test->results[i], name);
	fputs(" </testsuite>\n", out);
	free(name);
	return ret;
}

int junit_write(FILE *out, const struct results_doc *docs, size_t n, void *unused)
{
	struct tests *tests = calloc(n + 1, sizeof(*tests));
	size_t count[OUTCOMES] = {}, i, j;
	int ret = tests ? 0 : -ENOMEM;
	bool real_time = true;
	double seconds = 0;

	for (i = 0; !ret && i < n; i++) {
		ret = tests_init(&tests[i], &docs[i].results);
		for (j = 0; j < tests[i].n; j++)
			for (size_t k = 0; k < OUTCOMES; k++)
				count[k] += tests[i].test[j].count[k];
		real_time = real_time && doc_real_time(&docs[i]);
		seconds += json_number_value(json_object_get(docs[i].run, "seconds"));
	}
	if (!ret) {
		fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bpf-perf\"",
		      out);
		counts(out, count);
		if (real_time)
			fprintf(out, " time=\"%.3f\"", seconds);
		fputs(">\n", out);
	}
	for (i = 0; !ret && i < n; i++) {
		char label[128];

		doc_label(docs, i, label, sizeof(label));
		for (j = 0; !ret && j < tests[i].n; j++)
			ret = test_suite(out, &docs[i], &tests[i].test[j], n > 1 ? label : NULL);
	}
	if (!ret)
		fputs("</testsuites>\n", out);
	for (i = 0; tests && i < n; i++)
		tests_clear(&tests[i]);
	free(tests);
	return ret;
}

int junit_main(int argc, char **argv)
{
	static const struct report_format format = {
		.command = "report_progs junit",
		.doc = "Writes JUnit XML: a test suite for each test, with the figures as "
		       "properties.  What is undecided is skipped, with that as the reason.",
		.write = junit_write,
	};

	return report_format_main(argc, argv, &format, NULL);
}
