// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines for the trace buffer.  Every line begins with "bpf-perf": user space
 * keeps such lines out of everybody else's buffer (see prog_tests).  In an
 * object of its own, because loading a program with these helpers switches on
 * a trace event.
 */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

static const char line[] = "bpf-perf";
static const char line_3[] = "bpf-perf %d %u %llu";

BENCH_SLOW(trace_printk, base_empty)
{
	done(bpf_trace_printk(line, sizeof(line)));
}

BENCH_SLOW(trace_printk_3, base_empty)
{
	done(bpf_trace_printk(line_3, sizeof(line_3), i, i, (__u64)i));
}

BENCH_BASE(base_args)
{
	__u64 args[] = { i, i, i };

	sink(args);
}

BENCH_SLOW(trace_vprintk, base_args)
{
	__u64 args[] = { i, i, i };

	done(bpf_trace_vprintk(line_3, sizeof(line_3), args, sizeof(args)));
}
