/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of hook_perf: each a BPF object, its hooks and what triggers them.
 */
#ifndef PROG_TESTS_HOOK_PERF_H
#define PROG_TESTS_HOOK_PERF_H

#include "test_progs.h"

extern const struct bench_object hook_perf_kernel;
extern const struct bench_object hook_perf_syscall;
extern const struct bench_object hook_perf_uprobe;
extern const struct bench_object hook_perf_usdt;

#endif /* PROG_TESTS_HOOK_PERF_H */
