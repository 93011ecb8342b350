// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/runner/scaling.h"

#define FIRST "_1"
/* 1, 2, 4 ... CPUs. */
#define POINTS 32
#define NAME_WIDTH 58

/* The rates of an operation by number of CPUs. */
struct curve {
	double rate[POINTS];
	unsigned int cpus[POINTS];
	size_t n;
};

/* Returns the rate of STEM_SUFFIX, or NaN if it was not measured. */
static double rate_of(const struct results *results, const char *stem, size_t len,
		      const char *suffix)
{
	size_t i;

	for (i = 0; i < results->n; i++) {
		const struct result *r = &results->result[i];

		if (r->measured && !strcmp(r->unit, "events/s") && !strncmp(r->name, stem, len) &&
		    r->name[len] == '_' && !strcmp(r->name + len + 1, suffix))
			return r->value;
	}
	return NAN;
}

static void add(struct curve *curve, unsigned int cpus, double rate)
{
	if (isnan(rate))
		return;
	curve->rate[curve->n] = rate;
	curve->cpus[curve->n++] = cpus;
}

/* Returns true if the operation has a curve: a first point and a last one. */
static bool curve_of(const struct results *results, const struct result *first, unsigned int cpus,
		     struct curve *curve)
{
	size_t len = strlen(first->name);
	unsigned int n;
	char suffix[16];

	if (len < strlen(FIRST) || strcmp(first->name + len - strlen(FIRST), FIRST))
		return false;
	len -= strlen(FIRST);
	*curve = (struct curve){};
	for (n = 1; n < cpus && curve->n < POINTS - 1; n *= 2) {
		snprintf(suffix, sizeof(suffix), "%u", n);
		add(curve, n, rate_of(results, first->name, len, suffix));
	}
	add(curve, cpus, rate_of(results, first->name, len, "all"));
	return curve->n > 1 && curve->cpus[0] == 1 && curve->cpus[curve->n - 1] == cpus;
}

static void print_curve(const struct result *first, const struct curve *curve, FILE *out)
{
	static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	int width = (int)strlen(first->name) - (int)strlen(FIRST);
	double most = 0;
	size_t i;

	for (i = 0; i < curve->n; i++)
		most = fmax(most, curve->rate[i]);
	fprintf(out, "%-*.*s ", NAME_WIDTH, width, first->name);
	for (i = 0; i < curve->n; i++) {
		int step = most > 0 ? (int)(curve->rate[i] / most * 8) : 0;

		fputs(bars[step > 7 ? 7 : step], out);
	}
	for (i = 0; i < curve->n; i++)
		fprintf(out, "  %u: %.3g", curve->cpus[i], curve->rate[i] / 1e6);
	fprintf(out, "  %.0f %%\n",
		100 * curve->rate[curve->n - 1] / (curve->rate[0] * curve->cpus[curve->n - 1]));
}

void scaling_print(const struct results *results, unsigned int cpus, FILE *out)
{
	bool titled = false;
	struct curve curve;
	size_t i;

	for (i = 0; i < results->n; i++) {
		if (!curve_of(results, &results->result[i], cpus, &curve))
			continue;
		if (!titled)
			fputs("Scaling: millions a second of all CPUs together, by number of CPUs, "
			      "and the last in percent of what one CPU does times the CPUs\n",
			      out);
		titled = true;
		print_curve(&results->result[i], &curve, out);
	}
}
