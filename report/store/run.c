// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/result/program.h"
#include "report/command.h"
#include "report/store/run.h"

int report_main(int argc, char **argv, const char *name, const struct argp *argp, void *command,
		struct report_input *input, report_run run)
{
	struct report_views views;
	char err[1024];
	int ret;

	argv[0] = program_command(name);
	compare_arguments_init(&input->compare);
	files_parse(&input->files, argp, argc, argv, command);
	ret = report_views_read(input, &views, err, sizeof(err));
	if (!ret)
		ret = run(command, &views, err, sizeof(err));
	if (!ret && fflush(stdout)) {
		snprintf(err, sizeof(err), "standard output cannot be written: %s",
			 strerror(errno));
		ret = -EIO;
	}
	if (ret)
		complain("%s", err);
	report_views_clear(&views);
	report_input_clear(input);
	return ret ? REPORT_ERROR : REPORT_OK;
}
