// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "bench/engine/samples.h"

int samples_add(struct samples *samples, double value)
{
	if (samples->n == samples->size) {
		size_t size = samples->size ? 2 * samples->size : 64;
		double *values = realloc(samples->values, size * sizeof(*values));

		if (!values)
			return -ENOMEM;
		samples->values = values;
		samples->size = size;
	}
	samples->values[samples->n++] = value;
	return 0;
}
