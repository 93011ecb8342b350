// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/programs/drive.h"

/* What one operation of the built-in load does. */
#define SYSCALLS 64
#define FILES 8
#define BYTES 256
/* A program may drop packets: then a connection must not wait for ever. */
#define NET_TIMEOUT_US 100000
extern char **environ;

static void system_calls(void)
{
	for (int i = 0; i < SYSCALLS; i++)
		syscall(SYS_getppid);
}

/* Opens, reads and writes files that leave nothing behind. */
static void files(void)
{
	char bytes[BYTES] = {};
	int fd;

	for (int i = 0; i < FILES; i++) {
		fd = open(i & 1 ? "/proc/self/stat" : "/dev/zero", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (read(fd, bytes, sizeof(bytes)) < 0)
			bytes[0] = 0;
		close(fd);
	}
	fd = memfd_create("bpf-perf", MFD_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, bytes, sizeof(bytes)) < 0 || pread(fd, bytes, sizeof(bytes), 0) < 0)
		bytes[0] = 0;
	close(fd);
}

static void process(void)
{
	char *argv[] = { "true", NULL };
	pid_t pid;

	if (!posix_spawn(&pid, "/bin/true", NULL, NULL, argv, environ))
		waitpid(pid, NULL, 0);
}

static int open_socket(int type, struct sockaddr_in *address)
{
	struct timeval timeout = { .tv_usec = NET_TIMEOUT_US };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (!address)
		return fd;
	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	if (bind(fd, (void *)address, sizeof(*address)) ||
	    getsockname(fd, (void *)address, &(socklen_t){ sizeof(*address) })) {
		close(fd);
		return -1;
	}
	return fd;
}

static void exchange(int from, int to)
{
	char bytes[BYTES] = {};

	if (send(from, bytes, sizeof(bytes), MSG_NOSIGNAL) > 0 &&
	    recv(to, bytes, sizeof(bytes), 0) > 0)
		return;
	errno = 0;
}

/* A connection over TCP, and datagrams over UDP. */
static void connections(void)
{
	struct sockaddr_in address;
	int server = open_socket(SOCK_STREAM, &address), client, accepted = -1;

	client = open_socket(SOCK_STREAM, NULL);
	if (server >= 0 && client >= 0 && !listen(server, 1) &&
	    !connect(client, (void *)&address, sizeof(address)))
		accepted = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	if (accepted >= 0) {
		exchange(client, accepted);
		close(accepted);
	}
	close(client);
	close(server);
	server = open_socket(SOCK_DGRAM, &address);
	client = open_socket(SOCK_DGRAM, NULL);
	if (server >= 0 && client >= 0 && !connect(client, (void *)&address, sizeof(address)))
		exchange(client, server);
	close(client);
	close(server);
}

static void stop(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Runs the command in a process group of its own, so that all of it can be ended. */
static pid_t start(const char *command)
{
	sigset_t none;
	pid_t pid = fork();
	int null;

	if (pid)
		return pid;
	setpgid(0, 0);
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

static int run_command(const char *command, double seconds, char *why, size_t size)
{
	pid_t pid = start(command);
	struct pollfd ended = { .events = POLLIN };
	int status = 0;

	if (pid < 0) {
		snprintf(why, size, "--load: no process can be started: %s", strerror(errno));
		return -errno;
	}
	ended.fd = syscall(SYS_pidfd_open, pid, 0);
	if (ended.fd >= 0 && poll(&ended, 1, seconds * 1000) == 0) {
		close(ended.fd);
		stop(pid);
		snprintf(why, size, "--load: '%s' did not end within %.0f s; it must end by itself",
			 command, seconds);
		return -ETIMEDOUT;
	}
	waitpid(pid, &status, 0);
	if (ended.fd >= 0)
		close(ended.fd);
	/* It may have left children in the background. */
	kill(-pid, SIGKILL);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	snprintf(why, size, "--load: '%s' %s %d", command,
		 WIFEXITED(status) ? "ended with status" : "was killed by signal",
		 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return -ECHILD;
}

int drive(const char *command, unsigned int n, double seconds, char *why, size_t size)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < n; i++) {
		if (command) {
			err = run_command(command, seconds, why, size);
			continue;
		}
		system_calls();
		files();
		process();
		connections();
	}
	return err;
}
