/* SPDX-License-Identifier: GPL-2.0-only */
/* The program that an operation loads. */
#ifndef PROG_TESTS_LOAD_PERF_WANTED_H
#define PROG_TESTS_LOAD_PERF_WANTED_H

#include "load_perf/generate.h"
#include "test_progs.h"

/* A generated program: round->arg of an operation. */
struct wanted {
	enum shape shape;
	size_t n;
};

/* Makes the program of round->arg, to be freed by generate_free(). Returns 0 or a negative errno:
 * -ENOENT without bpf_loop(), because then a program with a callback does not load, whatever the
 * kernel says of it. */
int wanted_make(const struct bench_round *round, struct generated *made);

#endif /* PROG_TESTS_LOAD_PERF_WANTED_H */
