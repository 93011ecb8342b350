/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A network namespace with nobody in it, pairs of devices there, and packets
 * over them.  All of it dies with the process.
 */
#ifndef PROG_TESTS_PACKET_NET_H
#define PROG_TESTS_PACKET_NET_H

#include <stddef.h>

/* Ethernet, IPv4, TCP to port 80, padding to Ethernet's least. */
#define PACKET_SIZE 64

/* Two devices: what is sent on one arrives at the other. */
struct packet_pair {
	/* "veth", "netkit": the kernel's word for the kind. */
	const char *kind;
	/* What they are called: "<name>0" and "<name>1". */
	const char *name;
	/* Their interface indexes, and sockets that send on them. */
	int near, far;
	int near_socket, far_socket;
};

/*
 * Makes a pair of pair->kind and fills in the rest, once: a pair that is there is
 * left alone.  The caller is in the namespace that it was in, afterwards.  0 or a
 * negative errno, with what failed in why.
 */
int packet_net_pair(struct packet_pair *pair, char *why, size_t size);

/* The calling thread into the namespace, and back.  0 or a negative errno. */
int packet_net_enter(void);
int packet_net_leave(void);

/*
 * Sends n packets from a socket of a pair, each alone.  What the kernel does
 * with a packet is done in here: receiving it follows sending it on the same CPU
 * before the system call returns.  To no address of the devices, so that IPv4
 * drops it as soon as it sees it.  0 or a negative errno.
 */
int packet_send(int socket, unsigned int n);

/*
 * Has the kernel take another buffer for small packets than in the round before, whose
 * number is one less: it takes the one that was freed last, the same one for packet after
 * packet, for as long as nobody else wants it.  0 or a negative errno.
 */
int packet_shift(unsigned int round);

/* The packet, PACKET_SIZE bytes, for programs that are run without a device. */
const void *packet_data(void);

/* Packets a second, from the cost of one: figures of struct bench_derived. */
double packet_rate(double ns, double same);
/* From what a program adds to a packet that is sent anyway, and that packet. */
double packet_rate_with(double added, double packet);

#define PACKET_RATE_OF(op, other, how)                                                             \
	{                                                                                          \
		.name = op "_rate", .a = op, .b = other, .figure = how, .unit = "packets/s",       \
		.rate = true                                                                       \
	}
#define PACKET_RATE(op) PACKET_RATE_OF(op, op, packet_rate)
#define PACKET_RATE_WITH(op, packet) PACKET_RATE_OF(op, packet, packet_rate_with)

#endif /* PROG_TESTS_PACKET_NET_H */
