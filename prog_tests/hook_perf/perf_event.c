// SPDX-License-Identifier: GPL-2.0-only
/* Handlers of perf's events, for this thread only. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test_progs.h"
#include "hook_perf/hook_perf.h"

#include "hook_perf_perf_event.skel.h"

/* Page faults per run. */
#define PAGES 64
/* Period of the clock's events: twice the shortest one of the kernel. */
#define CLOCK_PERIOD_NS 20000
/* Period of the processor's cycles: about the same time. */
#define CYCLES_PERIOD 60000
/* Events of the clock, or of cycles, per run. */
#define CLOCK_EVENTS 16
/* Iterations of the spinning loop, some 20 us, and how often it runs. */
#define SPINS 40000
#define SPIN_RUNS 5
/* If the events have not come by then, something is wrong. */
#define CLOCK_SPINS_MAX 200000000

/* Opens an event of this thread with this period. */
static int open_event(unsigned int type, unsigned int config, uint64_t period)
{
	struct perf_event_attr attr = {
		.type = type,
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
	return perf_event_attach(prog, open_event(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 1),
				 link);
}

/* An event that comes by itself, and the program on it. */
struct sampled {
	struct bpf_link *link;
	int event;
};

/* What setup() keeps for the other callbacks. */
struct perf_event {
	char *pages;
	size_t page_size;
	struct sampled clock, cycles;
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

/* ------------------------------------------------- the clock, and the PMU */

/* Spins until the counter has this value. Returns the iterations, at most this many. */
static __attribute__((noinline)) uint64_t spin(volatile unsigned long long *count,
					       unsigned long long until, uint64_t most)
{
	uint64_t turns = 0;

	while (turns < most && *count < until)
		turns++;
	return turns;
}

/* Measures the time of SPINS iterations without events, in ns. The shortest one counts, because the
 * kernel's own timer interrupts some. */
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

/* Attaches the program, and leaves the event disabled. Returns 0, 1 if the program is not loaded, or
 * a negative errno. */
static int attach_sampled(struct bench_round *round, struct sampled *sampled, const char *name,
			  int event)
{
	const struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, name);
	int err;

	if (event < 0)
		return event;
	if (!prog || bpf_program__fd(prog) < 0) {
		close(event);
		return 1;
	}
	sampled->event = event;
	err = perf_event_attach(prog, event, &sampled->link);
	/* Attaching enables the event. */
	if (!err && ioctl(event, PERF_EVENT_IOC_DISABLE, 0))
		err = -errno;
	return err;
}

/* Measures how much longer a loop takes because of its events. It counts the iterations; the time
 * of an iteration without events was measured directly before. */
static int count_events(struct bench_round *round, const struct sampled *sampled, unsigned int n,
			double *ns)
{
	volatile unsigned long long *count = &round->out->note;
	double alone = spin_alone(count);
	uint64_t start, with, turns;

	*count = 0;
	if (ioctl(sampled->event, PERF_EVENT_IOC_ENABLE, 0))
		return -errno;
	start = clock_ns();
	turns = spin(count, n, CLOCK_SPINS_MAX);
	with = clock_ns() - start;
	if (ioctl(sampled->event, PERF_EVENT_IOC_DISABLE, 0))
		return -errno;
	*ns = with - alone * turns / SPINS;
	return *count >= n ? 0 : -ETIME;
}

static int count_clock(struct bench_round *round, unsigned int n, double *ns)
{
	struct perf_event *priv = round->priv;

	return count_events(round, &priv->clock, n, ns);
}

/* Many machines have no such event, and virtual ones as a rule. */
static int count_cycles(struct bench_round *round, unsigned int n, double *ns)
{
	struct perf_event *priv = round->priv;
	int err = 0;

	if (!priv->cycles.link)
		err = attach_sampled(
			round, &priv->cycles, "perf_event_cycles",
			open_event(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, CYCLES_PERIOD));
	if (err)
		return bench_skip(round, CAUSE_MACHINE,
				  "no PMU whose cycles raise an interrupt: %s", strerror(-err));
	return count_events(round, &priv->cycles, n, ns);
}

static int setup(struct bench_round *round)
{
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
	/* Without huge pages there is a fault for each page. */
	madvise(priv->pages, PAGES * priv->page_size, MADV_NOHUGEPAGE);
	err = attach_sampled(
		round, &priv->clock, "perf_event_cpu_clock",
		open_event(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, CLOCK_PERIOD_NS));
	return err < 0 ? err : 0;
}

static void teardown(struct bench_round *round)
{
	struct perf_event *priv = round->priv;

	/* setup() has failed. */
	if (!priv)
		return;
	bpf_link__destroy(priv->clock.link);
	bpf_link__destroy(priv->cycles.link);
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
		.about = "One event of the CPU clock, interrupt and empty program",
		.run = count_clock,
		.needs_prog = "perf_event_cpu_clock",
		.n = CLOCK_EVENTS,
		.no_tail = true,
	},
	{
		.name = "perf_event_cycles",
		.about = "An overflow of the cycle counter: its interrupt and an empty program",
		.run = count_cycles,
		.needs_prog = "perf_event_cycles",
		.n = CLOCK_EVENTS,
		.no_tail = true,
	},
	{},
};

/* The share of a CPU in percent, with events at this rate: computed, not measured. */
static double at_10_khz(double ns, double same)
{
	return 100 * ns / (1e9 / 10000);
}

static const struct bench_derived derived[] = {
	{
		.name = "perf_event_cpu_clock_10khz",
		.about = "The share of a CPU that such events take at 10 kHz",
		.a = "perf_event_cpu_clock",
		.b = "perf_event_cpu_clock",
		.figure = at_10_khz,
		.unit = "%",
	},
	{
		.name = "perf_event_cycles_10khz",
		.about = "The share of a CPU that such overflows take at 10 kHz",
		.a = "perf_event_cycles",
		.b = "perf_event_cycles",
		.figure = at_10_khz,
		.unit = "%",
	},
	{},
};

static const struct bench_hook hooks[] = {
	{
		.name = "perf_event_page_fault",
		.about = "An empty program on a page fault, by perf event",
		.trigger = "base_page_fault",
		.progs = { "perf_event_page_fault" },
		.attach = attach_page_fault,
		/* The thread may have other page faults, too. */
		.shared = true,
	},
	{},
};

const struct bench_object hook_perf_perf_event = {
	BENCH_OBJECT(hook_perf_perf_event),
	.setup = setup,
	.teardown = teardown,
	.user_ops = user_ops,
	.hooks = hooks,
	.derived = derived,
};
