/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that say what is measured in place of the tests: --programs, --tool and theirs. */
#ifndef BENCH_SUBJECT_OPTIONS_H
#define BENCH_SUBJECT_OPTIONS_H

#include <argp.h>

#include "bench/runner/options.h"

/* The parser takes a struct options as its input. */
extern const struct argp subject_argp;

/* Adds an object file, or all files that a quoted pattern matches. */
void subject_add_object(struct programs_options *programs, const char *path);

/* Frees what the parser has allocated. */
void subject_free(struct options *options);

#endif /* BENCH_SUBJECT_OPTIONS_H */
