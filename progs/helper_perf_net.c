// SPDX-License-Identifier: GPL-2.0-only
/* Helpers on packets. The engine's packet has 128 bytes. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

char block[64];
char dst[64];

/* Computes the checksum of N bytes. */
BENCH(csum_diff_64, base_empty)
{
	any_value(bpf_csum_diff(NULL, 0, (__be32 *)block, sizeof(block), 0));
}

/* Copies N bytes out of a packet. */
BENCH(skb_load_bytes_64, base_empty)
{
	done(bpf_skb_load_bytes(ctx, 0, dst, sizeof(dst)));
}

/* Moves the beginning of an XDP packet by 8 bytes. Alternates between both directions, so that a run
 * leaves the packet as it was. */
BENCH_IN("xdp", BENCH_N, xdp_adjust_head, base_empty)
{
	done(bpf_xdp_adjust_head(ctx, i & 1 ? 8 : -8));
}
