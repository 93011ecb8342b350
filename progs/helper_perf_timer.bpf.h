/* SPDX-License-Identifier: GPL-2.0-only */
/* A timer in a map, and what is measured of it. */
#ifndef HELPER_PERF_TIMER_BPF_H
#define HELPER_PERF_TIMER_BPF_H

#define CLOCK_MONOTONIC 1
/* Far beyond the end of the run, so the timer never fires. */
#define LATER_NS 60000000000ULL

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

/* Cancelling removes the callback, so arming sets it and starts the timer. The guard of the program
 * passes the timer in place of the context. */
#define BENCH_TIMER(name)                                                                          \
	BENCH_IN_IF(BENCH_SEC, BENCH_N, (ctx = timed()), name, base_empty)                         \
	{                                                                                          \
		struct timed *timed = ctx;                                                         \
                                                                                                   \
		bpf_timer_set_callback(&timed->timer, fired);                                      \
		done(bpf_timer_start(&timed->timer, LATER_NS, 0));                                 \
		done(bpf_timer_cancel(&timed->timer));                                             \
	}

#endif /* HELPER_PERF_TIMER_BPF_H */
