// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include <jansson.h>

#include "bench/result/verdict.h"
#include "report/compare/side_claims.h"

/* The figure of a percentile or in cycles: the middle and the hull of those of the boots. */
static bool tail_figure(const struct side *side, const char *metric, struct figure *figure)
{
	struct figure all = {}, boot;
	bool known = false;

	for (size_t i = 0; i < side->n_docs; i++) {
		if (!results_figure(&side->docs[i].results, metric, &boot))
			continue;
		known = true;
		if (!boot.ok)
			continue;
		if (!all.ok) {
			all = boot;
			continue;
		}
		all.lo = fmin(all.lo, boot.lo);
		all.hi = fmax(all.hi, boot.hi);
		all.value = (all.lo + all.hi) / 2;
		all.shared |= boot.shared;
	}
	*figure = all;
	return known;
}

bool side_figure(void *arg, const char *metric, struct figure *figure)
{
	const struct side_op *op = side_find(arg, metric);

	if (!op)
		return metric_tail(metric) && tail_figure(arg, metric, figure);
	*figure = (struct figure){ .value = op->value,
				   .lo = op->lo,
				   .hi = op->hi,
				   .unit = op->result->unit,
				   .shared = op->core == RESULT_CORE_SHARED,
				   .ok = op->boots > 0 };
	return true;
}

/*
 * Returns why figures in nanoseconds are not meaningful on this side, or NULL if they are.  Repeats
 * the checks of test_progs, as far as the file has the fields.
 */
static const char *no_nanoseconds(const struct side *side)
{
	const json_t *environment = side->docs[0].environment;

	if (*side_env(side, "debug_kernel"))
		return side_env(side, "debug_kernel");
	if (*side_env(side, "slow_clock"))
		return side_env(side, "slow_clock");
	if (json_is_integer(json_object_get(environment, "bpf_jit_enable")) &&
	    !json_integer_value(json_object_get(environment, "bpf_jit_enable")))
		return "the JIT compiler is off, programs are interpreted";
	return NULL;
}

int side_claims(struct side *side, const struct bounds *published, struct claim **claims, size_t *n)
{
	return claims_judge(published, side_figure, side, side_unit(side), no_nanoseconds(side),
			    claims, n);
}
