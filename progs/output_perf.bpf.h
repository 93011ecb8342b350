/* SPDX-License-Identifier: GPL-2.0-only */
/* The buffers of output_perf's objects. */
#include "bench.bpf.h"
#include "output_perf.h"

#define RINGBUF_TYPE(name, map, bytes)                                                             \
	struct {                                                                                   \
		__uint(type, map);                                                                 \
		__uint(max_entries, bytes);                                                        \
	} name SEC(".maps")

#define RINGBUF(name, bytes) RINGBUF_TYPE(name, BPF_MAP_TYPE_RINGBUF, bytes)
#define USER_RINGBUF(name, bytes) RINGBUF_TYPE(name, BPF_MAP_TYPE_USER_RINGBUF, bytes)

#define PERFBUF(name)                                                                              \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);                                       \
		__uint(key_size, sizeof(__u32));                                                   \
		__uint(value_size, sizeof(__u32));                                                 \
	} name SEC(".maps")
