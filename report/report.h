/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of report_progs know of each other.
 *
 *	side		result files of one kernel, taken together	side.c
 *	significance	is a difference more than chance?		significance.c
 *	compare		two sides, operation by operation		compare.c
 *	errors		how often operations go wrong			errors.c
 *	verification	what the verifier says, test by test		verification.c
 *	environment	what else differs between two sides		environment.c
 *	table, csv	a comparison for people and for programs	table.c, csv.c
 *	rows		the operations of comparisons, worst first	rows.c
 *	files		arguments into sides				files.c
 *	options		--only, --threshold ... of all that compare	options.c
 *	series		a store into views, kernels in order		series.c
 *	view		sides against each other, for reports		view.c
 *	html, md	a page, and text for a step summary		html.c, page.c, md.c
 *	version		kernels in order				version.c
 *	events		what a change costs a workload			events.c
 *	bounds		limits from results				bounds.c
 *	store, trend	results kept over time, one figure over kernels	store.c, trend.c
 *	documents	result files each for itself, for the formats:	documents.c
 *	junit, ktap	for test systems				junit.c, ktap.c
 *	kcidb		for KernelCI's database				kcidb.c
 *	openmetrics	for Prometheus					openmetrics.c
 *
 * It reads through bench/results_file.h and knows nothing else of the engine.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "bench/results_file.h"

struct argp;

/* Exit statuses of report_progs. */
enum {
	REPORT_OK = 0,
	/* Something is worse. */
	REPORT_WORSE = 1,
	/* Not comparable, not readable, bad usage. */
	REPORT_ERROR = 2,
};

/* A subcommand: argv[0] is its name; returns an exit status. */
struct report_command {
	const char *name;
	int (*run)(int argc, char **argv);
	/* Its arguments, and what it does, in a line each. */
	const char *args, *help;
};

/* Instructions that nothing of BPF takes by itself: attaching waits for grace periods. */
#define INSNS_WAITS 1e5

int compare_main(int argc, char **argv);
int bounds_main(int argc, char **argv);
int store_main(int argc, char **argv);
int trend_main(int argc, char **argv);
int junit_main(int argc, char **argv);
int ktap_main(int argc, char **argv);
int kcidb_main(int argc, char **argv);
int openmetrics_main(int argc, char **argv);
int html_main(int argc, char **argv);
int md_main(int argc, char **argv);

/* An operation on one side: of all its boots. */
struct side_op {
	/* Its result in the first boot that has one, a measured one where there is. */
	const struct result *result;
	/* FAIL when it failed in any boot, else UNDECIDED when it was in most; and whether it
	 * was imprecise in most. */
	enum verdict verdict;
	bool imprecise;
	const char *reason;
	/* Boots that measured it; without any the figures below mean nothing.  Those in which it
	 * failed and gave no figure are not among them. */
	size_t boots, undecided, wide, failed;
	/* The median of the boots' values, and the hull of their intervals. */
	double value, lo, hi;
	/* The rounds of all boots that a comparison may rest on, sorted: quiet ones,
	 * where the file tells which those are and there are enough. */
	double *rounds;
	size_t n_rounds;
	/* Share of samples on an exclusive core, least of all boots. */
	double quiet;
	/* The state of the core that all of this is of: boots of another one do not count. */
	enum result_core core;
	/* Length of the core cycle that the figures are stated at, ns; 0: they are in time. */
	double cycle_ns;
	uint64_t runs, errors;
	/* Of the runs, those that were timed alone. */
	uint64_t timed;
	/* Of all boots that tell: counts and lengths of the first, the median of the boots'
	 * times, the hull of their intervals, and all rounds, sorted. */
	struct program_cost program;
};

struct side {
	/* The kernel, as people say it: 6.1.192. */
	char label[96];
	struct results_doc *docs;
	size_t n_docs;
	/* Of each document whether it is one before it once more: that is no other boot, and
	 * its results are not among those below. */
	bool *repeated;
	/* Of each document what the processor counted: see counted_init(). */
	struct results *counted;
	/* Sorted by name. */
	struct side_op *ops;
	size_t n_ops;
};

