// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/unit.h"
#include "bench/result/verdict.h"

/* A figure is precise if each half of its interval is at most this share of the value, or at most
 * precise_abs of its unit for what costs almost nothing. */
#define PRECISE_REL 0.10

bool result_imprecise(const struct result *result)
{
	const struct unit *unit = unit_find(result->unit);
	double half = (result->hi - result->lo) / 2;

	/* One round has no interval. That is fine only if the figure repeats exactly. */
	if (result->unsettled || (result->n_rounds == 1 && !(unit && unit->exact)))
		return true;
	return !(half <= PRECISE_REL * fabs(result->value) ||
		 half <= (unit ? unit->precise_abs : 0));
}

static const struct result *find(const struct results *results, const char *name, size_t len)
{
	for (size_t i = 0; i < results->n; i++)
		if (!strncmp(results->result[i].name, name, len) && !results->result[i].name[len])
			return &results->result[i];
	return NULL;
}

/* Returns the figure in cycles of the core, if it was counted in them. */
static struct figure cycles_figure(const struct result *r)
{
	bool counted = r->measured && r->cycle_ns > 0;
	double cycle_ns = counted ? r->cycle_ns : 1;

	return (struct figure){ .value = r->value / cycle_ns,
				.lo = r->lo / cycle_ns,
				.hi = r->hi / cycle_ns,
				.unit = CYCLES_UNIT,
				.shared = r->core == RESULT_CORE_SHARED,
				.ok = counted };
}

/* Returns a point: a tail has no interval. */
static struct figure tail_figure(const struct result *r, const char *tail)
{
	const struct {
		const char *name;
		double value;
	} all[] = {
		{ "p50", r->tail.p50 },	  { "p95", r->tail.p95 }, { "p99", r->tail.p99 },
		{ "p999", r->tail.p999 }, { "max", r->tail.max },
	};
	struct figure figure = { .unit = r->unit, .ok = r->measured && r->tail.count };

	if (!strcmp(tail, CYCLES_UNIT))
		return cycles_figure(r);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(tail, all[i].name))
			figure.value = figure.lo = figure.hi = all[i].value;
	return figure;
}

bool results_figure(void *arg, const char *metric, struct figure *figure)
{
	const struct result *r = find(arg, metric, strlen(metric));
	const char *tail = r ? NULL : metric_tail(metric);

	if (tail)
		r = find(arg, metric, tail - 1 - metric);
	if (!r)
		return false;
	*figure = tail ? tail_figure(r, tail)
		       : (struct figure){ .value = r->value,
					  .lo = r->lo,
					  .hi = r->hi,
					  .unit = r->unit,
					  .shared = r->core == RESULT_CORE_SHARED,
					  .ok = r->measured };
	return true;
}

/* Size of a printed limit. */
#define LIMIT_SIZE 248

/* What is being judged, and the outcome so far. */
struct judged {
	struct results *results;
	const struct bounds *bounds;
	unsigned int flags;
	enum bound_verdict verdict;
	char text[LIMIT_SIZE + 8];
};

/* Keeps the worst outcome, the first one among equals. tail names the tail it belongs to, or is
 * NULL. */
static void take(struct judged *judged, enum bound_verdict verdict, const char *tail,
		 const char *text)
{
	if (verdict <= judged->verdict)
		return;
	judged->verdict = verdict;
	snprintf(judged->text, sizeof(judged->text), "%s%s%s", tail ?: "", tail ? " " : "", text);
}

/* Judges one metric of an operation: its figure or a tail. */
static void judge_metric(struct judged *judged, const char *metric)
{
	enum bound_verdict verdict;
	struct figure figure;
	char text[LIMIT_SIZE];

	if (!results_figure(judged->results, metric, &figure))
		return;
	verdict = bounds_judge(judged->bounds, metric, &figure, results_figure, judged->results,
			       judged->flags, text, sizeof(text));
	take(judged, verdict, metric_tail(metric), text);
}

/* Judges the processor's counts, if there are any. */
static void judge_counts(struct judged *judged, const struct result *r)
{
	const struct bound *limit = bounds_find(judged->bounds, r->name, COUNTED_UNIT);
	const struct figure figure = {
		.value = r->hw.insns,
		.lo = r->hw.lo,
		.hi = r->hw.hi,
		.unit = COUNTED_UNIT,
		.ok = true,
	};
	char text[LIMIT_SIZE];

	if (limit && r->hw.n_rounds)
		take(judged,
		     bounds_check(limit, &figure, NULL, NULL, judged->flags, text, sizeof(text)),
		     NULL, text);
}

static void judge(struct results *results, struct result *r, const struct bounds *bounds,
		  unsigned int flags)
{
	static const struct {
		enum verdict verdict;
		enum cause cause;
		const char *reason;
	} said[] = {
		[BOUND_NONE] = { VERDICT_PASS, CAUSE_NONE, NULL },
		[BOUND_NOT_APPLICABLE] = { VERDICT_PASS, CAUSE_NONE, NULL },
		[BOUND_PASS] = { VERDICT_PASS, CAUSE_NONE, NULL },
		[BOUND_UNDECIDED] = { VERDICT_UNDECIDED, CAUSE_LIMIT,
				      "it is undecided whether it keeps its limit" },
		[BOUND_FAIL] = { VERDICT_FAIL, CAUSE_LIMIT, "breaks its limit" },
	};
	static const char *const metrics[] = { "",	".p50", ".p95",		  ".p99",
					       ".p999", ".max", ("." CYCLES_UNIT) };
	struct judged judged = { .results = results, .bounds = bounds, .flags = flags };
	char metric[256];

	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++) {
		snprintf(metric, sizeof(metric), "%s%s", r->name, metrics[i]);
		judge_metric(&judged, metric);
	}
	judge_counts(&judged, r);
	if (r->unsettled && (judged.verdict == BOUND_PASS || judged.verdict == BOUND_FAIL))
		judged.verdict = BOUND_UNDECIDED;
	if (judged.verdict != BOUND_NONE) {
		free(r->limit);
		r->limit = strdup(judged.text);
	}
	free(r->reason);
	r->reason = said[judged.verdict].reason ? strdup(said[judged.verdict].reason) : NULL;
	if (r->unsettled && judged.verdict == BOUND_UNDECIDED) {
		free(r->reason);
		if (asprintf(
			    &r->reason,
			    "it is undecided: the time was up after %zu round%s; --time gives more",
			    r->n_rounds, r->n_rounds == 1 ? "" : "s") < 0)
			r->reason = NULL;
	}
	r->verdict = said[judged.verdict].verdict;
	r->cause = said[judged.verdict].cause;
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
