/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the fuzzer share.  All abort on what must not be. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct results_doc;
struct side;

/* Returns a stream whose text goes nowhere. */
FILE *nowhere(void);
/* Reads a side of one file.  Returns 0, and then the caller clears the side, or a negative errno. */
int read_side(const uint8_t *data, size_t size, struct side *side);
/* What was read has to be read again as it was, when it was written. */
void round_trip(const struct results_doc *doc);
/*
 * Takes text for what kind says: W waivers, R required operations, F a file of them, E rates of events,
 * B limits, L a name, C a kernel's configuration.  The text ends with a 0 that size does not count.
 */
void fuzz_setting(char kind, const char *text, size_t size);

#endif /* TESTS_FUZZ_FUZZ_H */
