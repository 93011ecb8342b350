// SPDX-License-Identifier: GPL-2.0-only
/* Tests published figures: verdicts, reasons, and the file of the project. */
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

#include "bench/result/array.h"
#include "bench/result/claims.h"

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
		{ "m/x", { 0, 0, 0, "ns", false, false } },
		{ "m/failed", { 30, 30, 30, "ns", false, false } },
		{ "m/nan", { NAN, NAN, NAN, "ns", true, false } },
		{ "m/zero", { 0, -1, 1, "ns", true, false } },
		{ "m/near_zero", { 1, -1, 2, "ns", true, false } },
		{ "m/rate", { 5000, 4000, 6000, "events/s", true, false } },
		{ "m/packets", { 5000, 4000, 6000, "packets/s", true, false } },
		{ "m/size", { 931712, 931712, 931712, "bytes", true, false } },
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

/* Returns the table with single spaces, because columns are as wide as needed. */
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
		/* A figure far below the limit also holds. */
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
		/*
		 * The interval contains one end of a range, the other end, and a limit with one
		 * end.
		 */
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
		/* The denominator may be 0, so the ratio has no upper end. */
		{ "m/cheap <= 2 * m/near_zero # claim c [T] -",
		  "c m/cheap <= 2 * m/near_zero 10x [4.5, inf] DEARER T -" },
		/* Fewer events than published count as DEARER. */
		{ "m/rate >= 7000 events/s # claim c [O] -",
		  "c m/rate >= 7000 events/s 5000 events/s [4000, 6000] DEARER O -" },
		{ "m/rate <= 3000 events/s # claim c [O] -",
		  "c m/rate <= 3000 events/s 5000 events/s [4000, 6000] CHEAPER O -" },
		{ "m/packets >= 7000 packets/s # claim c [T] -",
		  "c m/packets >= 7000 packets/s 5000 packets/s [4000, 6000] DEARER T -" },
		{ "m/size in 931712..931712 bytes # claim c [T] -",
		  "c m/size 931712..931712 bytes 931712 bytes [931712, 931712] HOLDS T -" },
		/* An old reason is not printed. */
		{ "m/middle in 20..40 ns # claim c [D] -; needs nothing",
		  "c m/middle 20..40 ns 30 ns [25, 35] HOLDS D -" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
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
		/* Figures that are not times are measured anyway. */
		{ "m/size <= 1 bytes # claim c [T] -", "insns", "debug kernel",
		  "c m/size <= 1 bytes 931712 bytes [931712, 931712] DEARER T -" },
		{ "m/cheap <= 1 * m/dear # claim c [T] -", "ns", "debug kernel",
		  "c m/cheap <= 1 * m/dear 0.2x [0.15, 0.244] HOLDS T -" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
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
			    "Published figures: 1 hold, 0 dearer, 1 cheaper, 0 undecided, 1 not "
			    "measurable here, 0 not a cost\n"
			    "\na\n"
			    "CLAIM OPERATION PUBLISHED MEASURED VERDICT SOURCE CONFIDENCE\n"
			    "a m/cheap 20..40 ns 10 ns [9, 11] CHEAPER D -\n"
			    "\nc\n"
			    "CLAIM OPERATION PUBLISHED MEASURED VERDICT SOURCE CONFIDENCE\n"
			    "c m/middle 20..40 ns 30 ns [25, 35] HOLDS O -\n"
			    "\nd\n"
			    "CLAIM OPERATION PUBLISHED MEASURED VERDICT SOURCE CONFIDENCE\n"
			    "d m/x 20..40 ns - NOT MEASURABLE HERE T - m/x was not measured\n");
	free(table);
	table = table_of(none, "ns", NULL);
	assert_string_equal(table, "Published figures: 0 hold, 0 dearer, 0 cheaper, 0 undecided, 0 "
				   "not measurable here, 0 not a cost\n");
	free(table);

	full = fopen("/dev/full", "w");
	if (full) {
		assert_int_equal(claims_print(full, bounds, lookup, NULL, "ns", NULL), -EIO);
		fclose(full);
	}
	bounds_free(none);
	bounds_free(bounds);
}

