// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine/count.h"
#include "bench/engine/engine.h"
#include "bench/engine/sample.h"
#include "bench/engine/scan.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/result/stats.h"

/* The instructions of an operation do not depend on neighbours, but interrupts add some: use the
 * median. Cycles depend on neighbours, as time does: use the same quantiles as for time. */
static const struct {
	double sample, round;
} quantiles[BENCH_EVENTS] = {
	[BENCH_CYCLES] = { 0.10, 0.40 },
	[BENCH_INSNS] = { 0.50, 0.50 },
};

void count_open(struct bench *bench)
{
	char why[REASON_SIZE];

	/* The environment record has the reason if there are none. */
	hw_open(&bench->hw, bench->hw.events, bench->config->cpu, why, sizeof(why));
}

void count_instead(struct bench *bench, const struct hw_event events[BENCH_EVENTS], bool around)
{
	bench->hw.events = events;
	bench->count_around = around;
}

void count_free(struct counts *counts)
{
	free(counts->count);
	free(counts->idle);
	for (int i = 0; i < BENCH_EVENTS; i++) {
		free(counts->samples[i].values);
		free(counts->rounds[i].values);
	}
}

static struct bpf_program *find(const struct bpf_object *obj, const char *name)
{
	return name ? bpf_object__find_program_by_name(obj, name) : NULL;
}

void count_scan(struct group *group, const struct bpf_object *obj)
{
	char why[REASON_SIZE];
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		const struct bpf_program *prog = find(obj, op->counts.count);

		op->counts.supported = prog &&
				       !scan_refusal(group->scan, obj, prog, why, sizeof(why));
	}
}

void count_choose(const struct group *group, const struct bpf_object *obj,
		  const struct bench *bench)
{
	bool counts = bench && hw_is_open(&bench->hw);
	bool programs = counts && !bench->count_around && !group->no_counting;
	const struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		bool inside = programs && op->needed && op->counts.supported;
		struct bpf_program *count = find(obj, op->counts.count);
		struct bpf_program *idle = find(obj, op->counts.idle);

		if (count)
			bpf_program__set_autoload(count, inside);
		if (idle)
			bpf_program__set_autoload(idle, counts && op->needed && !inside);
	}
}

/* Puts the counters into the map by which the programs read them. Returns 0 or a negative errno. */
static int give_counters(const struct bpf_object *obj, const struct hw *hw)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(obj, BENCH_EVENTS_MAP);
	int err = map ? 0 : -ENOENT;

	for (__u32 i = 0; !err && i < BENCH_EVENTS; i++)
		if (bpf_map_update_elem(bpf_map__fd(map), &i, &hw->fd[i], BPF_ANY))
			err = -errno;
	return err;
}

static struct bpf_program *loaded(const struct bpf_object *obj, const char *name)
{
	struct bpf_program *prog = find(obj, name);

	return prog && bpf_program__fd(prog) >= 0 ? prog : NULL;
}

void count_load(struct group *group, const struct bpf_object *obj, const struct bench *bench)
{
	bool given = false;
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		struct counts *counts = &op->counts;

		for (int i = 0; i < BENCH_EVENTS; i++)
			counts->samples[i].n = 0;
		counts->count_prog = loaded(obj, counts->count);
		counts->idle_prog = loaded(obj, counts->idle);
		if (counts->count_prog && !given) {
			counts->err = give_counters(obj, &bench->hw);
			/* In the next round user space counts. */
			group->no_counting = group->no_counting || counts->err;
			given = true;
		}
	}
}

/* Runs the counting program once. Its readings are divided by the number of operations. */
static int count_inside(struct measurement *m, const struct op *of, double events[BENCH_EVENTS])
{
	volatile struct bench_out *out = m->round->out;
	struct bench_counter readings[BENCH_READINGS][BENCH_EVENTS];
	uint64_t before = out->runs;
	int err = sample_program(m->group, of, of->counts.count_prog, m->round, NULL);

	if (err)
		return err;
	if (out->runs == before || out->count_err)
		return -ENODATA;
	memcpy(readings, (const void *)out->counters, sizeof(readings));
	return hw_per_operation(readings, out->n, events) ? 0 : -EBUSY;
}

/* Runs another program once and counts the run as a whole, from user space. */
static int count_around(struct measurement *m, const struct op *of, const struct bpf_program *prog,
			double events[BENCH_EVENTS])
{
	struct count_window window = { .hw = &m->bench->hw };
	int err;

	/* A value that no program writes. */
	m->round->out->n = UINT64_MAX;
	err = sample_program(m->group, of, prog, m->round, &window);
	if (err)
		return err;
	if (m->round->out->n == UINT64_MAX)
		return -ENODATA;
	return hw_between(window.before, window.after, events) ? 0 : -EBUSY;
}

/* Takes half as many runs as are timed, fewer of an operation that takes long, after one run that
 * only warms the caches. Returns 0 or the last error. */
static int take(struct measurement *m, const struct op *of, struct counts *counts,
		struct bpf_program *prog, struct samples samples[BENCH_EVENTS])
{
	bool inside = prog == of->counts.count_prog;
	double events[BENCH_EVENTS];
	const struct pace *pace = &m->bench->pace;
	unsigned int i, runs = pace->turns * pace->block / 2;
	uint64_t start = clock_ns();
	struct bpf_link *link;
	int err = sample_attach(m->group, prog, &link), last = 0;

