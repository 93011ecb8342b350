// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "hook_perf/crew.h"
#include "test_progs.h"

struct crew {
	struct threads *threads;
	/* The work: so many calls in all. */
	void (*call)(void);
	unsigned int n;
	/* The time of a call in each thread that has any. */
	double ns_per_call[];
};

/* Returns the calls of a thread. */
static unsigned int part(const struct crew *crew, unsigned int i)
{
	unsigned int threads = threads_count(crew->threads);

	return crew->n / threads + (i < crew->n % threads);
}

static void do_work(void *arg, unsigned int i)
{
	struct crew *crew = arg;
	unsigned int calls = part(crew, i), done;
	void (*call)(void) = crew->call;
	uint64_t start = clock_ns();

	for (done = 0; done < calls; done++)
		call();
	crew->ns_per_call[i] = calls ? (double)(clock_ns() - start) / calls : 0;
}

struct crew *crew_start(void)
{
	struct threads *threads = threads_start(-1, UINT_MAX);
	struct crew *crew;

	if (!threads)
		return NULL;
	crew = calloc(1, sizeof(*crew) + threads_count(threads) * sizeof(crew->ns_per_call[0]));
	if (!crew) {
		threads_stop(threads);
		errno = ENOMEM;
		return NULL;
	}
	crew->threads = threads;
	return crew;
}

void crew_run(struct crew *crew, void (*call)(void), unsigned int n, double *ns)
{
	unsigned int i, with_work = 0;
	double sum = 0;

	crew->call = call;
	crew->n = n;
	threads_run(crew->threads, threads_count(crew->threads), do_work, crew);
	for (i = 0; i < threads_count(crew->threads); i++) {
		with_work += part(crew, i) > 0;
		sum += crew->ns_per_call[i];
	}
	*ns = n * sum / with_work;
}

void crew_stop(struct crew *crew)
{
	if (!crew)
		return;
	threads_stop(crew->threads);
	free(crew);
}
