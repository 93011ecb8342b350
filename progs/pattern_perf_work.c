// SPDX-License-Identifier: GPL-2.0-only
/* Advice about what a handler does besides maps, as pairs of handlers. */
#include "pattern_perf.bpf.h"

char source[64] = "/usr/lib/x86_64-linux-gnu/libc.so.6";

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
