// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/runner/scaling.h"

/* Prints the results' curves; the caller frees the text. */
static char *text_of(struct result *result, size_t n, unsigned int cpus)
{
	struct results results = { .result = result, .n = n };
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	scaling_print(&results, cpus, out);
	fclose(out);
	return text;
}

#define RATE(op, rate)                                                                             \
	{                                                                                          \
		.name = (char *)op, .unit = (char *)"events/s", .value = rate, .measured = true    \
	}

static void test_curves(void **state)
{
	static struct {
		const char *about;
		struct result result[4];
		size_t n;
		unsigned int cpus;
		/* The end of the text; "" for no text. */
		const char *end;
	} cases[] = {
		{ "two CPUs",
		  { RATE("t/a_1", 100e6), RATE("t/a_all", 50e6) },
		  2,
		  2,
		  "█▅  1: 100  2: 50  25 %\n" },
		{ "six CPUs",
		  { RATE("t/a_1", 1e6), RATE("t/a_2", 2e6), RATE("t/a_4", 4e6),
		    RATE("t/a_all", 6e6) },
		  4,
		  6,
		  "▂▃▆█  1: 1  2: 2  4: 4  6: 6  100 %\n" },
		{ "a point is missing",
		  { RATE("t/a_1", 1e6), RATE("t/a_4", 4e6), RATE("t/a_all", 8e6) },
		  3,
		  8,
		  "▂▅█  1: 1  4: 4  8: 8  100 %\n" },
		{ "one CPU", { RATE("t/a_1", 1e6) }, 1, 1, "" },
		{ "not with all", { RATE("t/a_1", 1e6), RATE("t/a_2", 1e6) }, 2, 4, "" },
		{ "not alone", { RATE("t/a_2", 1e6), RATE("t/a_all", 1e6) }, 2, 4, "" },
		{ "another operation", { RATE("t/a_1", 1e6), RATE("t/ab_all", 1e6) }, 2, 2, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = text_of(cases[i].result, cases[i].n, cases[i].cpus);
		size_t len = strlen(text), end = strlen(cases[i].end);

		if (len < end || strcmp(text + len - end, cases[i].end) || (!end && len))
			fail_msg("%s: %s", cases[i].about, text);
		free(text);
	}
}

/* A time is no rate, and what was not measured has none. */
static void test_only_rates(void **state)
{
	struct result result[] = { RATE("t/a_1", 1e6), RATE("t/a_all", 1e6) };
	char *text;

	(void)state;
	result[1].unit = (char *)"ns";
	text = text_of(result, 2, 2);
	assert_string_equal(text, "");
	free(text);
	result[1].unit = (char *)"events/s";
	result[1].measured = false;
	text = text_of(result, 2, 2);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_only_rates),
	};

	return cmocka_run_group_tests_name("scaling", tests, NULL, NULL);
}
