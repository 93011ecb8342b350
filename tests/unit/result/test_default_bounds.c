// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests that bounds/default.bounds is useful: measured figures keep every limit, and figures three
 * times as large break it.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/result/bounds.h"

#define FILE_NAME "tests/figures.tsv"

/*
 * A figure below this share of the other one, or of three times the limit, counts as no cost: three
 * times nothing is nothing.
 */
#define NOTHING 0.02

/* One line of tests/figures.tsv. */
struct line {
	char label[16], name[96], unit[16];
	double value, lo, hi;
};

struct lines {
	struct line *line;
	size_t n;
};

/* The figures of one label, which limits may compare with each other. */
struct set {
	const struct lines *lines;
	const char *label;
};

static struct lines read_lines(void)
{
	struct lines lines = {};
	char text[512];
	FILE *file = fopen(FILE_NAME, "re");

	assert_non_null(file);
	while (fgets(text, sizeof(text), file)) {
		struct line line;

		if (*text == '#')
			continue;
		if (sscanf(text, "%15[^\t]\t%95[^\t]\t%15[^\t]\t%lf\t%lf\t%lf", line.label,
			   line.name, line.unit, &line.value, &line.lo, &line.hi) != 6)
			fail_msg("%s: %s", FILE_NAME, text);
		lines.line = realloc(lines.line, (lines.n + 1) * sizeof(line));
		assert_non_null(lines.line);
		lines.line[lines.n++] = line;
	}
	fclose(file);
	assert_true(lines.n > 0);
	return lines;
}

static struct figure figure_of(const struct line *line)
{
	return (struct figure){ line->value, line->lo, line->hi, line->unit, true, false };
}

static bool look_up(void *arg, const char *metric, struct figure *figure)
{
	const struct set *set = arg;

	for (size_t i = 0; i < set->lines->n; i++) {
		const struct line *line = &set->lines->line[i];

		if (strcmp(line->label, set->label) || strcmp(line->name, metric))
			continue;
		*figure = figure_of(line);
		return true;
	}
	return false;
}

/* The same figures without intervals, whose width depended on the load of that day. */
static bool look_up_point(void *arg, const char *metric, struct figure *figure)
{
	if (!look_up(arg, metric, figure))
		return false;
	figure->lo = figure->hi = figure->value;
	return true;
}

static bool read_default(struct bounds **bounds)
{
	char err[256];

	*bounds = bounds_new();
	if (bounds_read(*bounds, "bounds/default.bounds", err, sizeof(err)))
		fail_msg("%s", err);
	return true;
}

/* Returns true if this limit applies to the figure. */
static bool is_held(const struct bounds *bounds, const struct bound *bound, const struct line *line)
{
	return bounds_find(bounds, line->name, line->unit) == bound ||
	       bounds_find_relative(bounds, line->name, line->unit) == bound;
}

static enum bound_verdict check(const struct bound *bound, struct figure figure,
				figure_lookup lookup, struct set *set)
{
	char text[256];

	return bounds_check(bound, &figure, lookup, set, 0, text, sizeof(text));
}

static struct figure point(double value, const char *unit)
{
	return (struct figure){ value, value, value, unit, true, false };
}

/*
 * Returns true if the figure breaks the limit after it got worse by factor.  A figure without cost
 * instead gets the whole other figure, or three times the limit.
 */
static bool breaks(const struct bound *bound, const struct line *line, struct set *set,
		   double factor)
{
	double value = line->value, all = bound->hi * 3;
	struct figure other = {};

	if (bound->op == BOUND_GE)
		return check(bound, point(value / factor, line->unit), look_up_point, set) ==
		       BOUND_FAIL;
	if (bound->other && look_up(set, bound->other, &other))
		all = other.value;
	if (bound->op == BOUND_IN && bound->lo > 0 &&
	    check(bound, point(value / factor, line->unit), look_up_point, set) != BOUND_FAIL)
		return false;
	value = fabs(value) < NOTHING * all ? all : value * factor;
	return check(bound, point(value, line->unit), look_up_point, set) == BOUND_FAIL;
}

struct count {
	size_t held, tripled, doubled;
	/* Only instructions, which are known exactly. */
	size_t exact, exact_tripled;
};

/* Checks one figure with one limit, as measured and made worse. */
static void hold(const struct bound *bound, const struct line *line, struct set *set,
		 struct count *count)
{
	enum bound_verdict verdict = check(bound, figure_of(line), look_up, set);
	bool exact = !strcmp(line->unit, "insns");
	bool broken = breaks(bound, line, set, 3);

	if (verdict == BOUND_NOT_APPLICABLE)
		return;
	if (verdict == BOUND_FAIL || (exact && verdict != BOUND_PASS))
		fail_msg("bounds/default.bounds:%u: %s on %s is %g [%g, %g] %s", bound->line,
			 line->name, line->label, line->value, line->lo, line->hi, line->unit);
	count->held++;
	count->exact += exact;
	count->tripled += broken;
	count->exact_tripled += exact && broken;
	count->doubled += breaks(bound, line, set, 2);
}

static struct count hold_all(const struct bounds *bounds, const struct bound *bound,
			     const struct lines *lines)
{
	struct count count = {};

	for (size_t i = 0; i < lines->n; i++) {
		struct set set = { lines, lines->line[i].label };

		if (is_held(bounds, bound, &lines->line[i]))
			hold(bound, &lines->line[i], &set, &count);
	}
	return count;
}

