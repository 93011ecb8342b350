// SPDX-License-Identifier: GPL-2.0-only
/* A program for USDT probes that nobody passes: only attaching it is measured. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* The header below uses these but does not include them. */
#include <stdbool.h>
#include <linux/ptrace.h>
#include <bpf/usdt.bpf.h>

/* Loaded where the kernel can attach by one link to many places. */
SEC("uprobe.multi") int on_uprobe_multi(void *ctx)
{
	return 0;
}

/* It asks for the arguments, because libbpf tells them when it attaches. */
SEC("usdt") int on_usdt(struct pt_regs *ctx)
{
	return bpf_usdt_arg_cnt(ctx);
}
