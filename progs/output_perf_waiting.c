// SPDX-License-Identifier: GPL-2.0-only
/* The same operations with a consumer that waits for each buffer in epoll: the first event of a run
 * finds it asleep. */
#define NAME(op, size) op##_consumer_##size
#include "output_perf_producer.bpf.h"
