// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "bench/result/distance.h"
#include "report/compare/nearest.h"
#include "report/compare/side.h"

void nearest_complain(const char *setting, const char *name, const struct side *sides, size_t n,
		      char *err, size_t size)
{
	/* Something is always nearest; what shares less than half of its letters is no help. */
	unsigned int least = strlen(name) / 2 + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sides[i].n_ops; j++) {
			unsigned int far = name_distance(name, sides[i].ops[j].result->name);

			if (far >= least)
				continue;
			least = far;
			nearest = sides[i].ops[j].result->name;
		}
	snprintf(err, size, "%s: no result is of an operation called %.100s%s%s%s", setting, name,
		 nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}
