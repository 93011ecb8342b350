// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "bench/engine/core_samples.h"
#include "bench/result/stats.h"

int core_samples_add(struct core_samples *samples, struct sample sample)
{
	if (samples->n == samples->size) {
		size_t size = samples->size ? 2 * samples->size : 64;
		struct sample *at = realloc(samples->at, size * sizeof(*at));

		if (!at)
			return -ENOMEM;
		samples->at = at;
		samples->size = size;
	}
	samples->at[samples->n++] = sample;
	return 0;
}

size_t core_samples_column(const struct core_samples *samples, unsigned int state,
			   enum sample_unit unit, double *values)
{
	size_t i, n = 0;

	for (i = 0; i < samples->n; i++) {
		const struct sample *sample = &samples->at[i];

		if (state != SAMPLES_ANY && sample->state != state)
			continue;
		if (unit == IN_TIME)
			values[n++] = sample->ns;
		else if (sample->cycle_ns > 0)
			values[n++] = sample->ns / sample->cycle_ns;
	}
	stats_sort(values, n);
	return n;
}
