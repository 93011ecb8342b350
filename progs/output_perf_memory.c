// SPDX-License-Identifier: GPL-2.0-only
/* Buffers that user space opens and inspects; no program uses them. */
#include "output_perf.bpf.h"

RINGBUF(ring, OUTPUT_BUFFER);
RINGBUF(ring_8_pages, OUTPUT_SMALL_BUFFER);
USER_RINGBUF(user_ring, OUTPUT_BUFFER);
PERFBUF(perf);
