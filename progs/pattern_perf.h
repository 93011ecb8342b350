/* SPDX-License-Identifier: GPL-2.0-only */
/* Constants that the programs of pattern_perf and its user space share. */
#ifndef PATTERN_PERF_H
#define PATTERN_PERF_H

/* Keys of the statistics, and entries of the maps that age. */
#define PATTERN_KEYS 64
#define PATTERN_AGED 1024
/* Entries in use of the oversized map and of the one that fits. */
#define PATTERN_USED 10000

/* Bytes of a large read(); one in so many is one. */
#define PATTERN_LARGE 4096
#define PATTERN_LARGE_ONE_IN 20

/* Whose read() a tool looks for: user space changes it from one event to the next. */
struct pattern_wanted {
	unsigned int pid;
	char comm[16];
};

/* What the tool collects of a read(). */
struct pattern_read {
	unsigned long long time, size;
	unsigned int pid, uid;
	char comm[16];
	char data[64];
};

/* The load balancer: places on the ring by which new sessions are given to backends, backends, and
 * sessions that are remembered. */
#define PATTERN_RING 251
#define PATTERN_BACKENDS 8
#define PATTERN_SESSIONS 4096

/* What identifies a session, in network byte order. */
struct pattern_flow {
	unsigned int source, destination;
	unsigned short source_port, destination_port;
	unsigned int protocol;
};

/* A service: destination, its port and protocol. */
struct pattern_service {
	unsigned int address;
	unsigned short port, protocol;
};

struct pattern_backend {
	unsigned int address;
	unsigned char mac[6];
	unsigned char unused[2];
};

#endif /* PATTERN_PERF_H */
