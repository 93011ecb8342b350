/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Defines operations in BPF.
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
 * A block becomes four programs. The loop program runs it BENCH_N times between two clock reads;
 * the engine subtracts the loop of the baseline that the block names. The tail program times each
 * operation alone into a histogram and checks its outcome. The counting program has the loop
 * between reads of the processor's counters. The idle program is the loop program with no
 * iterations. Counting and idle program are loaded only if there are such counters, so that the
 * timed programs are the same in both cases. In a block, `i` is the number of the operation in the
 * run and `ctx` is the program's context.
 *
 * Every object has base_empty, the empty loop.
 */
#ifndef BENCH_BPF_H
#define BENCH_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "../bench/engine/abi.h"

char LICENSE[] SEC("license") = "GPL";

struct bench_out bench_out SEC(BENCH_OUT_SECTION) = {};

/* The program type, and so the context, of BENCH() and BENCH_BASE(). */
#ifndef BENCH_SEC
#define BENCH_SEC "tc"
#endif

/*
 * Operations per run of a loop program. The verifier of 5.10 walks every iteration, so the number
 * is small. The clock's resolution of a nanosecond or two is spread over this many operations. If
 * the clock counts instructions, it is exact, and the engine asks for fewer operations.
 */
const volatile struct bench_in bench_in SEC(BENCH_IN_SECTION) = {
	.n = 256,
	.n_slow = 32,
	.n_tail = 32,
};
#define BENCH_N bench_in.n
/* Operations per run of a loop program if one takes a microsecond or more. */
#define BENCH_N_SLOW bench_in.n_slow
/* Operations per run of a tail program. */
#define BENCH_N_TAIL bench_in.n_tail

enum bench_mode { BENCH_MODE_LOOP, BENCH_MODE_TAIL };

/* Objects whose programs are attached define it as bench_mine(). */
#ifndef BENCH_IF
#define BENCH_IF 1
#endif

/* Keeps a value alive and its computation in the loop, without an instruction. */
#define sink(x) asm volatile("" : : "r"(x) : "memory")

/*
 * Outcomes. The loop program only keeps them alive. The tail program counts the unexpected ones:
 * hit() expects a pointer, miss() NULL, done() a return value >= 0 and refused() one < 0;
 * any_value() accepts every value. Return values are ints: before 6.4 the map operations are called
 * directly and return only 32 bits, so that an error in 64 bits would look positive. The counts are
 * in memory: in a register each outcome would be a separate state for the verifier, and 5.10 would
 * follow all of them.
 */
#define bench_outcome(x, is_wrong)                                                                 \
	do {                                                                                       \
		if (mode == BENCH_MODE_TAIL)                                                       \
			bench_out.wrong += (is_wrong) ? 1 : 0;                                     \
		else                                                                               \
			sink(x);                                                                   \
	} while (0)

#define any_value(x) sink((__u64)(x))

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
		int r_ = (int)(ret);                                                               \
		bench_outcome(r_, r_ < 0);                                                         \
	} while (0)

#define refused(ret)                                                                               \
	do {                                                                                       \
		int r_ = (int)(ret);                                                               \
		bench_outcome(r_, r_ >= 0);                                                        \
		if (mode == BENCH_MODE_TAIL)                                                       \
			bench_out.refused += r_ < 0 ? 1 : 0;                                       \
	} while (0)

/* Adds a time to the histogram. It is a global function, so that the verifier checks it once and
 * not in every iteration. */
__attribute__((noinline)) int bench_record(__u64 ns)
{
	ns = ns > bench_out.clock ? ns - bench_out.clock : 0;
	if (ns > bench_out.max)
		bench_out.max = ns;
	bench_out.hist[bench_hist_bucket(ns)] += 1;
	return 0;
}

#define BENCH_OP_ARGS void *ctx, __u32 i, const enum bench_mode mode

/* Eight copies per iteration: a tight loop costs up to twice as much at one address as at another,
 * which would show in every operation of a nanosecond. */
#define BENCH_LOOP(fn)                                                                             \
	for (i = 0; i < n; i += 8) {                                                               \
		fn(ctx, i, BENCH_MODE_LOOP);                                                       \
		fn(ctx, i + 1, BENCH_MODE_LOOP);                                                   \
		fn(ctx, i + 2, BENCH_MODE_LOOP);                                                   \
		fn(ctx, i + 3, BENCH_MODE_LOOP);                                                   \
		fn(ctx, i + 4, BENCH_MODE_LOOP);                                                   \
		fn(ctx, i + 5, BENCH_MODE_LOOP);                                                   \
		fn(ctx, i + 6, BENCH_MODE_LOOP);                                                   \
		fn(ctx, i + 7, BENCH_MODE_LOOP);                                                   \
	}

