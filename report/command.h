/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands of report_progs, except the formats of report/formats/formats.h, and its exit
 * statuses.
 */
#ifndef REPORT_COMMAND_H
#define REPORT_COMMAND_H

#include <stdbool.h>

enum {
	REPORT_OK = 0,
	/* At least one operation or verification got worse. */
	REPORT_WORSE = 1,
	/* The files cannot be compared or read, or the usage is wrong. */
	REPORT_ERROR = 2,
	/* With --strict: too little is known to say that nothing is worse. */
	REPORT_CANNOT_TELL = 4,
};

/* A subcommand.  run() gets its name as argv[0] and returns an exit status of the enum above. */
struct report_command {
	const char *name;
	int (*run)(int argc, char **argv);
	/* One line with the arguments, and one line with what the subcommand does. */
	const char *args, *help;
	/* It knows the kernels of a directory of vmtest.sh.  Others only get the files. */
	bool directories;
};

int compare_main(int argc, char **argv);
int explain_main(int argc, char **argv);
int bounds_main(int argc, char **argv);
int store_main(int argc, char **argv);
int trend_main(int argc, char **argv);
int html_main(int argc, char **argv);
int md_main(int argc, char **argv);
int claims_main(int argc, char **argv);
int advise_main(int argc, char **argv);
int table_main(int argc, char **argv);

#endif /* REPORT_COMMAND_H */
