// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/hw_cost.h"

/* The count of eleven days: nothing that is measured here takes that long. */
#define ABSURD 1e15

static const char *const sources[] = { "loop program", "test run" };

void hw_cost_clear(struct hw_cost *hw)
{
	free(hw->rounds);
	free(hw->source);
	free(hw->event);
	free(hw->reason);
	*hw = (struct hw_cost){};
}

double hw_cost_ipc(const struct hw_cost *hw)
{
	return hw->insns > 0 && hw->cycles > 0 ? hw->insns / hw->cycles : NAN;
}

json_t *hw_cost_to_json(const struct hw_cost *hw)
{
	double ipc = hw_cost_ipc(hw);
	json_t *rounds;

	if (!hw->n_rounds)
		return json_pack("{s:s}", "reason", hw->reason);
	rounds = json_array();
	for (size_t i = 0; i < hw->n_rounds; i++)
		json_array_append_new(rounds, json_real(hw->rounds[i]));
	return json_pack("{s:f, s:[f, f], s:f, s:[f, f], s:o, s:o, s:s, s:s}", "cycles", hw->cycles,
			 "cycles_ci", hw->cycles_lo, hw->cycles_hi, "insns", hw->insns, "insns_ci",
			 hw->lo, hw->hi, "ipc", isnan(ipc) ? json_null() : json_real(ipc), "rounds",
			 rounds, "source", hw->source, "event", hw->event);
}

/* Returns a copy of a string, or NULL if it is not a string. */
static char *text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? strdup(text) : NULL;
}

static bool number_of(const json_t *value, double *number)
{
	*number = json_number_value(value);
	return json_is_number(value) && isfinite(*number);
}

static bool figure_of(const json_t *json, const char *key, const char *ci_key, double *value,
		      double *lo, double *hi)
{
	const json_t *ci = json_object_get(json, ci_key);

	return number_of(json_object_get(json, key), value) && json_array_size(ci) == 2 &&
	       number_of(json_array_get(ci, 0), lo) && number_of(json_array_get(ci, 1), hi);
}

static bool rounds_of(const json_t *json, struct hw_cost *hw)
{
	const json_t *rounds = json_object_get(json, "rounds");
	size_t n = json_array_size(rounds);

	hw->rounds = n ? calloc(n, sizeof(*hw->rounds)) : NULL;
	if (!hw->rounds)
		return false;
	hw->n_rounds = n;
	for (size_t i = 0; i < n; i++)
		if (!number_of(json_array_get(rounds, i), &hw->rounds[i]))
			return false;
	return true;
}

const char *hw_cost_from_json(const json_t *json, struct hw_cost *hw)
{
	if (!json_is_object(json))
		return "an object";
	hw->reason = text_of(json, "reason");
	if (hw->reason)
		return NULL;
	if (!figure_of(json, "cycles", "cycles_ci", &hw->cycles, &hw->cycles_lo, &hw->cycles_hi))
		return "cycles, a number, and cycles_ci, two";
	if (!figure_of(json, "insns", "insns_ci", &hw->insns, &hw->lo, &hw->hi))
		return "insns, a number, and insns_ci, two";
	if (!rounds_of(json, hw))
		return "rounds, an array of numbers";
	hw->source = text_of(json, "source");
	hw->event = text_of(json, "event");
	return hw->source && hw->event ? NULL : "source and event, strings";
}

static bool within(double value, double lo, double hi)
{
	/* The file has nine digits. */
	double slack = 1e-6 * (fabs(lo) + fabs(hi));

	return fabs(lo) <= ABSURD && fabs(hi) <= ABSURD && value >= lo - slack &&
	       value <= hi + slack;
}

const char *hw_cost_check(const struct hw_cost *hw)
{
	if (!hw->n_rounds)
		return NULL;
	if (!within(hw->cycles, hw->cycles_lo, hw->cycles_hi) || !within(hw->insns, hw->lo, hw->hi))
		return "\"hw\": expected intervals with the values in them";
	for (size_t i = 0; i < hw->n_rounds; i++)
		if (fabs(hw->rounds[i]) > ABSURD)
			return "\"hw\": a round that is too large";
	if (strcmp(hw->source, sources[0]) && strcmp(hw->source, sources[1]))
		return "\"hw\": \"source\": expected loop program or test run";
	return NULL;
}
