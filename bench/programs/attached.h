/* SPDX-License-Identifier: GPL-2.0-only */
/* Measures attached programs: by the kernel's count of their runs, and by what a load loses. */
#ifndef BENCH_PROGRAMS_ATTACHED_H
#define BENCH_PROGRAMS_ATTACHED_H

#include "bench/programs/attach.h"
#include "bench/programs/object.h"

/* What the kernel counted while a load ran. */
struct attached_runs {
	uint64_t runs;
	/* Time of one run in clock units, net of what counting costs. */
	double each;
};

/* Attaches a program, runs the load and reads what the kernel counted. Returns 0, or a negative
 * errno with the reason in why. */
int attached_run(const struct object *object, const struct place *place,
		 const struct program *program, struct attached_runs *runs, char *why, size_t size);

/* Attaches and detaches a program and sets both times. */
int attached_time(const struct object *object, const struct place *place,
		  const struct program *program, double *attach, double *detach, char *why,
		  size_t size);

/* The attachments of all programs of an object. */
struct attached_all {
	struct attachment *at;
	size_t n;
};

/* Attaches all programs that are driven by a load; with others: every program that can be. Those
 * that cannot be attached are left out. Returns 0 or -ENOMEM. */
int attached_all(const struct object *object, const struct place *place, bool others,
		 struct attached_all *all);
void attached_none(struct attached_all *all);

#endif /* BENCH_PROGRAMS_ATTACHED_H */
