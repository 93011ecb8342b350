// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "test_progs.h"
#include "prog_tests/sampling_perf/work.h"

/* Multiplications of a slice, each of which waits for the one before: some 50 us, at the same speed
 * whatever another hyperthread does. */
#define SLICE_WORK 40000
/* Slices of a window: some 4 ms, about as long as a shared core keeps its state. */
#define WINDOW 80
/* In ns. A slice that takes this much longer than others of its window was interrupted by the
 * hypervisor, not by a sample. The rest is cut off. */
#define CUT 200e3

/* CPU time of this thread. It includes interrupts while the thread ran, but not other processes. */
static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

/* noinline keeps the compiler from shortening the work. */
static __attribute__((noinline)) uint64_t slice(uint64_t x)
{
	unsigned int i;

	for (i = 0; i < SLICE_WORK; i += 4) {
		x *= 6364136223846793005ULL;
		asm volatile("" : "+r"(x));
		x *= 6364136223846793005ULL;
		asm volatile("" : "+r"(x));
		x *= 6364136223846793005ULL;
		asm volatile("" : "+r"(x));
		x *= 6364136223846793005ULL;
		asm volatile("" : "+r"(x));
	}
	return x;
}

/* One window: the CPU time of each slice, and the number of samples in it. */
struct window {
	double ns[WINDOW];
	unsigned int samples[WINDOW];
};

static void window_run(volatile struct sampling_home *home, struct window *window)
{
	uint64_t samples = home->samples, now, x = 1;
	double start = cpu_ns(), end;
	unsigned int i;

	for (i = 0; i < WINDOW; i++) {
		x = slice(x);
		end = cpu_ns();
		now = home->samples;
		window->ns[i] = end - start;
		window->samples[i] = now - samples;
		start = end;
		samples = now;
	}
}

void sampling_work_idle(volatile struct sampling_home *home, unsigned int windows)
{
	struct window ignored;

	while (windows--)
		window_run(home, &ignored);
}

/* Work that is not counted, so that windows begin at any time between two timer ticks. Windows of
 * about the length of a tick would otherwise contain the same ticks in every round. */
static void drift(void)
{
	unsigned int i, n = random() % WINDOW;
	uint64_t x = 1;

	for (i = 0; i < n; i++)
		x = slice(x);
}

double sampling_median(double *values, size_t n)
{
	stats_sort(values, n);
	return stats_quantile(values, n, 0.5);
}

/* Adds a window; *sum is the sum of its kind. */
static int window_add(const struct window *window, struct sampled *sampled, double *sum)
{
	double alone[WINDOW], usual, ns;
	size_t i, n = 0;
	int err = 0;

	for (i = 0; i < WINDOW; i++)
		if (!window->samples[i])
			alone[n++] = window->ns[i];
	/* Samples come faster than slices, so no slice is without one to compare with. */
	usual = n ? sampling_median(alone, n) : window->ns[0];
	for (i = 0; !err && i < WINDOW; i++) {
		ns = fmin(window->ns[i], usual + CUT);
		sampled->hits += window->samples[i];
		*sum += ns;
		if (window->samples[i] == 1 && n && ns == window->ns[i])
			err = samples_add(&sampled->extra, ns - usual);
	}
	return err;
}

/* Four windows: with, without, without, with sampling. Slow changes, and work that opening the
 * events left to the kernel, then affect both kinds alike. */
static int windows_run(const struct events *events, volatile struct sampling_home *home,
		       struct sampled *sampled)
{
	static const bool order[] = { true, false, false, true };
	struct window window;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < ARRAY_SIZE(order); i++) {
		if (order[i])
			err = sampling_events_switch(events, true);
		if (!err)
			window_run(home, &window);
		if (!err && order[i])
			err = sampling_events_switch(events, false);
		if (!err)
			err = window_add(&window, sampled,
					 order[i] ? &sampled->with : &sampled->without);
	}
	return err;
}

static double handler_time(volatile struct sampling_home *home, uint64_t before)
{
	double times[SAMPLING_TIMES] = {};
	uint64_t i, n = home->samples - before;

	if (n > SAMPLING_TIMES)
		n = SAMPLING_TIMES;
	for (i = 0; i < n; i++)
		times[i] = home->times[(before + i) % SAMPLING_TIMES];
	return sampling_median(times, n);
}

int sampling_work(struct bench_round *round, const struct events *events,
		  volatile struct sampling_home *home, double seconds, struct sampled *sampled)
{
	unsigned int want = fmax(1, seconds * events->rate);
	double start = cpu_ns(), longest = 10e9 * (want + 1) / events->rate;
	uint64_t before = home->samples;
	int err = 0;

	/* Give the kernel time for the work that opening the events left to it. */
	sampling_work_idle(home, 1);
	while (!err && (sampled->hits < want || !sampled->extra.n)) {
		drift();
		err = windows_run(events, home, sampled);
		if (!err && cpu_ns() - start > longest)
			return bench_doubt(round, "%u samples at %u Hz in %.1f s of work",
					   sampled->hits, events->rate, (cpu_ns() - start) * 1e-9);
	}
	if (!err)
		err = sampling_events_tally(round, events, &sampled->tally);
	sampled->handler = handler_time(home, before);
	return err;
}
