// SPDX-License-Identifier: GPL-2.0-only
/* Advice about what a handler does besides maps, as pairs of handlers. */
#include "pattern_perf.bpf.h"

/* ------------------------------------------------------------------ filter, then collect */

struct event {
	__u64 time, cgroup;
	__u32 pid, uid;
	char comm[16];
	char data[64];
};

char source[64] = "/usr/lib/x86_64-linux-gnu/libc.so.6";

/* What an event has. */
static __always_inline int collect(struct event *event)
{
	event->time = bpf_ktime_get_ns();
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	return bpf_probe_read_kernel(event->data, sizeof(event->data), source);
}

/* What no process has. */
const volatile __u32 wanted_pid = 0xffffffff;
const volatile char wanted_comm[16] = "nobody-has-this";
const volatile __u32 least_size = 1U << 31;

/* Collects all of an event, and then drops it by pid. */
HANDLER(filter_pid_last)
{
	struct event event = {};

	sink(i);
	if (collect(&event))
		return -1;
	if (event.pid == wanted_pid)
		sink(&event);
	return 0;
}

/* Drops an event by pid before anything is collected. */
HANDLER(filter_pid_first)
{
	struct event event = {};

	sink(i);
	if ((__u32)(bpf_get_current_pid_tgid() >> 32) != wanted_pid)
		return 0;
	if (collect(&event))
		return -1;
	sink(&event);
	return 0;
}

static __always_inline bool is_wanted(const char *comm)
{
	int at;

	for (at = 0; at < 16; at++)
		if (comm[at] != wanted_comm[at])
			return false;
	return true;
}

/* Collects all of an event, and then drops it by the name of the process. */
HANDLER(filter_comm_last)
{
	struct event event = {};

	sink(i);
	if (collect(&event))
		return -1;
	if (is_wanted(event.comm))
		sink(&event);
	return 0;
}

/* Drops an event by the name of the process before it collects more. */
HANDLER(filter_comm_first)
{
	struct event event = {};
	char comm[16];

	sink(i);
	bpf_get_current_comm(comm, sizeof(comm));
	if (!is_wanted(comm))
		return 0;
	if (collect(&event))
		return -1;
	sink(&event);
	return 0;
}

/* Collects all of an event, and then drops it by its size. */
HANDLER(filter_size_last)
{
	struct event event = {};

	if (collect(&event))
		return -1;
	if (i >= least_size)
		sink(&event);
	return 0;
}

/* Drops an event by its size before anything is collected. */
HANDLER(filter_size_first)
{
	struct event event = {};

	if (i < least_size)
		return 0;
	if (collect(&event))
		return -1;
	sink(&event);
	return 0;
}

/* --------------------------------------------------------------------- divide or shift */

__u64 slots[64];

/* Finds eight slots of a histogram by division and remainder. */
HANDLER(slot_by_division)
{
	__u64 ns = i * 12345ULL + 1, slot;
	int times;

	for (times = 0; times < 8; times++) {
		slot = ns / 1000 % 60;
		/* The compiler must not know that it is below 64 anyway. */
		asm volatile("" : "+r"(slot));
		slots[slot & 63] += 1;
		ns += 1111;
	}
	return 0;
}

/* Finds eight slots of a histogram by shift and mask. */
HANDLER(slot_by_shift)
{
	__u64 ns = i * 12345ULL + 1;
	int times;

	for (times = 0; times < 8; times++) {
		slots[ns >> 10 & 63] += 1;
		ns += 1111;
	}
	return 0;
}

/* ------------------------------------------------------------------- a string in one read */

char text[64];

/* Reads a string of 35 characters byte by byte. */
HANDLER(string_by_bytes)
{
	__u32 at;
	char c = 0;

	sink(i);
	for (at = 0; at < sizeof(text); at++) {
		if (bpf_probe_read_kernel(&c, 1, &source[at]))
			return -1;
		text[at] = c;
		if (!c)
			return 0;
	}
	return -1;
}

/* Reads a string of 35 characters by one bpf_probe_read_kernel_str(). */
HANDLER(string_by_read_str)
{
	sink(i);
	return bpf_probe_read_kernel_str(text, sizeof(text), source);
}
