// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "test_progs.h"
#include "contention_perf/team.h"
#include "progs/contention_perf.h"

/* A thread that had less than this share of its time on the CPU left the others alone meanwhile. */
#define PRESENT 0.9

struct member {
	pthread_t thread;
	struct team *team;
	unsigned int nr;
	int cpu;
	/* Of the last work: the time it took, the part of it on the CPU, and what failed. */
	double wall, on_cpu;
	int err;
};

struct team {
	/* Protects the members up to awake. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* job counts the works begun; work is NULL to end the threads. Threads from n on only say that
	 * they are finished. */
	unsigned int job, n, finished;
	team_work work;
	void *arg;
	uint64_t ns;
	/* Threads that have begun: the first ones wait for the last one. */
	atomic_uint awake;
	unsigned int size;
	struct member members[];
};

static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static void do_work(struct member *m)
{
	struct team *team = m->team;
	uint64_t start, now;
	double before;

	atomic_fetch_add(&team->awake, 1);
	while (atomic_load(&team->awake) < team->n)
		;
	m->err = 0;
	before = cpu_ns();
	start = clock_ns();
	do {
		m->err = team->work(team->arg, m->nr);
		now = clock_ns();
	} while (!m->err && now - start < team->ns);
	m->wall = now - start;
	m->on_cpu = cpu_ns() - before;
}

static void *member_main(void *arg)
{
	struct member *m = arg;
	struct team *team = m->team;
	unsigned int seen = 0;
	bool end, mine;

	for (;;) {
		pthread_mutex_lock(&team->lock);
		while (team->job == seen)
			pthread_cond_wait(&team->changed, &team->lock);
		seen = team->job;
		end = !team->work;
		mine = m->nr < team->n;
		pthread_mutex_unlock(&team->lock);
		if (end)
			return NULL;
		if (mine)
			do_work(m);
		pthread_mutex_lock(&team->lock);
		team->finished++;
		pthread_cond_broadcast(&team->changed);
		pthread_mutex_unlock(&team->lock);
	}
}

static void begin(struct team *team, unsigned int n, team_work work, void *arg, uint64_t ns)
{
	pthread_mutex_lock(&team->lock);
	atomic_store(&team->awake, 0);
	team->finished = 0;
	team->n = n;
	team->work = work;
	team->arg = arg;
	team->ns = ns;
	team->job++;
	pthread_cond_broadcast(&team->changed);
	pthread_mutex_unlock(&team->lock);
}

static int start_member(struct team *team, int cpu)
{
	struct member *m = &team->members[team->size];
	pthread_attr_t attr;
	struct cpus one;
	int err;

	*m = (struct member){ .team = team, .nr = team->size, .cpu = cpu };
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
		team->size++;
	return err;
}

struct team *team_start(int first)
{
	struct team *team;
	struct cpus cpus;
	int err, cpu, n;

	err = -cpus_of_cgroup(&cpus);
	if (err) {
		errno = err;
		return NULL;
	}
	n = cpus_count(&cpus) + 1;
	team = calloc(1, sizeof(*team) + n * sizeof(team->members[0]));
	if (!team) {
		cpus_free(&cpus);
		return NULL;
	}
	pthread_mutex_init(&team->lock, NULL);
	pthread_cond_init(&team->changed, NULL);
	err = start_member(team, first);
	for (cpu = 0; !err && cpu < cpus_end(&cpus) && team->size < CONTENTION_CPUS; cpu++)
		if (cpus_has(&cpus, cpu) && cpu != first)
			err = start_member(team, cpu);
	cpus_free(&cpus);
	if (err) {
		team_stop(team);
		errno = err;
		return NULL;
	}
	return team;
}

unsigned int team_size(const struct team *team)
{
	return team->size;
}

int team_cpu(const struct team *team, unsigned int i)
{
	return team->members[i].cpu;
}

int team_run(struct team *team, unsigned int n, team_work work, void *arg, uint64_t ns,
	     bool *together)
{
	unsigned int i;
	int err = 0;

	begin(team, n, work, arg, ns);
	pthread_mutex_lock(&team->lock);
	while (team->finished < team->size)
		pthread_cond_wait(&team->changed, &team->lock);
	pthread_mutex_unlock(&team->lock);
	*together = true;
	for (i = 0; i < n; i++) {
		const struct member *m = &team->members[i];

		err = err ? err : m->err;
		*together &= m->on_cpu >= PRESENT * m->wall;
	}
	return err;
}

void team_stop(struct team *team)
{
	unsigned int i;

	if (!team)
		return;
	begin(team, 0, NULL, NULL, 0);
	for (i = 0; i < team->size; i++)
		pthread_join(team->members[i].thread, NULL);
	pthread_cond_destroy(&team->changed);
	pthread_mutex_destroy(&team->lock);
	free(team);
}
