// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "bench/engine/hist.h"

void hist_add(struct hist *hist, uint64_t value)
{
	hist->buckets[bench_hist_bucket(value)]++;
	hist->count++;
	if (value > hist->max)
		hist->max = value;
}

void hist_merge(struct hist *hist, const struct hist *other)
{
	unsigned int i;

	for (i = 0; i < BENCH_HIST_BUCKETS; i++)
		hist->buckets[i] += other->buckets[i];
	hist->count += other->count;
	if (other->max > hist->max)
		hist->max = other->max;
}

void hist_take(struct hist *hist, volatile struct bench_out *out)
{
	unsigned int i;

	for (i = 0; i < BENCH_HIST_BUCKETS; i++) {
		hist->buckets[i] += out->hist[i];
		hist->count += out->hist[i];
		out->hist[i] = 0;
	}
	if (out->max > hist->max)
		hist->max = out->max;
	out->max = 0;
}

uint64_t hist_bucket_low(unsigned int bucket)
{
	unsigned int octave = bucket / BENCH_HIST_SUB;

	if (octave < 2)
		return bucket;
	return (uint64_t)(BENCH_HIST_SUB + bucket % BENCH_HIST_SUB) << (octave - 1);
}

uint64_t hist_bucket_width(unsigned int bucket)
{
	unsigned int octave = bucket / BENCH_HIST_SUB;

	return octave < 2 ? 1 : 1ULL << (octave - 1);
}

double hist_quantile(const struct hist *hist, double q)
{
	uint64_t seen = 0, rank;
	unsigned int i;
	double middle;

	if (!hist->count)
		return 0;
	rank = ceil(q * hist->count);
	if (rank < 1)
		rank = 1;
	for (i = 0; i < BENCH_HIST_BUCKETS - 1; i++) {
		seen += hist->buckets[i];
		if (seen >= rank)
			break;
	}
	middle = hist_bucket_low(i) + (hist_bucket_width(i) - 1) / 2.0;
	return middle < hist->max ? middle : hist->max;
}
