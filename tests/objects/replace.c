// SPDX-License-Identifier: GPL-2.0-only
/* An XDP program with a function to be replaced, and the program that replaces it: in one object, or
 * with PART 1 and 2 in two. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#if !defined(PART) || PART == 1
__attribute__((noinline)) int stage(struct xdp_md *ctx)
{
	volatile int verdict = XDP_PASS;

	return verdict;
}

SEC("xdp")
int dispatch(struct xdp_md *ctx)
{
	return stage(ctx);
}
#endif

#if !defined(PART) || PART == 2
SEC("freplace/stage")
int replacement(struct xdp_md *ctx)
{
	return ctx->data_end - ctx->data > 20 ? XDP_DROP : XDP_ABORTED;
}
#endif

char LICENSE[] SEC("license") = "GPL";