	for (i = 0; !err && i <= runs && (i < 2 || clock_ns() - start < pace->op_ns); i++) {
		err = inside ? count_inside(m, of, events) : count_around(m, of, prog, events);
		counts->tried++;
		counts->refused += err == -EBUSY;
		for (int j = 0; !err && i && j < BENCH_EVENTS; j++)
			err = samples_add(&samples[j], events[j]);
		/* The counters may be free again in the next run. */
		if (err == -EBUSY) {
			last = err;
			err = 0;
		}
	}
	bpf_link__destroy(link);
	return err ? err : last;
}

static double typical(struct samples *samples, int event)
{
	stats_sort(samples->values, samples->n);
	return stats_quantile(samples->values, samples->n, quantiles[event].sample);
}

/* Converts counts of whole runs into counts per operation. The idle program gives the count of a
 * run without operations. */
static void per_operation(struct samples runs[BENCH_EVENTS], struct samples idle[BENCH_EVENTS],
			  uint64_t n)
{
	for (int i = 0; i < BENCH_EVENTS; i++) {
		double own = typical(&idle[i], i);

		if (!idle[i].n || !n)
			runs[i].n = 0;
		for (size_t j = 0; j < runs[i].n; j++)
			runs[i].values[j] = (runs[i].values[j] - own) / n;
	}
}

void count_op(struct measurement *m, struct op *op)
{
	const struct op *of = op->hook ? op->base : op;
	struct samples idle[BENCH_EVENTS] = {};
	struct counts *counts = &op->counts;
	uint64_t n;
	int err;

	if (!hw_is_open(&m->bench->hw) || !of || !of->loop_prog)
		return;
	counts->inside = of->counts.count_prog;
	if (counts->inside) {
		err = take(m, of, counts, of->counts.count_prog, counts->samples);
	} else if (of->counts.idle_prog) {
		err = take(m, of, counts, of->loop_prog, counts->samples);
		n = m->round->out->n;
		if (!err || err == -EBUSY)
			err = take(m, of, counts, of->counts.idle_prog, idle);
		per_operation(counts->samples, idle, n);
		for (int i = 0; i < BENCH_EVENTS; i++)
			free(idle[i].values);
	} else {
		err = -ENOENT;
	}
	if (err)
		counts->err = err;
	/* The callback's reason is for this run only. */
	m->round->why[0] = '\0';
}

static void count_figures(struct op *op)
{
	const struct op *base = op->base;

	for (int i = 0; i < BENCH_EVENTS; i++) {
		double net = typical(&op->counts.samples[i], i);

		if (!op->counts.samples[i].n || (base && !base->counts.samples[i].n))
			continue;
		if (base)
			net -= stats_quantile(base->counts.samples[i].values,
					      base->counts.samples[i].n, quantiles[i].sample);
		if (samples_add(&op->counts.rounds[i], net))
			op->counts.err = -ENOMEM;
	}
}

void count_round(struct measurement *m)
{
	struct op *op;

	if (!hw_is_open(&m->bench->hw))
		return;
	for (op = m->group->ops; op < m->group->ops + m->group->n; op++)
		if (op_runs_now(op) && !op->hook)
			count_op(m, op);
	/* Baselines must be sorted before they are subtracted. */
	for (op = m->group->ops; op < m->group->ops + m->group->n; op++)
		for (int i = 0; i < BENCH_EVENTS; i++)
			typical(&op->counts.samples[i], i);
	for (op = m->group->ops; op < m->group->ops + m->group->n; op++)
		if (op_runs_now(op))
			count_figures(op);
}

static char *no_counts(const struct counts *counts)
{
	char *why;

	if (counts->refused)
		return asprintf(
			       &why,
			       "others had the counters in %lu of %lu runs: is a profiler running?",
			       counts->refused, counts->tried) < 0
			       ? NULL
			       : why;
	return strdup(counts->err ? log_errno(counts->err) : "not counted in any round");
}

/* Returns the quantile of the rounds of one event, and its interval. */
static double figure(const struct counts *counts, int event, double *lo, double *hi)
{
	const struct samples *rounds = &counts->rounds[event];
	double *sorted = calloc(rounds->n, sizeof(*sorted)), value;

	if (!sorted)
		return *lo = *hi = rounds->values[0];
	memcpy(sorted, rounds->values, rounds->n * sizeof(*sorted));
	stats_sort(sorted, rounds->n);
	value = stats_interval(sorted, rounds->n, quantiles[event].round, lo, hi);
	free(sorted);
	return value;
}

void count_result(const struct op *op, const struct bench *bench, struct hw_cost *cost)
{
	const struct counts *counts = &op->counts;
	const struct op *of = op->hook ? op->base : op;
	const struct hw_event *events = bench->hw.events;
	size_t n = counts->rounds[BENCH_INSNS].n;

	if (!hw_is_open(&bench->hw) || !of || !of->loop)
		return;
	if (!n || counts->rounds[BENCH_CYCLES].n != n) {
		cost->reason = no_counts(counts);
		return;
	}
	cost->rounds = calloc(n, sizeof(*cost->rounds));
	if (!cost->rounds)
		return;
	memcpy(cost->rounds, counts->rounds[BENCH_INSNS].values, n * sizeof(*cost->rounds));
	cost->n_rounds = n;
	cost->cycles = figure(counts, BENCH_CYCLES, &cost->cycles_lo, &cost->cycles_hi);
	cost->insns = figure(counts, BENCH_INSNS, &cost->lo, &cost->hi);
	cost->source = strdup(counts->inside ? "loop program" : "test run");
	if (asprintf(&cost->event, "%s,%s", events[BENCH_CYCLES].name, events[BENCH_INSNS].name) <
	    0)
		cost->event = NULL;
}
