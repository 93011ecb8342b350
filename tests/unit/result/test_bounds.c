// SPDX-License-Identifier: GPL-2.0-only
/* Tests limits: what is read or refused, which limit wins, and verdicts. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/result/bounds.h"

#define ERR_SIZE 256

/* Makes a file of these bytes.  The caller unlinks it and frees its name. */
static char *file_of(const void *bytes, size_t len)
{
	char *path = strdup("/tmp/test_bounds.XXXXXX");
	int fd;

	assert_non_null(path);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
	return path;
}

static int read_bytes(struct bounds *bounds, const void *bytes, size_t len, char *err)
{
	char *path = file_of(bytes, len);
	int ret = bounds_read(bounds, path, err, ERR_SIZE);

	unlink(path);
	/* Removes the name, so that expectations need not know it. */
	if (ret && !strncmp(err, path, strlen(path)))
		memmove(err, err + strlen(path), strlen(err) - strlen(path) + 1);
	free(path);
	return ret;
}

/* Returns the limits of a valid text. */
static struct bounds *bounds_of(const char *text)
{
	struct bounds *bounds = bounds_new();
	char err[ERR_SIZE] = "";

	assert_non_null(bounds);
	if (read_bytes(bounds, text, strlen(text), err))
		fail_msg("%s", err);
	return bounds;
}

static void add_text(struct bounds *bounds, const char *text)
{
	char err[ERR_SIZE];

	assert_int_equal(read_bytes(bounds, text, strlen(text), err), 0);
}

