/* SPDX-License-Identifier: GPL-2.0-only */
/* Limits: reads them from text (docs/bounds.md), finds those of a metric and checks a figure
 * against them. This file does not know how figures are measured. */
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

/* One line of a file. It belongs to its struct bounds, and so do the strings. */
struct bound {
	/* A metric's name, or a glob (fnmatch(3), where "*" also matches slashes). A dot and a tail
	 * may follow: "map_perf/hash_*.p99", see metric_tail(). */
	const char *metric;
	enum bound_op op;
	/* The limit: hi for <=, lo for >=, both for a range. In unit, or factors if the limit is
	 * relative. */
	double lo, hi;
	/* Unit of an absolute limit. For a relative one, the unit of the figures it is for; NULL
	 * for all. */
	const char *unit;
	/* The metric whose multiple a relative limit is; NULL for an absolute limit. */
	const char *other;
	/* The comment after the limit, "" if there is none. */
	const char *why;
	/*
	 * The limit is pinned for objects of another compiler, which executes a few instructions
	 * more or less: a figure that breaks it by little is undecided, see OTHER_COMPILER.
	 */
	bool other_compiler;
	const char *file;
	unsigned int line;
};

/* A measured figure and its 95 % confidence interval. */
struct figure {
	double value, lo, hi;
	/* "ns", "insns", ...; must outlive the call. NULL: the figure has no limit. */
	const char *unit;
	/* False: it was not measured, and the other members mean nothing. */
	bool ok;
	/* The core was shared during the measurement. The cost on an exclusive core is lower by an
	 * unknown amount. */
	bool shared;
};

/* Fills *out. Returns false if there is no such metric. arg is the caller's. */
typedef bool (*figure_lookup)(void *arg, const char *metric, struct figure *out);

/* Sorted by priority: if there are several, the last one decides. */
enum bound_verdict {
	BOUND_NONE,	      /* there is no limit */
	BOUND_NOT_APPLICABLE, /* cannot be checked here; the text says why */
	BOUND_PASS,	      /* the whole interval keeps the limit */
	BOUND_UNDECIDED,      /* the interval crosses an end of the limit */
	BOUND_FAIL,	      /* even the favourable end of the interval breaks it */
};

/* Check no absolute limit: a debug kernel differs from others in every unit. */
#define BOUND_NO_ABSOLUTE 0x1U
/*
 * Do not check absolute limits in units of time or rates: the clock is slow or the machine is
 * disturbed. Limits in bytes and insns are still checked, because neighbours do not change
 * these.
 */
#define BOUND_NO_TIME 0x2U

/* Returns an empty set of limits, or NULL if out of memory. Free it with bounds_free(). */
struct bounds *bounds_new(void);
void bounds_free(struct bounds *bounds);

/*
 * Adds the limits of a file; they override those of all files read before. Returns 0. Returns
 * -EINVAL if the file is malformed, with "file:line: found ..., expected ..." in err. Returns
 * another negative errno if it cannot be read, with "file: reason" in err. After an error bounds is
 * unchanged.
 */
int bounds_read(struct bounds *bounds, const char *path, char *err, size_t size);

/* As bounds_read(), for a file that comes with the programs, such as "published.bounds". The
 * directory is BOUNDS_DIR of the Makefile. */
int bounds_read_standard(struct bounds *bounds, const char *name, char *err, size_t size);

/* Marks all limits from the first one as pinned for objects of another compiler. */
void bounds_of_other_compiler(struct bounds *bounds, size_t first);

/* Returns true if both versions of clang are known, and another major one each: the same sources are
 * other programs then. */
bool bounds_compilers_differ(const char *a, const char *b);

/* What bounds_read_pinned() reads for, and what it found. */
struct bounds_pinned {
	/* The kernel, as uname -r has it, and the version of the clang that compiled the objects. */
	const char *release, *clang;
	/* The file that is for the kernel, "" if there is none. */
	char path[PATH_MAX];
	/* The version of clang that the file is for, "" if it is the same major version or if
	 * either is not known. */
	char other_clang[16];
};

/*
 * As bounds_read_standard(), for limits that are pinned for one series of kernels. It reads the
 * file of the directory ("insns.x86_64") whose head has a line "#: release GLOB" that matches the
 * release. A line "#: clang VERSION" says what the objects were compiled with. Returns -EINVAL if a
 * file does not name its kernels, or if two files match.
 */
int bounds_read_pinned(struct bounds *bounds, const char *directory, struct bounds_pinned *pinned,
		       char *err, size_t size);

/* All limits as the files have them, in the order in which they were read. */
size_t bounds_count(const struct bounds *bounds);
const struct bound *bounds_at(const struct bounds *bounds, size_t index);

/*
 * Finds the limit for a metric in this unit: the first match in the file read last, else in the
 * file before it. Absolute and relative limits are searched independently of each other; BOUND_NO
 * hides both. A metric is never limited relative to itself, so a glob may match the metric it
 * refers to. Returns NULL if there is none.
 */
const struct bound *bounds_find(const struct bounds *bounds, const char *metric, const char *unit);
const struct bound *bounds_find_relative(const struct bounds *bounds, const char *metric,
					 const char *unit);

/* Returns "p99" for "map_perf/array_lookup.p99". p50, p95, p99, p999 and max of an operation's
 * single runs are metrics of their own. Returns NULL if the metric is the operation's figure. */
const char *metric_tail(const char *metric);

/*
 * Checks a figure's whole interval against one limit: PASS if all of it is inside, FAIL if all of
 * it is outside, else UNDECIDED. For a relative limit both intervals count: "<= f * other" is FAIL
 * if the figure's lo is above f times other's hi, and PASS if its hi is not above f times other's
 * lo. The result is NOT_APPLICABLE if either figure was not measured or has another unit, or if the
 * other one is not a number above 0. A figure that is not a number is FAIL.
 *
 * text gets the limit as printed: "<= 100 ns" or "<= 1.5 * map_perf/array_lookup (18.2 ns)", where
 * 18.2 is computed from other's value. If the limit cannot be checked, the reason is in the
 * parentheses.
 */
enum bound_verdict bounds_check(const struct bound *bound, const struct figure *figure,
				figure_lookup lookup, void *arg, unsigned int flags, char *text,
				size_t size);

/*
 * Finds and checks the metric's absolute limit in the figure's unit and its relative limit. Returns
 * FAIL if one fails, else UNDECIDED if one is undecided, else PASS if one passes. text describes
 * the limit that decided. test_progs uses this function.
 */
enum bound_verdict bounds_judge(const struct bounds *bounds, const char *metric,
				const struct figure *figure, figure_lookup lookup, void *arg,
				unsigned int flags, char *text, size_t size);

/* Writes the limit as the file has it, without metric and comment: "20..40 ns". */
void bound_text(const struct bound *bound, char *text, size_t size);

/* Writes a number in plain notation: 0.6, 18.2, 931712, never 9.3e+05. */
void bound_number(double number, char *text, size_t size);

#endif /* BENCH_BOUNDS_H */
