/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a BPF object and the engine share: the layout of the object's .data.bench section and of the
 * latency histogram in it. Both sides include this file, so it needs only the fixed-size integer
 * types.
 */
#ifndef BENCH_ABI_H
#define BENCH_ABI_H

/* The section that holds struct bench_out; libbpf creates a map for it. */
#define BENCH_OUT_SECTION ".data.bench"

/*
 * Prefixes of program names. BENCH() in progs/bench.bpf.h composes the names, and the engine parses
 * them: loop__<operation>__over__<baseline>, and for the same operation tail__<operation>,
 * count__<operation> and idle__<operation>. A baseline is an operation whose name begins with
 * "base_".
 */
#define BENCH_LOOP_PREFIX "loop__"
#define BENCH_TAIL_PREFIX "tail__"
#define BENCH_COUNT_PREFIX "count__"
#define BENCH_IDLE_PREFIX "idle__"
#define BENCH_NEEDS_PREFIX "needs__"
#define BENCH_OVER "__over__"
#define BENCH_BASE_PREFIX "base_"

/*
 * Log-linear histogram: each value below 2 * BENCH_HIST_SUB has its own bucket. Above that, every
 * power of two is divided into BENCH_HIST_SUB buckets. The width of a bucket divided by its lower
 * end is at most 1 / BENCH_HIST_SUB.
 */
#define BENCH_HIST_SUB_BITS 5
#define BENCH_HIST_SUB (1U << BENCH_HIST_SUB_BITS)
/* Highest power of two with buckets of its own: 2^40 ns is 18 minutes. */
#define BENCH_HIST_MAX_LOG2 40
#define BENCH_HIST_BUCKETS ((BENCH_HIST_MAX_LOG2 - BENCH_HIST_SUB_BITS + 2) * BENCH_HIST_SUB)

/* The section of struct bench_in; the verifier treats it as constants. */
#define BENCH_IN_SECTION ".rodata.bench"

/* The engine's input to an object, set before the load. All numbers are multiples of 8. */
struct bench_in {
	/* Operations per run: of a loop program, of a loop program whose operations take a
	 * microsecond or more, and of a tail program. */
	unsigned int n, n_slow, n_tail;
};

/* The processor's events that are counted, and the map by which counting programs read them. */
enum bench_event { BENCH_CYCLES, BENCH_INSNS, BENCH_EVENTS };
#define BENCH_EVENTS_MAP "bench_events"

/* One event, with the layout of the kernel's struct bpf_perf_event_value: its count, and for how
 * many nanoseconds it was enabled and really counted. */
struct bench_counter {
	unsigned long long counter, enabled, running;
};

/* When a counting program reads the events: twice before the loop, which shows what reading costs,
 * and once after the loop. */
enum bench_reading { BENCH_READ_FIRST, BENCH_READ_BEFORE, BENCH_READ_AFTER, BENCH_READINGS };

struct bench_out {
	/* Written by a loop program: the time of its last run in ns, and the number of operations
	 * in it. */
	unsigned long long ns;
	unsigned long long n;
	/* Operations that loop programs have done since the object was loaded. */
	unsigned long long runs;
	/* Operations that tail programs have done, each with a check of its outcome. */
	unsigned long long checked;
	/* How many of those had an unexpected outcome. */
	unsigned long long wrong;
	/* How many of those were refused, as expected. */
	unsigned long long refused;
	/* Set by the engine: the cost of two clock reads in a row, in ns. */
	unsigned long long clock;
	/* Set by the engine: the pid whose events a triggered program may count. */
	unsigned long long pid;
	/*
	 * What an operation reports beside its cost, such as frames of a stack or visited elements.
	 */
	unsigned long long note;
	unsigned long long max;
	unsigned long long hist[BENCH_HIST_BUCKETS];
	/*
	 * Written by a counting program: its readings, and a negative errno if it could not read.
	 */
	struct bench_counter counters[BENCH_READINGS][BENCH_EVENTS];
	long long count_err;
};

/* Returns the bucket of a value. Both sides use this code: it has no loop, so that the verifier of
 * 5.10 can follow it. */
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
	/* Larger values are in the last bucket. max is exact. */
	return bucket < BENCH_HIST_BUCKETS ? bucket : BENCH_HIST_BUCKETS - 1;
}

#endif /* BENCH_ABI_H */
