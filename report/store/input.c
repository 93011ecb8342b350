// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdlib.h>

#include "report/store/input.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report_input *input = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &input->compare;
		return 0;
	case ARGP_KEY_ARG:
		return files_add(&input->files, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { &compare_argp, 0, NULL, 0 }, {} };

const struct argp report_input_argp = { .parser = parse, .children = children };

static int one_view(const struct report_input *input, struct report_views *views, char *err,
		    size_t size)
{
	size_t n = files_sides(&input->files);
	struct side *sides = NULL;
	int ret;

	if (!n) {
		snprintf(err, size, "no result file is given: name at least one FILE");
		return -EINVAL;
	}
	ret = files_read(&input->files, &input->compare, &sides, err, size);
	if (!ret) {
		snprintf(err, size, "out of memory");
		views->view = calloc(1, sizeof(*views->view));
		ret = views->view ? view_init(views->view, sides, n, &input->compare.options)
				  : -ENOMEM;
	}
	if (ret)
		sides_free(sides, n);
	else
		views->n = 1;
	return ret;
}

static int check_and_compare(const struct report_input *input, struct report_views *views,
			     char *err, size_t size)
{
	const struct comparison *pair;
	int ret = -EINVAL;

	/* One series may have an operation that another lacks, so one match suffices. */
	for (size_t i = 0; ret && i < views->n; i++)
		ret = compare_arguments_match(&input->compare, views->view[i].sides,
					      views->view[i].n, err, size);
	for (size_t i = 0; !ret && i < views->n; i++)
		for (size_t j = 1; !ret && j < views->view[i].n; j++)
			ret = view_pair(&views->view[i], 0, j, &pair, err, size);
	return ret;
}

int report_views_read(struct report_input *input, struct report_views *views, char *err,
		      size_t size)
{
	int ret = compare_arguments_ready(&input->compare, err, size);

	*views = (struct report_views){};
	if (!ret && input->store)
		ret = labels_fit(&input->compare.labels, 0, "files: report_progs store takes names",
				 err, size);
	if (!ret && input->store && files_sides(&input->files)) {
		snprintf(err, size, "--store %s cannot be combined with result files",
			 input->store);
		ret = -EINVAL;
	}
	if (!ret && !input->store && input->order != SERIES_BY_KERNEL) {
		snprintf(err, size,
			 "--by date is of a store: give --store DIR, or name the files in "
			 "the order of their dates");
		ret = -EINVAL;
	}
	if (!ret)
		ret = input->store ? store_read(input->store, input->order, &input->compare.options,
						views, err, size)
				   : one_view(input, views, err, size);
	return ret || input->alone ? ret : check_and_compare(input, views, err, size);
}

void report_input_clear(struct report_input *input)
{
	compare_arguments_clear(&input->compare);
	files_clear(&input->files);
}
