// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <time.h>

#include "bench/calib.h"
#include "bench/stats.h"

/* Iterations of the reading before a sample; eight additions each. */
#define READING 500
/* Copies of a page in a reading. */
#define COPIES 4
#define PAGE 4096
/* A reading up to this much slower than the quietest one is quiet: turbo steps
 * move it by a few percent, a busy hyperthread by 30 to 150. */
#define QUIET_WITHIN 1.12
/* Copies vary by some percent more from one to the next. */
#define COPY_WITHIN 1.20
/* Independent over dependent additions: a third or less on cores with three
 * and more adders (x86 since 2013, Armv8 servers), a half or more when shared. */
#define SHARED_ABOVE 0.42

/* Keeps the compiler from merging additions; no instruction. */
#define hide(x) asm volatile("" : "+r"(x))

uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static double parallel_ns(unsigned int iterations)
{
	unsigned long a = 1, b = 2, c = 3, d = 4;
	uint64_t start = clock_ns();
	unsigned int i;

	for (i = 0; i < iterations; i++) {
		a += 3;
		hide(a);
		b += 3;
		hide(b);
		c += 3;
		hide(c);
		d += 3;
		hide(d);
		a += 5;
		hide(a);
		b += 5;
		hide(b);
		c += 5;
		hide(c);
		d += 5;
		hide(d);
	}
	return (double)(clock_ns() - start) / iterations / 8;
}

static double serial_ns(unsigned int iterations)
{
	uint64_t start = clock_ns();
	unsigned long a = 1;
	unsigned int i;

	for (i = 0; i < iterations; i++) {
		a += 3;
		hide(a);
		a += 3;
		hide(a);
		a += 3;
		hide(a);
		a += 3;
		hide(a);
		a += 5;
		hide(a);
		a += 5;
		hide(a);
		a += 5;
		hide(a);
		a += 5;
		hide(a);
	}
	return (double)(clock_ns() - start) / iterations / 8;
}

/* The way the kernel copies where it can. */
static void copy_page(char *to, const char *from)
{
#ifdef __x86_64__
	unsigned long n = PAGE;

	asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
#else
	memcpy(to, from, PAGE);
	asm volatile("" : : : "memory");
#endif
}

static double copy_ns(void)
{
	static char from[PAGE] __attribute__((aligned(PAGE)));
	static char to[PAGE] __attribute__((aligned(PAGE)));
	uint64_t start;
	int i;

	/* What was measured before may have left nothing of the pages in the cache:
	 * that is no neighbour's doing. */
	copy_page(to, from);
	start = clock_ns();
	for (i = 0; i < COPIES; i++)
		copy_page(to, from);
	return (double)(clock_ns() - start) / COPIES;
}

static void lower(double *least, double value)
{
	if (*least == 0 || value < *least)
		*least = value;
}

void calib_init(struct calib *calib)
{
	uint64_t end = clock_ns() + 50 * 1000 * 1000;

	*calib = (struct calib){};
	/* By count as well: under -icount the clock runs slower than the wall. */
	for (int i = 0; i < 2000 && clock_ns() < end; i++) {
		lower(&calib->parallel, parallel_ns(READING));
		lower(&calib->serial, serial_ns(READING));
		lower(&calib->copy, copy_ns());
	}
}

bool calib_quiet(struct calib *calib, double *reading)
{
	double parallel = parallel_ns(READING), copy = copy_ns();

	if (reading)
		*reading = parallel;
	lower(&calib->parallel, parallel);
	lower(&calib->copy, copy);
	return parallel <= QUIET_WITHIN * calib->parallel && copy <= COPY_WITHIN * calib->copy &&
	       !calib_always_shared(calib);
}

bool calib_always_shared(const struct calib *calib)
{
	return calib->parallel > SHARED_ABOVE * calib->serial;
}

#if defined(__x86_64__)
#define STEP "lea 1(%0), %0\n\t"
#define LOOP_END "dec %1\n\tjnz 1b"
#elif defined(__aarch64__)
#define STEP "add %0, %0, #1\n\t"
#define LOOP_END "subs %1, %1, #1\n\tb.ne 1b"
#endif

#ifdef STEP
/* 14 steps and the two instructions of the loop's end, so many times. */
static double steps_ns(unsigned long iterations)
{
	unsigned long left = iterations, x = 0;
	uint64_t start = clock_ns();

	asm volatile("1:\n\t" STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP
			     LOOP_END
		     : "+r"(x), "+r"(left)
		     :
		     : "cc");
	return clock_ns() - start;
}
#endif

double calib_instruction(void)
{
#ifdef STEP
	const unsigned long iterations = 10000;
	double readings[11];
	size_t i, n = sizeof(readings) / sizeof(readings[0]);

	/* The difference of two lengths, without the clock's own cost; the median
	 * of some, without those with a timer interrupt. */
	for (i = 0; i < n; i++) {
		double shorter = steps_ns(iterations);

		readings[i] = (steps_ns(2 * iterations) - shorter) / (iterations * 16);
	}
	stats_sort(readings, n);
	return readings[n / 2];
#else
	return 0;
#endif
}
