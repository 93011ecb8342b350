// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/env/cpus.h"
#include "bench/env/threads.h"

struct member {
	pthread_t thread;
	struct threads *threads;
	unsigned int nr;
	int cpu;
};

struct threads {
	/* Protects the members up to awake. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* turn counts the jobs begun; job is NULL to end the threads. Threads from n on only say that
	 * they are finished. */
	unsigned int turn, n, finished;
	threads_job job;
	void *arg;
	/* Threads that have begun: the first ones wait for the last one. */
	atomic_uint awake;
	unsigned int count;
	struct member members[];
};

static void do_job(const struct member *m, threads_job job, void *arg, unsigned int n)
{
	struct threads *threads = m->threads;

	if (m->nr >= n)
		return;
	atomic_fetch_add(&threads->awake, 1);
	while (atomic_load(&threads->awake) < n)
		;
	job(arg, m->nr);
}

static void *member_main(void *arg)
{
	const struct member *m = arg;
	struct threads *threads = m->threads;
	unsigned int seen = 0, n;
	threads_job job;
	void *job_arg;

	for (;;) {
		pthread_mutex_lock(&threads->lock);
		while (threads->turn == seen)
			pthread_cond_wait(&threads->changed, &threads->lock);
		seen = threads->turn;
		job = threads->job;
		job_arg = threads->arg;
		n = threads->n;
		pthread_mutex_unlock(&threads->lock);
		if (!job)
			return NULL;
		do_job(m, job, job_arg, n);
		pthread_mutex_lock(&threads->lock);
		threads->finished++;
		pthread_cond_broadcast(&threads->changed);
		pthread_mutex_unlock(&threads->lock);
	}
}

static void begin(struct threads *threads, unsigned int n, threads_job job, void *arg)
{
	pthread_mutex_lock(&threads->lock);
	atomic_store(&threads->awake, 0);
	threads->finished = 0;
	threads->n = n;
	threads->job = job;
	threads->arg = arg;
	threads->turn++;
	pthread_cond_broadcast(&threads->changed);
	pthread_mutex_unlock(&threads->lock);
}

static int start_member(struct threads *threads, int cpu)
{
	struct member *m = &threads->members[threads->count];
	pthread_attr_t attr;
	struct cpus one;
	int err;

	*m = (struct member){ .threads = threads, .nr = threads->count, .cpu = cpu };
	err = -cpus_one(&one, cpu);
	if (err)
		return err;
	err = pthread_attr_init(&attr);
	if (!err) {
		err = pthread_attr_setaffinity_np(&attr, one.size, one.set);
		if (!err)
			err = pthread_create(&m->thread, &attr, member_main, m);
		pthread_attr_destroy(&attr);
	}
	cpus_free(&one);
	if (!err)
		threads->count++;
	return err;
}

struct threads *threads_start(int first, unsigned int most)
{
	struct threads *threads;
	struct cpus cpus;
	int err, cpu;

	err = -cpus_of_cgroup(&cpus);
	if (err) {
		errno = err;
		return NULL;
	}
	threads = calloc(1, sizeof(*threads) + (cpus_count(&cpus) + 1) * sizeof(struct member));
	if (!threads) {
		cpus_free(&cpus);
		return NULL;
	}
	pthread_mutex_init(&threads->lock, NULL);
	pthread_cond_init(&threads->changed, NULL);
	err = first < 0 ? 0 : start_member(threads, first);
	for (cpu = 0; !err && cpu < cpus_end(&cpus) && threads->count < most; cpu++)
		if (cpus_has(&cpus, cpu) && cpu != first)
			err = start_member(threads, cpu);
	cpus_free(&cpus);
	if (err) {
		threads_stop(threads);
		errno = err;
		return NULL;
	}
	return threads;
}

unsigned int threads_count(const struct threads *threads)
{
	return threads->count;
}

int threads_cpu(const struct threads *threads, unsigned int i)
{
	return threads->members[i].cpu;
}

void threads_run(struct threads *threads, unsigned int n, threads_job job, void *arg)
{
	begin(threads, n, job, arg);
	pthread_mutex_lock(&threads->lock);
	while (threads->finished < threads->count)
		pthread_cond_wait(&threads->changed, &threads->lock);
	pthread_mutex_unlock(&threads->lock);
}

void threads_stop(struct threads *threads)
{
	unsigned int i;

	if (!threads)
		return;
	begin(threads, 0, NULL, NULL);
	for (i = 0; i < threads->count; i++)
		pthread_join(threads->members[i].thread, NULL);
	pthread_cond_destroy(&threads->changed);
	pthread_mutex_destroy(&threads->lock);
	free(threads);
}
