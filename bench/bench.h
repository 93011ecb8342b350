/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measurement engine as a test sees it: a test describes its BPF objects
 * and what user space does with them in tables, and calls bench_run() once.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bpf/libbpf.h>

#include "bench/abi.h"

/* What test_progs hands a test: the selection, the budget, the way back. */
struct bench;
struct hist;

/*
 * One BPF object, loaded, for the length of a round.  A test's callbacks get
 * it; nothing in it may be kept beyond the callback.
 */
struct bench_round {
	struct bpf_object *obj;
	/* The object's .data.bench, shared with the running programs. */
	volatile struct bench_out *out;
	/* What setup() left here for the other callbacks; teardown() frees it. */
	void *priv;
	/* Which round of the object this is, from 0. */
	unsigned int nr;
	/* CPU that the measuring thread is pinned to. */
	int cpu;
	/* True when the run is to be short: skip what takes seconds. */
	bool quick;
	/* True where the clock counts instructions: a rate means nothing there. */
	bool insns;
	/* Of the user space operation that runs: its .arg, and its histogram, to
	 * which run() adds what it times for itself (bench/hist.h). */
	const void *arg;
	struct hist *hist;
	/* Its run() may set: how many operations it really was, which is n before,
	 * and how many of them were refused or lost as they may be. */
	uint64_t runs, errors;
	/* What bench_skip(), bench_fail(), bench_later() or bench_doubt() said. */
	char why[256];
	bool skip;
};

/*
 * An operation done by user space, on maps of a round's object.  Its name is
 * that of the result.
 */
struct bench_user_op {
	const char *name;
	/*
	 * Does the thing n times.  The engine reads the clock around it; a
	 * callback that measures for itself stores its nanoseconds for all n in
	 * *ns.  Returns 0, or a negative errno, which makes the operation FAIL.
	 */
	int (*run)(struct bench_round *round, unsigned int n, double *ns);
	/* Not measured, before every run(): puts back what run() used up. */
	int (*prepare)(struct bench_round *round, unsigned int n);
	/* The operation whose cost is subtracted; NULL for none but the clock. */
	const char *base;
	/* Operations in a run. */
	unsigned int n;
	/* Runs of one operation make no sense: no tail latencies. */
	bool no_tail;
	/*
	 * run() stores the round's figure, of which n is 1: it is called once a round,
	 * cold, and no run alone.  Such a figure may be wrong to either side, so the
	 * result is the median of the rounds.
	 */
	bool once;
	/* Map and program without which there is nothing to do; NULL when there
	 * is none. */
	const char *needs_map, *needs_prog;
	/* "ns" when NULL.  Of another unit run() stores the figure, for all n. */
	const char *unit;
	/* More of it is better: events a second. */
	bool higher_is_better;
	/*
	 * One more figure of the runs of the operation of this name: run() is called
	 * after each of those and stores the figure, n is 1.
	 */
	const char *of;
	/* For callbacks that several operations share: round->arg. */
	const void *arg;
	/* Measures a loop that the result is compared with; not a result. */
	bool hidden;
};

#define BENCH_HOOK_PROGS 8

/*
 * An operation that is programs attached to a hook: what an event costs with
 * them, less what it costs without, in turns.
 */
struct bench_hook {
	const char *name;
	/*
	 * The operation of the object, a BENCH() or one of user space, that makes
	 * one event each time: the hook's baseline.
	 */
	const char *trigger;
	/* Programs of the object, attached in this order. */
	const char *progs[BENCH_HOOK_PROGS];
	/*
	 * Attaches one program and gives its link, or NULL when there is none and
	 * detach() is to undo it.  0 or a negative errno, which makes the operation
	 * SKIP when it says that the kernel lacks or forbids it, else FAIL.
	 * bpf_program__attach() when this is NULL.
	 */
	int (*attach)(struct bench_round *round, const struct bpf_program *prog,
		      struct bpf_link **link);
	/* Called before the links are destroyed, also after a failed attach(). */
	void (*detach)(struct bench_round *round);
	/* Runs of each program per event; 1 when 0. */
	double runs;
	/* Others on the machine pass the hook, too: the programs may run more often. */
	bool shared;
	/* The trigger does not pass the hook: the programs must not run; and with
	 * shared they must have run, for what surrounds the trigger. */
	bool aside;
};

/* A figure computed from two operations' figures of the same round. */
struct bench_derived {
	const char *name;
	/* Names of two operations of the same object. */
	const char *a, *b;
	/* From their figures of one round, net of their baselines. */
	double (*figure)(double a, double b);
	const char *unit;
	bool higher_is_better;
	/* Something a second: more is better, and there is none where the clock
	 * counts instructions. */
	bool rate;
};

