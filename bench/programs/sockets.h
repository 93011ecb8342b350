/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets of our own that programs are attached to, and the messages that run them. */
#ifndef BENCH_PROGRAMS_SOCKETS_H
#define BENCH_PROGRAMS_SOCKETS_H

#include <stdint.h>

#include "bench/programs/object.h"

struct sockets;

/*
 * Attaches a program of type sk_msg, sk_skb or sk_reuseport: to a map of sockets with both ends of a
 * connection over loopback, or to a group of sockets that share a port. These are in a map of the
 * object if the program uses one of that kind. *ns is what it took without making the sockets.
 * Returns 0 and *sockets, or a negative errno with the
 * reason in why.
 */
int sockets_attach(const struct object *object, const struct program *program,
		   struct bpf_program *prog, struct sockets **sockets, uint64_t *ns, char *why,
		   size_t size);

/* Makes a connection over loopback whose ends use this algorithm of congestion control. Returns as
 * sockets_attach(). */
int sockets_connect(const char *congestion, struct sockets **sockets);

/* Sends a fixed number of messages. It is not an error if the program drops them. */
void sockets_drive(struct sockets *sockets);

/* Closes the sockets, detaches the program and frees all of it. NULL is allowed. */
void sockets_free(struct sockets *sockets);

#endif /* BENCH_PROGRAMS_SOCKETS_H */
