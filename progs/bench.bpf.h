/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How an operation is written in BPF.
 *
 *	#define BENCH_SEC "tc"
 *	#include "bench.bpf.h"
 *
 *	BENCH_BASE(base_key)
 *	{
 *		__u32 key = i & KEY_MASK;
 *
 *		sink(&key);
 *	}
 *
 *	BENCH(hash_lookup_hit, base_key)
 *	{
 *		__u32 key = i & KEY_MASK;
 *
 *		hit(bpf_map_lookup_elem(&hash, &key));
 *	}
 *
 * A block becomes two programs.  The loop program does it BENCH_N times
 * between two clock reads; the baseline's loop, which the block names, is
 * subtracted from it.  The tail program times each operation alone into a
 * histogram and checks its outcome.  In a block, `i` is the number of the
 * operation in the run and `ctx` the program's context.
 *
 * Every object gets base_empty, the loop with nothing in it.
 */
#ifndef BENCH_BPF_H
#define BENCH_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "../bench/abi.h"

char LICENSE[] SEC("license") = "GPL";

struct bench_out bench_out SEC(BENCH_OUT_SECTION) = {};

/* The program type of BENCH() and BENCH_BASE(), and its context. */
#ifndef BENCH_SEC
#define BENCH_SEC "tc"
#endif

/*
 * Operations in one run of a loop program, a multiple of 8.  The verifier of
 * 5.10 walks every iteration, so it is kept small; the clock's resolution of
 * a nanosecond or two is spread over this many operations.
 */
#ifndef BENCH_N
#define BENCH_N 256
#endif
/* The same for operations of a microsecond and more. */
#define BENCH_N_SLOW 32
/* Operations in one run of a tail program. */
#define BENCH_N_TAIL 32

enum bench_mode { BENCH_MODE_LOOP, BENCH_MODE_TAIL };

/* Objects whose programs are attached define it as bench_mine(). */
#ifndef BENCH_IF
#define BENCH_IF 1
#endif

/* Keeps a value alive and its computation in the loop, at no instruction. */
#define sink(x) asm volatile("" : : "r"(x) : "memory")

/*
 * Outcomes.  The loop program only keeps them alive, the tail program counts
 * those that are not as expected: hit() expects a pointer, miss() NULL, done()
 * a return value >= 0 and refused() one < 0.
 */
#define bench_outcome(x, is_wrong)                                                                 \
	do {                                                                                       \
		if (mode == BENCH_MODE_TAIL)                                                       \
			*wrong += (is_wrong) ? 1 : 0;                                              \
		else                                                                               \
			sink(x);                                                                   \
	} while (0)

#define hit(ptr)                                                                                   \
	do {                                                                                       \
		void *p_ = (void *)(ptr);                                                          \
		bench_outcome(p_, !p_);                                                            \
	} while (0)

#define miss(ptr)                                                                                  \
	do {                                                                                       \
		void *p_ = (void *)(ptr);                                                          \
		bench_outcome(p_, p_);                                                             \
	} while (0)

#define done(ret)                                                                                  \
	do {                                                                                       \
		long r_ = (long)(ret);                                                             \
		bench_outcome(r_, r_ < 0);                                                         \
	} while (0)

#define refused(ret)                                                                               \
	do {                                                                                       \
		long r_ = (long)(ret);                                                             \
		bench_outcome(r_, r_ >= 0);                                                        \
		if (mode == BENCH_MODE_TAIL)                                                       \
			bench_out.refused += r_ < 0 ? 1 : 0;                                       \
	} while (0)

/*
 * Adds a time to the histogram.  A global function, so that the verifier looks
 * at it once and not once an iteration.
 */
__attribute__((noinline)) int bench_record(__u64 ns)
{
	ns = ns > bench_out.clock ? ns - bench_out.clock : 0;
	if (ns > bench_out.max)
		bench_out.max = ns;
	bench_out.hist[bench_hist_bucket(ns)] += 1;
	return 0;
}

#define BENCH_OP_ARGS void *ctx, __u32 i, const enum bench_mode mode, __u64 *wrong

