// SPDX-License-Identifier: GPL-2.0-only
/* Stacks of whatever depth they have here. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* PERF_MAX_STACK_DEPTH, the default of sysctl kernel.perf_event_max_stack. */
#define MAX_FRAMES 127

__u64 frames[MAX_FRAMES];

/*
 * In this map user space looks up how many frames a stack had: see prog_tests. The eight copies in
 * the loop are eight kernel stacks. Now and then two of them have the same bucket: then one
 * replaces the other instead of being refused.
 */
#define STACKID(space, flags)                                                                      \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_STACK_TRACE);                                            \
		__uint(max_entries, 4096);                                                         \
		__uint(key_size, sizeof(__u32));                                                   \
		__uint(value_size, MAX_FRAMES * sizeof(__u64));                                    \
	} ids_##space SEC(".maps");                                                                \
                                                                                                   \
	/* Walks the whole stack, of kernel or user, and finds its id in a map. */                 \
	BENCH_SLOW(get_stackid_##space, base_empty)                                                \
	{                                                                                          \
		done(bpf_get_stackid(ctx, &ids_##space, flags));                                   \
	}

#define STACK(space, flags)                                                                        \
	/* Copies the whole stack, of kernel or user. */                                           \
	BENCH_SLOW(get_stack_##space, base_empty)                                                  \
	{                                                                                          \
		long size = bpf_get_stack(ctx, frames, sizeof(frames), flags);                     \
                                                                                                   \
		bench_outcome(size, size < (long)sizeof(frames[0]));                               \
		if (mode == BENCH_MODE_TAIL)                                                       \
			bench_out.note += size / sizeof(frames[0]);                                \
	}

STACKID(kernel, BPF_F_REUSE_STACKID)
STACKID(user, BPF_F_USER_STACK | BPF_F_REUSE_STACKID)
STACK(kernel, 0)
STACK(user, BPF_F_USER_STACK)
