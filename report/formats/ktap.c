// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_progs --ktap and report_progs ktap: write version 1 of the Kernel Test Anything Protocol
 * (Documentation/dev-tools/ktap.rst of the kernel).  docs/formats.md says how results map to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/formats/documents.h"
#include "report/formats/formats.h"
#include "report/formats/ktap.h"

/*
 * A diagnostic must stay on its line.  "#" is escaped, because a parser may take " # " and a word
 * after it for a directive.
 */
static void diagnostic(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '#')
			fputc('\\', out);
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, out);
	}
}

/* A description must not contain "#". */
static void description(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc((unsigned char)*text <= ' ' || *text == '#' || *text == 0x7f ? '_' : *text,
		      out);
}

static void indent(FILE *out, unsigned int level)
{
	fprintf(out, "%*s", 2 * level, "");
}

static void plan(FILE *out, unsigned int level, size_t n)
{
	indent(out, level);
	fputs("KTAP version 1\n", out);
	indent(out, level);
	fprintf(out, "1..%zu\n", n);
}

static void result_line(FILE *out, unsigned int level, size_t number, const char *name, bool ok)
{
	indent(out, level);
	fprintf(out, "%s %zu ", ok ? "ok" : "not ok", number);
	description(out, name);
}

static void operation(FILE *out, unsigned int level, size_t number, const struct result *r)
{
	static const char *const directives[OUTCOMES] = {
		[OUTCOME_ERROR] = " ERROR",
		[OUTCOME_SKIP] = " SKIP",
		/*
		 * UNDECIDED is neither passed nor failed, and parsers know no other word for that.
		 */
		[OUTCOME_UNDECIDED] = " SKIP UNDECIDED:",
		[OUTCOME_MISSED] = " SKIP UNDECIDED:",
	};
	enum outcome outcome = result_outcome(r);

	if (r->measured) {
		indent(out, level);
		fputs("# ", out);
		description(out, result_operation(r));
		fputs(": ", out);
		print_details(out, r);
		fputc('\n', out);
	}
	result_line(out, level, number, result_operation(r),
		    outcome != OUTCOME_FAIL && outcome != OUTCOME_ERROR);
	fprintf(out, " #%s", directives[outcome] ? directives[outcome] : "");
	if (r->measured) {
		fputc(' ', out);
		print_figure(out, r);
	}
	if (r->limit) {
		fputs(" limit ", out);
		diagnostic(out, r->limit);
	}
	if (r->reason) {
		fputs(r->measured ? ", " : " ", out);
		diagnostic(out, r->reason);
	}
	fputc('\n', out);
}

/*
 * Prints the line of a test with subtests.  It fails if one of them failed, and is SKIP if none
 * passed or failed.
 */
static void sum(FILE *out, unsigned int level, size_t number, const char *name,
		const size_t count[OUTCOMES])
{
	size_t passed = count[OUTCOME_PASS] + count[OUTCOME_DONE];
	size_t failed = count[OUTCOME_FAIL] + count[OUTCOME_ERROR];

	result_line(out, level, number, name, !failed);
	fprintf(out, " #%s %zu passed, %zu skipped, %zu undecided, %zu failed\n",
		failed || passed ? "" : " SKIP", passed, count[OUTCOME_SKIP],
		count[OUTCOME_UNDECIDED] + count[OUTCOME_MISSED], failed);
}

/* total counts each outcome, unless it is NULL. */
static int tests_of(FILE *out, unsigned int level, const struct results *results,
		    size_t total[OUTCOMES])
{
	struct tests tests;

	if (tests_init(&tests, results))
		return -ENOMEM;
	plan(out, level, tests.n);
	for (size_t i = 0; i < tests.n; i++) {
		const struct test_results *test = &tests.test[i];

		plan(out, level + 1, test->n);
		for (size_t j = 0; j < test->n; j++)
			operation(out, level + 1, j + 1, test->results[j]);
		sum(out, level, i + 1, test->name, test->count);
		for (size_t j = 0; total && j < OUTCOMES; j++)
			total[j] += test->count[j];
	}
	tests_clear(&tests);
	return 0;
}

int ktap_results(FILE *out, const struct results *results, const char *about)
{
	int ret = tests_of(out, 0, results, NULL);

	while (!ret && *about) {
		size_t n = strcspn(about, "\n");

		fprintf(out, "# %.*s\n", (int)n, about);
		about += n + (about[n] == '\n');
	}
	return ret;
}

static int ktap_write(FILE *out, const struct results_doc *docs, size_t n, const void *unused)
{
	if (n == 1)
		return ktap_results(out, &docs->results, "");
	plan(out, 0, n);
	for (size_t i = 0; i < n; i++) {
		size_t total[OUTCOMES] = {};
		char label[LABEL_SIZE];

		if (tests_of(out, 1, &docs[i].results, total))
			return -ENOMEM;
		doc_label(docs, n, i, label);
		sum(out, 0, i + 1, label, total);
	}
	return 0;
}

const struct report_format ktap_format = {
	.name = "ktap",
	.args = "FILE...",
	.help = "write KTAP version 1, like test_progs --ktap",
	.doc = "Writes KTAP version 1: a subtest for each operation of a test.  Several "
	       "files get a test for each kernel.",
	.write = ktap_write,
};
