/* SPDX-License-Identifier: GPL-2.0-only */
/* Shows each result file on its own, for the formats that do not compare. */
#ifndef REPORT_FORMATS_DOCUMENTS_H
#define REPORT_FORMATS_DOCUMENTS_H

#include <time.h>

#include "bench/result/file.h"
#include "report/compare/label.h"

struct argp;

/* What a verdict means in formats that have neither UNDECIDED nor limits. */
enum outcome {
	/* It keeps its limit. */
	OUTCOME_PASS,
	/* It was measured, but has no limit, or none that could be judged. */
	OUTCOME_DONE,
	OUTCOME_FAIL,
	/* It failed without a figure: the test died, or the operation did not do what it should. */
	OUTCOME_ERROR,
	OUTCOME_SKIP,
	/* It was measured, but the interval contains the limit.  This is not a pass. */
	OUTCOME_UNDECIDED,
	/* The time was up before it was measured.  The verdict is UNDECIDED, too. */
	OUTCOME_MISSED,
	OUTCOMES,
};
/* Returns the outcome for the verdict, the limit and the figure of a result. */
enum outcome result_outcome(const struct result *result);
/* Returns "hash_lookup_hit" of map_perf/hash_lookup_hit, or the whole name if it has no slash. */
const char *result_operation(const struct result *result);

/* Results grouped by test.  Tests are sorted by name, and results keep their order. */
struct tests {
	struct test_results {
		char *name;
		const struct result *const *results;
		size_t n, count[OUTCOMES];
	} * test;
	size_t n;
	const struct result **sorted;
};
/*
 * Groups results, which the caller keeps and which must outlive tests.  The caller frees tests with
 * tests_clear().  Returns 0 or -ENOMEM.
 */
int tests_init(struct tests *tests, const struct results *results);
void tests_clear(struct tests *tests);

/*
 * Prints a measured result as "12.4 ns [12.1, 12.9]": the value and its 95 % interval, with "~"
 * before it if it is imprecise.
 */
void print_figure(FILE *out, const struct result *result);
/* Prints all other figures of a measured result in one line, without its end. */
void print_details(FILE *out, const struct result *result);
/* Returns the text of a field of the environment; "" if it has none.  The document owns it. */
const char *doc_text(const struct results_doc *doc, const char *field);
/* Writes what docs[i] is called among the n documents: see labels_tell_apart(). */
void doc_label(const struct results_doc *docs, size_t n, size_t i, char label[LABEL_SIZE]);
/* Returns false if the times come from a guest whose clock counts instructions. */
bool doc_real_time(const struct results_doc *doc);
/*
 * Returns when the run began, such as "2026-11-21T14:47:54Z", and sets *when unless it is NULL.
 * Returns NULL if the time is unknown, invalid or before 1970.
 */
const char *doc_started(const struct results_doc *doc, time_t *when);

/* A format, "report_progs NAME [OPTIONS] FILE...".  report/formats/formats.h lists all. */
struct report_format {
	/* The subcommand, one line with its arguments, and one with what it writes. */
	const char *name, *args, *help;
	/* What report_progs NAME --help says. */
	const char *doc;
	/* The options of the format, or NULL. */
	const struct argp *options;
	/* The input of options, and then of write().  It has the defaults.  NULL: no options. */
	void *settings;
	/*
	 * Returns why nothing can be written of a document that has results, or NULL if something
	 * can.  Without this function everything can be written.
	 */
	const char *(*lacks)(const struct results_doc *doc, const void *settings);
	/*
	 * Returns 0 if the n documents can be in one output, or a negative errno with the reason in
	 * err.  NULL: they always can.
	 */
	int (*check)(const struct results_doc *docs, size_t n, char *err, size_t size);
	/* Writes n documents.  Returns 0 or a negative errno. */
	int (*write)(FILE *out, const struct results_doc *docs, size_t n, const void *settings);
};
/*
 * Parses the command line, reads the files and writes the format to standard output.  Returns an
 * exit status of report/command.h.
 */
int report_format_main(int argc, char **argv, const struct report_format *format);
/* The lacks() of formats that have only figures: "nothing in it was measured". */
const char *doc_unmeasured(const struct results_doc *doc, const void *settings);
/*
 * Writes the name of a result of docs[i] that no result of the n documents shares: its own, or
 * "map_perf/hash_lookup_hit on 6.1.192" if there are several documents.
 */
void doc_result_name(const struct results_doc *docs, size_t n, size_t i,
		     const struct result *result, char *name, size_t size);

#endif /* REPORT_FORMATS_DOCUMENTS_H */
