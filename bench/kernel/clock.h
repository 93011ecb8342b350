/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock of all timings. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Reads CLOCK_MONOTONIC in ns, as bpf_ktime_get_ns() does. */
static inline uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

#endif /* BENCH_CLOCK_H */