/* counted.c: the instructions that a processor counted, as results of their own beside those
 * of which they are: "NAME.hw_insns".  0 or -ENOMEM. */
#define COUNTED_UNIT "hw_insns"
int counted_init(struct results *counted, const struct results *results);
void counted_clear(struct results *counted);
/* It is one of those. */
bool is_counted(const struct result *result);

/*
 * Takes the documents' results together; the documents stay the caller's when it
 * fails and are freed by side_clear() when not.  All have to be of one kernel and
 * unit.  0 or a negative errno with the reason in err.
 */
int side_init(struct side *side, struct results_doc *docs, size_t n, char *err, size_t size);
/* The same from files. */
int side_read(struct side *side, char *const *paths, size_t n, char *err, size_t size);
void side_clear(struct side *side);
/*
 * States the figures that both sides have counted in core cycles at the cycle of the base, so
 * that two runs at different frequencies of one processor can be compared.
 */
void side_restate(struct side *side, const struct side *base);
/* Told to leave it out, or what a kernel keeps to itself: nothing has stopped working.  NULL
 * for no reason. */
bool left_out(const char *reason);
/* NULL when the side has no such operation. */
const struct side_op *side_find(const struct side *side, const char *name);
/* Text of a field of the first document's environment; "" where it has none. */
const char *side_env(const struct side *side, const char *field);
/* "ns" or "insns". */
const char *side_unit(const struct side *side);

/*
 * files.c: result files as arguments.  Without "--" each is a side of its own; with it
 * the files up to it are one side's, a boot each.
 */
struct argp;

struct file_list {
	char **path;
	size_t n;
	/* Where sides end, if "--" stood. */
	size_t *end;
	size_t n_ends;
};

/* argp_parse() for arguments with "--"; options may stand anywhere.  argp's parser gives
 * each argument to files_add().  Exits on bad usage. */
void files_parse(struct file_list *files, const struct argp *argp, int argc, char **argv,
		 void *input);
/* The path stays the caller's.  0 or ENOMEM, as an argp parser returns it. */
int files_add(struct file_list *files, char *path);
size_t files_sides(const struct file_list *files);
/* *sides, one for each and one more, empty, is for sides_free(), also after errors.  0,
 * or a negative errno with the reason in err. */
int files_read(const struct file_list *files, struct side **sides, char *err, size_t size);
void sides_free(struct side *sides, size_t n);
void files_clear(struct file_list *files);

/* version.c: <0, 0, >0 as strcmp(), by the numbers: 5.10 < 6.1 < 6.12-rc3 < 6.12. */
int version_compare(const char *a, const char *b);
/*
 * Whether two documents are of two kernels: the field by which they are, NULL where they are of
 * one.  Two builds of one release are two; a field that one does not tell does not count.
 */
const char *kernel_differs(const struct results_doc *a, const struct results_doc *b);
/* <0, 0, >0: an order for sorting, builds of one release by their numbers, and what does not
 * tell its build last. */
int kernel_order(const struct results_doc *a, const struct results_doc *b);
/* The build in short, to tell it from others of its release: 12 digits of its id, else the first
 * word of uname -v, "#2"; "" where neither is known. */
void kernel_build(const struct results_doc *doc, char *text, size_t size);
/* "6.1.192" of a document's kernel, for people: the version where the release hides it. */
void version_label(const struct results_doc *doc, char *label, size_t size);

/* What became of an operation. */
enum change {
	CHANGE_NONE,
	CHANGE_WORSE,
	CHANGE_BETTER,
	/* Too imprecise or too few rounds to say. */
	CHANGE_UNSURE,
	CHANGE_ONLY_OLD,
	CHANGE_ONLY_NEW,
	/* Did work, and now fails, or does not load or attach: worse. */
	CHANGE_BROKEN,
	CHANGE_REPAIRED,
	/* Measured on neither side. */
	CHANGE_NEITHER,
	CHANGES,
};

