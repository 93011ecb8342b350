/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs one operation a few times. All functions return 0 or a negative errno. */
#ifndef BENCH_ENGINE_SAMPLE_H
#define BENCH_ENGINE_SAMPLE_H

#include "bench/engine/engine.h"

struct bpf_link;
struct count_window;

/* Runs an operation once. *ns becomes its cost per operation, in clock units. */
int sample_run(const struct group *group, struct op *op, struct bench_round *round, double *ns);
/* Runs the program that times single operations, or one user-space operation. */
int sample_tail(const struct group *group, struct op *op, struct bench_round *round);
/* Runs any program of the operation once. window, if not NULL, gets readings around the run. */
int sample_program(const struct group *group, const struct op *op, const struct bpf_program *prog,
		   struct bench_round *round, struct count_window *window);
/* For objects with a trigger: the program is attached as long as the link exists. */
int sample_attach(const struct group *group, struct bpf_program *prog, struct bpf_link **link);

#endif /* BENCH_ENGINE_SAMPLE_H */
