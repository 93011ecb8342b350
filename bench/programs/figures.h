/* SPDX-License-Identifier: GPL-2.0-only */
/* The figures of programs, maps and whole objects: callbacks for the engine (bench_user_op.run). */
#ifndef BENCH_PROGRAMS_FIGURES_H
#define BENCH_PROGRAMS_FIGURES_H

#include "bench/engine/bench.h"
#include "bench/programs/attached.h"
#include "bench/programs/event.h"
#include "bench/programs/object.h"

/* An object with the tables that the engine reads. */
struct tables {
	struct object object;
	struct place place;
	struct operation *operations;
	struct bench_user_op *ops;
	size_t n;
	double detach_all_ns;
	/* What an operation of the load lost, in clock units. */
	double lost_ns;
};

/* The argument of a callback. */
struct operation {
	struct program *program;
	struct map *map;
	/* What figure_event() runs. */
	struct event event;
};

/* Returns what the round belongs to. */
struct tables *tables_of(const struct bench_round *round);

int figure_load(struct bench_round *round, unsigned int n, double *ns);
/* Cost of an event of a program that BPF_PROG_TEST_RUN runs. */
int figure_event(struct bench_round *round, unsigned int n, double *ns);
int figure_attached(struct bench_round *round, unsigned int n, double *ns);
int figure_loaded_only(struct bench_round *round, unsigned int n, double *ns);
int figure_attach(struct bench_round *round, unsigned int n, double *ns);
int figure_detach(struct bench_round *round, unsigned int n, double *ns);
int figure_peak(struct bench_round *round, unsigned int n, double *ns);
int figure_program_memory(struct bench_round *round, unsigned int n, double *ns);
int figure_map_memory(struct bench_round *round, unsigned int n, double *ns);
int figure_map_charged(struct bench_round *round, unsigned int n, double *ns);
int figure_object_load(struct bench_round *round, unsigned int n, double *ns);
int figure_object_attach(struct bench_round *round, unsigned int n, double *ns);
int figure_object_detach(struct bench_round *round, unsigned int n, double *ns);
int figure_slowdown(struct bench_round *round, unsigned int n, double *ns);
int figure_loss(struct bench_round *round, unsigned int n, double *ns);
/* bench_user_op.prepare of figure_event() */
int figure_prepare_event(struct bench_round *round, unsigned int n);

#endif /* BENCH_PROGRAMS_FIGURES_H */
