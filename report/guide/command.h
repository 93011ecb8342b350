/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands of this folder have in common: they show kernels and compare none. */
#ifndef REPORT_GUIDE_COMMAND_H
#define REPORT_GUIDE_COMMAND_H

#include <stddef.h>

#include "report/store/input.h"

struct argp;

/*
 * Prints what a command has to say of the kernels of a view to standard output.  Returns 0, or a
 * negative errno with the reason in err.
 */
typedef int (*guide_run)(const void *command, const struct report_view *view, char *err,
			 size_t size);

/*
 * Parses the arguments of a command called name, reads its files and runs it.  command is given to
 * the parser of argp and to run, and input is the part of it that the files go to.  Returns an exit
 * status of report/command.h.
 */
int guide_main(int argc, char **argv, const char *name, const struct argp *argp, void *command,
	       struct report_input *input, guide_run run);

#endif /* REPORT_GUIDE_COMMAND_H */
