// SPDX-License-Identifier: GPL-2.0-only
/* Tests results as JSON: what is written, read and refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "bench/result/array.h"
#include "bench/result/result.h"

#define ERR_SIZE 256

static const char complete[] =
	"{\"name\": \"map_perf/hash\", \"verdict\": \"undecided\", \"reason\": \"astride\","
	" \"unit\": \"ns\", \"better\": \"lower\", \"limit\": \"<= 100 ns\","
	" \"imprecise\": true, \"value\": 12.5, \"ci\": [12.25, 13], \"median\": 14, \"rounds\": "
	"[12.5, 12, 13],"
	" \"raw\": 13.5, \"baseline\": 1, \"quiet\": 0.75, \"bpf_stats_ns\": 13.25,"
	" \"tail\": {\"p50\": 12, \"p95\": 20, \"p99\": 30.5, \"p999\": 99, \"max\": 4096,"
	"            \"count\": 1000},"
	" \"runs\": 900000, \"errors\": 3, \"note\": {\"frames\": 17.5}}";

static const char unmeasured[] =
	"{\"name\": \"map_perf/hash\", \"verdict\": \"skip\", \"reason\": \"no such helper\","
	" \"unit\": \"ns\", \"better\": \"higher\", \"limit\": null}";

static json_t *parse(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	if (!json)
		fail_msg("not JSON: %s", text);
	return json;
}

static void assert_nothing(const struct result *result)
{
	assert_null(result->name);
	assert_null(result->reason);
	assert_null(result->unit);
	assert_null(result->limit);
	assert_null(result->note);
	assert_null(result->rounds);
	assert_int_equal(result->n_rounds, 0);
	assert_false(result->measured);
}

static void test_complete(void **state)
{
	json_t *json = parse(complete);
	struct result r;
	char err[ERR_SIZE];

	(void)state;
	assert_int_equal(result_from_json(json, &r, err, sizeof(err)), 0);
	json_decref(json);
	assert_string_equal(r.name, "map_perf/hash");
	assert_int_equal(r.verdict, VERDICT_UNDECIDED);
	assert_true(r.imprecise);
	assert_string_equal(r.reason, "astride");
	assert_string_equal(r.unit, "ns");
	assert_true(r.lower_is_better);
	assert_string_equal(r.limit, "<= 100 ns");
	assert_true(r.measured);
	assert_true(r.value == 12.5 && r.lo == 12.25 && r.hi == 13 && r.median == 14);
	assert_int_equal(r.n_rounds, 3);
	assert_true(r.rounds[0] == 12.5 && r.rounds[1] == 12 && r.rounds[2] == 13);
	assert_true(r.raw == 13.5 && r.baseline == 1 && r.quiet == 0.75);
	assert_true(r.bpf_stats && r.bpf_stats_ns == 13.25);
	assert_true(r.tail.p50 == 12 && r.tail.p95 == 20 && r.tail.p99 == 30.5);
	assert_true(r.tail.p999 == 99 && r.tail.max == 4096 && r.tail.count == 1000);
	assert_int_equal(r.runs, 900000);
	assert_int_equal(r.errors, 3);
	assert_string_equal(r.note, "frames");
	assert_true(r.note_value == 17.5);
	result_clear(&r);
	assert_nothing(&r);
	/* A cleared result can be cleared again. */
	result_clear(&r);
}

static void test_unmeasured(void **state)
{
	json_t *json = parse(unmeasured);
	struct result r;
	char err[ERR_SIZE];

	(void)state;
	assert_int_equal(result_from_json(json, &r, err, sizeof(err)), 0);
	json_decref(json);
	assert_int_equal(r.verdict, VERDICT_SKIP);
	assert_string_equal(r.reason, "no such helper");
	assert_false(r.lower_is_better);
	assert_null(r.limit);
	assert_null(r.note);
	assert_false(r.measured);
	json = result_to_json(&r);
	/* An operation without a measurement has no figures instead of figures of 0. */
	assert_int_equal(json_object_size(json), 6);
	assert_true(json_is_null(json_object_get(json, "limit")));
	json_decref(json);
	result_clear(&r);
}

