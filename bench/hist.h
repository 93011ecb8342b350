/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The latency histogram of bench/abi.h, read back.  Values are nanoseconds, or
 * instructions where the guest's clock counts those.
 */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stdint.h>

#include "bench/abi.h"

struct hist {
	uint64_t buckets[BENCH_HIST_BUCKETS];
	uint64_t count;
	uint64_t max;
};

void hist_add(struct hist *hist, uint64_t value);

/* Adds all values of another. */
void hist_merge(struct hist *hist, const struct hist *other);

/* Adds what an object's programs counted, and sets those counters to 0. */
void hist_take(struct hist *hist, volatile struct bench_out *out);

/*
 * The value that a share q of all values does not exceed: the middle of the
 * bucket it falls in, at most 1/64 off for values of 64 and more, exact below.
 * 0 when the histogram is empty.
 */
double hist_quantile(const struct hist *hist, double q);

/* Lower end and width of a bucket. */
uint64_t hist_bucket_low(unsigned int bucket);
uint64_t hist_bucket_width(unsigned int bucket);

#endif /* BENCH_HIST_H */