/* NAN: the unit's own default (docs/compare.md). */
struct compare_options {
	/* Smaller changes are not reported: relative, and in the figure's unit. */
	double threshold, min_delta;
	/* False discovery rate. */
	double fdr;
	/* Operations to compare; NULL for all. */
	const regex_t *only;
	/* Of which unit min_delta is; NULL: of every one. */
	const char *min_delta_unit;
};

/* Each unit's defaults, all operations, 5 % false ones. */
extern const struct compare_options compare_defaults;
/* Whether it is one of those to compare. */
bool compare_wants(const struct compare_options *options, const char *name);

/*
 * options.c: the arguments --only, --threshold, --min-delta and --fdr; compare_argp is a
 * child of a command's argp and has the struct, which compare_arguments_init() made, as
 * its input.
 */
struct compare_arguments {
	struct compare_options options;
	/* As given; NULL for all operations. */
	const char *only;
	regex_t regex;
};
extern const struct argp compare_argp;
void compare_arguments_init(struct compare_arguments *arguments);
/* The expression becomes the options': the struct may not be moved from here on.  0, or
 * -EINVAL with the reason in err. */
int compare_arguments_ready(struct compare_arguments *arguments, char *err, size_t size);
/* An expression that matches nothing would be a comparison in which nothing is worse: 0,
 * or -EINVAL with the reason in err. */
int compare_arguments_match(const struct compare_arguments *arguments, const struct side *sides,
			    size_t n, char *err, size_t size);
void compare_arguments_clear(struct compare_arguments *arguments);

struct difference {
	const char *name, *unit;
	/* NULL where a side does not have it. */
	const struct side_op *old, *new;
	enum change change;
	/* Of the cost alone, without what goes wrong: NONE, WORSE, BETTER or UNSURE. */
	enum change cost;
	/* new - old, and its 95 % interval, in the unit; 0 unless both were measured. */
	double delta, lo, hi;
	/* Of the Mann-Whitney U test, and adjusted for all operations; NAN without
	 * a test: where figures repeat exactly there is nothing to test. */
	double p, q;
	/* So few rounds that no change of it alone could be significant. */
	bool too_few;
	/* Why there is no verdict, what broke, what else changed; "" for nothing. */
	char why[160];
};

/* What the verifier says of the programs of a test on one side: sums over operations. */
struct verified {
	double programs, insns;
	/* Of the operations whose length both sides tell. */
	double jited_bytes;
	/* Medians, in the kernel's microseconds, with the sums of the intervals' ends, and of
	 * the shortest rounds. */
	double us, lo, hi, best;
};

/* A test's programs on both sides: of the operations that both have. */
struct verification {
	/* Name of the test: so many characters of it. */
	const char *test;
	int len;
	size_t operations;
	struct verified old, new;
	/* WORSE, BETTER or NONE: of instructions, of the time, of both together. */
	enum change insns_change, us_change, change;
};

struct comparison {
	const struct side *old, *new;
	/* By name. */
	struct difference *diffs;
	size_t n;
	size_t count[CHANGES];
	/* A test each, by name. */
	struct verification *verifications;
	size_t n_verifications;
	/* Of those without a change, how many had too few rounds to show one. */
	size_t too_few;
};

/* Why a side must not be compared with what was measured there (unit, mode,
 * accelerator, architecture): 0, or -EINVAL with the reason in err. */
int docs_comparable(const struct results_doc *old, const json_t *environment, const char *unit,
		    char *err, size_t size);
/* The same of two sides, with the units of all operations. */
int sides_comparable(const struct side *old, const struct side *new, char *err, size_t size);

/* 0 or -ENOMEM. */
int compare_sides(const struct side *old, const struct side *new,
		  const struct compare_options *options, struct comparison *comparison);