static void test_every_form(void **state)
{
	static const struct {
		const char *line;
		enum bound_op op;
		double lo, hi;
		const char *unit, *other, *why, *text;
	} cases[] = {
		{ "m/o <= 40 ns", BOUND_LE, 0, 40, "ns", NULL, "", "<= 40 ns" },
		{ "m/o<= 40 ns", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "  m/o\t<=40ns# not a comment", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "\tm/o\t<=40ns # why", BOUND_LE, 0, 40, "ns", NULL, "why", "<= 40 ns" },
		{ "m/o >= 2.5 events/s #a # b \r", BOUND_GE, 2.5, 0, "events/s", NULL, "a # b",
		  ">= 2.5 events/s" },
		{ "m/o >= -5 %", BOUND_GE, -5, 0, "%", NULL, "", ">= -5 %" },
		{ "m/o <= 1e3 bytes", BOUND_LE, 0, 1000, "bytes", NULL, "", "<= 1000 bytes" },
		{ "m/o <= 190 insns", BOUND_LE, 0, 190, "insns", NULL, "", "<= 190 insns" },
		{ "m/o in 20..40 ns", BOUND_IN, 20, 40, "ns", NULL, "", "20..40 ns" },
		{ "m/o in 20.5 .. 40ns", BOUND_IN, 20.5, 40, "ns", NULL, "", "20.5..40 ns" },
		{ "m/o in 931712..931712 bytes", BOUND_IN, 931712, 931712, "bytes", NULL, "",
		  "931712..931712 bytes" },
		{ "m/o <= 1.5 * a/b", BOUND_LE, 0, 1.5, NULL, "a/b", "", "<= 1.5 * a/b" },
		{ "m/o <= .5 * a/b", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "m/o >= 2*a/b # x", BOUND_GE, 2, 0, NULL, "a/b", "x", ">= 2 * a/b" },
		{ "m/o in 1.1..1.3 * a/b", BOUND_IN, 1.1, 1.3, NULL, "a/b", "", "1.1..1.3 * a/b" },
		{ "m/o <= 2 * a/b [insns]", BOUND_LE, 0, 2, "insns", "a/b", "",
		  "<= 2 * a/b [insns]" },
		{ "m/o in 1..2 * a/b [events/s] # x", BOUND_IN, 1, 2, "events/s", "a/b", "x",
		  "1..2 * a/b [events/s]" },
		{ "m/o <= 2 * a/b [ns]x", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "m/o <= 2 * a/b [ ns]", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "m/o <= 2 * a/b [ns", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "m/o <= 2 * a/b []", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "m/o <= 2 ns [ns]", 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "m/o.p99 <= 3 * m/o.p50", BOUND_LE, 0, 3, NULL, "m/o.p50", "", "<= 3 * m/o.p50" },
		{ "m/* none", BOUND_NO, 0, 0, NULL, NULL, "", "none" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bounds *bounds = bounds_new();
		const struct bound *bound;
		char err[ERR_SIZE] = "";
		char text[64];
		int ret = read_bytes(bounds, cases[i].line, strlen(cases[i].line), err);

		/* Without a text the line is no limit. */
		assert_int_equal(ret, cases[i].text ? 0 : -EINVAL);
		assert_int_equal(bounds_count(bounds), cases[i].text ? 1 : 0);
		if (cases[i].text) {
			bound = bounds_at(bounds, 0);
			assert_int_equal(bound->op, cases[i].op);
			assert_true(bound->lo == cases[i].lo && bound->hi == cases[i].hi);
			assert_string_equal(bound->unit ?: "-", cases[i].unit ?: "-");
			assert_string_equal(bound->other ?: "-", cases[i].other ?: "-");
			assert_string_equal(bound->why, cases[i].why);
			assert_int_equal(bound->line, 1);
			bound_text(bound, text, sizeof(text));
			assert_string_equal(text, cases[i].text);
		}
		bounds_free(bounds);
	}
}

static void test_nothing_in_it(void **state)
{
	struct bounds *bounds = bounds_of("");

	(void)state;
	add_text(bounds, "\n\n  \n# only\n   # comments\n#\n\r\n");
	assert_int_equal(bounds_count(bounds), 0);
	assert_null(bounds_find(bounds, "m/o", "ns"));
	assert_null(bounds_find_relative(bounds, "m/o", "ns"));
	bounds_free(bounds);
	bounds_free(NULL);
}

/* Every kind of malformed line is reported with place, finding and expectation. */
static void test_malformed(void **state)
{
	static const struct {
		const char *text, *err;
	} cases[] = {
		{ "# fine\nm/o 40 ns\n", ":2: found '40', expected '<=', '>=', 'in' or 'none'" },
		{ "m/o", ":1: found nothing, expected '<=', '>=', 'in' or 'none'" },
		{ "m/o < 40 ns", ":1: found '<', expected '<=', '>=', 'in' or 'none'" },
		{ "m/o inside 1..2 ns", ":1: found 'inside', expected '<=', '>=', 'in' or 'none'" },
		{ "m/o <= fast", ":1: found 'fast', expected a number" },
		{ "m/o <=", ":1: found nothing, expected a number" },
		{ "m/o <= # 40 ns", ":1: found nothing, expected a number" },
		{ "m/o <= inf ns", ":1: found 'inf', expected a number" },
		{ "m/o <= nan ns", ":1: found 'nan', expected a number" },
		{ "m/o <= 1e999 ns",
		  ":1: found '1e999', expected a number that a double can hold" },
		{ "m/o <= 0x10 ns",
		  ":1: found 'x10', expected a unit (ns, insns, hw_insns, cycles, bytes, "
		  "verified_insns, states, %, "
		  "events/s, packets/s, x or us) or "
		  "'* test/operation'" },
		{ "m/o <= 40 parsecs",
		  ":1: found 'parsecs', expected a unit (ns, insns, hw_insns, cycles, "
		  "bytes, verified_insns, states, %, "
		  "events/s, packets/s, x or us) or "
		  "'* test/operation'" },
		{ "m/o <= 40",
		  ":1: found nothing, expected a unit (ns, insns, hw_insns, cycles, bytes, "
		  "verified_insns, states, %, events/s, "
		  "packets/s, x or us) or "
		  "'* test/operation'" },
		{ "m/o <= 40 ns please",
		  ":1: found 'please', expected the end of the line or a '#'" },
		{ "m/o none 5", ":1: found '5', expected the end of the line or a '#'" },
		{ "m/o in 20 ns", ":1: found 'ns', expected '..' and the range's upper end" },
		{ "m/o in 20.. ns", ":1: found 'ns', expected a number" },
		{ "m/o in 40..20 ns",
		  ":1: found a range from 40 to 20, expected the lower end first" },
		{ "m/o <= 2 *",
		  ":1: found nothing, expected the metric that this is a multiple of" },
		{ "m/o <= 2 * x", ":1: found 'x', expected a metric (test/operation)" },
		{ "m/o <= 2 * a/*", ":1: found the glob 'a/*', expected one metric" },
		{ "m/o <= 2 * m/o",
		  ":1: found a limit of 'm/o' relative to itself, expected another metric" },
		{ "m/o <= 0 * a/b", ":1: found a factor of 0 or less, expected one above 0" },
		{ "m/o in -1..2 * a/b", ":1: found a factor of 0 or less, expected one above 0" },
		{ "<= 40 ns", ":1: found '<=', expected a metric (test/operation)" },
		{ "lookup <= 40 ns", ":1: found 'lookup', expected a metric (test/operation)" },
		{ "m/\xc3\xa4 <= 40 ns", ":1: found byte 0xc3 in a metric's name, expected ASCII" },
		{ "m/o <= 1 ns\n\x7f"
		  "ELF",
		  ":2: found byte 0x7f, expected text" },
		{ "\x01\x02\x03", ":1: found byte 0x01, expected text" },
		{ "m/o <= aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  ":1: found 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...', expected a number" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bounds *bounds = bounds_of("a/b <= 1 ns");
		char err[ERR_SIZE] = "";

		assert_int_equal(read_bytes(bounds, cases[i].text, strlen(cases[i].text), err),
				 -EINVAL);
		assert_string_equal(err, cases[i].err);
		/* The limits are unchanged. */
		assert_int_equal(bounds_count(bounds), 1);
		assert_non_null(bounds_find(bounds, "a/b", "ns"));
		bounds_free(bounds);
	}
}

static void test_no_text(void **state)
{
	static const char zeros[] = "m/o <= 1 ns\nm/o\0<= 2 ns\n";
	struct bounds *bounds = bounds_new();
	char *longest = malloc(1 << 20);
	char err[ERR_SIZE];

	(void)state;
	assert_int_equal(read_bytes(bounds, zeros, sizeof(zeros) - 1, err), -EINVAL);
	assert_string_equal(err, ":2: found byte 0x00, expected text");
	memset(longest, 'x', 1 << 20);
	assert_int_equal(read_bytes(bounds, longest, 1 << 20, err), -EINVAL);
	assert_string_equal(err, ":1: found a line of more than 4095 bytes, expected a limit");
	/* The caller need not want the error, and the file may have no end. */
	assert_int_equal(bounds_read(bounds, "/dev/zero", NULL, 0), -EINVAL);
	/* Arbitrary bytes are either read or refused. */
	srand(1);
	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < 512; i++)
			longest[i] = round % 2 ? rand() : "m/o<=>in. 19e*#\tnsx-"[rand() % 20];
		read_bytes(bounds, longest, 512, err);
	}
	free(longest);
	bounds_free(bounds);
}

