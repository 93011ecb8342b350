// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "bench/result/distance.h"
#include "report/compare/nearest.h"
#include "report/compare/side.h"

void nearest_complain(const char *setting, const char *name, const struct side *sides, size_t n,
		      char *err, size_t size)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sides[i].n_ops; j++)
			nearest_try(&nearest, sides[i].ops[j].result->name);
	snprintf(err, size, "%s: no result is of an operation called %.100s%s%s%s", setting, name,
		 nearest.name ? "; did you mean " : "", nearest.name ? nearest.name : "",
		 nearest.name ? "?" : "");
}
