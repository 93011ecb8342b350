// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines for the trace buffer. Every line begins with "bpf-perf", by which user space keeps it out
 * of the global buffer (see prog_tests). They have an object of their own, because loading a
 * program with these helpers enables a trace event.
 */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

static const char line[] = "bpf-perf";
static const char line_3[] = "bpf-perf %d %u %llu";

/* Prints a fixed text to the trace buffer. */
BENCH_SLOW(trace_printk, base_empty)
{
	done(bpf_trace_printk(line, sizeof(line)));
}

/* Prints a text with N numbers to the trace buffer. */
BENCH_SLOW(trace_printk_3, base_empty)
{
	done(bpf_trace_printk(line_3, sizeof(line_3), i, i, (__u64)i));
}

BENCH_BASE(base_args)
{
	__u64 args[] = { i, i, i };

	sink(args);
}

/* Prints a text with three numbers, from an array, to the trace buffer. */
BENCH_SLOW(trace_vprintk, base_args)
{
	__u64 args[] = { i, i, i };

	done(bpf_trace_vprintk(line_3, sizeof(line_3), args, sizeof(args)));
}
