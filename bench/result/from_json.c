// SPDX-License-Identifier: GPL-2.0-only
/* Reads a result from JSON. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/hw_cost.h"
#include "bench/result/names.h"
#include "bench/result/result.h"

/* The cycle of a core of one megahertz, in ns. */
#define MOST_CYCLE_NS 1000

/* The object being read and the error message. The first error is kept. */
struct reader {
	const json_t *json;
	char *err;
	size_t size;
	bool failed;
};

static void wrong(struct reader *reader, const char *key, const char *expected)
{
	if (!reader->failed)
		snprintf(reader->err, reader->size, "\"%s\": expected %s", key, expected);
	reader->failed = true;
}

static char *read_text(struct reader *reader, const char *key, bool required)
{
	const json_t *value = json_object_get(reader->json, key);
	char *copy;

	if (!required && (!value || json_is_null(value)))
		return NULL;
	if (!json_is_string(value)) {
		wrong(reader, key, "a string");
		return NULL;
	}
	copy = strdup(json_string_value(value));
	if (!copy)
		wrong(reader, key, "memory to keep it");
	return copy;
}

static double as_number(struct reader *reader, const char *key, const json_t *value)
{
	double number = json_number_value(value);

	if (!json_is_number(value) || !isfinite(number))
		wrong(reader, key, "a finite number");
	return number;
}

static double read_number(struct reader *reader, const char *key)
{
	return as_number(reader, key, json_object_get(reader->json, key));
}

static uint64_t read_count(struct reader *reader, const char *key)
{
	const json_t *value = json_object_get(reader->json, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		wrong(reader, key, "a whole number, 0 or more");
		return 0;
	}
	return json_integer_value(value);
}

static int read_choice(struct reader *reader, const char *key, const char *const *choices, int n,
		       const char *expected)
{
	const char *value = json_string_value(json_object_get(reader->json, key));
	int i;

	for (i = 0; value && i < n; i++)
		if (!strcmp(value, choices[i]))
			return i;
	wrong(reader, key, expected);
	return 0;
}

static void read_rounds(struct reader *reader, struct result *result)
{
	const json_t *rounds = json_object_get(reader->json, "rounds");
	size_t i, n = json_array_size(rounds);

	if (!json_is_array(rounds)) {
		wrong(reader, "rounds", "an array of numbers");
		return;
	}
	result->rounds = calloc(n + 1, sizeof(*result->rounds));
	if (!result->rounds) {
		wrong(reader, "rounds", "memory to keep them");
		return;
	}
	result->n_rounds = n;
	for (i = 0; i < n; i++)
		result->rounds[i] = as_number(reader, "rounds", json_array_get(rounds, i));
}

/* Files of earlier builds have this member. */
static void read_quiet_rounds(struct reader *reader, struct result *result)
{
	const json_t *quiet = json_object_get(reader->json, "quiet_rounds");
	size_t i;

	if (!quiet || reader->failed)
		return;
	if (!json_is_array(quiet) || json_array_size(quiet) != result->n_rounds) {
		wrong(reader, "quiet_rounds", "true or false for each of the rounds");
		return;
	}
	result->round_quiet = calloc(result->n_rounds + 1, sizeof(*result->round_quiet));
	if (!result->round_quiet) {
		wrong(reader, "quiet_rounds", "memory to keep them");
		return;
	}
	for (i = 0; i < result->n_rounds; i++) {
		if (!json_is_boolean(json_array_get(quiet, i)))
			wrong(reader, "quiet_rounds", "true or false for each of the rounds");
		result->round_quiet[i] = json_is_true(json_array_get(quiet, i));
	}
}

/* Files of earlier builds do not have them. */
static void read_powers(struct reader *reader, struct tail *tail)
{
	const json_t *powers = json_object_get(reader->json, "powers");
	size_t i, n = json_array_size(powers);
	uint64_t sum = 0;

	if (!powers || reader->failed)
		return;
	if (!json_is_array(powers) || !n || n > TAIL_POWERS) {
		wrong(reader, "powers", "an array of 1 to 41 counts");
		return;
	}
	for (i = 0; i < n; i++) {
		const json_t *count = json_array_get(powers, i);

		if (!json_is_integer(count) || json_integer_value(count) < 0) {
			wrong(reader, "powers", "an array of 1 to 41 counts");
			return;
		}
		tail->powers[i] = json_integer_value(count);
		sum += tail->powers[i];
	}
	tail->n_powers = n;
	if (sum != tail->count)
		wrong(reader, "powers", "as many in all as count says");
}

