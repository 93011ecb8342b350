// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "bench/result/distance.h"

unsigned int name_distance(const char *a, const char *b)
{
	size_t n = strlen(b), i;
	unsigned int row[256], diagonal, above, least;

	if (n >= 255 || strlen(a) >= 255)
		return 255;
	for (i = 0; i <= n; i++)
		row[i] = i;
	for (; *a; a++) {
		diagonal = row[0]++;
		for (i = 1; i <= n; i++) {
			above = row[i];
			least = diagonal + (*a != b[i - 1]);
			if (above + 1 < least)
				least = above + 1;
			if (row[i - 1] + 1 < least)
				least = row[i - 1] + 1;
			row[i] = least;
			diagonal = above;
		}
	}
	return row[n];
}

struct nearest nearest_to(const char *wrong)
{
	/* Something is always nearest; what shares less than half of its letters is no help. */
	return (struct nearest){ .wrong = wrong, .distance = strlen(wrong) / 2 + 1 };
}

void nearest_try(struct nearest *nearest, const char *name)
{
	unsigned int distance = name_distance(nearest->wrong, name);

	if (distance >= nearest->distance)
		return;
	nearest->distance = distance;
	nearest->name = name;
}
