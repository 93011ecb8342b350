/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads a program and a map of random sizes before a round's object, so that the object's programs
 * and maps lie elsewhere than in the last round.
 *
 * The kernel puts a program into the first hole that is large enough, and a freed page to the front
 * of its lists. An object that is closed and loaded again therefore gets almost the same addresses.
 * Without spacers rounds would agree with each other on a cost that differs in the next run.
 */
#ifndef BENCH_SPACER_H
#define BENCH_SPACER_H

/* Descriptors of the program and the map; -1 if there is none. */
struct spacer {
	int prog, map;
};

/* If the kernel refuses them, the round goes on without them. Free it with spacer_close(). */
struct spacer spacer_load(void);
void spacer_close(struct spacer *spacer);

#endif /* BENCH_SPACER_H */