/* Only claims about operations of the run are shown, each group once, whatever their order. */
static void test_selection(void **state)
{
	struct bounds *bounds =
		read_text("m/cheap in 20..40 ns # claim map.one [D] high\n"
			  "other/thing in 20..40 ns # claim helper.two [D] -\n"
			  "other/part in 20..40 ns # claim helper.three [D] -; needs a clock\n"
			  "m/part in 2..4 ns # claim map.four [D] -; needs a finer clock\n"
			  "claims/map.five none # claim map.five [O] -; not a cost: a choice\n"
			  "claims/helper.six none # claim helper.six [O] -; not a cost: a choice\n"
			  "claims/map.seven none # claim map.seven [O] -; switched off\n"
			  "m/insns in 2..4 insns # claim map.last [D] -\n");
	char *table = table_of(bounds, "ns", NULL);

	(void)state;
	assert_string_equal(
		table,
		"Published figures: 0 hold, 1 dearer, 1 cheaper, 0 undecided, 1 not measurable "
		"here, 1 not a cost (of 7, 3 are of operations that were not selected)\n"
		"\nMaps\n"
		"CLAIM OPERATION PUBLISHED MEASURED VERDICT SOURCE CONFIDENCE\n"
		"map.one m/cheap 20..40 ns 10 ns [9, 11] CHEAPER D high\n"
		"map.four m/part 2..4 ns - NOT MEASURABLE HERE D - needs a finer clock\n"
		"map.five - - - NOT A COST O - not a cost: a choice\n"
		"map.last m/insns 2..4 insns 30 insns [30, 30] DEARER D -\n");
	free(table);
	bounds_free(bounds);
}

static bool has_claim(const struct claim *rows, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].cells[CLAIM_ID], id))
			return true;
	return false;
}

/* Every published figure has a line, or one that says why it is not a cost. */
static void test_published_file(void **state)
{
	static const char *const claims[] = {
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
		"map.percpu_mem",
		"map.by_pid",
		"map.array_fastest",
		"map.merge",
		"map.collisions",
		"map.oversize",
		"helper.ktime_get_ns",
		"helper.clocks",
		"helper.probe_read",
		"helper.perf_event_output",
		"helper.get_stackid",
		"helper.trace_printk",
		"helper.cpu_id",
		"output.64B",
		"output.1KB",
		"output.throughput",
		"output.batch",
		"output.filter",
		"output.aggregate",
		"output.memcpy",
		"output.perfbuf_mem",
		"output.ringbuf_mem",
		"output.loss",
		"sampling.production",
		"sampling.staging",
		"sampling.development",
		"sampling.debug",
		"sampling.features",
		"sampling.max_samples",
		"sampling.alert",
		"insn.jit",
		"insn.expansion",
		"insn.interp",
		"insn.jit_vs_interp",
		"insn.alu",
		"insn.div_vs_shift",
		"insn.unroll",
		"insn.inline",
		"insn.tail_call",
		"config.create",
		"config.validate",
		"config.build",
		"config.rate",
		"config.loader",
		"tool.cpu",
		"tool.memory",
		"tool.loss",
		"tool.p99",
		"tool.six",
		"tool.list",
		"tool.compare",
		"tool.example",
		"tool.where",
		"tool.optimise",
	};
	struct bounds *bounds = bounds_new();
	struct claim *rows;
	char err[ERR_SIZE];
	size_t n;

	(void)state;
	if (bounds_read(bounds, "bounds/published.bounds", err, sizeof(err)))
		fail_msg("%s", err);
	assert_int_equal(claims_judge(bounds, NULL, NULL, "ns", NULL, &rows, &n), 0);
	for (size_t i = 0; i < ARRAY_SIZE(claims); i++)
		if (!has_claim(rows, n, claims[i]))
			fail_msg("bounds/published.bounds has no claim %s", claims[i]);
	/* Every line of the file is a claim. */
	assert_int_equal(n, bounds_count(bounds));
	free(rows);
	bounds_free(bounds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),       cmocka_unit_test(test_not_measurable),
		cmocka_unit_test(test_table),	       cmocka_unit_test(test_selection),
		cmocka_unit_test(test_published_file),
	};

	return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}
