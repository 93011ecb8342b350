// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "bench/engine/program_cost.h"

bool program_cost_round(struct program_cost *cost, double us)
{
	double *rounds = realloc(cost->rounds, (cost->n_rounds + 1) * sizeof(*rounds));

	if (!rounds)
		return false;
	cost->rounds = rounds;
	rounds[cost->n_rounds++] = us;
	return true;
}

void program_cost_add(struct program_cost *cost, const struct verifier_stats *stats)
{
	struct program_cost now = {
		.programs = 1,
		.verified_insns = stats->insns,
		.states = stats->states,
		.peak_states = stats->peak_states,
		.stack_bytes = stats->stack_bytes,
		.xlated_bytes = stats->xlated_bytes,
		.jited_bytes = stats->jited_bytes,
		.rounds = cost->rounds,
		.n_rounds = cost->n_rounds,
	};

	if (program_cost_round(&now, stats->us))
		*cost = now;
}