#define BENCH_LOOP_PROG(prog, fn, sec, count, guard)                                               \
	SEC(sec) int prog(void *ctx)                                                               \
	{                                                                                          \
		__u64 start, end;                                                                  \
		__u32 i, n = (count);                                                              \
                                                                                                   \
		if (!(guard))                                                                      \
			return 0;                                                                  \
		start = bpf_ktime_get_ns();                                                        \
		BENCH_LOOP(fn)                                                                     \
		end = bpf_ktime_get_ns();                                                          \
		bench_out.ns = end - start;                                                        \
		bench_out.n = n;                                                                   \
		bench_out.runs += n;                                                               \
		return 0;                                                                          \
	}

/* The processor's events, by number. The map is created only if they can be counted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, BENCH_EVENTS);
	__type(key, __u32);
	__type(value, __u32);
} bench_events SEC(".maps");

#define bench_read_event(at, event)                                                                \
	bpf_perf_event_read_value(&bench_events, event,                                            \
				  (struct bpf_perf_event_value *)&bench_out.counters[at][event],   \
				  sizeof(bench_out.counters[at][event]))

/* Always in this order: between two readings of one event there is one reading of the other. */
#define bench_read_events(at, err)                                                                 \
	do {                                                                                       \
		err |= bench_read_event(at, BENCH_INSNS);                                          \
		err |= bench_read_event(at, BENCH_CYCLES);                                         \
	} while (0)

#define BENCH_COUNT_PROG(prog, fn, sec, count, guard)                                              \
	SEC(sec) int prog(void *ctx)                                                               \
	{                                                                                          \
		__u32 i, n = (count);                                                              \
		long err = 0;                                                                      \
                                                                                                   \
		if (!(guard))                                                                      \
			return 0;                                                                  \
		/* Warms the caches for the readings; it is not counted. */                        \
		bench_read_events(BENCH_READ_FIRST, err);                                          \
		bench_read_events(BENCH_READ_FIRST, err);                                          \
		bench_read_events(BENCH_READ_BEFORE, err);                                         \
		BENCH_LOOP(fn)                                                                     \
		bench_read_events(BENCH_READ_AFTER, err);                                          \
		bench_out.count_err = err;                                                         \
		bench_out.n = n;                                                                   \
		bench_out.runs += n;                                                               \
		return 0;                                                                          \
	}

#define BENCH_TAIL_PROG(prog, fn, sec, guard)                                                      \
	SEC(sec) int prog(void *ctx)                                                               \
	{                                                                                          \
		__u64 start;                                                                       \
		__u32 i, n = BENCH_N_TAIL;                                                         \
                                                                                                   \
		if (!(guard))                                                                      \
			return 0;                                                                  \
		for (i = 0; i < n; i++) {                                                          \
			start = bpf_ktime_get_ns();                                                \
			fn(ctx, i, BENCH_MODE_TAIL);                                               \
			bench_record(bpf_ktime_get_ns() - start);                                  \
		}                                                                                  \
		bench_out.checked += n;                                                            \
		return 0;                                                                          \
	}

/* True for the thread that measures. An attached program runs for everybody who passes its hook. */
#define bench_mine() ((__u32)bpf_get_current_pid_tgid() == (__u32)bench_out.pid)

/* The full form: program type, operations per run, and a condition for running at all. */
#define BENCH_IN_IF(sec, count, guard, name, base)                                                 \
	static __always_inline void op__##name(BENCH_OP_ARGS);                                     \
	BENCH_LOOP_PROG(loop__##name##__over__##base, op__##name, sec, count, guard)               \
	BENCH_TAIL_PROG(tail__##name, op__##name, sec, guard)                                      \
	BENCH_COUNT_PROG(count__##name, op__##name, sec, count, guard)                             \
	BENCH_LOOP_PROG(idle__##name, op__##name, sec, 0, guard)                                   \
	static __always_inline void op__##name(BENCH_OP_ARGS)

#define BENCH_IN(sec, count, name, base) BENCH_IN_IF(sec, count, BENCH_IF, name, base)
#define BENCH(name, base) BENCH_IN(BENCH_SEC, BENCH_N, name, base)
#define BENCH_SLOW(name, base) BENCH_IN(BENCH_SEC, BENCH_N_SLOW, name, base)

/*
 * What an operation does beside the thing that it measures, such as computing its key. The name
 * begins with base_. The baseline of a slow operation need not be slow: its cost per operation is
 * subtracted.
 */
#define BENCH_BASE_IN(sec, name) BENCH_IN(sec, BENCH_N, name, none)
#define BENCH_BASE(name) BENCH_BASE_IN(BENCH_SEC, name)

/*
 * The least program that does what the operation does. It is loaded only if the verifier refuses
 * the operation's own programs. If it refuses this one, too, the kernel does not support the
 * operation, which is skipped. If it accepts this one, the operation fails.
 */
#define BENCH_NEEDS_IN(sec, name) SEC(sec) int needs__##name(void *ctx)
#define BENCH_NEEDS(name) BENCH_NEEDS_IN(BENCH_SEC, name)

BENCH_BASE(base_empty)
{
	sink(i);
}

#endif /* BENCH_BPF_H */
