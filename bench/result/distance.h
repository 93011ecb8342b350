/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_RESULT_DISTANCE_H
#define BENCH_RESULT_DISTANCE_H

/* Returns the edit distance of two names: insertions, deletions and replacements of a letter. */
unsigned int name_distance(const char *a, const char *b);

/* The name that somebody meant who wrote a wrong one. */
struct nearest {
	const char *wrong;
	/* NULL as long as none is near enough. */
	const char *name;
	unsigned int distance;
};
struct nearest nearest_to(const char *wrong);
/* Takes a name, which the caller keeps, if it is nearer than those before. */
void nearest_try(struct nearest *nearest, const char *name);

#endif /* BENCH_RESULT_DISTANCE_H */
