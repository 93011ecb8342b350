// SPDX-License-Identifier: GPL-2.0-only
/* report_progs html: writes the page that is made of report/page/html/, with its data. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/bounds.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/page/page.h"
#include "report/store/run.h"

/* From report/page/html/embed.S: the page before and after its data. */
extern const char page_head[], page_tail[];
extern const unsigned int page_head_size, page_tail_size;

struct command {
	struct report_input input;
	const char *published, *output;
};

/* "-" is standard output, for every option that names the page. */
static bool to_file(const char *path)
{
	return path && strcmp(path, "-");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->input;
		return 0;
	case 'o':
		command->output = arg;
		return 0;
	case 'p':
		command->published = arg;
		return 0;
	case 's':
		command->input.store = arg;
		return 0;
	case 'b':
		if (series_order_read(arg, &command->input.order))
			argp_error(state, "--by: '%s' is neither kernel nor date", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
	{ "output", 'o', "FILE", 0, "Write the page to FILE instead of standard output (-)", 0 },
	{ "published", 'p', "FILE", 0,
	  "Compare with the published figures in FILE (default: bounds/published.bounds)", 0 },
	{ "store", 's', "DIR", 0, "Show all results that report_progs store keeps in DIR", 0 },
	{ "by", 'b', "kernel|date", 0,
	  "Make a column of the store for each kernel (default) or for each day", 0 },
	{},
};

static const struct argp_child children[] = { { &report_input_argp, 0, NULL, 0 }, {} };

static const struct argp argp = {
	.options = table,
	.parser = parse,
	.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...\n--store DIR",
	.doc = "Writes a self-contained page about result files: each kernel compared with the "
	       "first, "
	       "each operation from kernel to kernel, and charts.  All files between two -- are "
	       "boots of one kernel.\v"
	       "Exit status: 0 if the page is written, 2 if the files cannot be compared or read "
	       "or the usage is wrong.",
	.children = children,
};

/*
 * Only "<" can end a script element or open another one.  It is written as an escape of JSON, so
 * that no text of a result file can leave the data.  ">" and "&" are escaped for readers of XML.
 */
static int escape(const char *text, size_t len, void *arg)
{
	FILE *out = arg;

	for (size_t i = 0; i < len; i++)
		if (text[i] == '<' || text[i] == '>' || text[i] == '&')
			fprintf(out, "\\u%04x", text[i]);
		else
			putc_unlocked(text[i], out);
	return ferror(out) ? -1 : 0;
}

static int print_page(FILE *out, const json_t *data)
{
	fwrite(page_head, page_head_size, 1, out);
	/* Characters beyond ASCII become numbers, so that no browser has to guess the encoding. */
	if (json_dump_callback(data, escape, out,
			       JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9)))
		return -1;
	fwrite(page_tail, page_tail_size, 1, out);
	return ferror(out) ? -1 : 0;
}

/* Replaces the file at once, so that it is either the old one or complete. */
static int write_file(const char *path, const json_t *data, char *err, size_t size)
{
	struct results_file *file;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? print_page(out, data) : -ENOMEM;

	if (out && fclose(out))
		ret = -ENOMEM;
	snprintf(err, size, "out of memory");
	if (!ret) {
		file = results_file_open(path, err, size);
		/* results_file_write_text() adds the last newline. */
		text[len - 1] = '\0';
		ret = file ? results_file_write_text(file, text, err, size) : -EIO;
	}
	free(text);
	return ret;
}

static int read_published(struct bounds *published, const char *path, char *err, size_t size)
{
	return path ? bounds_read(published, path, err, size)
		    : bounds_read_standard(published, "published.bounds", err, size);
}

int page_write(const char *path, struct report_views *views, const char *published,
	       const char *open, char *err, size_t size)
{
	struct bounds *claims = bounds_new();
	json_t *data = NULL;
	int ret = -ENOMEM;

	snprintf(err, size, "out of memory");
	if (claims)
		ret = read_published(claims, published, err, size);
	if (!ret) {
		snprintf(err, size, "out of memory");
		data = page_data(views, claims, open);
		ret = data ? 0 : -ENOMEM;
	}
	if (!ret && to_file(path)) {
		ret = write_file(path, data, err, size);
	} else if (!ret) {
		snprintf(err, size, "standard output cannot be written");
		ret = print_page(stdout, data);
	}
	json_decref(data);
	bounds_free(claims);
	return ret;
}

static int run(const void *arg, struct report_views *views, char *err, size_t size)
{
	const struct command *command = arg;

	return page_write(command->output, views, command->published, NULL, err, size);
}

int html_main(int argc, char **argv)
{
	struct command command = {};

	return report_main(argc, argv, "html", &argp, &command, &command.input, run);
}
