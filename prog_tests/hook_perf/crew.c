// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "test_progs.h"
#include "hook_perf/crew.h"

struct worker {
	pthread_t thread;
	struct crew *crew;
	/* Its part of the work, and the time of a call. */
	unsigned int calls;
	double ns_per_call;
};

struct crew {
	/* Protects the members up to awake. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* work counts the works begun. call is what to do; NULL ends the threads. */
	unsigned int work;
	void (*call)(void);
	unsigned int finished;
	/* Threads that have begun: the first ones wait for the last one. */
	atomic_uint awake;
	unsigned int n;
	struct worker workers[];
};

static void do_work(struct worker *worker, void (*call)(void))
{
	struct crew *crew = worker->crew;
	uint64_t start;
	unsigned int i;

	atomic_fetch_add(&crew->awake, 1);
	while (atomic_load(&crew->awake) < crew->n)
		;
	start = clock_ns();
	for (i = 0; i < worker->calls; i++)
		call();
	worker->ns_per_call = worker->calls ? (double)(clock_ns() - start) / worker->calls : 0;
}

static void *worker_main(void *arg)
{
	struct worker *worker = arg;
	struct crew *crew = worker->crew;
	unsigned int seen = 0;
	void (*call)(void);

	for (;;) {
		pthread_mutex_lock(&crew->lock);
		while (crew->work == seen)
			pthread_cond_wait(&crew->changed, &crew->lock);
		seen = crew->work;
		call = crew->call;
		pthread_mutex_unlock(&crew->lock);
		if (!call)
			return NULL;
		do_work(worker, call);
		pthread_mutex_lock(&crew->lock);
		crew->finished++;
		pthread_cond_broadcast(&crew->changed);
		pthread_mutex_unlock(&crew->lock);
	}
}

static void begin(struct crew *crew, void (*call)(void))
{
	pthread_mutex_lock(&crew->lock);
	atomic_store(&crew->awake, 0);
	crew->finished = 0;
	crew->call = call;
	crew->work++;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
}

static int start_worker(struct crew *crew, int cpu)
{
	struct worker *worker = &crew->workers[crew->n];
	pthread_attr_t attr;
	struct cpus one;
	int err;

	worker->crew = crew;
	err = -cpus_one(&one, cpu);
	if (err)
		return err;
	err = pthread_attr_init(&attr);
	if (!err) {
		err = pthread_attr_setaffinity_np(&attr, one.size, one.set);
		if (!err)
			err = pthread_create(&worker->thread, &attr, worker_main, worker);
		pthread_attr_destroy(&attr);
	}
	cpus_free(&one);
	if (!err)
		crew->n++;
	return err;
}

struct crew *crew_start(void)
{
	struct crew *crew;
	struct cpus cpus;
	int err, cpu;

	err = -cpus_of_cgroup(&cpus);
	if (err) {
		errno = err;
		return NULL;
	}
	crew = calloc(1, sizeof(*crew) + cpus_count(&cpus) * sizeof(crew->workers[0]));
	if (!crew) {
		cpus_free(&cpus);
		return NULL;
	}
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->changed, NULL);
	for (cpu = 0; !err && cpu < cpus_end(&cpus); cpu++)
		if (cpus_has(&cpus, cpu))
			err = start_worker(crew, cpu);
	cpus_free(&cpus);
	if (err) {
		crew_stop(crew);
		errno = err;
		return NULL;
	}
	return crew;
}

void crew_run(struct crew *crew, void (*call)(void), unsigned int n, double *ns)
{
	unsigned int i, with_work = 0;
	double sum = 0;

	for (i = 0; i < crew->n; i++)
		crew->workers[i].calls = n / crew->n + (i < n % crew->n);
	begin(crew, call);
	pthread_mutex_lock(&crew->lock);
	while (crew->finished < crew->n)
		pthread_cond_wait(&crew->changed, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
	for (i = 0; i < crew->n; i++) {
		with_work += crew->workers[i].calls > 0;
		sum += crew->workers[i].ns_per_call;
	}
	*ns = n * sum / with_work;
}

void crew_stop(struct crew *crew)
{
	unsigned int i;

	if (!crew)
		return;
	begin(crew, NULL);
	for (i = 0; i < crew->n; i++)
		pthread_join(crew->workers[i].thread, NULL);
	pthread_cond_destroy(&crew->changed);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
}
