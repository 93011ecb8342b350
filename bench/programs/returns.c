// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netfilter.h>
#include <linux/pkt_cls.h>
#include <stdio.h>

#include "bench/programs/returns.h"
#include "bench/programs/uapi.h"
#include "bench/result/array.h"

/* One name of a value, for programs of a kind. */
struct value {
	int32_t value;
	const char *name;
};

static const struct value xdp[] = {
	{ XDP_ABORTED, "XDP_ABORTED" }, { XDP_DROP, "XDP_DROP" },	  { XDP_PASS, "XDP_PASS" },
	{ XDP_TX, "XDP_TX" },		{ XDP_REDIRECT, "XDP_REDIRECT" },
};

static const struct value tc[] = {
	{ TC_ACT_UNSPEC, "TC_ACT_UNSPEC" },
	{ TC_ACT_OK, "TC_ACT_OK" },
	{ TC_ACT_RECLASSIFY, "TC_ACT_RECLASSIFY" },
	{ TC_ACT_SHOT, "TC_ACT_SHOT" },
	{ TC_ACT_PIPE, "TC_ACT_PIPE" },
	{ TC_ACT_STOLEN, "TC_ACT_STOLEN" },
	{ TC_ACT_QUEUED, "TC_ACT_QUEUED" },
	{ TC_ACT_REPEAT, "TC_ACT_REPEAT" },
	{ TC_ACT_REDIRECT, "TC_ACT_REDIRECT" },
	{ TC_ACT_TRAP, "TC_ACT_TRAP" },
};

static const struct value bpf[] = {
	{ BPF_OK, "BPF_OK" },
	{ BPF_DROP, "BPF_DROP" },
	{ BPF_REDIRECT, "BPF_REDIRECT" },
	{ BPF_LWT_REROUTE, "BPF_LWT_REROUTE" },
};

static const struct value netfilter[] = {
	{ NF_DROP, "NF_DROP" },
	{ NF_ACCEPT, "NF_ACCEPT" },
};

static const struct value cgroup[] = {
	{ 0, "0 (deny)" },
	{ 1, "1 (allow)" },
};

void return_name(enum bpf_prog_type type, uint32_t value, char *text, size_t size)
{
	const struct value *values = NULL;
	size_t n = 0;

#define USE(table) (values = (table), n = ARRAY_SIZE(table))
	switch ((int)type) {
	case BPF_PROG_TYPE_XDP:
		USE(xdp);
		break;
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
		USE(tc);
		break;
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_LWT_SEG6LOCAL:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
		USE(bpf);
		break;
	case TYPE_NETFILTER:
		USE(netfilter);
		break;
	case BPF_PROG_TYPE_CGROUP_SKB:
		USE(cgroup);
		break;
	default:
		break;
	}
#undef USE
	for (size_t i = 0; i < n; i++)
		if (values[i].value == (int32_t)value) {
			snprintf(text, size, "%s", values[i].name);
			return;
		}
	snprintf(text, size, "%d", (int32_t)value);
}