/* Every kind of value, which is put at every place. */
static const struct {
	char kind;
	/* NULL means that the field is missing. */
	const char *text;
} kinds[] = {
	{ 'M', NULL },
	{ '0', "null" },
	{ 'b', "true" },
	{ 'i', "7" },
	{ 'n', "-7" },
	{ 'r', "0.5" },
	{ 's', "\"text\"" },
	{ 's', "\"NaN\"" },
	{ 's', "\"-Infinity\"" },
	{ 's', "\"12.5\"" },
	{ 'z', "\"\"" },
	{ 'a', "[]" },
	{ 'p', "[1, 2]" },
	{ 'l', "[1]" },
	{ 'l', "[1, 2, 3]" },
	{ 'e', "[1, null]" },
	{ 'e', "[\"1\", 2]" },
	{ 'e', "[\"NaN\", \"Infinity\"]" },
	{ 'e', "[[1], [2]]" },
	{ 'e', "[true, false]" },
	{ 'o', "{}" },
	{ 'x', "{\"x\": 1}" },
	{ 'y', "{\"x\": \"NaN\"}" },
	{ 'y', "{\"x\": null}" },
	{ 'y', "{\"x\": [1]}" },
	{ 'y', "{\"x\": 1, \"y\": 2}" },
};

static const struct {
	/* NULL means the result itself. */
	const char *inside;
	const char *key;
	/* The accepted kinds, and those that depend on other fields.  All others are errors. */
	const char *takes, *open;
} fields[] = {
	{ NULL, "name", "s", "z" },
	{ NULL, "verdict", "", "" },
	{ NULL, "reason", "0s", "Mz" },
	{ NULL, "unit", "s", "z" },
	{ NULL, "description", "M0sz", "" },
	{ NULL, "better", "", "" },
	{ NULL, "limit", "0s", "Mz" },
	{ NULL, "value", "", "Minr" },
	{ NULL, "ci", "", "p" },
	{ NULL, "median", "inr", "" },
	{ NULL, "rounds", "pl", "a" },
	{ NULL, "raw", "inr", "" },
	{ NULL, "baseline", "inr", "" },
	{ NULL, "quiet", "r", "in" },
	{ NULL, "bpf_stats_ns", "Minr", "" },
	{ NULL, "tail", "0", "Moxy" },
	{ NULL, "runs", "i", "" },
	{ NULL, "errors", "i", "" },
	{ NULL, "note", "Mx", "0" },
	{ "tail", "p50", "", "inr" },
	{ "tail", "p95", "", "inr" },
	{ "tail", "p99", "", "inr" },
	{ "tail", "p999", "", "inr" },
	{ "tail", "max", "", "inr" },
	{ "tail", "count", "i", "" },
};

/* Sets a field to text or removes it, and checks that it is read or refused at its place. */
static void check_field(const char *inside, const char *key, const char *text, bool taken)
{
	json_t *json = parse(complete);
	json_t *object = inside ? json_object_get(json, inside) : json;
	char err[ERR_SIZE] = "", place[64];
	struct result r;
	int ret;

	if (text)
		json_object_set_new(object, key, parse(text));
	else
		json_object_del(object, key);
	ret = result_from_json(json, &r, err, sizeof(err));
	json_decref(json);
	if (ret != (taken ? 0 : -EINVAL))
		fail_msg("%s: %s: %d %s", key, text ?: "missing", ret, err);
	snprintf(place, sizeof(place), "\"%s\": expected ", key);
	if (!taken && strncmp(err, place, strlen(place)))
		fail_msg("%s: %s: %s", key, text ?: "missing", err);
	if (!taken)
		assert_nothing(&r);
	result_clear(&r);
}

static void test_every_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			if (!strchr(fields[i].open, kinds[k].kind))
				check_field(fields[i].inside, fields[i].key, kinds[k].text,
					    strchr(fields[i].takes, kinds[k].kind));
}

