// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns the instructions that the processor counted for an operation into an operation of its own:
 * "NAME.hw_insns" in hw_insns.  The same code then judges times and instructions.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/unit.h"
#include "report/compare/counted.h"

bool is_counted(const struct result *result)
{
	return !strcmp(result->unit, COUNTED_UNIT);
}

static int of_result(const struct result *from, struct result *result)
{
	const struct hw_cost *hw = &from->hw;

	*result = (struct result){
		.verdict = VERDICT_PASS,
		.unit = strdup(COUNTED_UNIT),
		.lower_is_better = true,
		.measured = true,
		.value = hw->insns,
		.lo = hw->lo,
		.hi = hw->hi,
		.median = hw->insns,
		.raw = hw->insns,
		.rounds = calloc(hw->n_rounds, sizeof(*hw->rounds)),
		.n_rounds = hw->n_rounds,
		/* Load on the sibling hyperthread does not change a count of instructions. */
		.quiet = 1,
		.runs = from->runs,
	};
	if (asprintf(&result->name, "%s." COUNTED_UNIT, from->name) < 0)
		result->name = NULL;
	if (!result->name || !result->unit || !result->rounds)
		return -ENOMEM;
	memcpy(result->rounds, hw->rounds, hw->n_rounds * sizeof(*hw->rounds));
	return 0;
}

int counted_init(struct results *counted, const struct results *results)
{
	size_t i;
	int err = 0;

	*counted = (struct results){ .result = calloc(results->n + 1, sizeof(*counted->result)) };
	if (!counted->result)
		return -ENOMEM;
	for (i = 0; !err && i < results->n; i++)
		if (results->result[i].measured && results->result[i].hw.n_rounds)
			err = of_result(&results->result[i], &counted->result[counted->n++]);
	if (err)
		counted_clear(counted);
	return err;
}

void counted_clear(struct results *counted)
{
	for (size_t i = 0; i < counted->n; i++)
		result_clear(&counted->result[i]);
	free(counted->result);
	*counted = (struct results){};
}
