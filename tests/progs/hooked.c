// SPDX-License-Identifier: GPL-2.0-only
/* Attached programs whose cost is known in terms of each other. */
#include "bench.bpf.h"

SEC("raw_tp/task_rename") int empty(void *ctx)
{
	return 0;
}

/* A thousand instructions more: 200 times two, one to count, and two of the CPU's to
 * compare and jump back. */
SEC("raw_tp/task_rename") int burns_1000(void *ctx)
{
	__u64 x = 1;
	__u32 k;

	for (k = 0; k < 200; k++)
		asm volatile("%0 += 1; %0 ^= 3" : "+r"(x));
	return 0;
}

/* On what the trigger does not pass: has to FAIL, however cheap it is. */
SEC("raw_tp/sched_process_exec") int elsewhere(void *ctx)
{
	return 0;
}
