// SPDX-License-Identifier: GPL-2.0-only
/* Ten XDP programs on one device, in the ways in which one program starts others. See
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
#define FUNCTION(name, result)                                                                     \
	__attribute__((noinline)) int name(struct xdp_md *ctx)                                     \
	{                                                                                          \
		volatile int verdict = result;                                                     \
                                                                                                   \
		if (!ctx)                                                                          \
			return XDP_ABORTED;                                                        \
		return verdict;                                                                    \
	}
#define PLACE(n, result) FUNCTION(place##n, result)

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

#define CALL_OF(function, n)                                                                       \
	verdict = function##n(ctx);                                                                \
	if (!(1U << verdict & chain_call_actions[n]))                                              \
		return verdict;
#define CALL(n) CALL_OF(place, n)

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

/* ------------------------------------------- a dispatcher whose functions are replaced */

/* Programs of hook_perf_xdp_replace.c take the place of these. A function that is not replaced ends
 * the chain, so the last program's verdict shows that each was. */
#define SLOT(n) FUNCTION(slot##n, XDP_ABORTED)

SLOT(0)
SLOT(1)
SLOT(2)
SLOT(3)
SLOT(4)
SLOT(5)
SLOT(6)
SLOT(7)
SLOT(8)
SLOT(9)

#define CALL_SLOT(n) CALL_OF(slot, n)

SEC("xdp") int timed_freplace(struct xdp_md *ctx)
{
	int verdict;

	tick();
	CALL_SLOT(0)
	CALL_SLOT(1)
	CALL_SLOT(2)
	CALL_SLOT(3)
	CALL_SLOT(4)
	CALL_SLOT(5)
	CALL_SLOT(6)
	CALL_SLOT(7)
	CALL_SLOT(8)
	CALL_SLOT(9)
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
