/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets on the loopback interface of a private network namespace, and triggers that cause one
 * event with them. */
#ifndef PROG_TESTS_HOOK_PERF_LOOPBACK_H
#define PROG_TESTS_HOOK_PERF_LOOPBACK_H

#include "test_progs.h"

/* All but the last one are bound to a port of their own. */
enum loopback_sock {
	/* UDP_SENDER is connected to UDP_RECEIVER, which is not connected. */
	UDP_SENDER,
	UDP_RECEIVER,
	/* Connected again and again. */
	UDP_CALLER,
	/* Never connected. */
	UDP_LONER,
	/* Listens. */
	TCP_SERVER,
	/* Listens only when told to. */
	TCP_LISTENER,
	/* Connected to each other. */
	TCP_CLIENT,
	TCP_PEER,
	LOOPBACK_SOCKS
};

/* An object that uses these functions has a context that begins with this struct. */
struct loopback_net {
	/* Descriptor of the namespace; -1 for none. */
	int netns;
};

/* For bench_object's before and after: create and remove the namespace. Return 0 or a negative
 * errno. */
int loopback_before(struct bench_round *round);
int loopback_after(struct bench_round *round);
/* Returns the namespace's descriptor. */
int loopback_netns(const struct bench_round *round);

/* For setup and teardown: create new sockets each round, in the cgroup that the process has then.
 * They use round->priv. */
int loopback_setup(struct bench_round *round);
void loopback_teardown(struct bench_round *round);

/* Returns a socket's descriptor. */
int loopback_fd(const struct bench_round *round, enum loopback_sock sock);

/* Triggers, for bench_user_op.run: */

/* A datagram of one byte from UDP_SENDER to UDP_RECEIVER. */
int loopback_udp(struct bench_round *round, unsigned int n, double *ns);
/* As loopback_udp(), but from UDP_LONER, with an address. */
int loopback_udp_to(struct bench_round *round, unsigned int n, double *ns);
/* connect() of UDP_CALLER. */
int loopback_connect(struct bench_round *round, unsigned int n, double *ns);
/* bind() of UDP_LONER, which is bound already: it is refused, but only after the hook. */
int loopback_bind(struct bench_round *round, unsigned int n, double *ns);
/* listen() of TCP_LISTENER, and the end of listening. */
int loopback_listen(struct bench_round *round, unsigned int n, double *ns);
/* One byte from TCP_CLIENT to TCP_PEER, and one back. */
int loopback_tcp(struct bench_round *round, unsigned int n, double *ns);

#endif /* PROG_TESTS_HOOK_PERF_LOOPBACK_H */