static void read_tail(struct reader *reader, struct tail *tail)
{
	struct reader inner = *reader;

	inner.json = json_object_get(reader->json, "tail");
	if (!inner.json || json_is_null(inner.json))
		return;
	if (!json_is_object(inner.json)) {
		wrong(reader, "tail", "an object or null");
		return;
	}
	tail->p50 = read_number(&inner, "p50");
	tail->p95 = read_number(&inner, "p95");
	tail->p99 = read_number(&inner, "p99");
	tail->p999 = read_number(&inner, "p999");
	tail->max = read_number(&inner, "max");
	tail->count = read_count(&inner, "count");
	read_powers(&inner, tail);
	reader->failed = inner.failed;
}

/* Accepts whole numbers only. */
static void read_verify_rounds(struct reader *reader, struct program_cost *program)
{
	const json_t *rounds = json_object_get(reader->json, "rounds");
	size_t i, n = json_array_size(rounds);

	if (!n) {
		wrong(reader, "verify_us", "an array of rounds");
		return;
	}
	program->rounds = calloc(n, sizeof(*program->rounds));
	if (!program->rounds) {
		wrong(reader, "verify_us", "memory to keep the rounds");
		return;
	}
	program->n_rounds = n;
	for (i = 0; i < n; i++) {
		const json_t *round = json_array_get(rounds, i);

		if (!json_is_integer(round) || json_integer_value(round) < 0)
			wrong(reader, "verify_us", "rounds of whole numbers, 0 or more");
		program->rounds[i] = json_number_value(round);
	}
}

static void read_verify(struct reader *reader, struct program_cost *program)
{
	struct reader inner = *reader;
	const json_t *ci;

	inner.json = json_object_get(reader->json, "verify_us");
	if (!json_is_object(inner.json)) {
		wrong(reader, "verify_us", "an object");
		return;
	}
	ci = json_object_get(inner.json, "ci");
	program->verify_us = read_number(&inner, "value");
	if (json_array_size(ci) != 2)
		wrong(&inner, "ci", "an array of two numbers");
	program->lo = as_number(&inner, "ci", json_array_get(ci, 0));
	program->hi = as_number(&inner, "ci", json_array_get(ci, 1));
	read_verify_rounds(&inner, program);
	reader->failed = inner.failed;
}

/* Files of earlier builds and operations without a program lack this member. */
static void read_program(struct reader *reader, struct program_cost *program)
{
	struct reader inner = *reader;

	inner.json = json_object_get(reader->json, "program");
	if (!inner.json)
		return;
	if (!json_is_object(inner.json)) {
		wrong(reader, "program", "an object");
		return;
	}
	/* result_check() reports it if there are too many. */
	program->programs = fmin(read_count(&inner, "programs"), UINT_MAX);
	program->verified_insns = read_count(&inner, "verified_insns");
	if (json_object_get(inner.json, "xlated_bytes"))
		program->xlated_bytes = read_count(&inner, "xlated_bytes");
	if (json_object_get(inner.json, "jited_bytes"))
		program->jited_bytes = read_count(&inner, "jited_bytes");
	if (json_object_get(inner.json, "states")) {
		program->states = read_count(&inner, "states");
		program->peak_states = read_count(&inner, "peak_states");
		program->stack_bytes = read_count(&inner, "stack_bytes");
	}
	read_verify(&inner, program);
	reader->failed = inner.failed;
}

/* Files of earlier builds and of machines without such counters lack this member. */
static void read_hw(struct reader *reader, struct hw_cost *hw)
{
	const json_t *json = json_object_get(reader->json, "hw");
	const char *expected = json ? hw_cost_from_json(json, hw) : NULL;

	if (expected)
		wrong(reader, "hw", expected);
}

/* Files of earlier builds lack both members. */
static void read_core(struct reader *reader, struct result *result)
{
	static const char *const choices[] = { "exclusive", "shared" };

	if (json_object_get(reader->json, "core"))
		result->core = RESULT_CORE_EXCLUSIVE +
			       read_choice(reader, "core", choices, 2, "exclusive or shared");
	if (!json_object_get(reader->json, "cycle_ns"))
		return;
	result->cycle_ns = read_number(reader, "cycle_ns");
	if (!(result->cycle_ns > 0 && result->cycle_ns < MOST_CYCLE_NS))
		wrong(reader, "cycle_ns", "the length of a core's cycle, above 0 and below 1000");
}

