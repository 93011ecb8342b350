/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only header of bench/ that a test includes: it has the tables that the engine takes, and
 * what callbacks use. prog_tests/NAME.c defines
 *
 *	void test_NAME(struct bench *bench);
 *
 * which describes in tables what is measured, and calls bench_run() once. The Makefile finds the
 * file; there is no list to maintain.
 */
#ifndef TEST_PROGS_H
#define TEST_PROGS_H

#include "bench/engine/bench.h"
#include "bench/engine/hist.h"
#include "bench/engine/samples.h"
#include "bench/engine/verifier.h"
#include "bench/env/cpus.h"
#include "bench/env/threads.h"
#include "bench/kernel/cgroup.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/guard.h"
#include "bench/kernel/log.h"
#include "bench/kernel/memcg.h"
#include "bench/kernel/mount.h"
#include "bench/kernel/netns.h"
#include "bench/kernel/own_file.h"
#include "bench/kernel/perf_event.h"
#include "bench/kernel/tracefs.h"
#include "bench/kernel/tracefs_divert.h"
#include "bench/kernel/x86.h"
#include "bench/result/array.h"
#include "bench/result/stats.h"

#endif /* TEST_PROGS_H */
