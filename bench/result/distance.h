/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_RESULT_DISTANCE_H
#define BENCH_RESULT_DISTANCE_H

/* Returns the edit distance of two names: insertions, deletions and replacements of a letter. */
unsigned int name_distance(const char *a, const char *b);

#endif /* BENCH_RESULT_DISTANCE_H */
