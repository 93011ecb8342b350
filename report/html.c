// SPDX-License-Identifier: GPL-2.0-only
/* report_progs html: the page that report/html/ is made into, with the data in it. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bounds.h"
#include "report/report.h"

/* report/html/embed.S: the page up to its data, and from there on. */
extern const char page_head[], page_tail[];
extern const unsigned int page_head_size, page_tail_size;

struct command {
	struct report_view view;
	const char *published;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case 'p':
		command->published = arg;
		return 0;
	case ARGP_KEY_ARG:
		return files_add(&command->view.files, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
	{ "published", 'p', "FILE", 0, "Published figures (bounds/published.bounds)", 0 },
	{},
};

static const struct argp argp = {
	.options = table,
	.parser = parse,
	.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...",
	.doc = "Writes a page of result files to standard output, which needs nothing else: "
	       "each kernel against the first, as compare has it, and charts.  With -- the "
	       "files between are boots of one kernel.\v"
	       "Exit status: 0 the page is written, 2 not comparable, not readable or bad usage.",
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

static int write_page(FILE *out, const json_t *data)
{
	fwrite(page_head, page_head_size, 1, out);
	/* Of other characters than ASCII their numbers: no browser guesses an encoding. */
	if (json_dump_callback(data, escape, out,
			       JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9)))
		return -1;
	fwrite(page_tail, page_tail_size, 1, out);
	return ferror(out) ? -1 : 0;
}

static int run(struct command *command, char *err, size_t size)
{
	struct bounds *published = bounds_new();
	json_t *data = NULL;
	int ret = -1;

	snprintf(err, size, "out of memory");
	if (published)
		ret = command->published
			      ? bounds_read(published, command->published, err, size)
			      : bounds_read_standard(published, "published.bounds", err, size);
	if (!ret)
		ret = report_view_read(&command->view, err, size);
	if (!ret) {
		data = page_data(&command->view, published);
		snprintf(err, size, "%s",
			 data ? "standard output cannot be written" : "out of memory");
		ret = data ? write_page(stdout, data) : -1;
	}
	json_decref(data);
	bounds_free(published);
	return ret;
}

int html_main(int argc, char **argv)
{
	struct command command = {};
	char err[1024];
	int ret;

	argv[0] = "report_progs html";
	files_parse(&command.view.files, &argp, argc, argv, &command);
	ret = run(&command, err, sizeof(err));
	if (ret)
		fprintf(stderr, "report_progs: %s\n", err);
	report_view_clear(&command.view);
	return ret ? REPORT_ERROR : REPORT_OK;
}
