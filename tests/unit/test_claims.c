// SPDX-License-Identifier: GPL-2.0-only
/* Published beside measured: verdicts, reasons, and the file that is shipped. */
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

#include <errno.h>

#include "bench/claims.h"

#define ERR_SIZE 256

static bool lookup(void *arg, const char *metric, struct figure *out)
{
	static const struct {
		const char *metric;
		struct figure figure;
	} figures[] = {
		{ "m/cheap", { 10, 9, 11, "ns", true, false } },
		{ "m/middle", { 30, 25, 35, "ns", true, false } },
		{ "m/dear", { 50, 45, 60, "ns", true, false } },
		{ "m/touches_low", { 18, 16, 20, "ns", true, false } },
		{ "m/touches_high", { 45, 40, 50, "ns", true, false } },
		{ "m/insns", { 30, 30, 30, "insns", true, false } },
		{ "m/failed", { 30, 30, 30, "ns", false, false } },
		{ "m/nan", { NAN, NAN, NAN, "ns", true, false } },
		{ "m/zero", { 0, -1, 1, "ns", true, false } },
		{ "m/near_zero", { 1, -1, 2, "ns", true, false } },
		{ "m/rate", { 5000, 4000, 6000, "events/s", true, false } },
		{ "m/packets", { 5000, 4000, 6000, "packets/s", true, false } },
		{ "m/size", { 931712, 931712, 931712, "bytes", true, false } },
	};

	(void)arg;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (strcmp(metric, figures[i].metric))
			continue;
		*out = figures[i].figure;
		return true;
	}
	return false;
}

static struct bounds *read_text(const char *text)
{
	char path[] = "/tmp/test_claims.XXXXXX", err[ERR_SIZE] = "";
	struct bounds *bounds = bounds_new();
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	bounds_read(bounds, path, err, sizeof(err));
	unlink(path);
	assert_string_equal(err, "");
	return bounds;
}

/* The table; runs of spaces are one, as columns are as wide as they need. */
static char *table_of(const struct bounds *bounds, const char *unit, const char *not_ns)
{
	char *text = NULL, *to;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(claims_print(out, bounds, lookup, NULL, unit, not_ns), 0);
	fclose(out);
	to = text;
	for (const char *from = text; *from; from++)
		if (*from != ' ' || from[1] != ' ')
			*to++ = *from;
	*to = '\0';
	return text;
}

