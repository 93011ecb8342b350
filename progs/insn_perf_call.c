// SPDX-License-Identifier: GPL-2.0-only
/* The same small function inlined, called in the program and called as a global function; and a
 * handler that leaves early or late. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

static __always_inline __u64 work(__u64 x)
{
	x *= 0x9e3779b1;
	return x ^ x >> 16;
}

/* Runs a small function that is inlined */
BENCH(call_inline, base_empty)
{
	any_value(work(i));
}

static __attribute__((noinline)) __u64 work_called(__u64 x)
{
	return work(x);
}

/* Calls a small static function of the program (bpf2bpf) */
BENCH(call_static, base_empty)
{
	any_value(work_called(i));
}

/* A global function returns 32 bits. */
__attribute__((noinline)) int work_global(__u64 x)
{
	return work(x);
}

/* Calls a small global function, which the verifier checks once */
BENCH(call_global, base_empty)
{
	any_value(work_global(i));
}

struct event {
	__u64 time, pid_tgid, count;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static struct event last;

/* One event in eight is wanted. */
#define wanted(i) (!((i) % 8))

static __always_inline void gather(struct event *event, __u32 key)
{
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	event->time = bpf_ktime_get_ns();
	event->pid_tgid = bpf_get_current_pid_tgid();
	event->count = count ? *count : 0;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/* Drops seven of eight events before it gathers their data */
BENCH(return_early, base_empty)
{
	if (!wanted(i))
		return;
	gather(&last, i / 8);
	sink(&last);
	hit(last.time);
}

/* Drops seven of eight events after it has gathered their data */
BENCH(return_late, base_empty)
{
	struct event event;

	gather(&event, i / 8);
	sink(&event);
	if (!wanted(i))
		return;
	last = event;
	sink(&last);
	hit(last.time);
}
