// SPDX-License-Identifier: GPL-2.0-only
/* Tests children that send wrong data or nothing, and what becomes of their results. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/engine/engine.h"
#include "bench/kernel/clock.h"
#include "bench/result/array.h"
#include "bench/runner/child.h"

#define OPS 2000
#define SECOND 1000000000ULL

static void say(struct bench *bench, const char *text)
{
	size_t length = strlen(text), sent = 0;
	ssize_t n;

	while (sent < length) {
		n = write(bench->config->out, text + sent, length - sent);
		if (n <= 0)
			exit(1);
		sent += n;
	}
}

static void say_ops(struct bench *bench, unsigned int n)
{
	char line[64];

	while (n--) {
		snprintf(line, sizeof(line), "{\"msg\": \"op\", \"name\": \"op_%u\"}\n", n);
		say(bench, line);
	}
}

static void nothing(struct bench *bench)
{
}

/* More than fits into a pipe, before anybody reads. */
static void much(struct bench *bench)
{
	say_ops(bench, OPS);
}

static void garbage(struct bench *bench)
{
	say(bench, "{\"msg\": \"op\", \"name\": \"a\"}\n\001\377 no json\n");
	sleep(45);
}

static void unknown(struct bench *bench)
{
	say(bench, "{\"msg\": \"hello\"}\n");
	sleep(45);
}

static void half(struct bench *bench)
{
	say(bench, "{\"msg\": \"op\", \"name\": \"a\"}\n{\"msg\": \"op\", \"na");
	_exit(0);
}

static void endless(struct bench *bench)
{
	for (;;)
		say(bench, "{\"msg\": \"op\", \"name\": \"and so on, and so on, without an end\",");
}

/* It reported its end, but still runs. */
static void lingers(struct bench *bench)
{
	session_finish(bench);
	close(bench->config->out);
	sleep(45);
}

/* timeout(1), systemd and a terminal send this to the whole group. */
static void survives(struct bench *bench)
{
	raise(SIGTERM);
	raise(SIGHUP);
	raise(SIGINT);
	say_ops(bench, 1);
}

static void figures(struct bench *bench)
{
	if (!bench->config->figures)
		return;
	say(bench, "{\"msg\": \"figure\", \"op\": \"a\", \"unit\": \"ns\", \"value\": 28.5,"
		   " \"half\": 0.5, \"rounds\": 3, \"settled\": true}\n"
		   "{\"msg\": \"figure\", \"op\": \"b\", \"failed\": \"it did not run\"}\n");
}

static void no_figure(struct bench *bench)
{
	say(bench, "{\"msg\": \"figure\", \"op\": \"a\", \"unit\": \"ns\", \"value\": \"28\"}\n");
	sleep(45);
}

static void no_rounds(struct bench *bench)
{
	say(bench, "{\"msg\": \"figure\", \"op\": \"a\"}\n");
	sleep(45);
}

#define RESULT(value, lo, hi)                                                                      \
	"{\"msg\": \"result\", \"result\": {\"name\": \"test/op\", \"verdict\": \"pass\", "        \
	"\"reason\": null, \"unit\": \"ns\", \"better\": \"lower\", \"limit\": null, "             \
	"\"value\": " value ", \"ci\": [" lo ", " hi                                               \
	"], \"median\": 1, \"rounds\": [1, 2, 3], \"raw\": 1, "                                    \
	"\"baseline\": 0, \"quiet\": 1, \"tail\": {\"p50\": 0, \"p95\": 0, \"p99\": 0, \"p999\": " \
	"0, "                                                                                      \
	"\"max\": 0, \"count\": 0}, \"runs\": 3, \"errors\": 0}}\n"

static void possible(struct bench *bench)
{
	say(bench, RESULT("2", "1", "3"));
}

static void below_zero(struct bench *bench)
{
	say(bench, RESULT("-46458", "-46458", "3"));
}

static void beside_its_interval(struct bench *bench)
{
	say(bench, RESULT("9", "1", "3"));
}

static void absurd(struct bench *bench)
{
	say(bench, RESULT("2", "1", "1e300"));
}

static void takes_turns(struct bench *bench)
{
	unsigned int i;

	for (i = 0; i < 3 && session_turn(bench->config, 1, 0, i); i++)
		say_ops(bench, 1);
}

/* Runs each of these in its own child. */
static struct child *serve(void (*const *runs)(struct bench *), size_t n, struct children *children)
{
	size_t i;

