/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the latency histogram of bench/engine/abi.h. Values are in nanoseconds, or in instructions
 * if the guest's clock counts these. */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stdint.h>

#include "bench/engine/abi.h"

struct hist {
	uint64_t buckets[BENCH_HIST_BUCKETS];
	uint64_t count;
	uint64_t max;
};

void hist_add(struct hist *hist, uint64_t value);

/* Adds all values of other. */
void hist_merge(struct hist *hist, const struct hist *other);

/* Adds the counts of an object's programs and resets those to 0. */
void hist_take(struct hist *hist, volatile struct bench_out *out);

/*
 * Returns the value that a share q of all values does not exceed. It is the middle of its
 * bucket: at most 1/64 off for values of 64 and more, and exact below. Returns 0 if the
 * histogram is empty.
 */
double hist_quantile(const struct hist *hist, double q);

/* Lower end and width of a bucket. */
uint64_t hist_bucket_low(unsigned int bucket);
uint64_t hist_bucket_width(unsigned int bucket);

#endif /* BENCH_HIST_H */
