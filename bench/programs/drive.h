/* SPDX-License-Identifier: GPL-2.0-only */
/* The load that makes events for attached programs. */
#ifndef BENCH_PROGRAMS_DRIVE_H
#define BENCH_PROGRAMS_DRIVE_H

#include <stddef.h>

/*
 * Does n operations of the load: each runs the command once, or without one passes the usual hooks
 * with fixed counts: system calls, files, a process, connections of TCP and UDP over loopback.
 * Returns 0, or a negative errno with the reason in why, if the command fails or lasts longer than
 * seconds. It is not an error if an attached program denies what the built-in load does.
 */
int drive(const char *command, unsigned int n, double seconds, char *why, size_t size);

#endif /* BENCH_PROGRAMS_DRIVE_H */