/*
 * Eight copies an iteration: a tight loop costs up to twice as much at one
 * address as at another, which would show in every operation of a nanosecond.
 */
#define BENCH_LOOP_PROG(prog, fn, sec, count, guard)                                               \
	SEC(sec) int prog(void *ctx)                                                               \
	{                                                                                          \
		__u64 wrong = 0, start, end;                                                       \
		__u32 i;                                                                           \
                                                                                                   \
		if (!(guard))                                                                      \
			return 0;                                                                  \
		start = bpf_ktime_get_ns();                                                        \
		for (i = 0; i < (count); i += 8) {                                                 \
			fn(ctx, i, BENCH_MODE_LOOP, &wrong);                                       \
			fn(ctx, i + 1, BENCH_MODE_LOOP, &wrong);                                   \
			fn(ctx, i + 2, BENCH_MODE_LOOP, &wrong);                                   \
			fn(ctx, i + 3, BENCH_MODE_LOOP, &wrong);                                   \
			fn(ctx, i + 4, BENCH_MODE_LOOP, &wrong);                                   \
			fn(ctx, i + 5, BENCH_MODE_LOOP, &wrong);                                   \
			fn(ctx, i + 6, BENCH_MODE_LOOP, &wrong);                                   \
			fn(ctx, i + 7, BENCH_MODE_LOOP, &wrong);                                   \
		}                                                                                  \
		end = bpf_ktime_get_ns();                                                          \
		bench_out.ns = end - start;                                                        \
		bench_out.n = (count);                                                             \
		bench_out.runs += (count);                                                         \
		return 0;                                                                          \
	}

#define BENCH_TAIL_PROG(prog, fn, sec, guard)                                                      \
	SEC(sec) int prog(void *ctx)                                                               \
	{                                                                                          \
		__u64 wrong = 0, start;                                                            \
		__u32 i;                                                                           \
                                                                                                   \
		if (!(guard))                                                                      \
			return 0;                                                                  \
		for (i = 0; i < BENCH_N_TAIL; i++) {                                               \
			start = bpf_ktime_get_ns();                                                \
			fn(ctx, i, BENCH_MODE_TAIL, &wrong);                                       \
			bench_record(bpf_ktime_get_ns() - start);                                  \
		}                                                                                  \
		bench_out.checked += BENCH_N_TAIL;                                                 \
		bench_out.wrong += wrong;                                                          \
		return 0;                                                                          \
	}

/*
 * A program that is attached runs for whoever passes its hook: this is true
 * for the thread that measures.
 */
#define bench_mine() ((__u32)bpf_get_current_pid_tgid() == (__u32)bench_out.pid)

/* The whole form: program type, operations a run, and when to run at all. */
#define BENCH_IN_IF(sec, count, guard, name, base)                                                 \
	static __always_inline void op__##name(BENCH_OP_ARGS);                                     \
	BENCH_LOOP_PROG(loop__##name##__over__##base, op__##name, sec, count, guard)               \
	BENCH_TAIL_PROG(tail__##name, op__##name, sec, guard)                                      \
	static __always_inline void op__##name(BENCH_OP_ARGS)

#define BENCH_IN(sec, count, name, base) BENCH_IN_IF(sec, count, BENCH_IF, name, base)
#define BENCH(name, base) BENCH_IN(BENCH_SEC, BENCH_N, name, base)
#define BENCH_SLOW(name, base) BENCH_IN(BENCH_SEC, BENCH_N_SLOW, name, base)

/*
 * What an operation does beside the thing it measures: computing its key, say.
 * Its name begins with base_.  A baseline for slow operations need not be slow:
 * what is subtracted is its cost per operation.
 */
#define BENCH_BASE_IN(sec, name) BENCH_IN(sec, BENCH_N, name, none)
#define BENCH_BASE(name) BENCH_BASE_IN(BENCH_SEC, name)

BENCH_BASE(base_empty)
{
	sink(i);
}

#endif /* BENCH_BPF_H */
