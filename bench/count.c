// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine.h"
#include "bench/log.h"
#include "bench/scan.h"
#include "bench/stats.h"

/* Instructions do not depend on who is beside us, but an interrupt adds some: the middle.
 * Cycles do, as time does, and are taken as time is. */
static const struct {
	double sample, round;
} quantiles[BENCH_EVENTS] = {
	[BENCH_CYCLES] = { 0.10, 0.40 },
	[BENCH_INSNS] = { 0.50, 0.50 },
};

void count_open(struct bench *bench)
{
	char why[REASON_SIZE];

	/* Why there are none stands in the record of the environment. */
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
				       scan_supported(group->scan, obj, prog, why, sizeof(why));
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

/* The counters into the map that the programs read them by; a negative errno without. */
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
			/* Next round from user space. */
			group->no_counting = group->no_counting || counts->err;
			given = true;
		}
	}
}

/* One run of the counting program: what it read, over the operations. */
static int count_inside(struct progress *p, const struct op *of, double events[BENCH_EVENTS])
{
	volatile struct bench_out *out = p->round->out;
	struct bench_counter readings[BENCH_READINGS][BENCH_EVENTS];
	uint64_t before = out->runs;
	int err = sample_program(p->group, of, of->counts.count_prog, p->round, NULL);

	if (err)
		return err;
	if (out->runs == before || out->count_err)
		return -ENODATA;
	memcpy(readings, (const void *)out->counters, sizeof(readings));
	return hw_per_operation(readings, out->n, events) ? 0 : -EBUSY;
}

/* One run of another, counted around it as a whole. */
static int count_around(struct progress *p, const struct op *of, const struct bpf_program *prog,
			double events[BENCH_EVENTS])
{
	struct count_window window = { .hw = &p->bench->hw };
	int err;

	/* What no program writes. */
	p->round->out->n = UINT64_MAX;
	err = sample_program(p->group, of, prog, p->round, &window);
	if (err)
		return err;
	if (p->round->out->n == UINT64_MAX)
		return -ENODATA;
	return hw_between(window.before, window.after, events) ? 0 : -EBUSY;
}

/* Half as many runs of a program as are timed, fewer of what takes long, and one before that
 * only warms the caches.  0 or the last error. */
static int take(struct progress *p, const struct op *of, struct counts *counts,
		struct bpf_program *prog, struct samples samples[BENCH_EVENTS])
{
	bool inside = prog == of->counts.count_prog;
	double events[BENCH_EVENTS];
	const struct pace *pace = &p->bench->pace;
	unsigned int i, runs = pace->turns * pace->block / 2;
	uint64_t start = clock_ns();
	struct bpf_link *link;
	int err = sample_attach(p->group, prog, &link), last = 0;

	for (i = 0; !err && i <= runs && (i < 2 || clock_ns() - start < pace->op_ns); i++) {
		err = inside ? count_inside(p, of, events) : count_around(p, of, prog, events);
		counts->tried++;
		counts->refused += err == -EBUSY;
		for (int j = 0; !err && i && j < BENCH_EVENTS; j++)
			err = samples_add(&samples[j], events[j]);
		/* Another time the counters may be ours again. */
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

/* From runs counted as a whole to single operations: what a run takes with none in it is
 * the idle program's. */
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

void count_op(struct progress *p, struct op *op)
{
	const struct op *of = op->hook ? op->base : op;
	struct samples idle[BENCH_EVENTS] = {};
	struct counts *counts = &op->counts;
	uint64_t n;
	int err;

	if (!hw_is_open(&p->bench->hw) || !of || !of->loop_prog)
		return;
	counts->inside = of->counts.count_prog;
	if (counts->inside) {
		err = take(p, of, counts, of->counts.count_prog, counts->samples);
	} else if (of->counts.idle_prog) {
		err = take(p, of, counts, of->loop_prog, counts->samples);
		n = p->round->out->n;
		if (!err || err == -EBUSY)
			err = take(p, of, counts, of->counts.idle_prog, idle);
		per_operation(counts->samples, idle, n);
		for (int i = 0; i < BENCH_EVENTS; i++)
			free(idle[i].values);
	} else {
		err = -ENOENT;
	}
	if (err)
		counts->err = err;
	/* What a callback said is of this run only. */
	p->round->why[0] = '\0';
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

static bool runs_now(const struct op *op)
{
	return op->needed && (op->state == OP_ACTIVE || op->state == OP_SETTLED);
}

void count_round(struct progress *p)
{
	struct op *op;

	if (!hw_is_open(&p->bench->hw))
		return;
	for (op = p->group->ops; op < p->group->ops + p->group->n; op++)
		if (runs_now(op) && !op->hook)
			count_op(p, op);
	/* Baselines are sorted before they are subtracted. */
	for (op = p->group->ops; op < p->group->ops + p->group->n; op++)
		for (int i = 0; i < BENCH_EVENTS; i++)
			typical(&op->counts.samples[i], i);
	for (op = p->group->ops; op < p->group->ops + p->group->n; op++)
		if (runs_now(op))
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

/* The quantile of the rounds of one event, and its interval. */
static double figure(const struct counts *counts, int event, double *lo, double *hi)
{
	const struct samples *rounds = &counts->rounds[event];
	double *sorted = calloc(rounds->n, sizeof(*sorted)), value;

	if (!sorted)
		return *lo = *hi = rounds->values[0];
	memcpy(sorted, rounds->values, rounds->n * sizeof(*sorted));
	stats_sort(sorted, rounds->n);
	value = estimate_interval(sorted, rounds->n, quantiles[event].round, lo, hi);
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
