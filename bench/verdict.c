// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verdict.h"

/*
 * An interval may reach this far to each side: a tenth of the value, or, for
 * what costs next to nothing, this much.
 */
#define NOISY_REL 0.10

static double noisy_abs(const char *unit)
{
	/* Half a nanosecond is one or two instructions. */
	if (!strcmp(unit, "ns") || !strcmp(unit, "insns"))
		return 0.5;
	/* A percentage is already relative to something. */
	if (!strcmp(unit, "%"))
		return 5;
	return 0;
}

/*
 * An interval wider than the limit shows nothing of a figure that may be anywhere from 0 to
 * the limit and beyond, small as both may be.
 */
static bool too_wide(const struct result *result, const struct bound *limit)
{
	return limit && limit->op == BOUND_LE && limit->hi > 0 &&
	       (result->hi - result->lo) / 2 > limit->hi;
}

static bool noisy(const struct result *result)
{
	double half = (result->hi - result->lo) / 2;

	/* Of one round there is no interval, unless it is one of what repeats. */
	if (result->n_rounds == 1 && strcmp(result->unit, "insns") && strcmp(result->unit, "bytes"))
		return true;
	return !(half <= NOISY_REL * fabs(result->value) || half <= noisy_abs(result->unit));
}

bool results_figure(void *arg, const char *metric, struct figure *figure)
{
	const struct results *results = arg;
	size_t i;

	for (i = 0; i < results->n; i++) {
		const struct result *r = &results->result[i];

		if (strcmp(r->name, metric))
			continue;
		*figure = (struct figure){
			.value = r->value,
			.lo = r->lo,
			.hi = r->hi,
			.unit = r->unit,
			.ok = r->measured,
		};
		return true;
	}
	return false;
}

/* Against its limit in what the processor counts, where it does; text is of that limit. */
static enum bound_verdict judge_counts(const struct result *r, const struct bounds *bounds,
				       unsigned int flags, char *text, size_t size)
{
	const struct bound *limit = bounds_find(bounds, r->name, "hw_insns");
	const struct figure figure = {
		.value = r->hw.insns,
		.lo = r->hw.lo,
		.hi = r->hw.hi,
		.unit = "hw_insns",
		.ok = true,
	};

	if (!limit || !r->hw.n_rounds)
		return BOUND_NONE;
	return bounds_check(limit, &figure, NULL, NULL, flags, text, size);
}

/* One line has room for one limit: that which says more. */
static bool decides(enum bound_verdict counts, enum bound_verdict time)
{
	if (counts == BOUND_FAIL)
		return time != BOUND_FAIL;
	return counts != BOUND_NONE && (time == BOUND_NONE || time == BOUND_NOT_APPLICABLE);
}

static void judge(struct results *results, struct result *r, const struct bounds *bounds,
		  unsigned int flags)
{
	enum bound_verdict verdict;
	struct figure figure;
	char text[256], counts_text[256];
	enum bound_verdict counts;

	results_figure(results, r->name, &figure);
	verdict = bounds_judge(bounds, r->name, &figure, results_figure, results, flags, text,
			       sizeof(text));
	counts = judge_counts(r, bounds, flags, counts_text, sizeof(counts_text));
	if (decides(counts, verdict)) {
		memcpy(text, counts_text, sizeof(text));
		verdict = counts;
	}
	if (verdict != BOUND_NONE) {
		free(r->limit);
		r->limit = strdup(text);
	}
	free(r->reason);
	r->reason = NULL;
	if (counts == BOUND_FAIL) {
		/* However wide the time's interval is. */
		r->verdict = VERDICT_FAIL;
		r->reason = strdup("breaks its limit");
	} else if (noisy(r) || (verdict == BOUND_PASS &&
				too_wide(r, bounds_find(bounds, r->name, figure.unit)))) {
		r->verdict = VERDICT_NOISY;
		r->reason = strdup("the interval is too wide to judge");
	} else if (verdict == BOUND_FAIL) {
		r->verdict = VERDICT_FAIL;
		r->reason = strdup("breaks its limit");
	} else {
		r->verdict = VERDICT_PASS;
	}
}

void verdicts_set(struct results *results, const struct bounds *bounds, unsigned int flags)
{
	size_t i;

	for (i = 0; i < results->n; i++)
		if (results->result[i].measured)
			judge(results, &results->result[i], bounds, flags);
}

size_t results_count(const struct results *results, enum verdict verdict)
{
	size_t i, n = 0;

	for (i = 0; i < results->n; i++)
		n += results->result[i].verdict == verdict;
	return n;
}
