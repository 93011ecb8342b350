/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock that everything here is timed by. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC, which bpf_ktime_get_ns() reads too, in ns. */
static inline uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

#endif /* BENCH_CLOCK_H */
