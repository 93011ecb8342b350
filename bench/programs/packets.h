/* SPDX-License-Identifier: GPL-2.0-only */
/* Packets for programs that take one: built-in ones, or those of a capture file. */
#ifndef BENCH_PROGRAMS_PACKETS_H
#define BENCH_PROGRAMS_PACKETS_H

#include <stddef.h>

/* At most this many packets of a file are used, because each needs a run of its own. */
#define PACKETS_MOST 256
/* The longest frame that BPF_PROG_TEST_RUN takes on all kernels, in bytes. */
#define PACKET_LONGEST 3400
/* The shortest one: an Ethernet header. */
#define PACKET_SHORTEST 14

struct packet {
	unsigned char *data;
	size_t size;
};

struct packets {
	struct packet *at;
	size_t n;
	/* Packets of the file that are not used: too many, too long or too short. */
	size_t left_out;
};

/*
 * Makes the packets of a name, "tcp4", "tcp6", "udp4" or "udp6" (NULL is tcp4), or reads a capture
 * (pcap, pcapng) or one raw frame from a file. Frames begin with an Ethernet header. Returns 0, or a
 * negative errno with the reason in why. packets_free() frees them in both cases.
 */
int packets_read(const char *name, struct packets *packets, char *why, size_t size);
void packets_free(struct packets *packets);

#endif /* BENCH_PROGRAMS_PACKETS_H */
