/* SPDX-License-Identifier: GPL-2.0-only */
/* What progs/sampling_perf.bpf.h and prog_tests/sampling_perf/ share. */
#ifndef SAMPLING_PERF_H
#define SAMPLING_PERF_H

/* The profiler's maps: different stacks, and how often each was met. */
#define SAMPLING_STACKS 16384
#define SAMPLING_COUNTS 16384
/* PERF_MAX_STACK_DEPTH: the most frames in a stack map's entry. */
#define SAMPLING_FRAMES 127
/* The last samples whose time user space finds; a power of two. */
#define SAMPLING_TIMES 1024

/* What a count is of. */
struct sampling_key {
	unsigned int pid;
	int kernel_stack, user_stack;
};

/* What happened on one CPU, in a cache line of its own. */
struct sampling_cpu {
	/* Runs of the program. */
	unsigned long long samples;
	/* Of those: neither stack was to be had; the map of counts was full. */
	unsigned long long no_stack, no_count;
	unsigned long long pad[5];
};

/* What user space watches while it works: the samples of itself. */
struct sampling_home {
	/* The thread that works; set by user space before the events are enabled. */
	unsigned int tid, pad;
	unsigned long long samples;
	/* From the program's first clock read to its last, ns. */
	unsigned long long times[SAMPLING_TIMES];
};

#define SAMPLING_HOME_SECTION ".data.home"

#endif /* SAMPLING_PERF_H */
