/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface of the measurement engine for tests. A test describes its BPF objects, and what
 * user space does with them, in tables. It calls bench_run() once. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bpf/libbpf.h>

#include "bench/engine/abi.h"
#include "bench/engine/verifier.h"
#include "bench/result/cause.h"

/* What test_progs passes to a test. Its members are private. */
struct bench;
struct hist;

/* One BPF object that is loaded for a round. It is the argument of a test's callbacks, which must
 * not keep anything in it after they return. */
struct bench_round {
	struct bpf_object *obj;
	/* The object's .data.bench, shared with the running programs. */
	volatile struct bench_out *out;
	/* A test's own data: setup() sets it, other callbacks use it, teardown() frees it. */
	void *priv;
	/* Data that the object keeps from round to round: see bench_object.ctx_size. */
	void *ctx;
	/* Number of the object's round, from 0. */
	unsigned int nr;
	/* CPU that the measuring thread is pinned to. */
	int cpu;
	/* The run must be short: leave out what takes seconds. */
	bool quick;
	/* The clock counts instructions, so a rate means nothing. */
	bool insns;
	/* Argument and histogram of the running user-space operation; run() adds its own timings to
	 * hist (bench/engine/hist.h). */
	const void *arg;
	struct hist *hist;
	/* run() may set these. runs: operations really done (preset to n); fewer than n fail the
	 * operation. errors: those legitimately refused or lost. */
	uint64_t runs, errors;
	/* run() may set these, too: what the verifier said of the program that it loaded, and with
	 * which values the operation returned. */
	struct verifier_stats verified;
	char returned[160];
	/* bench_object.owner */
	void *owner;
	/* For bench_alive(): what it belongs to, and when the last sign was given. */
	const struct bench *bench;
	uint64_t alive_ns;
	/* Set by bench_skip(), bench_fail(), bench_later() or bench_doubt(). */
	char why[512];
	enum cause cause;
	bool skip;
};

/*
 * The description of a BENCH() operation: one line for people, without a full stop. The build makes
 * a table of them from the comments above each BENCH(): see progs/describe.awk. Operations of the
 * tables below have it in .about.
 */
struct bench_about {
	const char *op, *about;
};

/* An operation of user space on maps of a round's object. Its name is that of the result. */
struct bench_user_op {
	const char *name, *about;
	/*
	 * Does the operation n times. The engine reads the clock before and after it. A callback
	 * that measures by itself stores the nanoseconds of all n in *ns. Returns 0, or a negative
	 * errno, which makes the operation FAIL.
	 */
	int (*run)(struct bench_round *round, unsigned int n, double *ns);
	/* Called before every run(), outside the measurement: restores what run() consumes. */
	int (*prepare)(struct bench_round *round, unsigned int n);
	/* The operation whose cost is subtracted; NULL to subtract only the clock's cost. */
	const char *base;
	/* Operations per run. */
	unsigned int n;
	/* A single operation cannot be timed: there are no tails. */
	bool no_tail;
	/*
	 * run() returns the figure of a round, with n = 1. It is called once per round, without a
	 * warm-up run and without single runs. Such a figure may be too high or too low, so the
	 * result is the median of the rounds.
	 */
	bool once;
	/* Its runs open windows for a tracer by themselves, by trace_window() and the name of the
	 * operation: the figure of a round is the median of what these took. */
	bool windows;
	/* A map and a program without which the operation cannot run; NULL for none. */
	const char *needs_map, *needs_prog;
	/* NULL means "ns". With another unit, run() returns the figure of all n. */
	const char *unit;
	/* A larger figure is better, such as events per second. */
	bool higher_is_better;
	/* Name of the operation whose runs give this additional figure. run() is called after each
	 * of these runs, with n = 1, and returns the figure. */
	const char *of;
	/* Passed as round->arg, for callbacks that several operations share. */
	const void *arg;
	/* A loop that other results are compared with. It is not a result itself. */
	bool hidden;
};

#define BENCH_HOOK_PROGS 8

/* An operation that attaches programs to a hook. Its figure is the cost of an event with the
 * programs minus the cost without them, measured in turns. */
