/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of helper_perf that have no BPF object of BENCH() operations. */
#ifndef PROG_TESTS_HELPER_PERF_H
#define PROG_TESTS_HELPER_PERF_H

#include "test_progs.h"

extern const struct bench_object helper_perf_user_clock;

#endif /* PROG_TESTS_HELPER_PERF_H */
