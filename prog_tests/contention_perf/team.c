// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "contention_perf/team.h"
#include "progs/contention_perf.h"
#include "test_progs.h"

/* A thread that had less than this share of its time on the CPU left the others
 * alone meanwhile. */
#define PRESENT 0.9

/* Of the last work of a thread: the time it took, the part of it on the CPU,
 * and what failed. */
struct worked {
	double wall, on_cpu;
	int err;
};

struct team {
	struct threads *threads;
	/* The work. */
	team_work work;
	void *arg;
	uint64_t ns;
	struct worked worked[CONTENTION_CPUS];
};

static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static void do_work(void *arg, unsigned int i)
{
	struct team *team = arg;
	struct worked *worked = &team->worked[i];
	double before = cpu_ns();
	uint64_t start = clock_ns(), now;

	do {
		worked->err = team->work(team->arg, i);
		now = clock_ns();
	} while (!worked->err && now - start < team->ns);
	worked->wall = now - start;
	worked->on_cpu = cpu_ns() - before;
}

struct team *team_start(int first)
{
	struct team *team = calloc(1, sizeof(*team));
	int err;

	if (!team)
		return NULL;
	team->threads = threads_start(first, CONTENTION_CPUS);
	if (team->threads)
		return team;
	err = errno;
	free(team);
	errno = err;
	return NULL;
}

unsigned int team_size(const struct team *team)
{
	return threads_count(team->threads);
}

int team_cpu(const struct team *team, unsigned int i)
{
	return threads_cpu(team->threads, i);
}

int team_run(struct team *team, unsigned int n, team_work work, void *arg, uint64_t ns,
	     bool *together)
{
	unsigned int i;
	int err = 0;

	team->work = work;
	team->arg = arg;
	team->ns = ns;
	threads_run(team->threads, n, do_work, team);
	*together = true;
	for (i = 0; i < n; i++) {
		const struct worked *worked = &team->worked[i];

		err = err ? err : worked->err;
		*together &= worked->on_cpu >= PRESENT * worked->wall;
	}
	return err;
}

void team_stop(struct team *team)
{
	if (!team)
		return;
	threads_stop(team->threads);
	free(team);
}