struct bench_hook {
	const char *name, *about;
	/* The operation of the object, a BENCH() or one of user space, that causes one event each
	 * time. It is the hook's baseline. */
	const char *trigger;
	/* Programs of the object, attached in this order. */
	const char *progs[BENCH_HOOK_PROGS];
	/*
	 * Attaches one program. Returns 0 and its link, or NULL as the link if detach() undoes it.
	 * Returns a negative errno otherwise: the operation is SKIP if the kernel lacks or forbids
	 * it, else FAIL. NULL: bpf_program__attach() is used.
	 */
	int (*attach)(struct bench_round *round, const struct bpf_program *prog,
		      struct bpf_link **link);
	/* Called before the links are destroyed, also after a failed attach(). */
	void (*detach)(struct bench_round *round);
	/* Runs of each program per event; 0 means 1. */
	double runs;
	/* Other events of the machine reach the hook, too, so programs may run more often. */
	bool shared;
	/* The trigger must not reach the hook: run_cnt must stay 0. With .shared it must grow,
	 * because others do. */
	bool aside;
};

/* A figure computed from the figures of two operations in the same round. */
struct bench_derived {
	const char *name, *about;
	/* Names of two operations of the same object. */
	const char *a, *b;
	/* Computes it from their figures of one round, net of their baselines. */
	double (*figure)(double a, double b);
	const char *unit;
	bool higher_is_better;
	/* A rate: more is better, and there is none where the clock counts instructions. */
	bool rate;
};

/* For .figure: a in percent of b. */
static inline double bench_percent(double a, double b)
{
	return 100 * a / b;
}

/* Overrides for one BENCH() operation. A name of NULL ends a table. */
struct bench_tweak {
	const char *name;
	/* Called instead of test_run, for example to run it from a deeper stack. run(arg) does the
	 * run and returns its value. */
	int (*around)(struct bench_round *round, int (*run)(void *arg), void *arg);
	/* The name under which bench_out.note per run is reported. */
	const char *note;
	/* For an operation that many kernels refuse: what the reason of a refusal says of others,
	 * such as "Linux 7.2 allows it, 6.18 does not". */
	const char *elsewhere;
};

/* Name, bytes and descriptions of an object, from the skeleton that the test includes. An object
 * has the name of its skeleton, unless several objects share a skeleton. */
#define BENCH_OBJECT(skeleton) BENCH_OBJECT_AS(#skeleton, skeleton)
#define BENCH_OBJECT_AS(object, skeleton)                                                          \
	.name = object, .elf = skeleton##__elf_bytes, .abouts = skeleton##__abouts

struct bench_object {
	const char *name;
	/* The object file: a function as bpftool embeds it in a skeleton (BENCH_OBJECT()), or a
	 * path. */
	const void *(*elf)(size_t *size);
	const char *file;
	/* Ends with an op of NULL; NULL for none. */
	const struct bench_about *abouts;
	/* The callbacks load what they need: there is no object file, and round->obj is NULL. */
	bool own_load;
	/* For the callbacks, in round->owner. */
	void *owner;
	/*
	 * Size in bytes of the data that the object keeps from its first round to its last. The
	 * engine allocates it with zeros, passes it to every callback in round->ctx, and frees
	 * it.
	 */
	size_t ctx_size;
	/*
	 * Called once, in the process that measures, before anything of the object is probed or
	 * loaded: round->obj is NULL. Returns 0, or a negative errno: then nothing of the object is
	 * measured, and bench_skip() or bench_fail() give the reason. There is no later attempt, so
	 * bench_later() is a skip, too.
	 */
	int (*before)(struct bench_round *round);
	/*
	 * Called once after the last round, even if before() failed or the run was cut short. It is
	 * not called if before() was not called. Undoes what round->ctx says was done. Returns 0,
	 * or a negative errno: it is printed on stderr with the reason of bench_fail() and changes
	 * no result.
	 */
	int (*after)(struct bench_round *round);
	/* Called in every round after the load: fills maps. Returns 0 or a negative errno. The
	 * reason of bench_skip() and the like is for all operations of the object. */
	int (*setup)(struct bench_round *round);
	void (*teardown)(struct bench_round *round);
	/* Called before every run of a program, outside the measurement: restores what the last run
	 * consumed. Returns 0, or a negative errno, which makes the operation FAIL. */
	int (*prepare)(struct bench_round *round);
	/* Called in every round before each load, of which there may be several: sets sizes of
	 * maps, inner maps, rodata. Returns as setup() does. */
	int (*open)(struct bench_round *round);
	/* For an object whose programs BPF_PROG_TEST_RUN cannot run: each program is attached in
	 * turn, and this callback makes it run once. */
	int (*trigger)(struct bench_round *round);
	const struct bench_tweak *tweaks;
	const struct bench_user_op *user_ops;
	const struct bench_hook *hooks;
	const struct bench_derived *derived;
	/* Number of rounds that are enough, however wide the interval is; half of it in a --quick
	 * run. 0: until the interval is narrow or the time is up. */
	unsigned int rounds;
	/* Take a round only in every n-th pass, for an object that takes seconds to set up. */
	unsigned int every;
	/* --quick runs leave the object out. */
	bool slow;
	/* All runs leave the object out, unless they name one of its operations: it takes a minute. */
	bool only_named;
	/* Instruction mode: one round is enough, because instructions repeat. For objects that take
	 * an emulated machine a minute. */
	bool one_round;
	/* Instruction mode: take no round before the objects in front of it have settled, because it
	 * changes what they cost: the kernel's tree of uprobes, and its caches of packets, are others
	 * after it. */
	bool last;
	/* Instruction mode: never settle early; the cost depends on addresses, so a few equal
	 * rounds prove nothing. */
	bool all_rounds;
};

