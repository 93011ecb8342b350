/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers the struct_ops of an object. */
#ifndef BENCH_PROGRAMS_STRUCT_OPS_H
#define BENCH_PROGRAMS_STRUCT_OPS_H

#include <stdint.h>

#include "bench/programs/object.h"

struct sockets;
struct struct_ops;

/*
 * Loads the struct_ops of the object once more, because a kernel registers most of them only once,
 * and registers all. *ns is what registering took alone. If one is tcp_congestion_ops, *sockets
 * becomes a connection that uses it, else NULL; sockets_free() frees it, before
 * struct_ops_unregister(). Returns 0 and *ops, or a negative errno with the reason in why.
 */
int struct_ops_register(const struct object *object, const struct program *program,
			struct struct_ops **ops, struct sockets **sockets, uint64_t *ns, char *why,
			size_t size);

/* Returns the program of that load whose runs count. */
struct bpf_program *struct_ops_program(const struct struct_ops *ops, const struct program *program);

/* Ends the registrations. */
void struct_ops_unregister(struct struct_ops *ops);
/* Frees it. NULL is allowed. */
void struct_ops_free(struct struct_ops *ops);

#endif /* BENCH_PROGRAMS_STRUCT_OPS_H */
