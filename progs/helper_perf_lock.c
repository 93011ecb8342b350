// SPDX-License-Identifier: GPL-2.0-only
/* Objects that live in map values: spin locks and timers. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"
#include "helper_perf_timer.bpf.h"

/* The guard of a program looks up its value before the clock starts, and passes it to the
 * operations in place of the context. */
#define BENCH_ON(value, name) BENCH_IN_IF(BENCH_SEC, BENCH_N, (ctx = value()), name, base_empty)

struct guarded {
	struct bpf_spin_lock lock;
	__u32 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct guarded);
} locks SEC(".maps");

static __always_inline struct guarded *guarded(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&locks, &key);
}

/* Takes a spin lock that nobody holds, and releases it. */
BENCH_ON(guarded, spin_lock_unlock)
{
	struct guarded *guarded = ctx;

	bpf_spin_lock(&guarded->lock);
	sink(guarded);
	bpf_spin_unlock(&guarded->lock);
}

/* Starts a timer and cancels it before it fires. */
BENCH_TIMER(timer_arm_cancel)