/* NULL when neither side has such an operation. */
const struct difference *comparison_find(const struct comparison *comparison, const char *name);
void comparison_clear(struct comparison *comparison);
bool comparison_worse(const struct comparison *comparison);
/* In either direction; 5 % of 140 are 7, not what a twentieth in binary makes of it. */
bool change_reaches(double change, double least);
/* From which share of the old figure a change of this unit counts; "us": of verification. */
double change_threshold(const struct compare_options *options, const char *unit);
/* delta relative to the old figure; NAN where that is next to nothing. */
double difference_ratio(const struct difference *difference, double delta);

/* environment.c: a line for each difference that explains changes, also of a side's boots
 * among each other; returns how many.  named: with the new side's name, where there are
 * several. */
size_t environment_print(FILE *out, const struct side *old, const struct side *new, bool named);

/* Comparisons of one old side with several new ones, and how they are shown. */
struct compare_view {
	const struct comparison *comparisons;
	size_t n;
	/* Unchanged ones, too. */
	bool all;
};

/* rows.c: an operation in several comparisons. */
struct compare_row {
	const char *name, *unit;
	/* One for each new side; NULL where neither that nor the old one has it. */
	const struct difference **diffs;
	/* Above 0 where something is to be said. */
	double impact;
};

struct compare_rows {
	struct compare_row *row;
	size_t n;
	const struct difference **diffs;
};

/* The worst first; of view->all the unchanged ones, too.  0 or -ENOMEM. */
int comparison_rows(const struct compare_view *view, struct compare_rows *rows);
void comparison_rows_free(struct compare_rows *rows);

/* table.c: what stands in a row: a figure, "FAIL" or "SKIP"; "+5.0 % [+4.1, +6.2]" or
 * "~"; "0.01 (0.02)" or "exact".  cell has COMPARE_CELL bytes. */
#define COMPARE_CELL 48
void value_cell(const struct side_op *op, char *cell);
void change_cell(const struct difference *d, char *cell);
void p_cell(const struct difference *d, char *cell);

/* table.c: the verdict in one line; the table, the worst first. */
void comparison_verdict(FILE *out, const struct comparison *comparison);
void comparison_table(FILE *out, const struct compare_view *view);
/* "slower", "faster", "worse" ...: by what the unit measures. */
const char *change_word(const struct difference *difference);
/* means.c: the geometric mean of new to old, for each test. */
void comparison_means(FILE *out, const struct compare_view *view);
/* csv.c: a line for each operation and new side. */
void comparison_csv(FILE *out, const struct compare_view *view);

/* errors.c: whether errors are new or their rate has at least doubled, beyond chance; both
 * sides measured.  If so, why has both rates; also where new ones may be chance, if it was
 * empty. */
bool errors_grew(const struct side_op *old, const struct side_op *new, char *why, size_t size);
/* Two-sided p of the test of two proportions: share a of n trials against share b of m, by
 * the normal approximation with the variance of both together; 1 where nothing varies. */
double rates_p(double a, double n, double b, double m);

/* verification.c: fills the comparison's, when its differences are there.  0 or -ENOMEM. */
int verification_compare(struct comparison *comparison, const struct compare_options *options);
/* Some test's verification is slower. */
bool verification_worse(const struct comparison *comparison);
/* ", verification of a, b slower"; nothing where none is. */
void verification_verdict(FILE *out, const struct comparison *comparison);
/* A line for each test, of view->all for the unchanged, too. */
void verification_print(FILE *out, const struct compare_view *view);
/* "slower", "faster" or "~". */
const char *verification_word(enum change change);
/* "us", or what a microsecond is where instructions are counted. */
const char *verification_unit(const struct comparison *comparison);
/* For the page: an array of objects; NULL when out of memory. */
json_t *verification_json(const struct comparison *comparison);

/* events.c: how often the user's own workload does each operation. */
struct events {
	struct event {
		char *name;
		double rate;
		unsigned int line;
	} * event;
	size_t n;
};
/* 0, or -EINVAL with "file:line: what" in err. */
int events_read(const char *path, struct events *events, char *err, size_t size);
void events_clear(struct events *events);
/* 0, or -EINVAL when an operation is not in the comparison. */
int events_print(FILE *out, const struct events *events, const struct comparison *comparison,
		 char *err, size_t size);