static void test_values(void **state)
{
	static const struct {
		const char *inside, *key, *text;
		bool taken;
	} cases[] = {
		{ NULL, "verdict", "\"pass\"", true },
		{ NULL, "verdict", "\"fail\"", true },
		{ NULL, "verdict", "\"noisy\"", true },
		{ NULL, "verdict", "\"undecided\"", true },
		{ NULL, "verdict", "\"UNDECIDED\"", false },
		{ NULL, "imprecise", "false", true },
		{ NULL, "imprecise", "1", false },
		{ NULL, "imprecise", "null", false },
		{ NULL, "verdict", "\"PASS\"", false },
		{ NULL, "verdict", "\"passed\"", false },
		{ NULL, "verdict", "\"pas\"", false },
		{ NULL, "verdict", "\" pass\"", false },
		{ NULL, "verdict", "\"unknown\"", false },
		{ NULL, "verdict", "[\"pass\"]", false },
		{ NULL, "better", "\"higher\"", true },
		{ NULL, "better", "\"lower\"", true },
		{ NULL, "better", "\"Lower\"", false },
		{ NULL, "better", "\"worse\"", false },
		/* The figure is 12.5. */
		{ NULL, "ci", "[12, 13]", true },
		{ NULL, "ci", "[12.5, 12.5]", true },
		{ NULL, "ci", "[13, 12]", false },
		{ NULL, "ci", "[12.500001, 12.5]", false },
		{ NULL, "ci", "{\"lo\": 12, \"hi\": 13}", false },
		{ NULL, "value", "12.75", true },
		{ NULL, "median", "1e308", true },
		{ NULL, "median", "-1e-308", true },
		{ NULL, "rounds", "[12.5, -0.25, 13]", true },
		{ NULL, "rounds", "{\"0\": 12.5}", false },
		/* Counts are whole numbers. */
		{ NULL, "runs", "0", true },
		{ NULL, "runs", "9223372036854775807", true },
		{ NULL, "runs", "-1", false },
		{ NULL, "runs", "1.0", false },
		{ NULL, "runs", "1e3", false },
		{ NULL, "errors", "0", true },
		{ NULL, "errors", "-9223372036854775808", false },
		{ "tail", "count", "1", true },
		{ "tail", "count", "-1", false },
		{ "tail", "powers", "[1, 0, 999]", true },
		{ "tail", "powers", "[1, 0, 998]", false },
		{ "tail", "powers", "[1001, -1]", false },
		{ "tail", "powers", "[1000.0]", false },
		{ "tail", "powers", "[]", false },
		{ "tail", "powers", "1000", false },
		{ "tail", "count", "1000.0", false },
		{ "tail", "p50", "12.5", true },
		{ "tail", "max", "99", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_field(cases[i].inside, cases[i].key, cases[i].text, cases[i].taken);
}

/* Spellings of NaN and infinity are refused before they reach a result. */
static void test_no_json(void **state)
{
	static const char *const values[] = { "NaN", "nan",   "Infinity", "-Infinity",
					      "inf", "1e999", "-1e999",	  "0x10",
					      "1.",  ".5",    "+1",	  "1,5" };
	struct result r;
	char text[2 * sizeof(complete)], err[ERR_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		const char *at = strstr(complete, "12.5,");
		json_t *json;

		snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - complete), complete, values[i],
			 at + strlen("12.5"));
		json = json_loads(text, 0, NULL);
		if (!result_from_json(json, &r, err, sizeof(err)))
			fail_msg("%s is %g", values[i], r.value);
		assert_nothing(&r);
		json_decref(json);
	}
}

static void test_no_object(void **state)
{
	static const char *const texts[] = {
		"[]", "[1, 2]", "\"pass\"", "1", "null", "true", "{}"
	};
	struct result r;
	char err[ERR_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		json_t *json = parse(texts[i]);

		err[0] = '\0';
		assert_int_equal(result_from_json(json, &r, err, sizeof(err)), -EINVAL);
		assert_non_null(strstr(err, "expected "));
		assert_nothing(&r);
		json_decref(json);
	}
	assert_int_equal(result_from_json(NULL, &r, err, sizeof(err)), -EINVAL);
	assert_nothing(&r);
}

