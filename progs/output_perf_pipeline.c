// SPDX-License-Identifier: GPL-2.0-only
/* Events by schedule for libbpf's consumers. User space sets the sizes of the buffers. */
#include "output_perf_pipeline.bpf.h"

RINGBUF(ring, OUTPUT_BUFFER);
PERFBUF(perf);

SENDERS(ringbuf, bpf_ringbuf_output(&ring, &event, sizeof(event), 0))
SENDERS(perfbuf, bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &event, sizeof(event)))
