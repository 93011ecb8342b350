/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP programs that the kernel repeats: what the objects that measure them share. */
#ifndef PROG_TESTS_HOOK_PERF_XDP_RUN_H
#define PROG_TESTS_HOOK_PERF_XDP_RUN_H

#include <stdbool.h>

#include "test_progs.h"

/* Runs per system call. */
#define XDP_RUN_REPEAT 1024

/* What a round repeats, its round->priv. */
struct repeated {
	/* The program, and the one that it is compared with; -1 for none. */
	int prog, base;
	/* The flags by which they are attached meanwhile. */
	unsigned int flags;
	/* The program sends every frame, so that it ends at the near device. */
	bool sends;
	/* What attach() of the object made, and its detach() frees. */
	void *more;
};

/* For the tables of an object whose ctx is a struct packet_net: before, setup and teardown. The
 * program that is compared with is timed_empty. */
int xdp_run_before(struct bench_round *round);
int xdp_run_begin(struct bench_round *round);
void xdp_run_end(struct bench_round *round);

/* For hooks: from attach to detach the program is the one that is repeated. */
int xdp_run_attach(struct bench_round *round, const struct bpf_program *prog,
		   struct bpf_link **link);
void xdp_run_detach(struct bench_round *round);

/* Repeats the program n times on packet_data(). *ns becomes the time of all n. Returns 0 or a
 * negative errno. */
int xdp_run_repeat(struct bench_round *round, unsigned int n, struct bpf_test_run_opts *opts,
		   double *ns);

/* Returns the descriptor of a program of the round's object, or -ENOENT. */
int xdp_run_prog(const struct bench_round *round, const char *name);

/* A hook by these callbacks: repeats is the number of runs of its trigger. */
#define XDP_RUN_HOOK(program, mode, what, base, repeats, attached, detached)                       \
	{                                                                                          \
		.name = "xdp_" #program "_" mode, .about = "An XDP program (" #program ") " what,  \
		.trigger = base, .progs = { "timed_" #program }, .attach = attached,               \
		.detach = detached, .runs = ((repeats) + 1.0) / (repeats)                          \
	}

#endif /* PROG_TESTS_HOOK_PERF_XDP_RUN_H */