static void test_unreadable(void **state)
{
	struct bounds *bounds = bounds_new();
	char err[ERR_SIZE];

	(void)state;
	assert_int_equal(bounds_read(bounds, "/nowhere/x.bounds", err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "/nowhere/x.bounds: No such file or directory");
	assert_int_equal(bounds_read(bounds, "/tmp", err, sizeof(err)), -EISDIR);
	assert_string_equal(err, "/tmp: Is a directory");
	assert_int_equal(bounds_count(bounds), 0);
	bounds_free(bounds);
}

static double limit_of(const struct bounds *bounds, const char *metric, const char *unit)
{
	const struct bound *bound = bounds_find(bounds, metric, unit);

	return bound ? bound->hi : -1;
}

static void test_first_match_wins(void **state)
{
	struct bounds *bounds = bounds_of("m/hash_lookup <= 10 ns\n"
					  "m/hash_lookup <= 190 insns\n"
					  "m/hash_* <= 20 ns\n"
					  "m/hash_lookup <= 5 * m/array\n"
					  "* <= 30 ns\n"
					  "m/hash_lookup <= 6 * m/array\n");

	(void)state;
	assert_true(limit_of(bounds, "m/hash_lookup", "ns") == 10);
	assert_true(limit_of(bounds, "m/hash_lookup", "insns") == 190);
	assert_true(bounds_find_relative(bounds, "m/hash_lookup", "ns")->hi == 5);
	assert_true(limit_of(bounds, "m/hash_update", "ns") == 20);
	assert_true(limit_of(bounds, "x/other", "ns") == 30);
	assert_null(bounds_find(bounds, "m/hash_update", "insns"));
	assert_null(bounds_find_relative(bounds, "m/hash_update", "ns"));
	bounds_free(bounds);
}

/* A relative limit may apply to figures in one unit only. */
static void test_in_one_unit(void **state)
{
	struct bounds *bounds = bounds_of("m/a <= 2 * m/b [insns]\nm/a <= 3 * m/b [ns]\n"
					  "m/a <= 4 * m/b\nm/a <= 5 * m/b [bytes]\n"
					  "m/a <= 100 ns\n");

	(void)state;
	assert_true(bounds_find_relative(bounds, "m/a", "insns")->hi == 2);
	assert_true(bounds_find_relative(bounds, "m/a", "ns")->hi == 3);
	/* The first match wins. */
	assert_true(bounds_find_relative(bounds, "m/a", "bytes")->hi == 4);
	assert_true(bounds_find_relative(bounds, "m/a", "%")->hi == 4);
	/* A relative limit with a unit is not an absolute limit. */
	assert_null(bounds_find(bounds, "m/a", "insns"));
	assert_true(bounds_find(bounds, "m/a", "ns")->hi == 100);
	bounds_free(bounds);
}

/* Tails are metrics of their own, and their limits do not apply to the operation. */
static void test_tails(void **state)
{
	struct bounds *bounds = bounds_of("m/a.p99 <= 500 ns\nm/*.p999 <= 900 ns\n"
					  "m/* <= 100 ns\nm/a.p99 <= 9 * m/a\n");

	(void)state;
	assert_string_equal(metric_tail("m/a.p99"), "p99");
	assert_string_equal(metric_tail("m/a.b.max"), "max");
	assert_null(metric_tail("m/a.p9"));
	assert_null(metric_tail("m/a"));
	assert_null(metric_tail("m/p99"));
	assert_true(bounds_find(bounds, "m/a.p99", "ns")->hi == 500);
	assert_true(bounds_find(bounds, "m/a.p999", "ns")->hi == 900);
	assert_null(bounds_find(bounds, "m/b.p99", "ns"));
	assert_null(bounds_find(bounds, "m/a.max", "ns"));
	assert_true(bounds_find(bounds, "m/a", "ns")->hi == 100);
	assert_true(bounds_find_relative(bounds, "m/a.p99", "ns")->hi == 9);
	assert_null(bounds_find_relative(bounds, "m/a", "ns"));
	add_text(bounds, "m/* none\n");
	assert_null(bounds_find(bounds, "m/a", "ns"));
	assert_non_null(bounds_find(bounds, "m/a.p99", "ns"));
	bounds_free(bounds);
}

static void test_later_files_override(void **state)
{
	struct bounds *bounds = bounds_of("m/a <= 10 ns\nm/a <= 2 * m/c\nm/b <= 11 ns\n"
					  "m/c <= 12 ns\n");

	(void)state;
	add_text(bounds, "m/* <= 20 ns\n");
	assert_true(limit_of(bounds, "m/a", "ns") == 20);
	assert_true(bounds_find_relative(bounds, "m/a", "ns")->hi == 2);
	add_text(bounds, "m/b <= 30 ns\nm/a none\nm/a <= 31 ns\n");
	assert_true(limit_of(bounds, "m/b", "ns") == 30);
	assert_true(limit_of(bounds, "m/c", "ns") == 20);
	/* None hides what follows it and all that was before. */
	assert_null(bounds_find(bounds, "m/a", "ns"));
	assert_null(bounds_find_relative(bounds, "m/a", "ns"));
	/* A limit before it in the same file still applies. */
	add_text(bounds, "m/a <= 40 ns\nm/* none\n");
	assert_true(limit_of(bounds, "m/a", "ns") == 40);
	assert_null(bounds_find(bounds, "m/c", "ns"));
	/* Files apply in their order. */
	assert_true(bounds_at(bounds, 0)->hi == 10);
	assert_int_equal(bounds_at(bounds, bounds_count(bounds) - 1)->op, BOUND_NO);
	bounds_free(bounds);
}

static void test_never_relative_to_itself(void **state)
{
	struct bounds *bounds = bounds_of("h/* <= 0.6 * h/kprobe\nh/* <= 9 * h/fentry\n");

	(void)state;
	assert_true(bounds_find_relative(bounds, "h/fexit", "ns")->hi == 0.6);
	assert_true(bounds_find_relative(bounds, "h/kprobe", "ns")->hi == 9);
	assert_true(bounds_find_relative(bounds, "h/fentry", "ns")->hi == 0.6);
	bounds_free(bounds);
}

/* The figures that relative limits refer to. */
static bool lookup(void *arg, const char *metric, struct figure *out)
{
	static const struct {
		const char *metric;
		struct figure figure;
	} figures[] = {
		{ "o/ten", { 10, 9, 12, "ns", true, false } },
		{ "o/fail", { 10, 9, 12, "ns", false, false } },
		{ "o/insns", { 10, 9, 12, "insns", true, false } },
		{ "o/nan", { NAN, 9, 12, "ns", true, false } },
		{ "o/nan_hi", { 10, 9, NAN, "ns", true, false } },
		{ "o/zero", { 0, -1, 1, "ns", true, false } },
		{ "o/third", { 1 / 3., 0.3, 0.4, "ns", true, false } },
	};

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
		if (strcmp(metric, figures[i].metric))
			continue;
		*out = figures[i].figure;
		return true;
	}
	return false;
}

