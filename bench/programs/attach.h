/* SPDX-License-Identifier: GPL-2.0-only */
/* Attaches programs where their sections say: to the kernel's functions and events as they are, and
 * to interfaces, sockets and cgroups of our own. */
#ifndef BENCH_PROGRAMS_ATTACH_H
#define BENCH_PROGRAMS_ATTACH_H

#include <stdint.h>

#include "bench/programs/object.h"

struct cgroup;
struct sockets;
struct struct_ops;

/* The private network namespace and cgroup that this process is in. */
struct place {
	/* Descriptor of the namespace, or a negative errno. */
	int netns;
	/* NULL with the reason in why if there is none. */
	struct cgroup *cgroup;
	char why[256];
};

/* Moves the process into a new place, as far as it may. */
void place_enter(struct place *place);
/* Leaves the cgroup. The process stays in the namespace. */
void place_leave(struct place *place);

/* One attached program. */
struct attachment {
	struct bpf_link *link;
	/* A socket with the program, or -1. */
	int fd;
	/* Attached to a queueing discipline, without a link. */
	bool tc;
	struct bpf_tc_opts tc_opts;
	/* Sockets that the program is attached to or that use it, and its registration; or NULL. */
	struct sockets *sockets;
	struct struct_ops *ops;
	/* Whose runs the kernel counts, if it is another load of the program; or NULL. */
	struct bpf_program *counted;
	/* What attaching took without what it needed before, in ns; 0 if that is all. */
	uint64_t ns;
};

/* Attaches a program of the loaded object. Returns 0, or a negative errno with the reason in why. */
int attach_program(const struct object *object, const struct place *place,
		   const struct program *program, struct attachment *attachment, char *why,
		   size_t size);
/* Returns what detaching took, in ns. */
uint64_t detach_program(struct attachment *attachment);

#endif /* BENCH_PROGRAMS_ATTACH_H */
