// SPDX-License-Identifier: GPL-2.0-only
/* A flow dissector that leaves the keys as they are. */
#include "bench.bpf.h"

SEC("flow_dissector") int on_flow_dissector(struct __sk_buff *ctx)
{
	return BPF_OK;
}
