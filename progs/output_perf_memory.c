// SPDX-License-Identifier: GPL-2.0-only
/* Buffers to be opened and looked at; no program uses them. */
#include "output_perf.bpf.h"

RINGBUF(ring, OUTPUT_BUFFER);
USER_RINGBUF(user_ring, OUTPUT_BUFFER);
PERFBUF(perf);
