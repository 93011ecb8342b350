/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limits: read from text (docs/bounds.md), found for a metric, held against a
 * figure.  Knows nothing of how figures come about.
 */
#ifndef BENCH_BOUNDS_H
#define BENCH_BOUNDS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct bounds;

enum bound_op {
	BOUND_LE, /* at most */
	BOUND_GE, /* at least */
	BOUND_IN, /* lower end .. upper end */
	BOUND_NO, /* no limit, whatever earlier files say */
};

/* One line of a file; belongs to its struct bounds, as do the strings. */
struct bound {
	/* A metric's name or a glob (fnmatch(3); "*" matches slashes too); with a tail of its
	 * behind a dot: "map_perf/hash_*.p99", see metric_tail(). */
	const char *metric;
	enum bound_op op;
	/* The limit: hi of <=, lo of >=, both of a range; in unit, or factors. */
	double lo, hi;
	/* What an absolute limit is in; figures that a relative one is for, NULL for all. */
	const char *unit;
	/* The metric that a relative limit is a multiple of, else NULL. */
	const char *other;
	/* The comment behind the limit, "" when there is none. */
	const char *why;
	const char *file;
	unsigned int line;
};

/* A measured figure and its 95 % confidence interval. */
struct figure {
	double value, lo, hi;
	/* "ns", "insns", ...; outlives the call it is given to.  NULL: it has no limit. */
	const char *unit;
	/* False: not measured, the rest means nothing. */
	bool ok;
	/* Measured beside somebody on the same core: alone it costs less, nobody knows how much. */
	bool shared;
};

/* Fills *out; false when there is no such metric.  arg is the caller's own. */
typedef bool (*figure_lookup)(void *arg, const char *metric, struct figure *out);

/* In the order in which of several one decides. */
enum bound_verdict {
	BOUND_NONE,	      /* there is no limit */
	BOUND_NOT_APPLICABLE, /* cannot be judged here; the text says why */
	BOUND_PASS,	      /* the whole interval keeps the limit */
	BOUND_UNDECIDED,      /* the interval is astride an end of it */
	BOUND_FAIL,	      /* even the favourable end of the interval breaks it */
};

/* No absolute limit is judged: a debug kernel is another kernel in every unit. */
#define BOUND_NO_ABSOLUTE 0x1U
/*
 * Absolute limits of what takes or counts by time are not judged: slow clock,
 * disturbed machine.  Those in bytes and insns are: no neighbour changes them.
 */
#define BOUND_NO_TIME 0x2U

/* No limits.  NULL when out of memory. */
struct bounds *bounds_new(void);
void bounds_free(struct bounds *bounds);

/*
 * Adds a file's limits, which go before those of all files read so far.  Returns
 * 0; -EINVAL and "file:line: what was found, what was expected" in err when it is
 * malformed; another negative errno and "file: reason" when it cannot be read.
 * After an error bounds is what it was before.
 */
int bounds_read(struct bounds *bounds, const char *path, char *err, size_t size);

/*
 * The same of a file that comes with the programs: "published.bounds", from the
 * directory that the Makefile gives as BOUNDS_DIR.
 */
int bounds_read_standard(struct bounds *bounds, const char *name, char *err, size_t size);

/*
 * The same of limits that are pinned for one family of kernels: those of the file in a
 * directory there ("insns.x86_64") whose head has "#: release GLOB" for this release, of which
 * path gets the name, "" when there is none.  -EINVAL for a file that does not say which
 * kernels it is for, and for two that are for this one.
 */
int bounds_read_pinned(struct bounds *bounds, const char *directory, const char *release,
		       char path[PATH_MAX], char *err, size_t size);

/* All limits as they stand in the files, the file read first first. */
size_t bounds_count(const struct bounds *bounds);
const struct bound *bounds_at(const struct bounds *bounds, size_t index);

/*
 * The limit for a metric in this unit: the first that matches in the file read last, then
 * in the one before it.  Absolute limits and relative ones are looked for independently of
 * each other; BOUND_NO hides both.  A metric is never limited relative to itself, so a glob
 * may cover the metric it refers to.  NULL when there is none.
 */
const struct bound *bounds_find(const struct bounds *bounds, const char *metric, const char *unit);
const struct bound *bounds_find_relative(const struct bounds *bounds, const char *metric,
					 const char *unit);

/*
 * "p99" of "map_perf/array_lookup.p99": p50, p95, p99, p999 or max of an operation's single
 * runs, which are metrics of their own.  NULL when it is the operation's figure.
 */
const char *metric_tail(const char *metric);

/*
 * Holds a figure against one limit, by its whole interval: all of it inside is PASS,
 * all of it beyond is FAIL, astride is UNDECIDED.  A relative limit is judged by both
 * intervals: "<= f * other" FAILs when the figure's lo is above f times other's hi, and
 * PASSes when its hi is not above f times other's lo.  NOT_APPLICABLE when the figure or
 * the other one was not measured, has another unit, is not a number (other) or not above
 * 0 (other).  A figure that is not a number FAILs.
 *
 * text gets the limit as printed, "<= 100 ns" or
 * "<= 1.5 * map_perf/array_lookup (18.2 ns)", the latter from other's value; where
 * it cannot be judged the reason is in the parentheses.
 */
enum bound_verdict bounds_check(const struct bound *bound, const struct figure *figure,
				figure_lookup lookup, void *arg, unsigned int flags, char *text,
				size_t size);

/*
 * What test_progs needs: the metric's absolute limit in the figure's unit and its
 * relative limit, both found and checked.  FAIL when one fails, otherwise UNDECIDED
 * when one is undecided, otherwise PASS when one passes; text is of the one that decided.
 */
enum bound_verdict bounds_judge(const struct bounds *bounds, const char *metric,
				const struct figure *figure, figure_lookup lookup, void *arg,
				unsigned int flags, char *text, size_t size);

/* The limit as the file says it, without metric and comment: "20..40 ns". */
void bound_text(const struct bound *bound, char *text, size_t size);

/* A number as people write it: 0.6, 18.2, 931712, never 9.3e+05. */
void bound_number(double number, char *text, size_t size);

#endif /* BENCH_BOUNDS_H */
