// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/kernel/guard.h"
#include "bench/result/array.h"

/* glibc has close_range() since 2.34, Linux since 5.9. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

struct guard {
	pid_t pid;
	int sock;
};

static int compare_fds(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* An open file descriptor keeps BPF programs alive, keeps the reader of a pipe waiting and keeps a
 * terminal from hanging up. The guardian must hold only those that it needs. */
static void close_others(int *keep, size_t n)
{
	unsigned int first = 0;
	int null = open("/dev/null", O_RDWR);
	size_t i;

	for (i = 0; null >= 0 && i < 3; i++)
		dup2(null, (int)i);
	qsort(keep, n, sizeof(*keep), compare_fds);
	first = null >= 0 ? 3 : 0;
	for (i = 0; i < n; i++) {
		if ((unsigned int)keep[i] > first)
			syscall(SYS_close_range, first, keep[i] - 1, 0);
		if ((unsigned int)keep[i] >= first)
			first = keep[i] + 1;
	}
	syscall(SYS_close_range, first, ~0U, 0);
}

static void ignore_signals(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_IGN);
}

/* Reads a byte, retrying on EINTR. Returns 0 at end of file. */
static ssize_t read_byte(int fd)
{
	ssize_t n;
	char byte;

	do {
		n = read(fd, &byte, 1);
	} while (n < 0 && errno == EINTR);
	return n;
}

static int write_byte(int fd)
{
	ssize_t n;

	do {
		n = send(fd, "", 1, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n == 1 ? 0 : -EPIPE;
}

static void guardian(int sock, int (*restore)(void *arg), void *arg, const int *fds, size_t n)
{
	int keep[GUARD_MAX_FDS + 1] = { sock };
	size_t i;

	setsid();
	ignore_signals();
	prctl(PR_SET_NAME, "bpf-perf-guard");
	for (i = 0; i < n; i++)
		keep[i + 1] = fds[i];
	close_others(keep, n + 1);
	if (!write_byte(sock))
		read_byte(sock);
	_exit(-restore(arg));
}

struct guard *guard_start(int (*restore)(void *arg), void *arg, const int *fds, size_t n)
{
	struct guard *guard = NULL;
	int socks[2], err;

	if (n > GUARD_MAX_FDS) {
		errno = EINVAL;
		return NULL;
	}
	/* A pipe would not do: the guardian reports over the same descriptor that it is ready. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks))
		return NULL;
	guard = malloc(sizeof(*guard));
	if (!guard)
		goto fail;
	guard->sock = socks[0];
	guard->pid = fork();
	if (guard->pid < 0)
		goto fail;
	if (!guard->pid)
		guardian(socks[1], restore, arg, fds, n);
	close(socks[1]);
	if (read_byte(guard->sock) != 1) {
		guard_stop(guard);
		errno = ECHILD;
		return NULL;
	}
	return guard;
fail:
	err = errno;
	free(guard);
	close(socks[0]);
	close(socks[1]);
	errno = err;
	return NULL;
}

int guard_stop(struct guard *guard)
{
	int status = 0;
	pid_t pid;

	if (!guard)
		return 0;
	/* Write a byte instead of only closing: a child of ours may keep this end open longer. */
	write_byte(guard->sock);
	close(guard->sock);
	do {
		pid = waitpid(guard->pid, &status, 0);
	} while (pid < 0 && errno == EINTR);
	free(guard);
	if (pid < 0 || !WIFEXITED(status))
		return -ECHILD;
	return -WEXITSTATUS(status);
}