#define FIGURE(value, lo, hi)                                                                      \
	{                                                                                          \
		value, lo, hi, "ns", true, false                                                   \
	}

/* The figure has no interval. */
#define FIGURE_IN(value, unit)                                                                     \
	{                                                                                          \
		value, value, value, unit, true, false                                             \
	}

static void test_verdicts(void **state)
{
	static const struct {
		const char *limit;
		struct figure figure;
		unsigned int flags;
		enum bound_verdict verdict;
		const char *text;
	} cases[] = {
		/* The whole interval decides, and the limit itself is allowed. */
		{ "<= 100 ns", FIGURE(90, 80, 95), 0, BOUND_PASS, "<= 100 ns" },
		{ "<= 100 ns", FIGURE(90, 80, 100), 0, BOUND_PASS, "<= 100 ns" },
		{ "<= 100 ns", FIGURE(90, 80, 100.1), 0, BOUND_UNDECIDED, "<= 100 ns" },
		{ "<= 100 ns", FIGURE(110, 100, 120), 0, BOUND_UNDECIDED, "<= 100 ns" },
		{ "<= 100 ns", FIGURE(110, 100.1, 120), 0, BOUND_FAIL, "<= 100 ns" },
		{ ">= 100 ns", FIGURE(110, 100, 120), 0, BOUND_PASS, ">= 100 ns" },
		{ ">= 100 ns", FIGURE(90, 80, 100), 0, BOUND_UNDECIDED, ">= 100 ns" },
		{ ">= 100 ns", FIGURE(90, 80, 99.9), 0, BOUND_FAIL, ">= 100 ns" },
		{ "in 20..40 ns", FIGURE(30, 20, 40), 0, BOUND_PASS, "20..40 ns" },
		{ "in 20..40 ns", FIGURE(30, 10, 50), 0, BOUND_UNDECIDED, "20..40 ns" },
		{ "in 20..40 ns", FIGURE(15, 10, 20), 0, BOUND_UNDECIDED, "20..40 ns" },
		{ "in 20..40 ns", FIGURE(15, 10, 19), 0, BOUND_FAIL, "20..40 ns" },
		{ "in 20..40 ns", FIGURE(45, 40, 50), 0, BOUND_UNDECIDED, "20..40 ns" },
		{ "in 20..40 ns", FIGURE(45, 41, 50), 0, BOUND_FAIL, "20..40 ns" },
		{ "<= 100 ns", FIGURE(900, 800, 950), BOUND_NO_ABSOLUTE, BOUND_NOT_APPLICABLE,
		  "<= 100 ns (not enforced here)" },
		{ "<= 100 ns", FIGURE(900, 800, 950), BOUND_NO_TIME, BOUND_NOT_APPLICABLE,
		  "<= 100 ns (not enforced here)" },
		/*
		 * A shared core changes neither memory nor instructions, but a debug kernel changes
		 * both.
		 */
		{ "<= 100 bytes", FIGURE_IN(900, "bytes"), BOUND_NO_TIME, BOUND_FAIL,
		  "<= 100 bytes" },
		{ "<= 100 insns", FIGURE_IN(900, "insns"), BOUND_NO_TIME, BOUND_FAIL,
		  "<= 100 insns" },
		{ "<= 100 events/s", FIGURE_IN(900, "events/s"), BOUND_NO_TIME,
		  BOUND_NOT_APPLICABLE, "<= 100 events/s (not enforced here)" },
		{ "<= 100 bytes", FIGURE_IN(900, "bytes"), BOUND_NO_ABSOLUTE, BOUND_NOT_APPLICABLE,
		  "<= 100 bytes (not enforced here)" },
		{ "<= 1 insns", FIGURE(900, 800, 950), 0, BOUND_NOT_APPLICABLE,
		  "<= 1 insns (the figure is in ns)" },
		{ "none", FIGURE(1, 1, 1), 0, BOUND_NONE, "none" },
		/* hi against 1.5 * 9, lo against 1.5 * 12, and printed 1.5 * 10. */
		{ "<= 1.5 * o/ten", FIGURE(13, 12, 13.5), 0, BOUND_PASS, "<= 1.5 * o/ten (15 ns)" },
		{ "<= 1.5 * o/ten", FIGURE(13, 12, 13.6), 0, BOUND_UNDECIDED,
		  "<= 1.5 * o/ten (15 ns)" },
		{ "<= 1.5 * o/ten", FIGURE(19, 18, 20), 0, BOUND_UNDECIDED,
		  "<= 1.5 * o/ten (15 ns)" },
		{ "<= 1.5 * o/ten", FIGURE(19, 18.1, 20), 0, BOUND_FAIL, "<= 1.5 * o/ten (15 ns)" },
		/* Relative limits hold on any machine. */
		{ "<= 1.5 * o/ten", FIGURE(19, 18.1, 20), BOUND_NO_ABSOLUTE, BOUND_FAIL,
		  "<= 1.5 * o/ten (15 ns)" },
		{ ">= 2 * o/ten", FIGURE(25, 24, 26), 0, BOUND_PASS, ">= 2 * o/ten (20 ns)" },
		{ ">= 2 * o/ten", FIGURE(25, 23.9, 26), 0, BOUND_UNDECIDED,
		  ">= 2 * o/ten (20 ns)" },
		{ ">= 2 * o/ten", FIGURE(17, 16, 18), 0, BOUND_UNDECIDED, ">= 2 * o/ten (20 ns)" },
		{ ">= 2 * o/ten", FIGURE(17, 16, 17.9), 0, BOUND_FAIL, ">= 2 * o/ten (20 ns)" },
		{ "in 1..2 * o/ten", FIGURE(15, 12, 18), 0, BOUND_PASS,
		  "1..2 * o/ten (10..20 ns)" },
		{ "in 1..2 * o/ten", FIGURE(15, 11.9, 18), 0, BOUND_UNDECIDED,
		  "1..2 * o/ten (10..20 ns)" },
		{ "in 1..2 * o/ten", FIGURE(15, 12, 18.1), 0, BOUND_UNDECIDED,
		  "1..2 * o/ten (10..20 ns)" },
		{ "in 1.1..1.3 * o/ten", FIGURE(16, 15.6, 17), 0, BOUND_UNDECIDED,
		  "1.1..1.3 * o/ten (11..13 ns)" },
		{ "in 1.1..1.3 * o/ten", FIGURE(16, 15.7, 17), 0, BOUND_FAIL,
		  "1.1..1.3 * o/ten (11..13 ns)" },
		{ "<= 2 * o/third", FIGURE(0.5, 0.4, 0.6), 0, BOUND_PASS,
		  "<= 2 * o/third (0.667 ns)" },
		{ "<= 2 * o/missing", FIGURE(1, 1, 1), 0, BOUND_NOT_APPLICABLE,
		  "<= 2 * o/missing (not measured)" },
		{ "<= 2 * o/fail", FIGURE(1, 1, 1), 0, BOUND_NOT_APPLICABLE,
		  "<= 2 * o/fail (not measured)" },
		{ "<= 2 * o/nan", FIGURE(1, 1, 1), 0, BOUND_NOT_APPLICABLE,
		  "<= 2 * o/nan (not measured)" },
		{ "<= 2 * o/nan_hi", FIGURE(1, 1, 1), 0, BOUND_NOT_APPLICABLE,
		  "<= 2 * o/nan_hi (not measured)" },
		{ "<= 2 * o/insns", FIGURE(1, 1, 1), 0, BOUND_NOT_APPLICABLE,
		  "<= 2 * o/insns (in another unit)" },
		{ "<= 2 * o/zero", FIGURE(1, 1, 1), 0, BOUND_NOT_APPLICABLE,
		  "<= 2 * o/zero (not above 0)" },
		/* Not a number never passes. */
		{ "<= 100 ns", FIGURE(NAN, NAN, NAN), 0, BOUND_FAIL, "<= 100 ns" },
		{ "<= 100 ns", FIGURE(50, NAN, 60), 0, BOUND_FAIL, "<= 100 ns" },
		{ "<= 100 ns", FIGURE(50, 40, NAN), 0, BOUND_FAIL, "<= 100 ns" },
		{ ">= 100 ns", FIGURE(NAN, 200, 300), 0, BOUND_FAIL, ">= 100 ns" },
		{ "<= 2 * o/ten", FIGURE(NAN, 1, 1), 0, BOUND_FAIL, "<= 2 * o/ten (20 ns)" },
		{ "<= 100 ns",
		  { 1, 1, 1, "ns", false, false },
		  0,
		  BOUND_NOT_APPLICABLE,
		  "<= 100 ns (nothing measured)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char line[64], text[128];
		struct bounds *bounds;

		snprintf(line, sizeof(line), "m/o %s", cases[i].limit);
		bounds = bounds_of(line);
		assert_int_equal(bounds_check(bounds_at(bounds, 0), &cases[i].figure, lookup, NULL,
					      cases[i].flags, text, sizeof(text)),
				 cases[i].verdict);
		assert_string_equal(text, cases[i].text);
		bounds_free(bounds);
	}
}

/* The absolute and the relative limit of a metric both apply. */
static void test_judge(void **state)
{
	static const struct {
		const char *limits;
		unsigned int flags;
		enum bound_verdict verdict;
		const char *text;
	} cases[] = {
		/* The figure is 30, and that of o/ten is 10. */
		{ "", 0, BOUND_NONE, "" },
		{ "m/o <= 40 ns\nm/o <= 4 * o/ten", 0, BOUND_PASS, "<= 40 ns" },
		{ "m/o <= 20 ns\nm/o <= 4 * o/ten", 0, BOUND_FAIL, "<= 20 ns" },
		{ "m/o <= 40 ns\nm/o <= 2 * o/ten", 0, BOUND_FAIL, "<= 2 * o/ten (20 ns)" },
		{ "m/o <= 40 insns\nm/o <= 2 * o/ten", 0, BOUND_FAIL, "<= 2 * o/ten (20 ns)" },
		{ "m/o <= 20 ns\nm/o <= 4 * o/ten", BOUND_NO_ABSOLUTE, BOUND_PASS,
		  "<= 4 * o/ten (40 ns)" },
		{ "m/o <= 30 ns\nm/o <= 4 * o/ten", 0, BOUND_UNDECIDED, "<= 30 ns" },
		{ "m/o <= 40 ns\nm/o <= 3 * o/ten", 0, BOUND_UNDECIDED, "<= 3 * o/ten (30 ns)" },
		{ "m/o <= 30 ns\nm/o <= 2 * o/ten", 0, BOUND_FAIL, "<= 2 * o/ten (20 ns)" },
		{ "m/o <= 20 ns", BOUND_NO_ABSOLUTE, BOUND_NOT_APPLICABLE,
		  "<= 20 ns (not enforced here)" },
		{ "m/o <= 40 ns\nm/o <= 2 * o/missing", 0, BOUND_PASS, "<= 40 ns" },
		{ "m/o none\nm/o <= 1 ns", 0, BOUND_NONE, "" },
	};
	const struct figure figure = FIGURE(30, 29, 31);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bounds *bounds = bounds_of(cases[i].limits);
		char text[128];

		assert_int_equal(bounds_judge(bounds, "m/o", &figure, lookup, NULL, cases[i].flags,
					      text, sizeof(text)),
				 cases[i].verdict);
		assert_string_equal(text, cases[i].text);
		bounds_free(bounds);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = {
		{ 0, "0" },	  { 0.6, "0.6" },	{ 18.24, "18.2" },
		{ 100, "100" },	  { 931712, "931712" }, { 1234.5, "1234" },
		{ -2.5, "-2.5" }, { NAN, "nan" },	{ INFINITY, "inf" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bound_number(cases[i].number, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_form),
		cmocka_unit_test(test_nothing_in_it),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_no_text),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_first_match_wins),
		cmocka_unit_test(test_in_one_unit),
		cmocka_unit_test(test_tails),
		cmocka_unit_test(test_later_files_override),
		cmocka_unit_test(test_never_relative_to_itself),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
