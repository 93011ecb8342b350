// SPDX-License-Identifier: GPL-2.0-only
/* Objects that live in map values: spin locks and timers. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

#define CLOCK_MONOTONIC 1
/* Far beyond the end of the run, so the timer never fires. */
#define LATER_NS 60000000000ULL

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

struct timed {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct timed);
} timers SEC(".maps");

static int fired(void *map, __u32 *key, struct timed *timed)
{
	return 0;
}

/* A timer can be initialised only once, so the error of the second time does not matter. */
static __always_inline struct timed *timed(void)
{
	struct timed *timed;
	__u32 key = 0;

	timed = bpf_map_lookup_elem(&timers, &key);
	if (timed)
		bpf_timer_init(&timed->timer, &timers, CLOCK_MONOTONIC);
	return timed;
}

/* Starts a timer and cancels it before it fires. Cancelling removes the callback, so arming sets it
 * and starts the timer. */
BENCH_ON(timed, timer_arm_cancel)
{
	struct timed *timed = ctx;

	bpf_timer_set_callback(&timed->timer, fired);
	done(bpf_timer_start(&timed->timer, LATER_NS, 0));
	done(bpf_timer_cancel(&timed->timer));
}