/* A name of NULL ends each table. */

/* Measures every operation of the objects that the command line selects. The test runs in a child
 * process of its own, so this function returns no error: results have what failed. */
void bench_run(struct bench *bench, const struct bench_object *objects);

/* Says that an object cannot be measured, instead of bench_run(): a failure of test/object. */
void bench_refuse(struct bench *bench, const char *object, const char *why);

/* As bench_run(), for the object file of -o. */
void bench_run_file(struct bench *bench);

/* Returns the descriptor of a map of the round's object, or -ENOENT if the map was not created. */
int bench_map_fd(const struct bench_round *round, const char *name);
/* Returns the memory of a map in bytes, as the kernel reports it (memlock in fdinfo), or a negative
 * errno. */
long long bench_map_memlock(int fd);

/*
 * Fills a map with the keys 0 .. n-1 and zero values, in batches if the map supports them. The key
 * may have any size >= 4: the first four bytes are the number, the rest is 0. It is not an error if
 * the map was not created. Returns 0 or a negative errno.
 */
int bench_fill(const struct bench_round *round, const char *map, uint32_t n);

/*
 * A callback returns one of these. It records a reason, which tells more than an errno, and returns
 * err.
 *
 *	bench_skip()	the operation is skipped, for a cause
 *	bench_fail()	the operation fails
 *	bench_later()	there is no figure in this round, but perhaps in a later one; the
 *			operation is skipped if there is never one
 *	bench_doubt()	a fault of the kernel, or a busy machine, may have spoilt the round: it has
 *			no figure and counts as one more error of the operation, which fails if
 *			most rounds are doubtful
 */
int bench_reason(struct bench_round *round, int err, bool skip, enum cause cause,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));
#define bench_skip(round, cause, ...) bench_reason(round, -ECANCELED, true, cause, __VA_ARGS__)
#define bench_fail(round, ...) bench_reason(round, -ECANCELED, false, CAUSE_WRONG, __VA_ARGS__)
#define bench_later(round, ...)                                                                    \
	bench_reason(round, -EAGAIN, false, CAUSE_NOT_THIS_TIME, __VA_ARGS__)
#define bench_doubt(round, ...)                                                                    \
	bench_reason(round, -ENOTRECOVERABLE, false, CAUSE_WRONG, __VA_ARGS__)

/*
 * A sign of life to test_progs, which takes a test for hung that sends nothing for as long as -w
 * says. An operation of many steps that may take longer calls it after each step, and not from a
 * loop that waits: a step that never ends must be found. It is a look at the clock, and once a
 * second a message, which is part of what is measured.
 */
void bench_alive(struct bench_round *round);

/* Runs a program of the object once by BPF_PROG_TEST_RUN, for setup(). Returns 0 or a negative
 * errno. */
int bench_prog_run(const struct bench_round *round, const char *prog);

/* Returns the descriptor of a program of the round's object, or a negative errno. */
int bench_prog_fd(const struct bench_round *round, const char *prog);
/* Runs a program for packets n times in one BPF_PROG_TEST_RUN. *ns becomes the time of the system
 * call. Returns 0 or a negative errno. */
int bench_prog_repeat(int fd, unsigned int n, double *ns);
/*
 * The same without the system call: *ns becomes the time of n runs, from a call with n + 1 runs less
 * one with a single run. The single run is tried this often, because a disturbed one would make all
 * others too cheap.
 */
#define BENCH_SINGLE_RUNS 5
int bench_prog_time(int fd, unsigned int n, double *ns);

/* For before(): skips the object if "bpf" is not among the active LSMs, see probe_bpf_lsm(). */
int bench_needs_lsm(struct bench_round *round);

#endif /* BENCH_BENCH_H */