static void assert_line(const char *table, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = table; (at = strstr(at, line)); at++)
		if ((at == table || at[-1] == '\n') && at[len] == '\n')
			return;
	fail_msg("no line '%s' in\n%s", line, table);
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *claim, *line;
	} cases[] = {
		{ "m/cheap in 20..40 ns # claim c [D] -",
		  "c m/cheap 20..40 ns 10 ns [9, 11] CHEAPER D -" },
		{ "m/middle in 20..40 ns # claim c.d [D,O, T] 95 %; a remark",
		  "c.d m/middle 20..40 ns 30 ns [25, 35] HOLDS D,O, T 95 % a remark" },
		{ "m/dear in 20..40 ns # claim c [D] -",
		  "c m/dear 20..40 ns 50 ns [45, 60] DEARER D -" },
		{ "m/touches_low in 20..40 ns # claim c [D] -",
		  "c m/touches_low 20..40 ns 18 ns [16, 20] UNDECIDED D -" },
		{ "m/touches_high in 20..40 ns # claim c [D] -",
		  "c m/touches_high 20..40 ns 45 ns [40, 50] UNDECIDED D -" },
		/* Far below a limit it still holds. */
		{ "m/cheap <= 100 ns # claim c [O] -",
		  "c m/cheap <= 100 ns 10 ns [9, 11] HOLDS O -" },
		{ "m/dear <= 44 ns # claim c [O] -",
		  "c m/dear <= 44 ns 50 ns [45, 60] DEARER O -" },
		{ "m/cheap >= 12 ns # claim c [O] -",
		  "c m/cheap >= 12 ns 10 ns [9, 11] CHEAPER O -" },
		/* 50/30; 45/35 and 60/25. */
		{ "m/dear in 1.1..1.2 * m/middle # claim c [D] -",
		  "c m/dear 1.1..1.2 * m/middle 1.67x [1.29, 2.4] DEARER D -" },
		{ "m/dear in 1.1..1.3 * m/middle # claim c [D] -",
		  "c m/dear 1.1..1.3 * m/middle 1.67x [1.29, 2.4] UNDECIDED D -" },
		{ "m/dear in 1.2..2.4 * m/middle # claim c [D] -",
		  "c m/dear 1.2..2.4 * m/middle 1.67x [1.29, 2.4] HOLDS D -" },
		/* Astride one end of a range, the other one, and a limit with one end. */
		{ "m/middle in 26..40 ns # claim c [D] -",
		  "c m/middle 26..40 ns 30 ns [25, 35] UNDECIDED D -" },
		{ "m/middle in 20..34 ns # claim c [D] -",
		  "c m/middle 20..34 ns 30 ns [25, 35] UNDECIDED D -" },
		{ "m/middle <= 30 ns # claim c [D] -",
		  "c m/middle <= 30 ns 30 ns [25, 35] UNDECIDED D -" },
		{ "m/middle >= 30 ns # claim c [D] -",
		  "c m/middle >= 30 ns 30 ns [25, 35] UNDECIDED D -" },
		{ "m/cheap <= 1 * m/dear # claim c [T] -",
		  "c m/cheap <= 1 * m/dear 0.2x [0.15, 0.244] HOLDS T -" },
		/* The denominator may be 0: the ratio has no upper end. */
		{ "m/cheap <= 2 * m/near_zero # claim c [T] -",
		  "c m/cheap <= 2 * m/near_zero 10x [4.5, inf] DEARER T -" },
		/* Fewer events than published is dearer. */
		{ "m/rate >= 7000 events/s # claim c [O] -",
		  "c m/rate >= 7000 events/s 5000 events/s [4000, 6000] DEARER O -" },
		{ "m/rate <= 3000 events/s # claim c [O] -",
		  "c m/rate <= 3000 events/s 5000 events/s [4000, 6000] CHEAPER O -" },
		{ "m/packets >= 7000 packets/s # claim c [T] -",
		  "c m/packets >= 7000 packets/s 5000 packets/s [4000, 6000] DEARER T -" },
		{ "m/size in 931712..931712 bytes # claim c [T] -",
		  "c m/size 931712..931712 bytes 931712 bytes [931712, 931712] HOLDS T -" },
		/* A reason that has gone is not printed. */
		{ "m/middle in 20..40 ns # claim c [D] -; needs nothing",
		  "c m/middle 20..40 ns 30 ns [25, 35] HOLDS D -" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bounds *bounds = read_text(cases[i].claim);
		char *table = table_of(bounds, "ns", NULL);

		assert_line(table, cases[i].line);
		free(table);
		bounds_free(bounds);
	}
}