static void test_every_limit_can_fail(void **state)
{
	struct lines lines = read_lines();
	size_t held = 0, doubled = 0, everywhere = 0, bad = 0;
	struct bounds *bounds;

	(void)state;
	read_default(&bounds);
	for (size_t i = 0; i < bounds_count(bounds); i++) {
		const struct bound *bound = bounds_at(bounds, i);
		struct count count = hold_all(bounds, bound, &lines);
		char text[128];

		bound_text(bound, text, sizeof(text));
		held += count.held > 0;
		doubled += count.doubled > 0;
		everywhere += count.tripled == count.held;
		if (!count.held || !count.tripled) {
			print_error("bounds/default.bounds:%u: %s %s: %s\n", bound->line,
				    bound->metric, text,
				    count.held ? "three times as large is no failure anywhere"
					       : "nothing measured is held against it");
			bad++;
		} else if (count.exact_tripled < count.exact) {
			print_message("line %u: %s %s: tripled fails in %zu of %zu\n", bound->line,
				      bound->metric, text, count.exact_tripled, count.exact);
		}
	}
	print_message("%zu limits: tripled, %zu fail in everything they were measured in; "
		      "doubled, %zu fail\n",
		      held, everywhere, doubled);
	assert_int_equal(bad, 0);
	free(lines.line);
	bounds_free(bounds);
}

/* Common operations have an upper limit in instructions, and in time if it can be known. */
static void test_ceilings(void **state)
{
	static const struct {
		const char *name;
		bool in_time;
	} ops[] = {
		{ "map_perf/array_lookup", true },
		{ "map_perf/percpu_array_lookup", true },
		{ "map_perf/hash_lookup_hit", true },
		{ "map_perf/hash_lookup_miss", true },
		{ "map_perf/hash_update_existing", true },
		{ "map_perf/hash_insert_delete", true },
		{ "map_perf/hash_noprealloc_update_existing", true },
		{ "map_perf/lru_hash_lookup", true },
		{ "map_perf/lru_hash_update", true },
		{ "map_perf/lpm_trie_lookup_1k", true },
		{ "map_perf/lpm_trie_lookup_64k", true },
		{ "map_perf/lpm_trie_lookup_1m", true },
		{ "map_perf/queue_push_pop", true },
		{ "map_perf/task_storage_get", true },
		{ "helper_perf/ktime_get_ns", true },
		{ "helper_perf/probe_read_kernel_8", true },
		{ "helper_perf/get_stackid_user_10", true },
		{ "helper_perf/get_stackid_kernel", true },
		{ "helper_perf/trace_printk", true },
		{ "helper_perf/get_smp_processor_id", false },
		{ "helper_perf/get_current_pid_tgid", false },
		{ "hook_perf/kprobe", false },
		{ "hook_perf/kretprobe", true },
		{ "hook_perf/kprobe_multi", true },
		{ "hook_perf/fentry", true },
		{ "hook_perf/fexit", true },
		{ "hook_perf/fmod_ret", true },
		{ "hook_perf/tracepoint", true },
		{ "hook_perf/raw_tp", true },
		{ "hook_perf/tp_btf", true },
		{ "hook_perf/uprobe_ret", false },
		{ "hook_perf/uprobe_nop", true },
		{ "hook_perf/uretprobe_nop", true },
		{ "hook_perf/usdt_nop", true },
		{ "hook_perf/usdt_nop5", false },
		{ "hook_perf/lsm", true },
		{ "hook_perf/xdp_drop_live", true },
		{ "hook_perf/xdp_pass_live", true },
		{ "hook_perf/tc_ingress_cls_bpf", true },
		{ "hook_perf/tc_ingress_tcx", true },
		{ "hook_perf/cgroup_skb_ingress", true },
		{ "hook_perf/cgroup_skb_egress", true },
		{ "hook_perf/cgroup_connect4", false },
		{ "hook_perf/perf_event_page_fault", false },
		{ "hook_perf/perf_event_cpu_clock", false },
		{ "output_perf/ringbuf_output_64", true },
	};
	struct bounds *bounds;

	(void)state;
	read_default(&bounds);
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		for (int time = 0; time < (ops[i].in_time ? 2 : 1); time++) {
			const char *unit = time ? "ns" : "insns";
			const struct bound *absolute = bounds_find(bounds, ops[i].name, unit);
			const struct bound *relative =
				bounds_find_relative(bounds, ops[i].name, unit);

			if (!(absolute && absolute->op != BOUND_GE) &&
			    !(relative && relative->op != BOUND_GE))
				fail_msg("%s has no upper end in %s", ops[i].name, unit);
		}
	bounds_free(bounds);
}

static void test_every_limit_says_why(void **state)
{
	struct bounds *bounds;

	(void)state;
	read_default(&bounds);
	for (size_t i = 0; i < bounds_count(bounds); i++)
		assert_true(*bounds_at(bounds, i)->why);
	bounds_free(bounds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_limit_can_fail),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_every_limit_says_why),
	};

	return cmocka_run_group_tests_name("default_bounds", tests, NULL, NULL);
}