static void read_figures(struct reader *reader, struct result *result)
{
	const json_t *ci = json_object_get(reader->json, "ci");

	result->value = read_number(reader, "value");
	if (json_array_size(ci) != 2)
		wrong(reader, "ci", "an array of two numbers");
	result->lo = as_number(reader, "ci", json_array_get(ci, 0));
	result->hi = as_number(reader, "ci", json_array_get(ci, 1));
	if (!reader->failed && result->lo > result->hi)
		wrong(reader, "ci", "the lower end first");
	result->median = read_number(reader, "median");
	result->raw = read_number(reader, "raw");
	result->baseline = read_number(reader, "baseline");
	result->quiet = read_number(reader, "quiet");
	result->runs = read_count(reader, "runs");
	result->errors = read_count(reader, "errors");
	read_rounds(reader, result);
	read_quiet_rounds(reader, result);
	read_core(reader, result);
	read_tail(reader, &result->tail);
	read_program(reader, &result->program);
	read_hw(reader, &result->hw);
	/* Files of earlier builds and operations of user space lack it. */
	result->bpf_stats = json_object_get(reader->json, "bpf_stats_ns");
	if (result->bpf_stats)
		result->bpf_stats_ns = read_number(reader, "bpf_stats_ns");
}

static void read_note(struct reader *reader, struct result *result)
{
	json_t *note = json_object_get(reader->json, "note"), *value;
	const char *name;

	if (!note || json_is_null(note))
		return;
	if (!json_is_object(note) || json_object_size(note) != 1) {
		wrong(reader, "note", "an object of one number");
		return;
	}
	json_object_foreach (note, name, value) {
		result->note = strdup(name);
		result->note_value = as_number(reader, "note", value);
	}
}

/* Files of earlier versions have the verdict "noisy" for an imprecise result or one that was not
 * measured. */
static void read_verdict(struct reader *reader, struct result *result)
{
	const json_t *imprecise = json_object_get(reader->json, "imprecise");
	const json_t *unsettled = json_object_get(reader->json, "unsettled");
	const char *name = json_string_value(json_object_get(reader->json, "verdict"));

	if (imprecise && !json_is_boolean(imprecise))
		wrong(reader, "imprecise", "true or false");
	result->imprecise = result->measured && json_is_true(imprecise);
	if (unsettled && !json_is_boolean(unsettled))
		wrong(reader, "unsettled", "true or false");
	result->unsettled = result->measured && json_is_true(unsettled);
	if (name && !strcmp(name, "noisy")) {
		result->verdict = result->measured ? VERDICT_PASS : VERDICT_UNDECIDED;
		result->imprecise = result->measured;
		if (result->measured) {
			free(result->reason);
			result->reason = NULL;
		}
	} else {
		result->verdict = read_choice(reader, "verdict", verdict_names, VERDICTS,
					      "pass, fail, skip or undecided");
	}
}

/* Files of earlier versions have no cause, but their reasons begin with these words. Do not add to
 * this table: new files have the cause. */
static enum cause cause_of_old_file(const char *reason)
{
	static const struct {
		const char *words;
		enum cause cause;
	} old[] = {
		{ "left out of --quick", CAUSE_LEFT_OUT },
		{ "not measured:", CAUSE_TIME_UP },
		{ "not told:", CAUSE_NOT_TOLD },
		{ "not this time:", CAUSE_NOT_THIS_TIME },
		{ "needs a second CPU", CAUSE_MACHINE },
	};

	for (size_t i = 0; reason && i < ARRAY_SIZE(old); i++)
		if (!strncmp(reason, old[i].words, strlen(old[i].words)))
			return old[i].cause;
	return CAUSE_NONE;
}

static enum cause read_cause(struct reader *reader, const char *reason)
{
	const json_t *json = json_object_get(reader->json, "cause");
	enum cause cause = json_is_string(json) ? cause_find(json_string_value(json)) : CAUSES;

	if (!json)
		return cause_of_old_file(reason);
	if (cause == CAUSES) {
		wrong(reader, "cause", "a cause that the schema knows");
		return CAUSE_NONE;
	}
	return cause;
}

int result_from_json(const json_t *json, struct result *result, char *err, size_t size)
{
	static const char *const better[] = { "higher", "lower" };
	struct reader reader = { .json = json, .err = err, .size = size };

	*result = (struct result){};
	if (!json_is_object(json))
		wrong(&reader, "results", "an object");
	result->name = read_text(&reader, "name", true);
	/* Files of earlier builds lack it. */
	result->description = read_text(&reader, "description", false);
	result->measured = json_object_get(json, "value");
	result->reason = read_text(&reader, "reason", false);
	result->cause = read_cause(&reader, result->reason);
	read_verdict(&reader, result);
	result->unit = read_text(&reader, "unit", true);
	result->lower_is_better = read_choice(&reader, "better", better, 2, "lower or higher");
	result->limit = read_text(&reader, "limit", false);
	if (result->verdict == VERDICT_PASS && !result->measured)
		wrong(&reader, "value", "a figure of what passed");
	if (result->measured)
		read_figures(&reader, result);
	read_note(&reader, result);
	result->returned = read_text(&reader, "returned", false);
	if (!reader.failed)
		return 0;
	result_clear(result);
	return -EINVAL;
}
