/* SPDX-License-Identifier: GPL-2.0-only */
/* A private network namespace with a pair of devices, and packets between them. It is the context
 * of an object that uses it. */
#ifndef PROG_TESTS_PACKET_NET_H
#define PROG_TESTS_PACKET_NET_H

#include <stddef.h>

#include "test_progs.h"

/* Ethernet, IPv4, TCP to port 80, and padding to the minimum of Ethernet. */
#define PACKET_SIZE 64

/* Packets that packet_shift() holds. A buffer is used again after this many rounds. */
#define PACKET_HELD 7

struct packet_net {
	/*
	 * Descriptors of the namespace and of the thread's namespace before a round; -1 for none.
	 */
	int netns, home;
	/* Interface indexes of the two devices, and sockets that send on them, -1 for none. What is
	 * sent on one device arrives at the other. */
	int near, far;
	int near_socket, far_socket;
	int held[PACKET_HELD];
};

/*
 * For bench_object's before: creates the namespace and in it a pair of devices of this kind, "veth"
 * or "netkit" as the kernel calls them, with the names "<name>0" and "<name>1". Returns 0, or
 * bench_skip(). packet_net_after() undoes it, even after a failure.
 */
int packet_net_before(struct bench_round *round, const char *kind, const char *name);
int packet_net_after(struct bench_round *round);

/* For setup and teardown: move the calling thread into the namespace and back. If entering failed,
 * leaving does nothing. packet_net_enter() returns 0 or a negative errno. */
int packet_net_enter(struct bench_round *round);
void packet_net_leave(struct bench_round *round);
/* Returns true if the thread is in the namespace. */
bool packet_net_entered(const struct bench_round *round);

/*
 * Sends n packets, each by itself, from a socket of a pair. Receiving follows sending on the same
 * CPU before the system call returns, so the time includes all that the kernel does with a packet.
 * The packets have none of the devices' addresses, so that IPv4 drops them at once. Returns 0 or a
 * negative errno.
 */
int packet_send(int socket, unsigned int n);

/*
 * Makes the kernel use another buffer for small packets than in the round before, whose number is
 * one less. The kernel uses the buffer that was freed last, and so the same one for all packets, as
 * long as nobody else takes it. Returns 0 or a negative errno.
 */
int packet_shift(struct bench_round *round);

/* Returns the packet, PACKET_SIZE bytes, for programs that run without a device. */
const void *packet_data(void);

/* Packets per second, computed from the cost of one: figures for struct bench_derived. */
double packet_rate(double ns, double same);
/* Computes it from the cost that a program adds to a packet that is sent anyway, and from the cost
 * of that packet. */
double packet_rate_with(double added, double packet);

#define PACKET_RATE_OF(op, other, how)                                                             \
	{                                                                                          \
		.name = op "_rate", .about = "Packets a second, computed from " op, .a = op,       \
		.b = other, .figure = how, .unit = "packets/s", .rate = true                       \
	}
#define PACKET_RATE(op) PACKET_RATE_OF(op, op, packet_rate)
#define PACKET_RATE_WITH(op, packet) PACKET_RATE_OF(op, packet, packet_rate_with)

#endif /* PROG_TESTS_PACKET_NET_H */
