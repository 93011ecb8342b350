// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result.h"
#include "bench/result_hw.h"

/* That of a megahertz. */
#define MOST_CYCLE_NS 1000

static const char *const verdicts[VERDICTS] = {
	[VERDICT_PASS] = "pass",
	[VERDICT_FAIL] = "fail",
	[VERDICT_SKIP] = "skip",
	[VERDICT_UNDECIDED] = "undecided",
};

static const char *const cores[RESULT_CORES] = {
	[RESULT_CORE_EXCLUSIVE] = "exclusive",
	[RESULT_CORE_SHARED] = "shared",
};

const char *result_core_name(enum result_core core)
{
	return cores[core];
}

double result_cycles(const struct result *result)
{
	return result->cycle_ns > 0 ? result->value / result->cycle_ns : NAN;
}

const char *verdict_name(enum verdict verdict)
{
	return verdicts[verdict];
}

void result_clear(struct result *result)
{
	free(result->name);
	free(result->reason);
	free(result->unit);
	free(result->rounds);
	free(result->round_quiet);
	free(result->program.rounds);
	hw_cost_clear(&result->hw);
	free(result->limit);
	free(result->note);
	*result = (struct result){};
}

/* What is not known is null, so that a reader need not know which are optional. */
static json_t *text_or_null(const char *text)
{
	json_t *json = text ? json_string(text) : json_null();
	char *ascii, *c;

	if (json)
		return json;
	/* Not UTF-8: a reason cut within a character, or somebody's strange name. */
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
	if (!tail->count)
		return json_null();
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:I}", "p50", tail->p50, "p95", tail->p95,
			 "p99", tail->p99, "p999", tail->p999, "max", tail->max, "count",
			 (json_int_t)tail->count);
}

/* Rounds are whole microseconds, as the kernel tells them. */
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
	      set(json, "verdict", json_string(verdicts[r->verdict])) |
	      set(json, "reason", text_or_null(r->reason)) |
	      set(json, "unit", json_string(r->unit ? r->unit : "ns")) |
	      set(json, "better", json_string(r->lower_is_better ? "lower" : "higher")) |
	      set(json, "limit", text_or_null(r->limit));
	if (r->measured)
		err |= figures_to_json(json, r);
	if (r->measured && r->imprecise)
		err |= set(json, "imprecise", json_true());
	if (r->measured && r->round_quiet)
		err |= set(json, "quiet_rounds", quiet_to_json(r));
	if (r->measured && r->core)
		err |= set(json, "core", json_string(cores[r->core]));
	if (r->measured && r->cycle_ns > 0)
		err |= set(json, "cycles", number(result_cycles(r))) |
		       set(json, "cycle_ns", number(r->cycle_ns));
	if (r->measured && r->program.n_rounds)
		err |= set(json, "program", program_to_json(&r->program));
	if (r->measured && hw_cost_known(&r->hw))
		err |= set(json, "hw", hw_cost_to_json(&r->hw));
	if (r->note)
		err |= set(json, "note", json_pack("{s:o}", r->note, number(r->note_value)));
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}

/* Where the reader is and what it found wrong; the first error wins. */
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

/* Files of earlier builds do not tell. */
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
	reader->failed = inner.failed;
}

/* Whole numbers only. */
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

/* Files of earlier builds, and operations without a program, have none. */
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
	/* Of more than that result_check() says that they are too many. */
	program->programs = fmin(read_count(&inner, "programs"), UINT_MAX);
	program->verified_insns = read_count(&inner, "verified_insns");
	if (json_object_get(inner.json, "xlated_bytes"))
		program->xlated_bytes = read_count(&inner, "xlated_bytes");
	if (json_object_get(inner.json, "jited_bytes"))
		program->jited_bytes = read_count(&inner, "jited_bytes");
	read_verify(&inner, program);
	reader->failed = inner.failed;
}

/* Files of earlier builds, and of machines without such counters, have none. */
static void read_hw(struct reader *reader, struct hw_cost *hw)
{
	const json_t *json = json_object_get(reader->json, "hw");
	const char *expected = json ? hw_cost_from_json(json, hw) : NULL;

	if (expected)
		wrong(reader, "hw", expected);
}

/* Files of earlier builds have neither. */
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

/* Files of earlier versions call noisy what is imprecise, or what was not measured at all. */
static void read_verdict(struct reader *reader, struct result *result)
{
	const json_t *imprecise = json_object_get(reader->json, "imprecise");
	const char *name = json_string_value(json_object_get(reader->json, "verdict"));

	if (imprecise && !json_is_boolean(imprecise))
		wrong(reader, "imprecise", "true or false");
	result->imprecise = result->measured && json_is_true(imprecise);
	if (name && !strcmp(name, "noisy")) {
		result->verdict = result->measured ? VERDICT_PASS : VERDICT_UNDECIDED;
		result->imprecise = result->measured;
		if (result->measured) {
			free(result->reason);
			result->reason = NULL;
		}
	} else {
		result->verdict = read_choice(reader, "verdict", verdicts, VERDICTS,
					      "pass, fail, skip or undecided");
	}
}

int result_from_json(const json_t *json, struct result *result, char *err, size_t size)
{
	static const char *const better[] = { "higher", "lower" };
	struct reader reader = { .json = json, .err = err, .size = size };

	*result = (struct result){};
	if (!json_is_object(json))
		wrong(&reader, "results", "an object");
	result->name = read_text(&reader, "name", true);
	result->measured = json_object_get(json, "value");
	result->reason = read_text(&reader, "reason", false);
	read_verdict(&reader, result);
	result->unit = read_text(&reader, "unit", true);
	result->lower_is_better = read_choice(&reader, "better", better, 2, "lower or higher");
	result->limit = read_text(&reader, "limit", false);
	if (result->verdict == VERDICT_PASS && !result->measured)
		wrong(&reader, "value", "a figure of what passed");
	if (result->measured)
		read_figures(&reader, result);
	read_note(&reader, result);
	if (!reader.failed)
		return 0;
	result_clear(result);
	return -EINVAL;
}
