// SPDX-License-Identifier: GPL-2.0-only
/* Programs that freplace puts into the place of slot0() to slot9() of hook_perf_xdp_chain.c, as
 * libxdp does it. Without BENCH(): user space tells the kernel the place of each, in this order. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define PROGRAM(n, verdict)                                                                        \
	SEC("freplace") int program##n(struct xdp_md *ctx)                                         \
	{                                                                                          \
		return verdict;                                                                    \
	}

PROGRAM(0, XDP_PASS)
PROGRAM(1, XDP_PASS)
PROGRAM(2, XDP_PASS)
PROGRAM(3, XDP_PASS)
PROGRAM(4, XDP_PASS)
PROGRAM(5, XDP_PASS)
PROGRAM(6, XDP_PASS)
PROGRAM(7, XDP_PASS)
PROGRAM(8, XDP_PASS)
PROGRAM(9, XDP_DROP)
