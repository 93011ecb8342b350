/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes the messages of a test's process: bench/engine/session.h has the protocol. */
#ifndef BENCH_RUNNER_RECEIVE_H
#define BENCH_RUNNER_RECEIVE_H

#include <stdbool.h>

#include "bench/runner/child.h"

/*
 * Reads what there is, once, and puts it into the child. Returns false if the child has ended, or
 * has sent what it must not: then its death has the reason, and it is killed.
 */
bool receive_messages(const struct children *all, struct child *child);

#endif /* BENCH_RUNNER_RECEIVE_H */
