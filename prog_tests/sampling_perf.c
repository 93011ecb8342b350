// SPDX-License-Identifier: GPL-2.0-only
/* What a sampling profiler costs: docs/sampling_perf.md. */
#include <stdio.h>

#include <linux/bpf.h>

#include "test_progs.h"
#include "bench/log.h"

#include "sampling_perf_work.h"

#include "sampling_perf.skel.h"

/* Seconds of sampled work in a round at each rate, at least one period. */
#define WORK_SECONDS 0.04
#define WORK_SECONDS_QUICK 0.01
/* Rounds: with these half a --quick run's. */
#define ROUNDS 12

static const unsigned int rates[] = { 19, 49, 99, 199, 999 };
/* Of these the one to meet stacks at: five in a window. */
#define WARM_UP 4
#define WARM_UP_WINDOWS 10

/* A round's own: what was found so far. */
struct sampling {
	const struct event_kind *kind;
	volatile struct sampling_home *home;
	bool warm, done[ARRAY_SIZE(rates)];
	struct sampled at[ARRAY_SIZE(rates)];
};

/* ----------------------------------------------------------- a round's samples */

/* Why there are no such events, in the words of who is asked. */
static const char *no_events(int err)
{
	switch (-err) {
	case ENOENT:
		return "this machine has no such counter: no PMU (ENOENT)";
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

static int try_events(struct bench_round *round, const struct event_kind *kind)
{
	int fd = event_open(kind, rates[0], round->cpu);

	if (fd >= 0)
		return close(fd);
	if (!no_events(fd))
		return fd;
	return bench_skip(round, "perf event %s: %s", kind->name, no_events(fd));
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

static void teardown(struct bench_round *round)
{
	struct sampling *sampling = round->priv;
	size_t i;

	if (!sampling)
		return;
	for (i = 0; i < ARRAY_SIZE(rates); i++)
		free(sampling->at[i].extra);
	if (sampling->home)
		munmap((void *)sampling->home, sizeof(*sampling->home));
	free(sampling);
	round->priv = NULL;
}

static int setup(struct bench_round *round, const struct event_kind *kind)
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

static int setup_clock(struct bench_round *round)
{
	return setup(round, &cpu_clock);
}

static int setup_cycles(struct bench_round *round)
{
	return setup(round, &cycles);
}

/* Before the load: room for every CPU. */
static int size_maps(struct bench_round *round)
{
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, "cpus");
	int cpus = libbpf_num_possible_cpus();

	return cpus < 0 ? cpus : bpf_map__set_max_entries(map, cpus);
}

/* Opens events at a rate, has use_them() use them, and closes them. */
static int with_events(struct bench_round *round, struct sampling *sampling, size_t i,
		       int (*use_them)(struct bench_round *round, struct sampling *sampling,
				       const struct events *events, struct sampled *at))
{
	struct events events;
	int err = events_open(round, sampling->kind, rates[i], &events);

	if (err == -EINVAL)
		err = bench_skip(round,
				 "%u Hz are refused (EINVAL): raise sysctl "
				 "kernel.perf_event_max_sample_rate",
				 rates[i]);
	if (!err)
		err = use_them(round, sampling, &events, &sampling->at[i]);
	events_close(&events);
	return err;
}

static int measure(struct bench_round *round, struct sampling *sampling,
		   const struct events *events, struct sampled *at)
{
	double seconds = round->quick || round->insns ? WORK_SECONDS_QUICK : WORK_SECONDS;

	return sample_windows(round, events, sampling->home, seconds, at);
}

/*
 * A profiler has met most stacks before.  The first sample of a stack costs more, and at
 * 19 Hz there is only one in a round.
 */
static int meet_stacks(struct bench_round *round, struct sampling *sampling,
		       const struct events *events, struct sampled *at)
{
	struct window window;
	unsigned int i;
	int err = events_switch(events, true);

	for (i = 0; !err && i < WARM_UP_WINDOWS; i++)
		window_run(sampling->home, &window);
	return err ? err : events_switch(events, false);
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

struct figure_of {
	/* Index of the rate. */
	size_t rate;
	double (*figure)(const struct sampled *at, unsigned int rate);
};

/* ns a sample into percent of a CPU's second. */
static double percent(double ns, unsigned int rate)
{
	return 100 * 1e-9 * ns * rate;
}

/* By the samples that came: a round is too short for exactly its rate. */
static double cpu_overhead(const struct sampled *at, unsigned int rate)
{
	return percent((at->with - at->without) / at->hits, rate);
}

static double sample_cost(const struct sampled *at, unsigned int rate)
{
	return median(at->extra, at->n_extra);
}

static double cpu_by_samples(const struct sampled *at, unsigned int rate)
{
	return percent(sample_cost(at, rate), rate);
}

static double handler(const struct sampled *at, unsigned int rate)
{
	return at->handler;
}

static double samples_taken(const struct sampled *at, unsigned int rate)
{
	return 100 * at->tally.taken / at->tally.due;
}

/* Samples at a rate when the first figure of it is asked for. */
static int run_figure(struct bench_round *round, unsigned int n, double *value)
{
	const struct figure_of *of = round->arg;
	struct sampling *sampling = round->priv;
	struct sampled *at = &sampling->at[of->rate];
	int err = 0;

	if (!sampling->done[of->rate])
		err = sample_at(round, sampling, of->rate);
	if (err)
		return err;
	round->runs = at->tally.taken;
	round->errors = at->tally.errors;
	*value = of->figure(at, rates[of->rate]);
	if (!isfinite(*value))
		return bench_fail(round, "no figure from %u samples at %u Hz", at->hits,
				  rates[of->rate]);
	return 0;
}

/* ----------------------------------------------------------------------- memory */

/* What the kernel says that a map takes, bytes; negative errno. */
static long long memlock(int fd)
{
	long long bytes = -ENOENT;
	char path[64], line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "memlock: %lld", &bytes) == 1)
			break;
	fclose(file);
	return bytes;
}

/* The profiler's maps, and the buffers of its events. */
static int memory(struct bench_round *round, unsigned int n, double *value)
{
	static const char *const maps[] = { "stacks", "counts", "cpus", SAMPLING_HOME_SECTION };
	struct events events;
	long long bytes = 0;
	size_t i;
	int err;

	err = events_open(round, &cpu_clock, rates[0], &events);
	*value = 0;
	for (i = 0; !err && i < events.n; i++)
		*value += events.event[i].buffer ? events.buffer_size : 0;
	for (i = 0; !err && i < ARRAY_SIZE(maps); i++) {
		bytes = memlock(bench_map_fd(round, maps[i]));
		err = bytes < 0 ? bytes : 0;
		*value += bytes;
	}
	events_close(&events);
	return err;
}

/*
 * The same, and a ring buffer of so many MB to carry samples to user space.  Kernels
 * before 6.4 say that a ring buffer takes no memory: then it is its data and the two
 * pages that are mapped beside them.
 */
static int memory_buffers(struct bench_round *round, unsigned int n, double *value)
{
	__u32 size = *(const unsigned int *)round->arg << 20;
	int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "sampling_ring", 0, 0, size, NULL);
	long long bytes;
	int err;

	if (fd == -ENOMEM || fd == -EPERM)
		return bench_skip(round, "a ring buffer of %u MB: %s", size >> 20, log_errno(fd));
	if (fd < 0)
		return fd;
	bytes = memlock(fd);
	close(fd);
	if (bytes < 0)
		return bytes;
	err = memory(round, n, value);
	*value += fmax(bytes, size + 2.0 * getpagesize());
	return err;
}

