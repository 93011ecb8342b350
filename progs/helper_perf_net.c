// SPDX-License-Identifier: GPL-2.0-only
/* Helpers on packets: the engine's packet is of 128 bytes. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

char block[64];
char dst[64];

BENCH(csum_diff_64, base_empty)
{
	any_value(bpf_csum_diff(NULL, 0, (__be32 *)block, sizeof(block), 0));
}

BENCH(skb_load_bytes_64, base_empty)
{
	done(bpf_skb_load_bytes(ctx, 0, dst, sizeof(dst)));
}

/* There and back again, so that a run leaves the packet as it was. */
BENCH_IN("xdp", BENCH_N, xdp_adjust_head, base_empty)
{
	done(bpf_xdp_adjust_head(ctx, i & 1 ? 8 : -8));
}
