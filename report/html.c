// SPDX-License-Identifier: GPL-2.0-only
/* report_progs html: the page that report/html/ is made into, with the data in it. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bounds.h"
#include "report/report.h"

/* report/html/embed.S: the page up to its data, and from there on. */
extern const char page_head[], page_tail[];
extern const unsigned int page_head_size, page_tail_size;

struct command {
	struct report_input input;
	const char *published, *output;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->input.compare;
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
	case ARGP_KEY_ARG:
		return files_add(&command->input.files, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
	{ "output", 'o', "FILE", 0, "Write the page there, not to standard output", 0 },
	{ "published", 'p', "FILE", 0, "Published figures (bounds/published.bounds)", 0 },
	{ "store", 's', "DIR", 0, "Of all that report_progs store keeps in DIR", 0 },
	{},
};

static const struct argp_child children[] = { { &compare_argp, 0, NULL, 0 }, {} };

static const struct argp argp = {
	.options = table,
	.parser = parse,
	.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...\n--store DIR",
	.doc = "Writes a page of result files, which needs nothing else: each kernel against the "
	       "first, as compare has it, each operation's way from kernel to kernel, and "
	       "charts.  With -- the files between are boots of one kernel.\v"
	       "Exit status: 0 the page is written, 2 not comparable, not readable or bad usage.",
	.children = children,
};

/*
 * Nothing in a script element ends it or opens another but "<": with that written as
 * JSON's own escape no text of a result file can leave the data.  ">" and "&" for those
 * who read the page as XML.
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
	/* Of other characters than ASCII their numbers: no browser guesses an encoding. */
	if (json_dump_callback(data, escape, out,
			       JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9)))
		return -1;
	fwrite(page_tail, page_tail_size, 1, out);
	return ferror(out) ? -1 : 0;
}

/* There is the old file or a whole new one. */
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
		/* It ends the last line itself. */
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
	if (!ret && path) {
		ret = write_file(path, data, err, size);
	} else if (!ret) {
		snprintf(err, size, "standard output cannot be written");
		ret = print_page(stdout, data);
	}
	json_decref(data);
	bounds_free(claims);
	return ret;
}

int html_main(int argc, char **argv)
{
	struct command command = {};
	struct report_views views;
	char err[1024];
	int ret;

	argv[0] = "report_progs html";
	compare_arguments_init(&command.input.compare);
	files_parse(&command.input.files, &argp, argc, argv, &command);
	ret = report_views_read(&command.input, &views, err, sizeof(err));
	if (!ret)
		ret = page_write(command.output, &views, command.published, NULL, err, sizeof(err));
	if (ret)
		fprintf(stderr, "report_progs: %s\n", err);
	report_views_clear(&views);
	report_input_clear(&command.input);
	return ret ? REPORT_ERROR : REPORT_OK;
}