	children->child = calloc(n, sizeof(*children->child));
	assert_non_null(children->child);
	children->n = n;
	children->watchdog = children->watchdog ? children->watchdog : 60 * SECOND;
	for (i = 0; i < n; i++)
		children->child[i] = (struct child){ .test = "test", .run = runs[i] };
	assert_int_equal(children_run(children), 0);
	return children->child;
}

/* Runs a bad child beside a good one, which must not suffer.  ops are those of the bad one. */
static void expect_death(void (*run)(struct bench *), size_t ops, uint64_t watchdog,
			 const char *death)
{
	void (*const runs[])(struct bench *) = { run, much };
	struct children children = { .watchdog = watchdog };
	uint64_t began = clock_ns();
	struct child *child = serve(runs, 2, &children);

	/* It must end before the child ends by itself or the watchdog of a minute acts. */
	assert_true(clock_ns() - began < 30 * SECOND);
	assert_non_null(strstr(child[0].death, death));
	assert_int_equal(child[0].n_op_names, ops);
	assert_string_equal(child[1].death, "");
	assert_int_equal(child[1].n_op_names, OPS);
	children_free(&children);
}

/* A figure that no reader of the result file would take is a failure of its operation. */
static void impossible_figures(void **state)
{
	static const struct {
		void (*run)(struct bench *);
		const char *why;
	} cases[] = {
		{ possible, NULL },
		{ below_zero, "a cost below 0" },
		{ beside_its_interval, "expected an interval with the value in it" },
		{ absurd, "too large" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct children children = {};
		const struct result *result;
		char err[128];

		result = serve(&cases[i].run, 1, &children)->results;
		assert_int_equal(children.child->n_results, 1);
		assert_int_equal(result->measured, !cases[i].why);
		assert_int_equal(result->verdict, cases[i].why ? VERDICT_FAIL : VERDICT_PASS);
		assert_true(!cases[i].why || strstr(result->reason, cases[i].why));
		assert_int_equal(result_check(result, err, sizeof(err)), 0);
		children_free(&children);
	}
}

static void good_children(void **state)
{
	void (*const runs[])(struct bench *) = { nothing, much, takes_turns, takes_turns };
	struct children children = {};
	struct child *child = serve(runs, 4, &children);
	const size_t ops[] = { 0, OPS, 3, 3 };
	size_t i;

	for (i = 0; i < 4; i++) {
		assert_string_equal(child[i].death, "");
		assert_true(child[i].done);
		assert_int_equal(child[i].n_op_names, ops[i]);
	}
	assert_string_equal(child[1].op_names[0], "op_1999");
	children_free(&children);
}

static void bad_children(void **state)
{
	expect_death(garbage, 1, 0, "sent a malformed message");
	expect_death(unknown, 0, 0, "sent a malformed message");
	expect_death(no_figure, 0, 0, "sent a malformed message");
	expect_death(no_rounds, 0, 0, "sent a malformed message");
	expect_death(half, 1, 0, "ended with status 0 before it was done");
	expect_death(endless, 0, 0, "more than 8 MB");
	/* The good child needs this time on a loaded machine with sanitizers. */
	expect_death(lingers, 0, 10 * SECOND, "did not end within 10 s");
}

static void signals(void **state)
{
	void (*const runs[])(struct bench *) = { survives };
	struct children children = {};
	struct child *child = serve(runs, 1, &children);

	assert_string_equal(child->death, "");
	assert_int_equal(child->n_op_names, 1);
	children_free(&children);
}

struct seen {
	unsigned int n;
	struct child_figure a;
	bool b_failed;
};

static void see(void *arg, const struct child *child, const struct child_figure *figure)
{
	struct seen *seen = arg;

	seen->n++;
	if (!strcmp(figure->op, "a"))
		seen->a = *figure;
	else
		seen->b_failed = figure->failed && !strcmp(figure->failed, "it did not run");
}

static void figures_for_who_looks(void **state)
{
	void (*const runs[])(struct bench *) = { figures };
	struct seen seen = {};
	struct children nobody = {}, children = { .figure = see, .progress_arg = &seen };
	struct child *child = serve(runs, 1, &children);

	assert_string_equal(child->death, "");
	assert_int_equal(seen.n, 2);
	assert_true(seen.a.value == 28.5 && seen.a.half == 0.5);
	assert_int_equal(seen.a.rounds, 3);
	assert_true(seen.a.settled && !seen.a.failed && seen.b_failed);
	children_free(&children);
	serve(runs, 1, &nobody);
	children_free(&nobody);
	assert_int_equal(seen.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_children),	 cmocka_unit_test(impossible_figures),
		cmocka_unit_test(bad_children),		 cmocka_unit_test(signals),
		cmocka_unit_test(figures_for_who_looks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
