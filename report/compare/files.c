// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/files.h"

static void out_of_memory(void)
{
	complain("out of memory");
	exit(REPORT_ERROR);
}

static void *grown(void *array, size_t n, size_t size)
{
	void *bigger = reallocarray(array, n, size);

	if (!bigger)
		out_of_memory();
	return bigger;
}

static void add(struct file_list *files, char *path, enum file_kind kind)
{
	files->path = grown(files->path, files->n + 1, sizeof(*files->path));
	files->kind = grown(files->kind, files->n + 1, sizeof(*files->kind));
	files->path[files->n] = path;
	files->kind[files->n++] = kind;
}

int files_add(struct file_list *files, char *path)
{
	struct directory *directory;
	char err[1024];

	if (!is_run_directory(path)) {
		add(files, path, FILE_GIVEN);
		return 0;
	}
	files->directories =
		grown(files->directories, files->n_directories + 1, sizeof(*files->directories));
	directory = &files->directories[files->n_directories++];
	if (directory_read(path, directory, err, sizeof(err))) {
		complain("%s", err);
		exit(REPORT_ERROR);
	}
	for (size_t i = 0; i < directory->n; i++)
		add(files, directory->path[i], directory->first[i] ? FILE_FIRST : FILE_FURTHER);
	return 0;
}

static void end_side(struct file_list *files, size_t end)
{
	files->end = grown(files->end, files->n_ends + 1, sizeof(*files->end));
	files->end[files->n_ends++] = end;
}

/* Ends the sides of the files from first on.  alone: each given file is a side of its own. */
static void end_sides(struct file_list *files, size_t first, bool alone)
{
	for (size_t i = first + 1; i < files->n; i++) {
		bool follows = files->kind[i - 1] != FILE_GIVEN;

		if (files->kind[i] == FILE_FIRST ||
		    (files->kind[i] == FILE_GIVEN && (alone || follows)))
			end_side(files, i);
	}
	end_side(files, files->n);
}

void files_parse(struct file_list *files, const struct argp *argp, int argc, char **argv,
		 void *input)
{
	int first = 1, end;

	*files = (struct file_list){};
	argp_err_exit_status = REPORT_ERROR;
	for (; first <= argc; first = end + 1) {
		char *before = argv[first - 1];
		size_t n = files->n;

		for (end = first; end < argc && strcmp(argv[end], "--"); end++)
			;
		argv[first - 1] = argv[0];
		if (parse_options(argp, end - first + 1, argv + first - 1, 0, input))
			exit(REPORT_ERROR);
		argv[first - 1] = before;
		if (first > 1 || end < argc)
			end_sides(files, n, false);
		else if (files->n)
			end_sides(files, 0, true);
	}
}

size_t files_sides(const struct file_list *files)
{
	return files->n_ends;
}

int files_read(const struct file_list *files, const struct compare_arguments *arguments,
	       struct side **sides, char *err, size_t size)
{
	size_t first = 0, i, n = files_sides(files);
	const struct label_list *labels = &arguments->labels;

	*sides = calloc(n + 1, sizeof(**sides));
	if (!*sides) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	if (labels_fit(labels, n, "sides", err, size))
		return -EINVAL;
	for (i = 0; i < n; i++) {
		size_t end = files->end[i];

		if (end == first) {
			snprintf(err, size, "one side of -- has no file");
			return -EINVAL;
		}
		if (side_read(&(*sides)[i], files->path + first, end - first,
			      labels->n ? labels->name[i] : NULL, arguments->options.across_hosts,
			      err, size))
			return -EINVAL;
		if (i)
			side_restate(&(*sides)[i], &(*sides)[0]);
		first = end;
	}
	sides_label(*sides, n);
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
	for (size_t i = 0; i < files->n_directories; i++)
		directory_clear(&files->directories[i]);
	free(files->directories);
	free(files->path);
	free(files->kind);
	free(files->end);
	*files = (struct file_list){};
}
