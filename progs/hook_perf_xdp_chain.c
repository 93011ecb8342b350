// SPDX-License-Identifier: GPL-2.0-only
/* Ten XDP programs on one device, in the two ways in which one program starts others. See
 * docs/hook_perf.md. */
#define BENCH_SEC "xdp"
#include "bench.bpf.h"
#include "hook_perf_xdp.bpf.h"

#define CHAIN 10

/* ------------------------------------------------------------ a dispatcher's calls */

/* After which verdicts of a program the next one runs, as a bit for each. */
const volatile __u32 chain_call_actions[CHAIN] = { [0 ... CHAIN - 1] = 1U << XDP_PASS };

/* What libxdp's dispatcher has in the place of a program, and replaces by it. The verdict is in
 * memory, so that neither compiler nor verifier knows it. */
#define PLACE(n, result)                                                                           \
	__attribute__((noinline)) int place##n(struct xdp_md *ctx)                                 \
	{                                                                                          \
		volatile int verdict = result;                                                     \
                                                                                                   \
		if (!ctx)                                                                          \
			return XDP_ABORTED;                                                        \
		return verdict;                                                                    \
	}

PLACE(0, XDP_PASS)
PLACE(1, XDP_PASS)
PLACE(2, XDP_PASS)
PLACE(3, XDP_PASS)
PLACE(4, XDP_PASS)
PLACE(5, XDP_PASS)
PLACE(6, XDP_PASS)
PLACE(7, XDP_PASS)
PLACE(8, XDP_PASS)
/* Only the last one drops, which shows that all have run. */
PLACE(9, XDP_DROP)

#define CALL(n)                                                                                    \
	verdict = place##n(ctx);                                                                   \
	if (!(1U << verdict & chain_call_actions[n]))                                              \
		return verdict;

SEC("xdp") int timed_dispatcher(struct xdp_md *ctx)
{
	int verdict;

	tick();
	CALL(0)
	CALL(1)
	CALL(2)
	CALL(3)
	CALL(4)
	CALL(5)
	CALL(6)
	CALL(7)
	CALL(8)
	CALL(9)
	return XDP_PASS;
}

/* ------------------------------------------------------------------- tail calls */

/* User space puts the programs link0 to link9 into it. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, CHAIN);
	__type(key, __u32);
	__type(value, __u32);
} chain SEC(".maps");

/* What runs on if there is no next one fails. */
#define LINK(n)                                                                                    \
	SEC("xdp") int link##n(struct xdp_md *ctx)                                                 \
	{                                                                                          \
		bpf_tail_call(ctx, &chain, n + 1);                                                 \
		return XDP_ABORTED;                                                                \
	}

LINK(0)
LINK(1)
LINK(2)
LINK(3)
LINK(4)
LINK(5)
LINK(6)
LINK(7)
LINK(8)

SEC("xdp") int link9(struct xdp_md *ctx)
{
	return XDP_DROP;
}

SEC("xdp") int timed_tail_calls(struct xdp_md *ctx)
{
	tick();
	bpf_tail_call(ctx, &chain, 0);
	return XDP_ABORTED;
}
