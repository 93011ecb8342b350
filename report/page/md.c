// SPDX-License-Identifier: GPL-2.0-only
/* report_progs md: writes Markdown for a comment, a mail, or the summary of a CI step. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/counted.h"
#include "report/compare/table.h"
#include "report/compare/view_text.h"
#include "report/compare/why.h"
#include "report/guide/template.h"
#include "report/store/run.h"
#include "report/page/md_families.h"
#include "report/page/md_table.h"
#include "report/page/md_text.h"
#include "report/text/text.h"

/* So many lines of differences are shown openly, and more are folded. */
#define OPEN_LINES 6

/* Skipped and undecided operations are not a pass, as in the exit status of test_progs. */
static const char *side_mark(const struct side *side, const struct compare_options *options)
{
	size_t measured = 0, open = 0;

	if (side_count(side, VERDICT_FAIL, options))
		return "FAILED:";
	if (!side_count(side, VERDICT_PASS, options))
		return "Nothing passed:";
	for (size_t i = 0; i < side->n_ops; i++) {
		const struct side_op *op = &side->ops[i];

		if (!op->boots || is_counted(op->result) ||
		    !compare_wants(options, op->result->name))
			continue;
		measured++;
		open += op->imprecise || op->verdict == VERDICT_UNDECIDED;
	}
	return open > options->undecided * measured ? "CANNOT TELL:" : "OK:";
}

/* Writes "**WORSE:** `...`" of a line whose first words, so many bytes, are the answer. */
static void put_line(FILE *out, const char *mark, size_t n, const char *rest)
{
	fprintf(out, "**%.*s** ", (int)n, mark);
	print_code(out, rest, MD_LINE);
	fputs("\n\n", out);
}

static void put_answer(FILE *out, const struct comparison *comparison)
{
	char *text = verdict_text(comparison);
	size_t len = strlen(answer_word(comparison->all.answer));

	if (!text)
		return;
	text[strcspn(text, "\n")] = '\0';
	/* Behind the answer stands ": ", or " (" and the reason. */
	if (strlen(text) > len) {
		fprintf(out, "**%.*s:** ", (int)len, text);
		print_code(out, text + len + strspn(text + len, ": "), MD_LINE);
		fputs("\n\n", out);
	}
	free(text);
}

static void put_side(FILE *out, const struct report_view *view)
{
	const char *mark = side_mark(view->sides, view->options);
	char *text = side_text(view->sides, view->options);

	if (text) {
		text[strcspn(text, "\n")] = '\0';
		put_line(out, mark, strlen(mark), text);
	}
	free(text);
}

/* Writes a paragraph for each file that is not what it seems. */
static size_t put_warnings(struct md_output *output, const struct side *side)
{
	size_t left = 0;

	for (size_t i = 0; i < side->n_docs; i++) {
		bool incomplete = json_is_true(json_object_get(side->docs[i].run, "incomplete"));
		bool quick = json_is_true(json_object_get(side->docs[i].run, "quick"));
		struct md_part part;

		if ((!incomplete && !quick && !side->repeated[i]) || !md_open(&part))
			continue;
		print_markdown(part.out, side->docs[i].path);
		fprintf(part.out, ": %s\n\n",
			incomplete ? "INCOMPLETE: the run was interrupted"
			: quick	   ? "a --quick run, which has few rounds"
				   : "duplicate of an earlier file; counted once");
		left += !md_put(output, &part);
	}
	return left;
}

static size_t lines_of(const char *text)
{
	size_t n = 0;

	for (; text && *text; text++)
		n += *text == '\n';
	return n;
}

/* Writes a line of a list for each line of text.  Returns how many did not fit. */
static size_t put_lines(struct md_output *output, char *text)
{
	size_t left = 0;

	for (char *rest, *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct md_part part;

		if (!md_open(&part))
			break;
		fputs("- ", part.out);
		print_code(part.out, line + strspn(line, " "), MD_LINE);
		fputc('\n', part.out);
		left += !md_put(output, &part);
	}
	return left;
}

