/* SPDX-License-Identifier: GPL-2.0-only */
/* Packets for the load balancer of progs/pattern_perf_balancer.c. */
#ifndef PATTERN_PERF_BALANCER_H
#define PATTERN_PERF_BALANCER_H

#include "test_progs.h"

/* One kind of packet, and what must become of it. */
struct balancer_scenario;

/*
 * bench_object callbacks: sets the balancer's address; fills its maps and makes round->priv, which
 * the last one frees.
 */
int balancer_open(struct bench_round *round);
int balancer_setup(struct bench_round *round);
void balancer_teardown(struct bench_round *round);

extern const struct bench_user_op balancer_ops[];

#endif /* PATTERN_PERF_BALANCER_H */