/* For .figure: what a is of b, in percent. */
static inline double bench_percent(double a, double b)
{
	return 100 * a / b;
}

/* Overrides for one BENCH() operation; .name ends a table. */
struct bench_tweak {
	const char *name;
	/* Called instead of bare test_run, to run it from a deeper stack, say;
	 * run(arg) does the run and returns its value. */
	int (*around)(struct bench_round *round, int (*run)(void *arg), void *arg);
	/* bench_out.note per run is reported under this name. */
	const char *note;
};

struct bench_object {
	const char *name;
	/* The object's file as bpftool embeds it in a skeleton, or its path. */
	const void *(*elf)(size_t *size);
	const char *file;
	/* Before anything of the object is loaded or probed, once.  A negative
	 * errno makes its operations SKIP, with the reason left in why. */
	int (*before)(char *why, size_t size);
	/* Every round, when the object is loaded: fills maps.  Returns 0 or a
	 * negative errno. */
	int (*setup)(struct bench_round *round);
	void (*teardown)(struct bench_round *round);
	/*
	 * Not measured, before every run of a program: puts back what the last
	 * run used up.  Returns 0, or a negative errno, which makes the operation
	 * FAIL.
	 */
	int (*prepare)(struct bench_round *round);
	/* Every round, before the load: sizes of maps, inner maps, rodata. */
	int (*open)(struct bench_round *round);
	/*
	 * Set for an object whose programs cannot be run by BPF_PROG_TEST_RUN:
	 * each is attached in turn, and this makes it run once.
	 */
	int (*trigger)(struct bench_round *round);
	const struct bench_tweak *tweaks;
	const struct bench_user_op *user_ops;
	const struct bench_hook *hooks;
	const struct bench_derived *derived;
	/* Enough after this many rounds, half of it in a --quick run, however wide the
	 * interval; 0: until it is narrow or the time is up. */
	unsigned int rounds;
	/* Takes one round of this many: for objects that take seconds to set up. */
	unsigned int every;
	/* Left out of --quick runs. */
	bool slow;
	/* One round is enough where instructions are counted, which repeat: for
	 * objects that take an emulated machine a minute. */
	bool one_round;
	/* As many rounds as there can be where instructions are counted: for what
	 * depends on where a round's memory lies, of which few rounds that agree are luck. */
	bool all_rounds;
};

/* All tables end with an entry whose name is NULL. */

/*
 * Measures every operation of every object of the table that the command line
 * selected.  The registry runs the test in a child process of its own, so it
 * does not return an error: what failed is in the results.
 */
void bench_run(struct bench *bench, const struct bench_object *objects);

/* The same for the object file that the command line names (-o). */
void bench_run_file(struct bench *bench);

/* Fd of a map of the round's object, or -ENOENT when this kernel has none. */
int bench_map_fd(const struct bench_round *round, const char *name);
/* What the kernel says that a map takes of memory, bytes (memlock in fdinfo), or a negative errno. */
long long bench_map_memlock(int fd);

/*
 * Fills a map with the keys 0 .. n-1 and zero values, in batches where the map
 * takes them.  Works for maps of any key size >= 4: the number is in the first
 * four bytes, the rest is 0.  A map that was not created is no error.
 */
int bench_fill(const struct bench_round *round, const char *map, uint32_t n);

/*
 * For callbacks to return: leaves the reason, which says more than an errno, and
 * returns err.
 *
 *	bench_skip()	the operation is skipped
 *	bench_fail()	it fails
 *	bench_later()	no figure this time, but perhaps in a later round; skipped
 *			when there never is
 *	bench_doubt()	a fault of the kernel's or a shared machine's: no figure this
 *			time, one more of the operation's errors, and a failure when
 *			most of the rounds say so
 */
int bench_reason(struct bench_round *round, int err, bool skip, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
#define bench_skip(round, ...) bench_reason(round, -ECANCELED, true, __VA_ARGS__)
#define bench_fail(round, ...) bench_reason(round, -ECANCELED, false, __VA_ARGS__)
#define bench_later(round, ...) bench_reason(round, -EAGAIN, false, __VA_ARGS__)
#define bench_doubt(round, ...) bench_reason(round, -ENOTRECOVERABLE, false, __VA_ARGS__)

/* Runs a program of the object once by BPF_PROG_TEST_RUN, for setup(). */
int bench_prog_run(const struct bench_round *round, const char *prog);

#endif /* BENCH_BENCH_H */