/* compare_main.c: everything about comparisons of sides that were read; an exit
 * status.  csv instead of the text; events may be NULL. */
int compare_report(const struct side *old, const struct side *sides, size_t n,
		   const struct compare_options *options, bool all, bool csv,
		   const struct events *events);

/* Longest part of a path in the store, with its end. */
#define PLACE_SIZE 64

/* view.c: sides in order, and what they are to each other, as the reports show them. */
struct report_view {
	/* "x86_64, icount-insns": the series of a store; "" of files. */
	char name[2 * PLACE_SIZE + 2];
	struct side *sides;
	size_t n;
	const struct compare_options *options;
	/* n * n, the old one first; all but those with the first are made when they are
	 * asked for: view_pair(). */
	struct comparison *pairs;
	/* n - 1 of them, against the first. */
	const struct comparison *comparisons;
};

/* Several where a store has several machines and modes. */
struct report_views {
	struct report_view *view;
	size_t n;
};

/* What a report is of: files, or the store in a directory. */
struct report_input {
	struct compare_arguments compare;
	struct file_list files;
	const char *store;
};

/* Takes the sides; 0 or -ENOMEM, the sides are then the caller's. */
int view_init(struct report_view *view, struct side *sides, size_t n,
	      const struct compare_options *options);
/* Reads and compares: 0, or a negative errno with the reason in err. */
int report_views_read(struct report_input *input, struct report_views *views, char *err,
		      size_t size);
void report_views_clear(struct report_views *views);
void report_input_clear(struct report_input *input);

/* Of two sides; it stays the view's.  0; -EINVAL with the reason in err where the two must
 * not be compared, or -ENOMEM. */
int view_pair(struct report_view *view, size_t old, size_t new,
	      const struct comparison **comparison, char *err, size_t size);

/* An operation's way from the kernel before to this one. */
struct step {
	/* The last one before that measured it; none is at. */
	size_t from;
	/* NULL where there is none. */
	const struct difference *difference;
};
/* As view_pair(). */
int view_step(struct report_view *view, size_t at, const char *name, struct step *step, char *err,
	      size_t size);
/* What a side is called beside the others: its label, and where another has the same
 * its release, its build, or which of them it is. */
void view_label(const struct report_view *view, size_t at, char *label, size_t size);

/* What the text reports print, for the caller to free; NULL when out of memory. */
char *verdict_text(const struct comparison *comparison);
char *environment_text(const struct comparison *comparison, bool named);
char *means_text(const struct comparison *comparison);
/* Of one side, without another to compare it with: "6.1.192: 120 measured, ...". */
char *side_text(const struct side *side, const struct compare_options *options);
/* The worst first. */
extern const enum verdict worst_verdicts[VERDICTS];
/* Its operations with a verdict, of those that are wanted. */
size_t side_count(const struct side *side, enum verdict verdict,
		  const struct compare_options *options);

/* page.c: all that the html page shows; a new reference, NULL when out of memory.
 * published may have no claims; open: the operation that is shown first, NULL for none. */
struct bounds;
json_t *page_data(struct report_views *views, const struct bounds *published, const char *open);
/* html.c: the page, to a path or, NULL, standard output.  published: a file of bounds,
 * NULL for the standard one.  0 or a negative errno with the reason in err. */
int page_write(const char *path, struct report_views *views, const char *published,
	       const char *open, char *err, size_t size);

/* store.c: where results are kept, MACHINE/MODE/KERNEL. */
struct place {
	char machine[PLACE_SIZE], mode[PLACE_SIZE], kernel[PLACE_SIZE];
};
void store_place(const struct results_doc *doc, struct place *place);
/* The same for the same file only: tells two runs of one second apart.  0 or -ENOMEM. */
int store_hash(const struct results_doc *doc, unsigned long long *hash);

/* series.c: all that is in a store: a view for each machine and mode, in which kernels
 * are ordered by version.  0, or a negative errno with the reason in err. */
int store_read(const char *directory, const struct compare_options *options,
	       struct report_views *views, char *err, size_t size);

