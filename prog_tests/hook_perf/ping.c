// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "hook_perf/ping.h"

/* Threads of one process, so that no address space is switched. */
struct ping {
	pthread_t thread;
	/* Pipes: [0] is the end to read from, [1] the end to write to. */
	int ours[2];
	int theirs[2];
};

static void close_both(const int *fds)
{
	close(fds[0]);
	close(fds[1]);
}

/* Runs until the caller closes its end. */
static void *answer(void *arg)
{
	const struct ping *ping = arg;
	char byte;

	while (read(ping->theirs[0], &byte, 1) == 1)
		if (write(ping->theirs[1], &byte, 1) != 1)
			break;
	return NULL;
}

/*
 * The other thread gets a higher priority, so that it runs as soon as it is woken and a round trip
 * is always the same. Between threads of equal priority the scheduler decides anew each time.
 * Without the permission for that, it does.
 */
static int start_thread(struct ping *ping)
{
	const struct sched_param first = { .sched_priority = 1 };
	int err = pthread_create(&ping->thread, NULL, answer, ping);

	if (!err)
		pthread_setschedparam(ping->thread, SCHED_FIFO, &first);
	return err;
}

struct ping *ping_start(void)
{
	struct ping *ping = calloc(1, sizeof(*ping));
	int there[2], back[2], err;

	if (!ping)
		return NULL;
	if (pipe2(there, O_CLOEXEC)) {
		free(ping);
		return NULL;
	}
	if (pipe2(back, O_CLOEXEC)) {
		close_both(there);
		free(ping);
		return NULL;
	}
	ping->ours[0] = back[0];
	ping->ours[1] = there[1];
	ping->theirs[0] = there[0];
	ping->theirs[1] = back[1];
	err = start_thread(ping);
	if (err) {
		close_both(there);
		close_both(back);
		free(ping);
		errno = err;
		return NULL;
	}
	return ping;
}

int ping_run(struct ping *ping, unsigned int rounds)
{
	char byte = 0;

	while (rounds--)
		if (write(ping->ours[1], &byte, 1) != 1 || read(ping->ours[0], &byte, 1) != 1)
			return errno ? -errno : -EIO;
	return 0;
}

void ping_stop(struct ping *ping)
{
	if (!ping)
		return;
	close(ping->ours[1]);
	pthread_join(ping->thread, NULL);
	close(ping->ours[0]);
	close_both(ping->theirs);
	free(ping);
}
