/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is loaded before a round's object so that its programs and maps lie elsewhere than in
 * the last round.
 *
 * The kernel puts programs into the first hole that is large enough, and freed pages to the
 * front of its lists: an object that is closed and loaded again gets the same places to within
 * some bytes.  Rounds would agree with each other on what the next run disagrees about.
 */
#ifndef BENCH_SPACER_H
#define BENCH_SPACER_H

/* Descriptors of a program and a map of random sizes; -1: none. */
struct spacer {
	int prog, map;
};

/* Where the kernel refuses them the round goes on without. */
struct spacer spacer_load(void);
void spacer_close(struct spacer *spacer);

#endif /* BENCH_SPACER_H */
