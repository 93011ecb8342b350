/* SPDX-License-Identifier: GPL-2.0-only */
/* What progs/sampling_perf.bpf.h and prog_tests/sampling_perf/ share. */
#ifndef SAMPLING_PERF_H
#define SAMPLING_PERF_H

/* Sizes of the profiler's maps: different stacks, and counts of them. */
#define SAMPLING_STACKS 16384
#define SAMPLING_COUNTS 16384
/* PERF_MAX_STACK_DEPTH: the most frames in an entry of a stack map. */
#define SAMPLING_FRAMES 127
/* Number of the last samples whose times are kept; a power of two. */
#define SAMPLING_TIMES 1024

/* The key of a count. */
struct sampling_key {
	unsigned int pid;
	int kernel_stack, user_stack;
};

/* What happened on one CPU. It fills a cache line. */
struct sampling_cpu {
	/* Runs of the program. */
	unsigned long long samples;
	/* Runs without either stack, and runs for which the map of counts was full. */
	unsigned long long no_stack, no_count;
	unsigned long long pad[5];
};

/* Samples of the thread that works, which watches them meanwhile. */
struct sampling_home {
	/* That thread's id; user space sets it before it enables the events. */
	unsigned int tid, pad;
	unsigned long long samples;
	/* Time from the program's first clock read to its last, in ns. */
	unsigned long long times[SAMPLING_TIMES];
};

#define SAMPLING_HOME_SECTION ".data.home"

#endif /* SAMPLING_PERF_H */
