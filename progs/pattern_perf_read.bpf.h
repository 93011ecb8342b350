/* SPDX-License-Identifier: GPL-2.0-only */
/* What tools on read() calls share: raw tracepoints of all system calls. */
#ifndef PATTERN_PERF_READ_BPF_H
#define PATTERN_PERF_READ_BPF_H

#include <linux/ptrace.h>

#include "pattern_perf.bpf.h"

#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} ring SEC(".maps");

/* User space sets it: the number of read(). */
const volatile __u64 read_number;

/* True for a read() of the thread that measures. */
static __always_inline bool is_ours(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[1] == read_number && bench_mine();
}

/* Returns how many bytes a read() asks for. */
static __always_inline __u64 size_of(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	__u64 size = 0;

	bpf_probe_read_kernel(&size, sizeof(size), &PT_REGS_PARM3_SYSCALL(regs));
	return size;
}

#endif /* PATTERN_PERF_READ_BPF_H */
