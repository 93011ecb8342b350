// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "bench/stats.h"
#include "prog_tests/sampling_perf/work.h"

/* Multiplications of a slice, each waiting for the one before: some 50 us, at the same
 * speed whatever a hyperthread next door does. */
#define SLICE_WORK 40000
/* Slices of a window: some 4 ms, about as long as a shared core stays as it is. */
#define WINDOW 80
/* A slice that takes so much longer than others of its window was not interrupted by a
 * sample but by the hypervisor: the rest is cut off, ns. */
#define CUT 200e3

/*
 * Time that this thread was given: not that of other processes, but that of
 * interrupts while it ran.
 */
static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

/* Not for the compiler to shorten. */
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

/* One window: each slice's CPU time, and how many samples came in it. */
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

/*
 * Work that does not count, so that windows begin anywhere between two timer ticks: windows
 * of about a tick's length would else meet the same ticks in every round.
 */
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

/* Adds up a window; *sum is that of its kind. */
static int window_add(const struct window *window, struct sampled *sampled, double *sum)
{
	double alone[WINDOW], usual, ns;
	size_t i, n = 0;
	int err = 0;

	for (i = 0; i < WINDOW; i++)
		if (!window->samples[i])
			alone[n++] = window->ns[i];
	/* Samples that come faster than slices: there are none to compare with. */
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

/*
 * Four windows: with, without, without, with.  What changes slowly, and what opening the
 * events left the kernel to do, then hits both alike.
 */
static int windows_run(const struct events *events, volatile struct sampling_home *home,
		       struct sampled *sampled)
{
	static const bool order[] = { true, false, false, true };
	struct window window;
	int err = 0;
	size_t i;

	for (i = 0; !err && i < sizeof(order) / sizeof(order[0]); i++) {
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

	/* What opening the events left the kernel to do. */
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