/* Only the first error is reported, and only as much of it as fits. */
static void test_error_text(void **state)
{
	json_t *json = parse(complete);
	char err[ERR_SIZE];
	struct result r;

	(void)state;
	json_object_set_new(json, "unit", json_integer(1));
	json_object_set_new(json, "runs", json_integer(-1));
	assert_int_equal(result_from_json(json, &r, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "\"unit\": expected a string");
	memset(err, 'x', sizeof(err));
	assert_int_equal(result_from_json(json, &r, err, 8), -EINVAL);
	assert_string_equal(err, "\"unit\":");
	assert_int_equal(err[8], 'x');
	json_decref(json);
}

/* Results are sent between processes as text with all digits. */
static void round_trip(const struct result *in, struct result *out)
{
	json_t *json = result_to_json(in);
	char err[ERR_SIZE] = "";
	char *text;

	assert_non_null(json);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	/* A result is always one line. */
	assert_null(strchr(text, '\n'));
	json = parse(text);
	free(text);
	if (result_from_json(json, out, err, sizeof(err)))
		fail_msg("%s", err);
	json_decref(json);
}

static void test_round_trip(void **state)
{
	double rounds[] = { 0.1, -1 / 3., 5e-324, 1e308, 0, 12345678.875 };
	struct result r, in = {
		.name = "map_perf/hash",
		.description = "Looks up a key that the hash has",
		.unit = "events/s",
		.measured = true,
		.value = 1 / 3.,
		.lo = -0.1,
		.hi = 2 / 3.,
		.median = 1e-9,
		.rounds = rounds,
		.n_rounds = ARRAY_SIZE(rounds),
		.raw = 22.8,
		.baseline = 22.5,
		.quiet = 0.1,
		.tail = { 31, 63, 1015.5, 1e6, 1 << 30, 12345, { 0, 12340, 5 }, 3 },
		.runs = INT64_MAX,
		.errors = 1,
		.note_value = 0.3,
	};

	(void)state;
	for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
		in.verdict = verdict;
		in.lower_is_better = verdict % 2;
		in.reason = verdict == VERDICT_PASS ? NULL : "why";
		in.limit = verdict == VERDICT_FAIL ? "<= 1.5 * map_perf/array (2 ns)" : NULL;
		in.note = verdict == VERDICT_UNDECIDED ? "frames" : NULL;
		in.imprecise = verdict % 2;
		in.bpf_stats = verdict % 2;
		in.bpf_stats_ns = in.bpf_stats ? -2 / 3. : 0;
		round_trip(&in, &r);
		assert_true(r.bpf_stats == in.bpf_stats && r.bpf_stats_ns == in.bpf_stats_ns);
		assert_true(r.imprecise == in.imprecise);
		assert_string_equal(r.name, in.name);
		assert_string_equal(r.description, in.description);
		assert_int_equal(r.verdict, verdict);
		assert_string_equal(r.reason ?: "-", in.reason ?: "-");
		assert_string_equal(r.unit, in.unit);
		assert_int_equal(r.lower_is_better, in.lower_is_better);
		assert_string_equal(r.limit ?: "-", in.limit ?: "-");
		assert_true(r.measured);
		assert_true(r.value == in.value && r.lo == in.lo && r.hi == in.hi);
		assert_true(r.median == in.median && r.raw == in.raw);
		assert_true(r.baseline == in.baseline && r.quiet == in.quiet);
		assert_int_equal(r.n_rounds, in.n_rounds);
		assert_memory_equal(r.rounds, rounds, sizeof(rounds));
		assert_memory_equal(&r.tail, &in.tail, sizeof(r.tail));
		assert_true(r.runs == in.runs && r.errors == in.errors);
		assert_string_equal(r.note ?: "-", in.note ?: "-");
		assert_true(r.note_value == (in.note ? in.note_value : 0));
		result_clear(&r);
	}
}

/* A missing tail and missing rounds differ from a tail of zeros. */
static void test_round_trip_of_little(void **state)
{
	struct result r, in = { .name = "t/o", .unit = "ns", .measured = true };
	json_t *json = result_to_json(&in);

	(void)state;
	assert_true(json_is_null(json_object_get(json, "tail")));
	assert_true(json_is_array(json_object_get(json, "rounds")));
	json_decref(json);
	round_trip(&in, &r);
	assert_int_equal(r.tail.count, 0);
	assert_int_equal(r.n_rounds, 0);
	assert_true(r.measured);
	result_clear(&r);
}

static void test_hostile_strings(void **state)
{
	static char longest[1 << 20];
	const char *const texts[] = {
		"\"",
		"\\",
		"a\nb",
		"\r\n\t\b\f\v\x01\x1f\x7f",
		"%s%n%99999d",
		"</script><b>&amp;",
		"\", \"verdict\": \"pass\", \"x\": \"",
		"{\"msg\": \"done\"}\n",
		"; rm -rf / #$(id)",
		"Gr\xc3\xb6\xc3\x9f"
		"e \xe2\x89\xa4 \xf0\x9f\x90\x9d",
		"\xe2\x80\xa8\xe2\x80\xae",
		"../../etc/passwd",
		" ",
		"null",
		longest,
	};

	(void)state;
	memset(longest, '"', sizeof(longest) - 1);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct result r, in = {
			.name = (char *)texts[i],
			.verdict = VERDICT_FAIL,
			.reason = (char *)texts[i],
			.unit = (char *)texts[i],
			.limit = (char *)texts[i],
			.note = (char *)texts[i],
			.note_value = 1,
		};

		round_trip(&in, &r);
		assert_string_equal(r.name, texts[i]);
		assert_int_equal(r.verdict, VERDICT_FAIL);
		assert_string_equal(r.reason, texts[i]);
		assert_string_equal(r.unit, texts[i]);
		assert_string_equal(r.limit, texts[i]);
		assert_string_equal(r.note, texts[i]);
		result_clear(&r);
	}
}

