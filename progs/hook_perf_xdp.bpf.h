/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock of XDP programs that the kernel repeats. */
#ifndef HOOK_PERF_XDP_BPF_H
#define HOOK_PERF_XDP_BPF_H

/*
 * Takes the time of runs that the kernel repeats: from the first run to the one after the last
 * of bench_out.n, so that starting and ending are not included. User space sets runs to 0 and
 * sets n.
 */
static __always_inline void tick(void)
{
	__u64 run = bench_out.runs;

	if (run == 0)
		bench_out.ns = bpf_ktime_get_ns();
	else if (run == bench_out.n)
		bench_out.ns = bpf_ktime_get_ns() - bench_out.ns;
	bench_out.runs = run + 1;
}

/* What is subtracted: the clock alone. */
SEC("xdp") int timed_empty(struct xdp_md *ctx)
{
	tick();
	return XDP_ABORTED;
}

#endif /* HOOK_PERF_XDP_BPF_H */
