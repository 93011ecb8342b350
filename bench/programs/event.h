/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs programs by BPF_PROG_TEST_RUN on packets or on a context. */
#ifndef BENCH_PROGRAMS_EVENT_H
#define BENCH_PROGRAMS_EVENT_H

#include "bench/programs/object.h"

/* All packets in turns. */
#define EVENT_ALL (-1)

/* What is run: the program or the one that returns at once, on which packet. */
struct event {
	bool empty;
	/* Number of the packet, from 0, or EVENT_ALL. */
	int packet;
};

/* What a program did with one packet. */
struct outcome {
	uint32_t returned;
};

/*
 * Prepares a program of the loaded object for a round: loads a program of its type that returns at
 * once, runs the packets of --warm, and finds out what the program returns for each packet and
 * whether it changes them. Returns 0, or a negative errno with the reason in why.
 */
int event_prepare(struct object *object, struct program *program, char *why, size_t size);
/* Closes what event_prepare() has loaded. */
void event_release(struct program *program);

/* Runs are faster while an XDP program is attached to an interface of its own, but attaching it
 * elsewhere is then cheaper than it is. Both do nothing with other programs. */
void event_park(struct object *object, struct program *program);
void event_unpark(struct program *program);

/* Returns how many events a sample has: the same number of each packet that is run. */
unsigned int event_count(const struct object *object, int packet);

/*
 * Runs a program on n events. Returns 0 or a negative errno. *ns
 * becomes the time of all of them if the caller's clock cannot tell it; it is unchanged otherwise.
 */
int event_run(struct object *object, struct program *program, struct event event, unsigned int n,
	      double *ns);
/* The same for a single event, with the time that the kernel measured in *ns. */
int event_single(struct object *object, struct program *program, struct event event, double *ns);

/* Writes what the program returned: "XDP_PASS", or "XDP_DROP 3, XDP_PASS 1" of several packets. */
void event_returned(const struct object *object, const struct program *program, int packet,
		    char *text, size_t size);

#endif /* BENCH_PROGRAMS_EVENT_H */
