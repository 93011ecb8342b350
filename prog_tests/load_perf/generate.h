/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs of any size, made of instructions. */
#ifndef PROG_TESTS_LOAD_PERF_GENERATE_H
#define PROG_TESTS_LOAD_PERF_GENERATE_H

#include <stddef.h>

#include <linux/bpf.h>

enum shape {
	/* Additions, one after the other. */
	SHAPE_STRAIGHT,
	/* A loop of five instructions, which the verifier follows around. */
	SHAPE_LOOP,
	/* Branches on a number that the verifier does not know, which meet again at once. */
	SHAPE_BRANCH,
	/* bpf_loop() with additions in its callback. */
	SHAPE_CALLBACK,
};

/* A program for the socket filter type, with what its load needs. */
struct generated {
	struct bpf_insn *insns;
	size_t n;
	/* BTF of a program with a callback, and its two functions; else -1. */
	int btf;
	struct bpf_func_info funcs[2];
};

/* Makes a program of which the verifier sees about n instructions. Returns 0, or a negative errno.
 * Free it with generate_free(). */
int generate(struct generated *made, enum shape shape, size_t n);
void generate_free(struct generated *made);

/* Loads it. Returns the program's descriptor or a negative errno. log may be NULL, or gets what the
 * verifier says about its work. */
int generate_load(const struct generated *made, char *log, size_t size);

#endif /* PROG_TESTS_LOAD_PERF_GENERATE_H */
