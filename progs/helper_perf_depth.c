// SPDX-License-Identifier: GPL-2.0-only
/*
 * User stacks of 10 and 30 frames. User space renames its thread to the name that it has, below
 * more calls than that, and the buffers end the walk. BPF_PROG_TEST_RUN does not do: the code that
 * calls it need not keep frame pointers.
 */
#define BENCH_SEC "raw_tp/task_rename"
#define BENCH_IF bench_mine()
#include "bench.bpf.h"

#define STACKID(depth)                                                                             \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_STACK_TRACE);                                            \
		__uint(max_entries, 1024);                                                         \
		__uint(key_size, sizeof(__u32));                                                   \
		__uint(value_size, (depth) * sizeof(__u64));                                       \
	} ids_user_##depth SEC(".maps");                                                           \
                                                                                                   \
	/* Walks N frames of a user stack and finds its id in a map. */                            \
	BENCH_SLOW(get_stackid_user_##depth, base_empty)                                           \
	{                                                                                          \
		done(bpf_get_stackid(ctx, &ids_user_##depth, BPF_F_USER_STACK));                   \
	}

#define STACK(depth)                                                                               \
	__u64 frames_##depth[depth];                                                               \
                                                                                                   \
	/* Copies N frames of a user stack. */                                                     \
	BENCH_SLOW(get_stack_user_##depth, base_empty)                                             \
	{                                                                                          \
		long size = bpf_get_stack(ctx, frames_##depth, sizeof(frames_##depth),             \
					  BPF_F_USER_STACK);                                       \
                                                                                                   \
		bench_outcome(size, size != sizeof(frames_##depth));                               \
		if (mode == BENCH_MODE_TAIL)                                                       \
			bench_out.note += size / sizeof(__u64);                                    \
	}

STACKID(10)
STACKID(30)
STACK(10)
STACK(30)
