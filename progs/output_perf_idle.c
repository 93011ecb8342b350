// SPDX-License-Identifier: GPL-2.0-only
/* Events for buffers that nobody reads: user space empties them between runs. */
#define NAME(op, size) op##_##size
#define COUNT(size) ((size) > 512 ? FEW : BENCH_N)
#define BASE(size) BASE_##size
#define BASE_16 base_empty
#define BASE_64 base_empty
#define BASE_128 base_empty
#define BASE_256 base_empty
#define BASE_512 base_empty
#define BASE_1024 base_few
#define BASE_4096 base_few
#include "output_perf_producer.bpf.h"

PERFBUF(perf_no_wakeup);

SIZES(RINGBUF_DISCARD)

/* For the published costs of copying: output less reserve. */
RINGBUF_OUTPUT(128)
RINGBUF_OUTPUT(512)
RINGBUF_RESERVE(128)
RINGBUF_RESERVE(512)

BENCH(ringbuf_output_no_wakeup_64, base_empty)
{
	done(bpf_ringbuf_output(&ring, event, 64, BPF_RB_NO_WAKEUP));
}

/* Its perf event wakes when the buffer is full, which it never is. */
BENCH(perf_event_output_no_wakeup_64, base_empty)
{
	done(bpf_perf_event_output(ctx, &perf_no_wakeup, BPF_F_CURRENT_CPU, event, 64));
}
