// SPDX-License-Identifier: GPL-2.0-only
/* Packet programs after XDP: tc by cls_bpf and by tcx, and netkit. See docs/hook_perf.md. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

#include <linux/pkt_cls.h>

/* tcx and netkit use the same numbers for verdicts as tc. */
#define TC_PROG(name, section, verdict)                                                            \
	SEC(section) int name(struct __sk_buff *skb)                                               \
	{                                                                                          \
		return verdict;                                                                    \
	}

TC_PROG(tc_ingress, "tc", TC_ACT_OK)
TC_PROG(tc_egress, "tc", TC_ACT_OK)
TC_PROG(tc_drop, "tc", TC_ACT_SHOT)
TC_PROG(tcx_ingress, "tcx/ingress", TC_ACT_OK)
TC_PROG(tcx_egress, "tcx/egress", TC_ACT_OK)
TC_PROG(tcx_drop, "tcx/ingress", TC_ACT_SHOT)
TC_PROG(netkit_primary, "netkit/primary", TC_ACT_OK)
TC_PROG(netkit_peer, "netkit/peer", TC_ACT_OK)
