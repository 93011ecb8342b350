// SPDX-License-Identifier: GPL-2.0-only
/* Programs of a cgroup: each allows what it is asked. */
#include "bench.bpf.h"

#define ALLOW 1

#define HOOK(prog, section)                                                                        \
	SEC(section) int prog(void *ctx)                                                           \
	{                                                                                          \
		return ALLOW;                                                                      \
	}

HOOK(cgroup_skb_ingress, "cgroup_skb/ingress")
HOOK(cgroup_skb_egress, "cgroup_skb/egress")
HOOK(cgroup_connect4, "cgroup/connect4")
HOOK(cgroup_sendmsg4, "cgroup/sendmsg4")
HOOK(cgroup_bind4, "cgroup/bind4")
HOOK(cgroup_sysctl, "cgroup/sysctl")
HOOK(cgroup_device, "cgroup/dev")
HOOK(sock_ops, "sockops")