/* A figure that is not finite is written as null, which is valid JSON and refused when read. */
static void test_not_finite(void **state)
{
	static const double values[] = { NAN, INFINITY, -INFINITY };
	char err[ERR_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		double rounds[] = { 1, values[i] };
		struct result r, in = {
			.name = "t/o",
			.unit = "ns",
			.measured = true,
			.value = values[i],
			.hi = 1,
			.rounds = rounds,
			.n_rounds = 2,
		};
		json_t *json = result_to_json(&in);

		assert_non_null(json);
		assert_true(json_is_null(json_object_get(json, "value")));
		assert_true(json_is_null(json_array_get(json_object_get(json, "rounds"), 1)));
		assert_int_equal(result_from_json(json, &r, err, sizeof(err)), -EINVAL);
		assert_nothing(&r);
		json_decref(json);
	}
}

/* A value of the complete result that can be read but cannot be right, and what is said of it. */
static void test_checked(void **state)
{
	static const struct {
		/* NULL means the result itself. */
		const char *inside, *key, *text;
		/* What the message says; NULL: it is right. */
		const char *says;
	} cases[] = {
		{ NULL, "description", "\"Looks up a key\"", NULL },
		{ NULL, "description", "\"\"", "\"description\": expected one line" },
		{ NULL, "description", "\"Looks up\\na key\"",
		  "\"description\": expected one line" },
		{ NULL, "description", "\"\\u001b[2J\"", "\"description\": expected one line" },
		{ NULL, "value", "1e16", "\"value\": a figure that is too large" },
		{ NULL, "value", "-1e16", "\"value\": a figure that is too far below 0" },
		{ NULL, "median", "-1e16", "\"value\": a figure that is too far below 0" },
		{ NULL, "rounds", "[1, 1e16]", "\"rounds\": a figure that is too large" },
		{ NULL, "rounds", "[1, -1e16]", "\"rounds\": a figure that is too far below 0" },
		{ "tail", "max", "1e16", "\"tail\": a figure that is too large" },
		{ "tail", "p50", "-1e16", "\"tail\": expected 0 <= p50" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		json_t *json = parse(complete);
		char err[ERR_SIZE] = "";
		struct result r;
		int ret;

		json_object_set_new(cases[i].inside ? json_object_get(json, cases[i].inside) : json,
				    cases[i].key, parse(cases[i].text));
		ret = result_from_json(json, &r, err, sizeof(err));
		json_decref(json);
		assert_int_equal(ret, 0);
		ret = result_check(&r, err, sizeof(err));
		if (ret != (cases[i].says ? -EINVAL : 0) ||
		    (cases[i].says && strncmp(err, cases[i].says, strlen(cases[i].says))))
			fail_msg("%s: %s: %d %s", cases[i].key, cases[i].text, ret, err);
		result_clear(&r);
	}
}

static void test_verdict_names(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_PASS), "pass");
	assert_string_equal(verdict_name(VERDICT_FAIL), "fail");
	assert_string_equal(verdict_name(VERDICT_SKIP), "skip");
	assert_string_equal(verdict_name(VERDICT_UNDECIDED), "undecided");
}

/* Earlier versions had verdicts for imprecise and for missing figures. */
static void test_noisy(void **state)
{
	json_t *json = parse(complete);
	char err[ERR_SIZE];
	struct result r;

	(void)state;
	json_object_set_new(json, "verdict", json_string("noisy"));
	json_object_del(json, "imprecise");
	assert_int_equal(result_from_json(json, &r, err, sizeof(err)), 0);
	assert_int_equal(r.verdict, VERDICT_PASS);
	assert_true(r.measured && r.imprecise);
	assert_null(r.reason);
	result_clear(&r);
	json_decref(json);
	json = parse(unmeasured);
	json_object_set_new(json, "verdict", json_string("noisy"));
	assert_int_equal(result_from_json(json, &r, err, sizeof(err)), 0);
	assert_int_equal(r.verdict, VERDICT_UNDECIDED);
	assert_false(r.imprecise);
	assert_string_equal(r.reason, "no such helper");
	result_clear(&r);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_unmeasured),
		cmocka_unit_test(test_every_field),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_no_json),
		cmocka_unit_test(test_no_object),
		cmocka_unit_test(test_error_text),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_round_trip_of_little),
		cmocka_unit_test(test_hostile_strings),
		cmocka_unit_test(test_not_finite),
		cmocka_unit_test(test_checked),
		cmocka_unit_test(test_verdict_names),
		cmocka_unit_test(test_noisy),
	};

	return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
