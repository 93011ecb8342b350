// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/hw_cost.h"
#include "bench/result/names.h"
#include "bench/result/result.h"

const char *const verdict_names[VERDICTS] = {
	[VERDICT_PASS] = "pass",
	[VERDICT_FAIL] = "fail",
	[VERDICT_SKIP] = "skip",
	[VERDICT_UNDECIDED] = "undecided",
};

const char *const core_names[RESULT_CORES] = {
	[RESULT_CORE_EXCLUSIVE] = "exclusive",
	[RESULT_CORE_SHARED] = "shared",
};

const char *result_core_name(enum result_core core)
{
	return core_names[core];
}

double result_cycles(const struct result *result)
{
	return result->cycle_ns > 0 ? result->value / result->cycle_ns : NAN;
}

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

void result_clear(struct result *result)
{
	free(result->name);
	free(result->description);
	free(result->reason);
	free(result->unit);
	free(result->rounds);
	free(result->round_quiet);
	free(result->program.rounds);
	hw_cost_clear(&result->hw);
	free(result->limit);
	free(result->returned);
	free(result->note);
	*result = (struct result){};
}

/* An unknown member is null, so that a reader need not know which members are optional. */
static json_t *text_or_null(const char *text)
{
	json_t *json = text ? json_string(text) : json_null();
	char *ascii, *c;

	if (json)
		return json;
	/* It is not UTF-8: a reason that was cut within a character, or an unusual name. */
	ascii = strdup(text);
	for (c = ascii; c && *c; c++)
		if (*c & 0x80)
			*c = '?';
	json = ascii ? json_string(ascii) : NULL;
	free(ascii);
	return json;
}

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static int set(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value);
}

static json_t *tail_to_json(const struct tail *tail)
{
	json_t *json, *powers;

	if (!tail->count)
		return json_null();
	json = json_pack("{s:f, s:f, s:f, s:f, s:f, s:I}", "p50", tail->p50, "p95", tail->p95,
			 "p99", tail->p99, "p999", tail->p999, "max", tail->max, "count",
			 (json_int_t)tail->count);
	if (!tail->n_powers)
		return json;
	powers = json_array();
	for (unsigned int i = 0; i < tail->n_powers; i++)
		json_array_append_new(powers, json_integer(tail->powers[i]));
	set(json, "powers", powers);
	return json;
}

/* The kernel reports verification time in whole microseconds, so rounds are integers. */
static json_t *program_to_json(const struct program_cost *program)
{
	json_t *rounds = json_array(), *json;
	size_t i;

	for (i = 0; i < program->n_rounds; i++)
		json_array_append_new(rounds, json_integer(program->rounds[i]));
	json = json_pack("{s:I, s:I, s:{s:f, s:[f, f], s:o}}", "programs",
			 (json_int_t)program->programs, "verified_insns",
			 (json_int_t)program->verified_insns, "verify_us", "value",
			 program->verify_us, "ci", program->lo, program->hi, "rounds", rounds);
	if (program->xlated_bytes)
		set(json, "xlated_bytes", json_integer(program->xlated_bytes));
	if (program->jited_bytes)
		set(json, "jited_bytes", json_integer(program->jited_bytes));
	if (program->states) {
		set(json, "states", json_integer(program->states));
		set(json, "peak_states", json_integer(program->peak_states));
		set(json, "stack_bytes", json_integer(program->stack_bytes));
	}
	return json;
}

static json_t *rounds_to_json(const struct result *result)
{
	json_t *rounds = json_array();
	size_t i;

	for (i = 0; i < result->n_rounds; i++)
		json_array_append_new(rounds, number(result->rounds[i]));
	return rounds;
}

static json_t *quiet_to_json(const struct result *result)
{
	json_t *quiet = json_array();
	size_t i;

	for (i = 0; i < result->n_rounds; i++)
		json_array_append_new(quiet, json_boolean(result->round_quiet[i]));
	return quiet;
}

static int figures_to_json(json_t *json, const struct result *r)
{
	return set(json, "value", number(r->value)) |
	       set(json, "ci", json_pack("[o, o]", number(r->lo), number(r->hi))) |
	       set(json, "median", number(r->median)) | set(json, "rounds", rounds_to_json(r)) |
	       set(json, "raw", number(r->raw)) | set(json, "baseline", number(r->baseline)) |
	       set(json, "quiet", number(r->quiet)) | set(json, "tail", tail_to_json(&r->tail)) |
	       set(json, "runs", json_integer(r->runs)) |
	       set(json, "errors", json_integer(r->errors));
}

json_t *result_to_json(const struct result *r)
{
	json_t *json = json_object();
	int err;

	if (!json)
		return NULL;
	err = set(json, "name", text_or_null(r->name)) |
	      set(json, "verdict", json_string(verdict_names[r->verdict])) |
	      set(json, "reason", text_or_null(r->reason)) |
	      set(json, "unit", json_string(r->unit ? r->unit : "ns")) |
	      set(json, "better", json_string(r->lower_is_better ? "lower" : "higher")) |
	      set(json, "limit", text_or_null(r->limit));
	if (r->description)
		err |= set(json, "description", text_or_null(r->description));
	if (cause_name(r->cause))
		err |= set(json, "cause", json_string(cause_name(r->cause)));
	if (r->measured)
		err |= figures_to_json(json, r);
	if (r->measured && r->imprecise)
		err |= set(json, "imprecise", json_true());
	if (r->measured && r->unsettled)
		err |= set(json, "unsettled", json_true());
	if (r->measured && r->round_quiet)
		err |= set(json, "quiet_rounds", quiet_to_json(r));
	if (r->measured && r->core)
		err |= set(json, "core", json_string(core_names[r->core]));
	if (r->measured && r->cycle_ns > 0)
		err |= set(json, "cycles", number(result_cycles(r))) |
		       set(json, "cycle_ns", number(r->cycle_ns));
	if (r->measured && r->program.n_rounds)
		err |= set(json, "program", program_to_json(&r->program));
	if (r->measured && r->bpf_stats)
		err |= set(json, "bpf_stats_ns", number(r->bpf_stats_ns));
	if (r->measured && hw_cost_known(&r->hw))
		err |= set(json, "hw", hw_cost_to_json(&r->hw));
	if (r->returned)
		err |= set(json, "returned", text_or_null(r->returned));
	if (r->note)
		err |= set(json, "note", json_pack("{s:o}", r->note, number(r->note_value)));
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}
