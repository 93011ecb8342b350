// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "prog_tests/sampling_perf/figures.h"
#include "test_progs.h"

/* Seconds of sampled work per round and rate, or at least one period. */
#define WORK_SECONDS 0.04
#define WORK_SECONDS_QUICK 0.01

static const unsigned int rates[] = { 19, 49, 99, 199, 999 };
/* Index of the rate at which stacks are met: five samples per window. */
#define WARM_UP 4
#define WARM_UP_WINDOWS 10

/* The state of a round: what it has found so far. */
struct sampling {
	const struct sampling_kind *kind;
	volatile struct sampling_home *home;
	bool warm, done[ARRAY_SIZE(rates)];
	struct sampled at[ARRAY_SIZE(rates)];
};

/* ----------------------------------------------------------- a round's samples */

/* Returns why there are no such events, in terms of perf events. */
static const char *no_events(int err)
{
	switch (-err) {
	case ENOENT:
		return "this machine has no such counter, for lack of a PMU (ENOENT)";
	case EOPNOTSUPP:
		return "the PMU cannot interrupt (EOPNOTSUPP)";
	case EACCES:
	case EPERM:
		return "not permitted, see sysctl kernel.perf_event_paranoid";
	case ENOSYS:
		return "this kernel has no perf events (ENOSYS)";
	case ENODEV:
		return "no PMU (ENODEV)";
	default:
		return NULL;
	}
}

static int try_events(struct bench_round *round, const struct sampling_kind *kind)
{
	int err = sampling_event_try(kind, rates[0], round->cpu);

	if (!err || !no_events(err))
		return err;
	return bench_skip(round, log_cause(err), "perf event %s: %s", kind->name, no_events(err));
}

static int map_home(const struct bench_round *round, volatile struct sampling_home **home)
{
	void *mapped = mmap(NULL, sizeof(**home), PROT_READ | PROT_WRITE, MAP_SHARED,
			    bench_map_fd(round, SAMPLING_HOME_SECTION), 0);

	if (mapped == MAP_FAILED)
		return -errno;
	*home = mapped;
	(*home)->tid = gettid();
	return 0;
}

void sampling_teardown(struct bench_round *round)
{
	struct sampling *sampling = round->priv;
	size_t i;

	if (!sampling)
		return;
	for (i = 0; i < ARRAY_SIZE(rates); i++)
		free(sampling->at[i].extra.values);
	if (sampling->home)
		munmap((void *)sampling->home, sizeof(*sampling->home));
	free(sampling);
	round->priv = NULL;
}

static int setup(struct bench_round *round, const struct sampling_kind *kind)
{
	struct sampling *sampling = calloc(1, sizeof(*sampling));
	int err;

	round->priv = sampling;
	if (!sampling)
		return -ENOMEM;
	sampling->kind = kind;
	err = map_home(round, &sampling->home);
	return err ? err : try_events(round, kind);
}

int sampling_setup_clock(struct bench_round *round)
{
	return setup(round, &sampling_clock);
}

int sampling_setup_cycles(struct bench_round *round)
{
	return setup(round, &sampling_cycles);
}

int sampling_open(struct bench_round *round)
{
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, "cpus");
	int cpus = libbpf_num_possible_cpus();

	return cpus < 0 ? cpus : bpf_map__set_max_entries(map, cpus);
}

/* Opens events at a rate, calls use_them(), and closes them. */
static int with_events(struct bench_round *round, struct sampling *sampling, size_t i,
		       int (*use_them)(struct bench_round *round, struct sampling *sampling,
				       const struct events *events, struct sampled *at))
{
	struct events events;
	int err;

	/* setup() has opened the same event at the lowest rate, so this rate is invalid. */
	if (sampling_event_try(sampling->kind, rates[i], round->cpu) == -EINVAL)
		return bench_skip(round, CAUSE_RESOURCES,
				  "the kernel refuses %u Hz (EINVAL): raise sysctl "
				  "kernel.perf_event_max_sample_rate",
				  rates[i]);
	err = sampling_events_open(round, sampling->kind, rates[i], &events);
	if (!err)
		err = use_them(round, sampling, &events, &sampling->at[i]);
	sampling_events_close(&events);
	return err;
}

static int measure(struct bench_round *round, struct sampling *sampling,
		   const struct events *events, struct sampled *at)
{
	double seconds = round->quick || round->insns ? WORK_SECONDS_QUICK : WORK_SECONDS;

	return sampling_work(round, events, sampling->home, seconds, at);
}

/* A profiler has usually met most stacks before. The first sample of a stack costs more, and at 19
 * Hz a round has only one sample. */
static int meet_stacks(struct bench_round *round, struct sampling *sampling,
		       const struct events *events, struct sampled *at)
{
	int err = sampling_events_switch(events, true);

	if (!err)
		sampling_work_idle(sampling->home, WARM_UP_WINDOWS);
	return err ? err : sampling_events_switch(events, false);
}

static int sample_at(struct bench_round *round, struct sampling *sampling, size_t i)
{
	int err = 0;

	if (!sampling->warm)
		err = with_events(round, sampling, WARM_UP, meet_stacks);
	if (err)
		return err;
	sampling->warm = true;
	err = with_events(round, sampling, i, measure);
	sampling->done[i] = !err;
	return err;
}

/* ---------------------------------------------------------------------- figures */

/* Converts ns per sample into percent of a CPU. */
static double percent(double ns, unsigned int rate)
{
	return 100 * 1e-9 * ns * rate;
}

/* Uses the number of samples that came: a round is too short for the exact rate. */
double sampling_cpu_overhead(const struct sampled *at, unsigned int rate)
{
	return percent((at->with - at->without) / at->hits, rate);
}

double sampling_cost(const struct sampled *at, unsigned int rate)
{
	return sampling_median(at->extra.values, at->extra.n);
}

double sampling_cpu_by_samples(const struct sampled *at, unsigned int rate)
{
	return percent(sampling_cost(at, rate), rate);
}

double sampling_handler(const struct sampled *at, unsigned int rate)
{
	return at->handler;
}

double sampling_samples_taken(const struct sampled *at, unsigned int rate)
{
	return 100 * at->tally.taken / at->tally.due;
}

static int rate_index(unsigned int rate)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rates); i++)
		if (rates[i] == rate)
			return i;
	return -EDOM;
}

/* Takes the samples at a rate when its first figure is requested. */
int sampling_figure(struct bench_round *round, unsigned int n, double *value)
{
	const struct sampling_figure *figure = round->arg;
	struct sampling *sampling = round->priv;
	int i = rate_index(figure->rate), err = i < 0 ? i : 0;
	struct sampled *at;

	if (!err && !sampling->done[i])
		err = sample_at(round, sampling, i);
	if (err)
		return err;
	at = &sampling->at[i];
	round->runs = at->tally.taken;
	round->errors = at->tally.errors;
	*value = figure->of(at, figure->rate);
	if (!isfinite(*value))
		return bench_doubt(round, "%u samples at %u Hz give no figure", at->hits,
				   figure->rate);
	return 0;
}