/* documents.c: what a verdict means to those who know no UNDECIDED and no limits. */
enum outcome {
	/* Within its limit. */
	OUTCOME_PASS,
	/* Measured, and there is no limit, or none that could be judged. */
	OUTCOME_DONE,
	OUTCOME_FAIL,
	/* Failed, and nothing was measured: the test died, or does not do what it should. */
	OUTCOME_ERROR,
	OUTCOME_SKIP,
	/* Measured, but the interval is astride the limit: no pass. */
	OUTCOME_UNDECIDED,
	/* The time was up before it was measured: UNDECIDED, too. */
	OUTCOME_MISSED,
	OUTCOMES,
};
enum outcome result_outcome(const struct result *result);
/* "hash_lookup_hit" of map_perf/hash_lookup_hit; the test's name where it is all of it. */
const char *result_operation(const struct result *result);

/* Results by test; tests by name, their results in the order they came. */
struct tests {
	struct test_results {
		char *name;
		const struct result *const *results;
		size_t n, count[OUTCOMES];
	} * test;
	size_t n;
	const struct result **sorted;
};
/* The results stay the caller's and have to outlive it.  0 or -ENOMEM. */
int tests_init(struct tests *tests, const struct results *results);
void tests_clear(struct tests *tests);

/* "12.4 ns [12.1, 12.9]": the value and its interval, "~" before it where it is imprecise;
 * of measured results only. */
void print_figure(FILE *out, const struct result *result);
/* All other figures, in a line. */
void print_details(FILE *out, const struct result *result);
/* Text of a field of the environment; "" where it has none. */
const char *doc_text(const struct results_doc *doc, const char *field);
/* "6.1.192" of the i-th of several, "6.1.192 (2)" of the second of one kernel. */
void doc_label(const struct results_doc *docs, size_t i, char *label, size_t size);
/* Whether its times are those of the world: a guest that counts instructions has its own. */
bool doc_real_time(const struct results_doc *doc);
/* "2026-11-21T14:47:54Z", when it began, and in *when, unless that is NULL; NULL where that is
 * not known, or is no time that there was since 1970. */
const char *doc_started(const struct results_doc *doc, time_t *when);

/* A format: "report_progs NAME [OPTIONS] FILE...". */
struct report_format {
	const char *command, *doc;
	/* Its own options, NULL for none: they are given extra as their input. */
	const struct argp *options;
	/* 0 or a negative errno. */
	int (*write)(FILE *out, const struct results_doc *docs, size_t n, void *extra);
};
/* An exit status. */
int report_format_main(int argc, char **argv, const struct report_format *format, void *extra);

/* The formats; 0 or -ENOMEM. */
int junit_write(FILE *out, const struct results_doc *docs, size_t n, void *unused);
int openmetrics_write(FILE *out, const struct results_doc *docs, size_t n, void *unused);
/* One document: tests and their operations; several: kernels, and these within. */
int ktap_write(FILE *out, const struct results_doc *docs, size_t n, void *unused);
/* The same of results in memory; about: lines for people, shown as diagnostics. */
int ktap_results(FILE *out, const struct results *results, const char *about);
/* Where results come from and what was tested, for kcidb. */
struct kcidb_options {
	/* The system that submits, [a-z0-9_]+. */
	const char *origin;
	/* Id of a build that is there already; NULL: one is made up from the results. */
	const char *build;
};
int kcidb_write(FILE *out, const struct results_doc *docs, size_t n, void *options);

/* text.c: what a file says, without what a terminal would obey. */
void print_text(FILE *out, const char *text);
void print_json(FILE *out, const json_t *value);
/* Text of XML, in attributes too: what XML cannot hold, control characters, is "?". */
void print_xml(FILE *out, const char *text);
/* As test_progs prints figures: 0.39, 28.4, 1133. */
void figure_text(double value, char *text, size_t size);
/* Columns that a text takes on a terminal. */
size_t text_width(const char *text);

#endif /* REPORT_REPORT_H */
