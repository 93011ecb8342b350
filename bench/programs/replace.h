/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that replace a function of another program (freplace), and those other programs. */
#ifndef BENCH_PROGRAMS_REPLACE_H
#define BENCH_PROGRAMS_REPLACE_H

#include "bench/programs/object.h"

/* A loaded program with the function that another program replaces. */
struct target {
	struct bpf_object *obj;
	struct bpf_program *prog;
	/* The bytes of the object, if it is in another file. */
	void *elf;
};

/*
 * Loads the program whose function this one replaces: from the same object, else from another of the
 * given files. Returns 0; -ENOENT if none has the function or -EINVAL if the section does not name
 * it, with the reason in why; target_free() frees the target in any case.
 */
int target_load(const struct object *object, const struct program *program, struct target *target,
		char *why, size_t size);
void target_free(struct target *target);

/* Says what the program in obj, which is not loaded yet, replaces. Returns 0 or a negative errno. */
int target_set(struct bpf_object *obj, const struct program *program, const struct target *target);

/* A program in its target. */
struct replaced {
	struct target target;
	struct bpf_object *obj;
	struct bpf_program *prog;
	struct bpf_link *link;
};

/* Loads the program and its target, and attaches it. Returns 0 and program->replaced, or a negative
 * errno with the reason in why. replaced_free() frees it and sets it to NULL. */
int replaced_load(const struct object *object, struct program *program, char *why, size_t size);
void replaced_free(struct program *program);

/* Attaches and detaches the program and sets both times in ns. It is attached then. Returns 0, or a
 * negative errno with the reason in why. */
int replaced_time(struct program *program, double *attach, double *detach, char *why, size_t size);

#endif /* BENCH_PROGRAMS_REPLACE_H */