static void test_not_measurable(void **state)
{
	static const struct {
		const char *claim, *unit, *not_ns, *line;
	} cases[] = {
		{ "m/x in 2..4 ns # claim c [D] -", "ns", NULL,
		  "c m/x 2..4 ns - NOT MEASURABLE HERE D - m/x was not measured" },
		{ "m/failed in 2..4 ns # claim c [D] -", "ns", NULL,
		  "c m/failed 2..4 ns - NOT MEASURABLE HERE D - m/failed was not measured" },
		{ "m/nan in 2..4 ns # claim c [D] -", "ns", NULL,
		  "c m/nan 2..4 ns - NOT MEASURABLE HERE D - m/nan was not measured" },
		{ "m/x in 2..4 ns # claim c [D] -; hi; needs concurrent writers: later", "ns", NULL,
		  "c m/x 2..4 ns - NOT MEASURABLE HERE D - needs concurrent writers: later" },
		{ "m/insns in 2..4 ns # claim c [D] -", "insns", NULL,
		  "c m/insns 2..4 ns - NOT MEASURABLE HERE D - the clock counts insns" },
		{ "m/middle in 2..4 ns # claim c [D] -", "ns", "debug kernel: CONFIG_KASAN",
		  "c m/middle 2..4 ns - NOT MEASURABLE HERE D - debug kernel: CONFIG_KASAN" },
		{ "m/insns in 2..4 ns # claim c [D] -", "ns", NULL,
		  "c m/insns 2..4 ns - NOT MEASURABLE HERE D - the figure is in insns" },
		{ "m/middle <= 1 * m/x # claim c [D] -", "ns", NULL,
		  "c m/middle <= 1 * m/x - NOT MEASURABLE HERE D - no usable figure of m/x" },
		{ "m/middle <= 1 * m/zero # claim c [D] -", "ns", NULL,
		  "c m/middle <= 1 * m/zero - NOT MEASURABLE HERE D - no usable figure of m/zero" },
		{ "m/middle <= 1 * m/insns # claim c [D] -", "ns", NULL,
		  "c m/middle <= 1 * m/insns - NOT MEASURABLE HERE D - "
		  "no usable figure of m/insns" },
		/* What is no time is measured all the same. */
		{ "m/size <= 1 bytes # claim c [T] -", "insns", "debug kernel",
		  "c m/size <= 1 bytes 931712 bytes [931712, 931712] DEARER T -" },
		{ "m/cheap <= 1 * m/dear # claim c [T] -", "ns", "debug kernel",
		  "c m/cheap <= 1 * m/dear 0.2x [0.15, 0.244] HOLDS T -" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bounds *bounds = read_text(cases[i].claim);
		char *table = table_of(bounds, cases[i].unit, cases[i].not_ns);

		assert_line(table, cases[i].line);
		free(table);
		bounds_free(bounds);
	}
}

static void test_table(void **state)
{
	struct bounds *bounds = read_text("m/cheap in 20..40 ns # claim a [D] -\n"
					  "m/middle in 20..40 ns # a limit, no claim\n"
					  "m/middle in 20..40 ns # claim b D -\n"
					  "m/middle in 20..40 ns # claim b [D]\n"
					  "m/* none # claim b [D] -\n"
					  "m/middle in 20..40 ns # claim c [O] -\n"
					  "m/x in 20..40 ns # claim d [T] -\n");
	struct bounds *none = bounds_new();
	char *table = table_of(bounds, "ns", NULL);
	FILE *full;

	(void)state;
	assert_string_equal(table,
			    "CLAIM OPERATION PUBLISHED MEASURED VERDICT SOURCE CONFIDENCE\n"
			    "a m/cheap 20..40 ns 10 ns [9, 11] CHEAPER D -\n"
			    "c m/middle 20..40 ns 30 ns [25, 35] HOLDS O -\n"
			    "d m/x 20..40 ns - NOT MEASURABLE HERE T - m/x was not measured\n"
			    "Claims: 2 measured of 3: 1 HOLDS, 1 CHEAPER, 0 DEARER, 0 UNDECIDED, 1 "
			    "NOT MEASURABLE HERE\n");
	free(table);
	table = table_of(none, "ns", NULL);
	assert_line(table, "Claims: 0 measured of 0: 0 HOLDS, 0 CHEAPER, 0 DEARER, 0 UNDECIDED, 0 "
			   "NOT MEASURABLE HERE");
	free(table);

	full = fopen("/dev/full", "w");
	if (full) {
		assert_int_equal(claims_print(full, bounds, lookup, NULL, "ns", NULL), -EIO);
		fclose(full);
	}
	bounds_free(none);
	bounds_free(bounds);
}

/* Every map.* and helper.* figure of the list of claims is there and readable. */
static void test_published_file(void **state)
{
	static const char *const claims[] = {
		"map.array_lookup",
		"map.hash_lookup",
		"map.percpu_array_lookup",
		"map.lru_hash_lookup",
		"map.lookup_limit",
		"map.update_limit",
		"map.array_vs_hash",
		"map.percpu_vs_shared",
		"map.lru_tuning",
		"map.prealloc_mem",
		"map.oversize",
		"helper.ktime_get_ns",
		"helper.probe_read",
		"helper.perf_event_output",
		"helper.get_stackid",
		"helper.trace_printk",
		"hook.kprobe",
		"hook.kretprobe",
		"hook.tracepoint",
		"hook.raw_tp",
		"hook.fentry",
		"hook.fexit",
		"hook.fentry_vs_kprobe",
		"hook.uprobe",
		"hook.order",
		"hook.perf_event",
		"hook.xdp",
		"hook.types",
		"output.64B",
		"output.1KB",
		"output.throughput",
		"output.batch",
		"output.filter",
		"output.aggregate",
		"output.memcpy",
		"output.perfbuf_mem",
		"sampling.production",
		"sampling.staging",
		"sampling.development",
		"sampling.debug",
	};
	struct bounds *bounds = bounds_new();
	char err[ERR_SIZE], expected[64];
	unsigned int lines = 0;
	char *table;

	(void)state;
	if (bounds_read(bounds, "bounds/published.bounds", err, sizeof(err)))
		fail_msg("%s", err);
	table = table_of(bounds, "ns", NULL);
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		snprintf(expected, sizeof(expected), "\n%s ", claims[i]);
		if (!strstr(table, expected))
			fail_msg("no %s in\n%s", claims[i], table);
	}
	/* No line of the file was left out: headings, claims, sum. */
	for (const char *at = table; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, bounds_count(bounds) + 2);
	free(table);
	bounds_free(bounds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_not_measurable),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_published_file),
	};

	return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}
