// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same with a consumer that waits for each buffer in epoll.  A run is a burst
 * of so many events, of which the first finds it asleep: the count is part of what
 * is measured, so it is the same for all sizes and clocks.
 */
#define NAME(op, size) op##_consumer_##size
#define COUNT(size) FEW
#define BASE(size) base_few
#include "output_perf_producer.bpf.h"
