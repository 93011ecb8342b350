// SPDX-License-Identifier: GPL-2.0-only
/* Storage of the current task, and of the socket of a packet. */
#include "map_perf_storage.bpf.h"

#define current_task(ctx) bpf_get_current_task_btf()

STORAGE_GET(task, "raw_tp", bpf_task_storage_get, BPF_MAP_TYPE_TASK_STORAGE, current_task)

/* Each test run creates a new socket for its packet. */
#define socket_of(ctx) (((struct __sk_buff *)(ctx))->sk)
#define sk_storage_get(map, sk, value, flags)                                                      \
	({                                                                                         \
		struct bpf_sock *sk_ = (sk);                                                       \
                                                                                                   \
		sk_ ? bpf_sk_storage_get(map, sk_, value, flags) : NULL;                           \
	})

STORAGE_GET(sk, "tc", sk_storage_get, BPF_MAP_TYPE_SK_STORAGE, socket_of)
