/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads programs alone and all together, and tells what the kernel refuses and why. */
#ifndef BENCH_PROGRAMS_VERIFY_H
#define BENCH_PROGRAMS_VERIFY_H

#include "bench/programs/object.h"

/* Finds out once which programs load: sets their refused and needs_all. */
void verify_all(struct object *object);

/* Loads a program that is not refused, alone or where it needs others with them. Returns 0 and what
 * the verifier said in stats, or a negative errno with the reason in why. */
int verify_program(const struct object *object, const struct program *program,
		   struct verifier_stats *stats, char *why, size_t size);

/* Loads all programs that are not refused into object->obj, and sets its load_ns, or load_err and
 * load_why. */
void verify_together(struct object *object);

#endif /* BENCH_PROGRAMS_VERIFY_H */
