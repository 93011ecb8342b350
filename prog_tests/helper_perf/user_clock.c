// SPDX-License-Identifier: GPL-2.0-only
/* Clocks that user space reads, to compare with those that BPF programs read. */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "helper_perf/helper_perf.h"

/* Readings per run. */
#define READINGS 256

/* Keeps the value, and with it the loop. */
#define KEEP(x) asm volatile("" : : "r"(x))

static int count_only(struct bench_round *round, unsigned int n, double *ns)
{
	while (n--)
		KEEP(n);
	return 0;
}

static uint64_t counter(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#else
	uint64_t value;

	asm volatile("mrs %0, cntvct_el0" : "=r"(value));
	return value;
#endif
}

static int read_counter(struct bench_round *round, unsigned int n, double *ns)
{
	uint64_t first = counter(), last = first;

	while (n--) {
		last = counter();
		KEEP(last);
	}
	return last > first ? 0 : -ENODATA;
}

static uint64_t ns_of(const struct timespec *time)
{
	return time->tv_sec * 1000000000ULL + time->tv_nsec;
}

/* The last reading must be between one before the loop and one after it. */
static int read_by_vdso(struct bench_round *round, unsigned int n, double *ns)
{
	uint64_t start = clock_ns();
	struct timespec now = {};

	while (n--)
		if (clock_gettime(CLOCK_MONOTONIC, &now))
			return -errno;
	return ns_of(&now) > start && ns_of(&now) <= clock_ns() ? 0 : -ENODATA;
}

static int read_by_syscall(struct bench_round *round, unsigned int n, double *ns)
{
	uint64_t start = clock_ns();
	struct timespec now = {};

	while (n--)
		if (syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now))
			return -errno;
	return ns_of(&now) > start && ns_of(&now) <= clock_ns() ? 0 : -ENODATA;
}

/* This clock may be set meanwhile, so that nothing else can be said of it. */
static int read_time_of_day(struct bench_round *round, unsigned int n, double *ns)
{
	struct timeval now = {};

	while (n--)
		if (gettimeofday(&now, NULL))
			return -errno;
	return now.tv_sec ? 0 : -ENODATA;
}

#define CLOCK(op, callback, text)                                                                  \
	{                                                                                          \
		.name = "user_" op, .about = text, .run = callback, .base = "base_count",          \
		.n = READINGS                                                                      \
	}

static const struct bench_user_op clocks[] = {
	{ .name = "base_count", .run = count_only, .n = READINGS, .hidden = true },
	CLOCK("rdtsc", read_counter, "User space reads the processor's counter, the TSC"),
	CLOCK("clock_gettime", read_by_vdso,
	      "User space reads the monotonic clock, by the vDSO: clock_gettime()"),
	CLOCK("gettimeofday", read_time_of_day,
	      "User space reads the time of day, by the vDSO: gettimeofday()"),
	CLOCK("clock_gettime_syscall", read_by_syscall,
	      "User space reads the monotonic clock by a system call"),
	{},
};

const struct bench_object helper_perf_user_clock = {
	.name = "helper_perf_user_clock",
	.own_load = true,
	.user_ops = clocks,
};