/* ------------------------------------------------------------------------ tables */

#define FIGURE(of_what, op, index, in)                                                             \
	{                                                                                          \
		.name = op, .run = run_figure, .once = true, .n = 1, .needs_map = "stacks",        \
		.unit = in, .arg = &(const struct figure_of){ .rate = index, .figure = of_what },  \
	}

#define OVERHEAD(kind, index, hz) FIGURE(cpu_overhead, "cpu_overhead" kind "_" #hz "hz", index, "%")

#define AT_RATE(index, hz)                                                                         \
	OVERHEAD("", index, hz), FIGURE(cpu_by_samples, "cpu_by_samples_" #hz "hz", index, "%"),   \
		FIGURE(samples_taken, "samples_taken_" #hz "hz", index, "%")

static const struct bench_user_op clock_ops[] = {
	AT_RATE(0, 19),
	AT_RATE(1, 49),
	AT_RATE(2, 99),
	AT_RATE(3, 199),
	AT_RATE(4, 999),
	FIGURE(sample_cost, "sample_cost", 2, NULL),
	FIGURE(sample_cost, "sample_cost_999hz", 4, NULL),
	FIGURE(handler, "handler", 2, NULL),
	FIGURE(handler, "handler_999hz", 4, NULL),
	{},
};

static const struct bench_user_op cycles_ops[] = {
	OVERHEAD("_cycles", 0, 19),
	OVERHEAD("_cycles", 1, 49),
	OVERHEAD("_cycles", 2, 99),
	OVERHEAD("_cycles", 3, 199),
	OVERHEAD("_cycles", 4, 999),
	FIGURE(sample_cost, "sample_cost_cycles", 2, NULL),
	FIGURE(handler, "handler_cycles", 2, NULL),
	{},
};

#define BUFFERS(mb)                                                                                \
	{                                                                                          \
		.name = "memory_buffers_" #mb "mb", .run = memory_buffers, .once = true, .n = 1,   \
		.needs_map = "stacks", .unit = "bytes", .arg = &(const unsigned int){ mb },        \
	}

static const struct bench_user_op memory_ops[] = {
	{
		.name = "memory",
		.run = memory,
		.once = true,
		.n = 1,
		.needs_map = "stacks",
		.unit = "bytes",
	},
	BUFFERS(32),
	BUFFERS(64),
	BUFFERS(128),
	BUFFERS(256),
	{},
};

#define OBJECT(what) .name = "sampling_" #what, .elf = sampling_perf__elf_bytes, .open = size_maps

static const struct bench_object objects[] = {
	{
		OBJECT(clock),
		.setup = setup_clock,
		.teardown = teardown,
		.user_ops = clock_ops,
		.rounds = ROUNDS,
	},
	{
		OBJECT(cycles),
		.setup = setup_cycles,
		.teardown = teardown,
		.user_ops = cycles_ops,
		.rounds = ROUNDS,
	},
	/* Bytes are the same every time. */
	{ OBJECT(memory), .setup = setup_clock, .teardown = teardown, .user_ops = memory_ops,
	  .rounds = 3 },
	{},
};

void test_sampling_perf(struct bench *bench)
{
	bench_run(bench, objects);
}
