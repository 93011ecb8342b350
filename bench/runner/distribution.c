// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "bench/runner/distribution.h"

/* Length of the longest bar. */
#define STARS 40

static void print_bar(FILE *out, uint64_t count, uint64_t most)
{
	static const char stars[STARS + 1] = "****************************************";
	int n = most ? (double)count * STARS / most : 0;

	fprintf(out, "|%.*s%*s|\n", n, stars, STARS - n, "");
}

static void print_tail(FILE *out, const struct tail *tail, const char *unit)
{
	uint64_t most = 0;
	unsigned int i, first = 0;

	for (i = 0; i < tail->n_powers; i++)
		most = tail->powers[i] > most ? tail->powers[i] : most;
	while (first + 1 < tail->n_powers && !tail->powers[first])
		first++;
	fprintf(out, "%12s%-13s : %-8s distribution\n", "", strcmp(unit, "ns") ? unit : "nsecs",
		"count");
	for (i = first; i < tail->n_powers; i++) {
		unsigned long long low = i ? 1ULL << i : 0, high = (2ULL << i) - 1;

		fprintf(out, "%10llu -> %-11llu : %-8llu ", low, high,
			(unsigned long long)tail->powers[i]);
		print_bar(out, tail->powers[i], most);
	}
}

void distribution_print(FILE *out, const struct results *results, const char *unit)
{
	for (size_t i = 0; i < results->n; i++) {
		const struct result *result = &results->result[i];

		if (!result->measured || !result->tail.n_powers)
			continue;
		fprintf(out, "\n%s: %llu single operations\n", result->name,
			(unsigned long long)result->tail.count);
		print_tail(out, &result->tail, unit);
	}
}
