/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a BPF object and the engine share: the layout of the object's
 * .data.bench section and of the latency histogram in it.  Included by both
 * sides, so it needs the fixed-size integer types and nothing else.
 */
#ifndef BENCH_ABI_H
#define BENCH_ABI_H

/* The section that holds struct bench_out; libbpf makes a map of it. */
#define BENCH_OUT_SECTION ".data.bench"

/*
 * Prefixes of program names.  BENCH() in progs/bench.bpf.h composes them, the
 * engine takes them apart: loop__<operation>__over__<baseline>, and for the same
 * operation tail__<operation>, count__<operation> and idle__<operation>.  A baseline
 * is an operation whose name begins with "base_".
 */
#define BENCH_LOOP_PREFIX "loop__"
#define BENCH_TAIL_PREFIX "tail__"
#define BENCH_COUNT_PREFIX "count__"
#define BENCH_IDLE_PREFIX "idle__"
#define BENCH_OVER "__over__"
#define BENCH_BASE_PREFIX "base_"

/*
 * Log-linear histogram: values below 2 * BENCH_HIST_SUB have a bucket each,
 * above that every power of two is cut into BENCH_HIST_SUB buckets.  The width
 * of a bucket over its lower end is at most 1 / BENCH_HIST_SUB.
 */
#define BENCH_HIST_SUB_BITS 5
#define BENCH_HIST_SUB (1U << BENCH_HIST_SUB_BITS)
/* Highest power of two told apart: 2^40 ns is 18 minutes. */
#define BENCH_HIST_MAX_LOG2 40
#define BENCH_HIST_BUCKETS ((BENCH_HIST_MAX_LOG2 - BENCH_HIST_SUB_BITS + 2) * BENCH_HIST_SUB)

/* The section of struct bench_in, which the verifier takes for constants. */
#define BENCH_IN_SECTION ".rodata.bench"

/* What the engine tells an object before the load; multiples of 8. */
struct bench_in {
	/* Operations in a run of a loop program, the same for those of a
	 * microsecond and more, and in a run of a tail program. */
	unsigned int n, n_slow, n_tail;
};

/* The processor's events that are counted, and the map that counting programs read them by. */
enum bench_event { BENCH_CYCLES, BENCH_INSNS, BENCH_EVENTS };
#define BENCH_EVENTS_MAP "bench_events"

/* One event, as the kernel's struct bpf_perf_event_value: so often, and for how many
 * nanoseconds it was wanted and really counted. */
struct bench_counter {
	unsigned long long counter, enabled, running;
};

/* When a counting program reads them: twice in a row, which shows what reading costs, and
 * after the loop. */
enum bench_reading { BENCH_READ_FIRST, BENCH_READ_BEFORE, BENCH_READ_AFTER, BENCH_READINGS };

struct bench_out {
	/* Written by a loop program: the time of its last run and the
	 * operations in it. */
	unsigned long long ns;
	unsigned long long n;
	/* Operations done by loop programs since the object was loaded. */
	unsigned long long runs;
	/* Operations done by tail programs, each of them checked ... */
	unsigned long long checked;
	/* ... those whose outcome was not the expected one ... */
	unsigned long long wrong;
	/* ... and those that were expected to be refused, and were. */
	unsigned long long refused;
	/* Set by the engine: what two clock reads in a row cost, in ns. */
	unsigned long long clock;
	/* Set by the engine to the pid a triggered program may count. */
	unsigned long long pid;
	/* Whatever an operation wants to report beside its cost: the frames of
	 * a stack, the elements visited. */
	unsigned long long note;
	unsigned long long max;
	unsigned long long hist[BENCH_HIST_BUCKETS];
	/* Written by a counting program: what it read, and less than 0 when it could not. */
	struct bench_counter counters[BENCH_READINGS][BENCH_EVENTS];
	long long count_err;
};

/*
 * The bucket of a value.  Written once for both sides: straight-line code that
 * the verifier of 5.10 follows without a loop.
 */
static inline __attribute__((always_inline)) unsigned int
bench_hist_bucket(unsigned long long value)
{
	unsigned long long v = value;
	unsigned int log2 = 0, bucket;

	if (value < 2 * BENCH_HIST_SUB)
		return value;
	if (v >> 32) {
		v >>= 32;
		log2 += 32;
	}
	if (v >> 16) {
		v >>= 16;
		log2 += 16;
	}
	if (v >> 8) {
		v >>= 8;
		log2 += 8;
	}
	if (v >> 4) {
		v >>= 4;
		log2 += 4;
	}
	if (v >> 2) {
		v >>= 2;
		log2 += 2;
	}
	if (v >> 1)
		log2 += 1;
	bucket = (log2 - BENCH_HIST_SUB_BITS + 1) * BENCH_HIST_SUB +
		 ((value >> (log2 - BENCH_HIST_SUB_BITS)) & (BENCH_HIST_SUB - 1));
	/* Beyond the last bucket is in the last bucket: max is exact. */
	return bucket < BENCH_HIST_BUCKETS ? bucket : BENCH_HIST_BUCKETS - 1;
}

#endif /* BENCH_ABI_H */
