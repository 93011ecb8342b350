// SPDX-License-Identifier: GPL-2.0-only
/* Tests threads on CPUs: who does a job, where, and that they begin together. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/env/cpus.h"
#include "bench/env/threads.h"

#define MOST 64

struct job {
	atomic_uint begun;
	/* How often each thread did it, and on which CPU; all is how many must come. */
	unsigned int times[MOST], all;
	int cpu[MOST];
};

static void note(void *arg, unsigned int i)
{
	struct job *job = arg;

	atomic_fetch_add(&job->begun, 1);
	job->times[i]++;
	job->cpu[i] = sched_getcpu();
}

static void test_jobs(void **state)
{
	struct threads *threads = threads_start(-1, MOST);
	unsigned int i, n, count;
	struct cpus cpus;

	(void)state;
	assert_non_null(threads);
	assert_int_equal(cpus_of_cgroup(&cpus), 0);
	count = threads_count(threads);
	assert_int_equal(count, cpus_count(&cpus) < MOST ? cpus_count(&cpus) : MOST);
	for (n = 1; n <= count; n++) {
		struct job job = {};

		/* Several jobs, one after the other. */
		threads_run(threads, n, note, &job);
		threads_run(threads, n, note, &job);
		assert_int_equal(job.begun, 2 * n);
		for (i = 0; i < count; i++)
			assert_int_equal(job.times[i], i < n ? 2 : 0);
		for (i = 0; i < n; i++)
			assert_int_equal(job.cpu[i], threads_cpu(threads, i));
	}
	for (i = 0; i < count; i++) {
		assert_true(cpus_has(&cpus, threads_cpu(threads, i)));
		assert_true(!i || threads_cpu(threads, i) > threads_cpu(threads, i - 1));
	}
	cpus_free(&cpus);
	threads_stop(threads);
	threads_stop(NULL);
}

/* The last CPU can be the first one, and stays one of them. */
static void test_first(void **state)
{
	struct threads *all = threads_start(-1, MOST), *threads;
	unsigned int count = threads_count(all);
	int last = threads_cpu(all, count - 1);

	(void)state;
	threads = threads_start(last, MOST);
	assert_int_equal(threads_count(threads), count);
	assert_int_equal(threads_cpu(threads, 0), last);
	threads_stop(threads);
	threads = threads_start(last, 1);
	assert_int_equal(threads_count(threads), 1);
	threads_stop(threads);
	threads_stop(all);
}

/* Each waits for the other one to come: this ends only if the jobs run at the same time. */
static void wait_for_all(void *arg, unsigned int i)
{
	struct job *job = arg;

	atomic_fetch_add(&job->begun, 1);
	while (atomic_load(&job->begun) < job->all)
		sched_yield();
	job->times[i]++;
}

static void test_together(void **state)
{
	struct threads *threads = threads_start(-1, MOST);
	struct job job = { .all = threads_count(threads) };

	(void)state;
	threads_run(threads, threads_count(threads), wait_for_all, &job);
	for (unsigned int i = 0; i < threads_count(threads); i++)
		assert_int_equal(job.times[i], 1);
	threads_stop(threads);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jobs),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
