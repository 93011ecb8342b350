/* SPDX-License-Identifier: GPL-2.0-only */
/* In bench/result/ because every C source here may include what is in there. */
#ifndef BENCH_ARRAY_H
#define BENCH_ARRAY_H

/* The elements of an array, not of a pointer to one. */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* BENCH_ARRAY_H */
