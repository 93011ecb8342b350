/* SPDX-License-Identifier: GPL-2.0-only */
/* 1000 places in this program at which nothing ever comes along: instructions of one byte. Beside
 * them are the USDT probes load_perf:one, which is at one place, load_perf:hundred, which is at 100,
 * and load_perf:thousand. */
#ifndef PROG_TESTS_LOAD_PERF_PLACES_H
#define PROG_TESTS_LOAD_PERF_PLACES_H

#include <stddef.h>

/* Gets the offset of the first place in the program's file; the others follow byte by byte. Returns
 * 0, or -EOPNOTSUPP where instructions are longer, or -ENOENT. */
int places_offset(size_t *offset);

#endif /* PROG_TESTS_LOAD_PERF_PLACES_H */
