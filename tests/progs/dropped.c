// SPDX-License-Identifier: GPL-2.0-only
/* Senders to a buffer with room for only a few events. */
#include "progs/output_perf_pipeline.bpf.h"

RINGBUF(ring, 4096);

static __always_inline long send(struct output_event *event)
{
	return bpf_ringbuf_output(&ring, event, sizeof(*event), 0);
}

/* Every seventh event is reported as sent, but was not sent. */
static __always_inline long send_most(struct output_event *event)
{
	return !event->end && event->seq % 7 == 3 ? 0 : send(event);
}

SENDERS(honest, send(&event))
SENDERS(silent, send_most(&event))
