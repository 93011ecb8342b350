/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands that show kernels beside each other have in common. */
#ifndef REPORT_STORE_RUN_H
#define REPORT_STORE_RUN_H

#include <stddef.h>

#include "report/store/input.h"

struct argp;

/*
 * Prints what a command has to say of the kernels of views.  Returns 0, or a negative errno with the
 * reason in err.
 */
typedef int (*report_run)(const void *command, struct report_views *views, char *err, size_t size);

/*
 * Parses the arguments of a command called name, reads its files, runs it and complains of what goes
 * wrong.  command is given to the parser of argp and to run, and input is the part of it that the
 * files go to.  Returns an exit status of report/command.h.
 */
int report_main(int argc, char **argv, const char *name, const struct argp *argp, void *command,
		struct report_input *input, report_run run);

#endif /* REPORT_STORE_RUN_H */
