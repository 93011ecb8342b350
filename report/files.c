// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

static void out_of_memory(void)
{
	fputs("report_progs: out of memory\n", stderr);
	exit(REPORT_ERROR);
}

int files_add(struct file_list *files, char *path)
{
	files->path[files->n++] = path;
	return 0;
}

void files_parse(struct file_list *files, const struct argp *argp, int argc, char **argv,
		 void *input)
{
	int first = 1, end;

	*files = (struct file_list){
		.path = calloc(argc + 1, sizeof(*files->path)),
		.end = calloc(argc + 1, sizeof(*files->end)),
	};
	if (!files->path || !files->end)
		out_of_memory();
	argp_err_exit_status = REPORT_ERROR;
	for (; first <= argc; first = end + 1) {
		char *before = argv[first - 1];

		for (end = first; end < argc && strcmp(argv[end], "--"); end++)
			;
		argv[first - 1] = argv[0];
		if (argp_parse(argp, end - first + 1, argv + first - 1, 0, NULL, input))
			exit(REPORT_ERROR);
		argv[first - 1] = before;
		files->end[files->n_ends++] = files->n;
	}
}

static size_t side_end(const struct file_list *files, size_t side)
{
	return files->n_ends > 1 ? files->end[side] : side + 1;
}

size_t files_sides(const struct file_list *files)
{
	return files->n_ends > 1 ? files->n_ends : files->n;
}

int files_read(const struct file_list *files, struct side **sides, char *err, size_t size)
{
	size_t first = 0, i, n = files_sides(files);

	*sides = calloc(n + 1, sizeof(**sides));
	if (!*sides) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	for (i = 0; i < n; i++) {
		size_t end = side_end(files, i);

		if (end == first) {
			snprintf(err, size, "no file on one side of --");
			return -EINVAL;
		}
		if (side_read(&(*sides)[i], files->path + first, end - first, err, size))
			return -EINVAL;
		if (i)
			side_restate(&(*sides)[i], &(*sides)[0]);
		first = end;
	}
	return 0;
}

void sides_free(struct side *sides, size_t n)
{
	for (size_t i = 0; sides && i < n; i++)
		side_clear(&sides[i]);
	free(sides);
}

void files_clear(struct file_list *files)
{
	free(files->path);
	free(files->end);
	*files = (struct file_list){};
}
