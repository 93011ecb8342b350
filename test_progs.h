/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that a test includes.  prog_tests/NAME.c defines
 *
 *	void test_NAME(struct bench *bench);
 *
 * which describes what is measured in tables and calls bench_run() once; the
 * Makefile finds it, there is no list to keep.
 */
#ifndef TEST_PROGS_H
#define TEST_PROGS_H

#include "bench/bench.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* TEST_PROGS_H */
