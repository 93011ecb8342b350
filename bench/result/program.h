/* SPDX-License-Identifier: GPL-2.0-only */
/* The running program: the name by which it speaks, and its version. */
#ifndef BENCH_RESULT_PROGRAM_H
#define BENCH_RESULT_PROGRAM_H

#include <stdio.h>

struct argp_state;

/* Returns the name without a directory: "test_progs", or "bpf-perf" when it is installed. */
const char *program_name(void);

/* Returns the version of the sources that it was built of: what git describes, or the file VERSION. */
const char *program_version(void);

/*
 * Prints "NAME: message" and a line break on standard error. Every message of a program begins
 * with its own name, whichever part of the code is at fault. It is one line: a path in it may have
 * line breaks, and what a terminal obeys, which are printed as "?".
 */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For argp_program_version_hook: prints "NAME VERSION". */
void program_print_version(FILE *out, struct argp_state *state);

/*
 * Returns "NAME COMMAND", by which argp calls a subcommand in its messages; NAME if out of memory.
 * It is kept until the program ends.
 */
char *program_command(const char *command);

#endif /* BENCH_RESULT_PROGRAM_H */
