/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sockets over loopback in a network namespace of our own, and what makes one
 * event with them.
 */
#ifndef PROG_TESTS_HOOK_PERF_LOOPBACK_H
#define PROG_TESTS_HOOK_PERF_LOOPBACK_H

#include "bench/bench.h"

/* All but the last are bound to a port each. */
enum loopback_sock {
	/* Connected to the next one, which is connected to none. */
	UDP_SENDER,
	UDP_RECEIVER,
	/* Connected again and again. */
	UDP_CALLER,
	/* Never connected. */
	UDP_LONER,
	/* Listens. */
	TCP_SERVER,
	/* Does not, until it is told to. */
	TCP_LISTENER,
	/* Connected to each other. */
	TCP_CLIENT,
	TCP_PEER,
	LOOPBACK_SOCKS
};

/* For bench_object's before: the namespace, once for all of the test. */
int loopback_before(char *why, size_t size);
/* Its descriptor. */
int loopback_netns(void);

/*
 * For setup and teardown: new sockets each round, of the cgroup that the process
 * is in then.  round->priv is theirs.
 */
int loopback_setup(struct bench_round *round);
void loopback_teardown(struct bench_round *round);

/* A socket's descriptor. */
int loopback_fd(const struct bench_round *round, enum loopback_sock sock);

/* Triggers, for bench_user_op's run. */

/* A datagram of one byte from UDP_SENDER to UDP_RECEIVER. */
int loopback_udp(struct bench_round *round, unsigned int n, double *ns);
/* The same from UDP_LONER, with an address. */
int loopback_udp_to(struct bench_round *round, unsigned int n, double *ns);
/* connect() of UDP_CALLER. */
int loopback_connect(struct bench_round *round, unsigned int n, double *ns);
/* bind() of UDP_LONER, which is bound: refused, after the hook has been passed. */
int loopback_bind(struct bench_round *round, unsigned int n, double *ns);
/* listen() of TCP_LISTENER, and its end. */
int loopback_listen(struct bench_round *round, unsigned int n, double *ns);
/* One byte from TCP_CLIENT to TCP_PEER, and one back. */
int loopback_tcp(struct bench_round *round, unsigned int n, double *ns);

#endif /* PROG_TESTS_HOOK_PERF_LOOPBACK_H */
