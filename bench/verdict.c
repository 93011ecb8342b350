// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verdict.h"

/*
 * An interval may reach this far to each side and be called precise: a tenth of the value,
 * or, for what costs next to nothing, this much.
 */
#define PRECISE_REL 0.10

static double precise_abs(const char *unit)
{
	/* Half a nanosecond is one or two instructions. */
	if (!strcmp(unit, "ns") || !strcmp(unit, "insns"))
		return 0.5;
	/* A percentage is already relative to something. */
	if (!strcmp(unit, "%"))
		return 5;
	return 0;
}

bool result_imprecise(const struct result *result)
{
	double half = (result->hi - result->lo) / 2;

	/* Of one round there is no interval, unless it is one of what repeats. */
	if (result->n_rounds == 1 && strcmp(result->unit, "insns") && strcmp(result->unit, "bytes"))
		return true;
	return !(half <= PRECISE_REL * fabs(result->value) || half <= precise_abs(result->unit));
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
	if (counts == BOUND_FAIL || counts == BOUND_UNDECIDED)
		return time != BOUND_FAIL && time != counts;
	return counts != BOUND_NONE && (time == BOUND_NONE || time == BOUND_NOT_APPLICABLE);
}

static void judge(struct results *results, struct result *r, const struct bounds *bounds,
		  unsigned int flags)
{
	static const struct {
		enum verdict verdict;
		const char *reason;
	} said[] = {
		[BOUND_NONE] = { VERDICT_PASS, NULL },
		[BOUND_NOT_APPLICABLE] = { VERDICT_PASS, NULL },
		[BOUND_PASS] = { VERDICT_PASS, NULL },
		[BOUND_UNDECIDED] = { VERDICT_UNDECIDED, "its interval is astride the limit" },
		[BOUND_FAIL] = { VERDICT_FAIL, "breaks its limit" },
	};
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
	r->reason = said[verdict].reason ? strdup(said[verdict].reason) : NULL;
	r->verdict = said[verdict].verdict;
	r->imprecise = result_imprecise(r);
}

void verdicts_set(struct results *results, const struct bounds *bounds, unsigned int flags)
{
	size_t i;

	for (i = 0; i < results->n; i++)
		if (results->result[i].measured)
			judge(results, &results->result[i], bounds, flags);
}

bool limit_judged(const char *limit)
{
	const char *note = limit ? strchr(limit, '(') : NULL;

	return limit && !(note && isalpha((unsigned char)note[1]));
}

static void tally_one(const struct result *r, struct tally *tally)
{
	bool limited = r->measured && limit_judged(r->limit);

	tally->measured += r->measured;
	tally->verdict[r->verdict]++;
	tally->imprecise += r->measured && r->imprecise;
	tally->limited += limited;
	tally->kept += limited && r->verdict == VERDICT_PASS;
	tally->broken += limited && r->verdict == VERDICT_FAIL;
	tally->astride += limited && r->verdict == VERDICT_UNDECIDED;
	tally->late += !r->measured && r->verdict == VERDICT_UNDECIDED;
}

struct tally results_tally(const struct results *results)
{
	struct tally tally = {};
	size_t i;

	for (i = 0; i < results->n; i++)
		tally_one(&results->result[i], &tally);
	return tally;
}

size_t results_count(const struct results *results, enum verdict verdict)
{
	size_t i, n = 0;

	for (i = 0; i < results->n; i++)
		n += results->result[i].verdict == verdict;
	return n;
}