/* Writes what differs beside the kernels, folded if that is much. */
static size_t put_differences(struct md_output *output, const struct report_view *view)
{
	static const char end[] = "\n</details>\n\n";
	char *all = NULL, heading[128];
	size_t size, n, left;
	FILE *out = open_memstream(&all, &size);

	for (size_t i = 1; out && i < view->n; i++) {
		char *text = environment_text(&view->comparisons[i - 1], true);

		fputs(text ? text : "", out);
		free(text);
	}
	if (!out || fclose(out))
		return 0;
	n = lines_of(all);
	snprintf(heading, sizeof(heading),
		 n > OPEN_LINES ? "<details><summary>%zu differences beside the kernel may explain "
				  "changes</summary>\n\n"
				: "These differences beside the kernel may explain changes:\n\n",
		 n);
	output->reserved += sizeof(end);
	left = n;
	if (n && md_puts(output, heading)) {
		left = put_lines(output, all);
		output->reserved -= sizeof(end);
		md_puts(output, n > OPEN_LINES ? end : "\n");
	} else {
		output->reserved -= sizeof(end);
	}
	free(all);
	return left;
}

static void put_head(struct md_output *output, const struct report_view *view)
{
	size_t answers = 0, others = 0;
	char note[160];

	output->reserved += sizeof(note);
	for (size_t i = view->n > 1; i < view->n; i++) {
		struct md_part part;

		if (!md_open(&part))
			return;
		if (view->n == 1)
			put_side(part.out, view);
		else
			put_answer(part.out, &view->comparisons[i - 1]);
		answers += !md_put(output, &part);
	}
	for (size_t i = 0; i < view->n; i++)
		others += put_warnings(output, &view->sides[i]);
	others += put_differences(output, view);
	output->reserved -= sizeof(note);
	if (!answers && !others)
		return;
	snprintf(note, sizeof(note),
		 "Left out here: %zu verdicts, %zu warnings and differences.\n\n", answers, others);
	md_puts(output, note);
}

/* The end of the output says what was left out, so that there has to be room for it. */
#define FOR_THE_END 600
/* The head may have so much of the output. */
#define FOR_THE_HEAD 20000

static int write_summary(const struct report_view *view)
{
	struct md_output output = { .out = stdout, .reserved = MD_BYTES - FOR_THE_HEAD };

	put_head(&output, view);
	output.reserved = FOR_THE_END;
	return md_tables(&output, view);
}

struct command {
	struct report_input input;
	/* Write the report that the guides ask for, not the summary. */
	bool report;
	/* Write only the table of families. */
	bool families;
	/* With the functions that the largest changes are in. */
	bool why;
};

enum { OPT_REPORT = 256, OPT_WHY, OPT_FAMILIES };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->input;
		return 0;
	case OPT_REPORT:
		command->report = true;
		return 0;
	case OPT_FAMILIES:
		command->families = true;
		return 0;
	case OPT_WHY:
		command->why = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int run(const void *arg, struct report_views *views, char *err, size_t size)
{
	const struct command *command = arg;
	struct report_view *view = views->view;
	struct why why = {};
	int ret = 0;

	if (command->why) {
		view->why = &why;
		ret = why_read(&why, view->sides, view->sides + 1, view->n - 1, err, size);
	}
	if (!ret) {
		ret = command->report	  ? template_write(stdout, view)
		      : command->families ? md_families(stdout, view)
					  : write_summary(view);
		snprintf(err, size, "the summary cannot be written");
	}
	view->why = NULL;
	why_clear(&why);
	return ret;
}

int md_main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "report", OPT_REPORT, NULL, 0,
		  "Write a report: environment, scenario, load, method, figures against budgets, "
		  "conclusion",
		  0 },
		{ "families", OPT_FAMILIES, NULL, 0,
		  "Write only a table of families of operations by kernels: means and changes "
		  "against the first kernel",
		  0 },
		{ "why", OPT_WHY, NULL, 0,
		  "With each change name the functions of the kernel that changed most, for "
		  "results of vmtest.sh --explain",
		  0 },
		{},
	};
	static const struct argp_child children[] = { { &report_input_argp, 0, NULL, 0 }, {} };
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...",
		.doc = "Writes Markdown of at most 60 kB, for a comment on GitHub, a step's "
		       "summary or a "
		       "mail: the verdict, differences of the environment, and changes with the "
		       "worst first.  What did not fit is counted.  A single kernel gets all "
		       "operations.  All files between two -- are boots "
		       "of one kernel.\v"
		       "Exit status: 0 if the summary is written, 2 if the files cannot be "
		       "compared or read or the usage is wrong.",
		.children = children,
	};
	struct command command = {};

	return report_main(argc, argv, "md", &argp, &command, &command.input, run);
}
