// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test_progs.h"
#include "hook_perf/loopback.h"

/* A lost packet must fail the operation instead of hanging it. */
#define LOST_AFTER_S 2

struct loopback {
	int fd[LOOPBACK_SOCKS];
	struct sockaddr_in addr[LOOPBACK_SOCKS];
};

static const int types[LOOPBACK_SOCKS] = {
	[UDP_SENDER] = SOCK_DGRAM,  [UDP_RECEIVER] = SOCK_DGRAM, [UDP_CALLER] = SOCK_DGRAM,
	[UDP_LONER] = SOCK_DGRAM,   [TCP_SERVER] = SOCK_STREAM,	 [TCP_LISTENER] = SOCK_STREAM,
	[TCP_CLIENT] = SOCK_STREAM,
};

int loopback_netns(const struct bench_round *round)
{
	return ((const struct loopback_net *)round->ctx)->netns;
}

int loopback_before(struct bench_round *round)
{
	struct loopback_net *net = round->ctx;
	int netns = netns_new();

	net->netns = netns < 0 ? -1 : netns;
	if (netns < 0)
		return bench_skip(round, log_cause(netns), "cannot create a network namespace: %s",
				  log_errno(netns));
	return 0;
}

int loopback_after(struct bench_round *round)
{
	const struct loopback_net *net = round->ctx;

	if (net->netns >= 0)
		close(net->netns);
	return 0;
}

int loopback_fd(const struct bench_round *round, enum loopback_sock sock)
{
	return ((const struct loopback *)round->priv)->fd[sock];
}

static const struct sockaddr *address(const struct bench_round *round, enum loopback_sock sock)
{
	return (const struct sockaddr *)&((const struct loopback *)round->priv)->addr[sock];
}

/* Opens a socket on a free port, and stores its address. */
static int open_bound(struct loopback *lo, enum loopback_sock sock)
{
	const struct timeval timeout = { .tv_sec = LOST_AFTER_S };
	struct sockaddr_in *addr = &lo->addr[sock];
	socklen_t len = sizeof(*addr);
	int fd = socket(AF_INET, types[sock] | SOCK_CLOEXEC, 0);

	lo->fd[sock] = fd;
	addr->sin_family = AF_INET;
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    bind(fd, (struct sockaddr *)addr, len) ||
	    getsockname(fd, (struct sockaddr *)addr, &len))
		return -errno;
	return 0;
}

static int connect_to(struct bench_round *round, enum loopback_sock from, enum loopback_sock to)
{
	if (connect(loopback_fd(round, from), address(round, to), sizeof(struct sockaddr_in)))
		return -errno;
	return 0;
}

/* Disables Nagle's algorithm: a byte must not wait for more. */
static int send_at_once(struct bench_round *round, enum loopback_sock sock)
{
	int fd = loopback_fd(round, sock), on = 1;

	return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) ? -errno : 0;
}

static int connect_tcp(struct bench_round *round)
{
	struct loopback *lo = round->priv;
	int err;

	if (listen(lo->fd[TCP_SERVER], 1))
		return -errno;
	err = connect_to(round, TCP_CLIENT, TCP_SERVER);
	if (err)
		return err;
	lo->fd[TCP_PEER] = accept4(lo->fd[TCP_SERVER], NULL, NULL, SOCK_CLOEXEC);
	if (lo->fd[TCP_PEER] < 0)
		return -errno;
	err = send_at_once(round, TCP_CLIENT);
	return err ? err : send_at_once(round, TCP_PEER);
}

void loopback_teardown(struct bench_round *round)
{
	struct loopback *lo = round->priv;
	int i;

	for (i = 0; lo && i < LOOPBACK_SOCKS; i++)
		if (lo->fd[i] >= 0)
			close(lo->fd[i]);
	free(lo);
	round->priv = NULL;
}

int loopback_setup(struct bench_round *round)
{
	struct loopback *lo = calloc(1, sizeof(*lo));
	int before, err = 0, ret, i;

	if (!lo)
		return -ENOMEM;
	round->priv = lo;
	for (i = 0; i < LOOPBACK_SOCKS; i++)
		lo->fd[i] = -1;
	before = netns_enter(loopback_netns(round));
	if (before < 0)
		return before;
	for (i = 0; !err && i < LOOPBACK_SOCKS; i++)
		if (types[i])
			err = open_bound(lo, i);
	if (!err)
		err = connect_to(round, UDP_SENDER, UDP_RECEIVER);
	if (!err)
		err = connect_tcp(round);
	ret = netns_leave(before);
	return err ? err : ret;
}

/* When the byte arrives, all programs on its way have run. */
static int receive(int fd)
{
	char byte;

	return recv(fd, &byte, 1, 0) == 1 ? 0 : -errno;
}

int loopback_udp(struct bench_round *round, unsigned int n, double *ns)
{
	int from = loopback_fd(round, UDP_SENDER), to = loopback_fd(round, UDP_RECEIVER), err = 0;

	while (!err && n--)
		err = send(from, "", 1, 0) == 1 ? receive(to) : -errno;
	return err;
}

int loopback_udp_to(struct bench_round *round, unsigned int n, double *ns)
{
	int from = loopback_fd(round, UDP_LONER), to = loopback_fd(round, UDP_RECEIVER), err = 0;
	const struct sockaddr *addr = address(round, UDP_RECEIVER);

	while (!err && n--)
		err = sendto(from, "", 1, 0, addr, sizeof(struct sockaddr_in)) == 1 ? receive(to)
										    : -errno;
	return err;
}

int loopback_connect(struct bench_round *round, unsigned int n, double *ns)
{
	int err = 0;

	while (!err && n--)
		err = connect_to(round, UDP_CALLER, UDP_RECEIVER);
	return err;
}

int loopback_bind(struct bench_round *round, unsigned int n, double *ns)
{
	const struct sockaddr *addr = address(round, UDP_LONER);
	int fd = loopback_fd(round, UDP_LONER);

	/* A second bind() is refused, but only after the programs have run. */
	while (n--)
		if (!bind(fd, addr, sizeof(struct sockaddr_in)) || errno != EINVAL)
			return -EPROTO;
	return 0;
}

int loopback_listen(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = loopback_fd(round, TCP_LISTENER);

	while (n--)
		if (listen(fd, 1) || shutdown(fd, SHUT_RDWR))
			return -errno;
	return 0;
}

int loopback_tcp(struct bench_round *round, unsigned int n, double *ns)
{
	int client = loopback_fd(round, TCP_CLIENT), peer = loopback_fd(round, TCP_PEER), err = 0;

	while (!err && n--) {
		err = send(client, "", 1, 0) == 1 ? receive(peer) : -errno;
		if (!err)
			err = send(peer, "", 1, 0) == 1 ? receive(client) : -errno;
	}
	return err;
}
