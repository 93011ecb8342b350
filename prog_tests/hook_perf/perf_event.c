// SPDX-License-Identifier: GPL-2.0-only
/* Handlers of perf's software events, on this thread alone. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/perf_event.h"
#include "hook_perf/hook_perf.h"

#include "hook_perf_perf_event.skel.h"

/* Page faults in a run. */
#define PAGES 64
/* Between two of the clock's events: twice the shortest that the kernel does. */
#define CLOCK_PERIOD_NS 20000
/* Of the clock, in a run. */
#define CLOCK_EVENTS 16
/* Turns of the spinning loop, some 20 us, and how often. */
#define SPINS 40000
#define SPIN_RUNS 5
/* Until then the events have come, or something is wrong. */
#define CLOCK_SPINS_MAX 200000000

/* An event of this thread, every period. */
static int open_event(unsigned int config, uint64_t period)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = config,
		.sample_period = period,
		.disabled = 1,
	};

	return perf_event_open(&attr, 0, -1);
}

/* --------------------------------------------------------------- page faults */

static int attach_page_fault(struct bench_round *round, const struct bpf_program *prog,
			     struct bpf_link **link)
{
	return perf_event_attach(prog, open_event(PERF_COUNT_SW_PAGE_FAULTS, 1), link);
}

/* What setup() leaves for the others. */
struct perf_event {
	char *pages;
	size_t page_size;
	/* Of perf_event_cpu_clock, and the event that is its. */
	struct bpf_link *link;
	int clock;
};

static int forget_pages(struct bench_round *round, unsigned int n)
{
	struct perf_event *priv = round->priv;

	return madvise(priv->pages, PAGES * priv->page_size, MADV_DONTNEED) ? -errno : 0;
}

static int touch_pages(struct bench_round *round, unsigned int n, double *ns)
{
	struct perf_event *priv = round->priv;

	while (n--)
		*(volatile char *)(priv->pages + n * priv->page_size) = 1;
	return 0;
}

/* ---------------------------------------------------------------- the clock */

/* Turns until the counter is there, at most this many. */
static __attribute__((noinline)) uint64_t spin(volatile unsigned long long *count,
					       unsigned long long until, uint64_t most)
{
	uint64_t turns = 0;

	while (turns < most && *count < until)
		turns++;
	return turns;
}

/* What SPINS turns take without events, ns: the shortest, as the kernel's own timer
 * interrupts some. */
static double spin_alone(volatile unsigned long long *count)
{
	double shortest = 0, ns;
	uint64_t start;
	int i;

	for (i = 0; i < SPIN_RUNS; i++) {
		start = clock_ns();
		spin(count, *count + 1, SPINS);
		ns = clock_ns() - start;
		if (!i || ns < shortest)
			shortest = ns;
	}
	return shortest;
}

/*
 * How much longer a loop takes for the events in it: its turns are counted, and
 * what a turn takes without events is known from right before.
 */
static int count_clock(struct bench_round *round, unsigned int n, double *ns)
{
	volatile unsigned long long *count = &round->out->note;
	struct perf_event *priv = round->priv;
	double alone = spin_alone(count);
	uint64_t start, with, turns;

	*count = 0;
	if (ioctl(priv->clock, PERF_EVENT_IOC_ENABLE, 0))
		return -errno;
	start = clock_ns();
	turns = spin(count, n, CLOCK_SPINS_MAX);
	with = clock_ns() - start;
	if (ioctl(priv->clock, PERF_EVENT_IOC_DISABLE, 0))
		return -errno;
	*ns = with - alone * turns / SPINS;
	return *count >= n ? 0 : -ETIME;
}

static int setup(struct bench_round *round)
{
	struct bpf_program *prog =
		bpf_object__find_program_by_name(round->obj, "perf_event_cpu_clock");
	struct perf_event *priv = calloc(1, sizeof(*priv));
	int err;

	if (!priv)
		return -ENOMEM;
	round->priv = priv;
	priv->page_size = sysconf(_SC_PAGESIZE);
	priv->pages = mmap(NULL, PAGES * priv->page_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (priv->pages == MAP_FAILED)
		return -errno;
	/* A fault for each of them. */
	madvise(priv->pages, PAGES * priv->page_size, MADV_NOHUGEPAGE);
	if (!prog || bpf_program__fd(prog) < 0)
		return 0;
	priv->clock = open_event(PERF_COUNT_SW_CPU_CLOCK, CLOCK_PERIOD_NS);
	err = perf_event_attach(prog, priv->clock, &priv->link);
	/* Attaching has enabled it. */
	if (!err && ioctl(priv->clock, PERF_EVENT_IOC_DISABLE, 0))
		err = -errno;
	return err;
}

static void teardown(struct bench_round *round)
{
	struct perf_event *priv = round->priv;

	/* setup() failed. */
	if (!priv)
		return;
	bpf_link__destroy(priv->link);
	if (priv->pages != MAP_FAILED)
		munmap(priv->pages, PAGES * priv->page_size);
	free(priv);
}

static const struct bench_user_op user_ops[] = {
	{
		.name = "base_page_fault",
		.run = touch_pages,
		.prepare = forget_pages,
		.n = PAGES,
		.hidden = true,
	},
	{
		.name = "perf_event_cpu_clock",
		.run = count_clock,
		.needs_prog = "perf_event_cpu_clock",
		.n = CLOCK_EVENTS,
		.no_tail = true,
	},
	{},
};

/* Of a CPU, in percent, with the events at this rate: computed, not measured. */
static double at_10_khz(double ns, double same)
{
	return 100 * ns / (1e9 / 10000);
}

static const struct bench_derived derived[] = {
	{
		.name = "perf_event_cpu_clock_10khz",
		.a = "perf_event_cpu_clock",
		.b = "perf_event_cpu_clock",
		.figure = at_10_khz,
		.unit = "%",
	},
	{},
};

static const struct bench_hook hooks[] = {
	{
		.name = "perf_event_page_fault",
		.trigger = "base_page_fault",
		.progs = { "perf_event_page_fault" },
		.attach = attach_page_fault,
		/* The thread may take other page faults, too. */
		.shared = true,
	},
	{},
};

const struct bench_object hook_perf_perf_event = {
	.name = "hook_perf_perf_event",
	.elf = hook_perf_perf_event__elf_bytes,
	.setup = setup,
	.teardown = teardown,
	.user_ops = user_ops,
	.hooks = hooks,
	.derived = derived,
};
