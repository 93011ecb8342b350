/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's JIT made of programs. */
#ifndef PROG_TESTS_INSN_PERF_JITED_H
#define PROG_TESTS_INSN_PERF_JITED_H

#include <bpf/libbpf.h>

/* The size of a program. BPF instructions are those after the verifier's own changes. */
struct jited {
	double bpf_insns, insns, bytes;
};

/*
 * Reads a loaded program of an object. insns is 0 where the machine's code cannot be counted: it is
 * not x86-64. Returns 0, -EPERM if the kernel shows us no code, -EPROTO if the code does not end
 * with an instruction, or another negative errno.
 */
int jited_read(const struct bpf_object *obj, const char *prog, struct jited *jited);

#endif /* PROG_TESTS_INSN_PERF_JITED_H */
