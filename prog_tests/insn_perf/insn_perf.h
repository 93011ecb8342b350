/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of insn_perf: each is a BPF object with what user space does with it. */
#ifndef PROG_TESTS_INSN_PERF_H
#define PROG_TESTS_INSN_PERF_H

#include "test_progs.h"

extern const struct bench_object insn_perf_alu, insn_perf_arena, insn_perf_jit, insn_perf_tail;

#endif /* PROG_TESTS_INSN_PERF_H */
