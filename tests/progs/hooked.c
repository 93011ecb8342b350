// SPDX-License-Identifier: GPL-2.0-only
/* Attached programs with known ratios of their costs. */
#include "bench.bpf.h"

SEC("raw_tp/task_rename") int empty(void *ctx)
{
	return 0;
}

/*
 * A thousand more instructions: 200 times two operations, one to count, and two to compare and
 * jump.
 */
SEC("raw_tp/task_rename") int burns_1000(void *ctx)
{
	__u64 x = 1;
	__u32 k;

	for (k = 0; k < 200; k++)
		asm volatile("%0 += 1; %0 ^= 3" : "+r"(x));
	return 0;
}

/* The trigger does not reach this program, so it must FAIL. */
SEC("raw_tp/sched_process_exec") int elsewhere(void *ctx)
{
	return 0;
}
