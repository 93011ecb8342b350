// SPDX-License-Identifier: GPL-2.0-only
/* report_progs md: Markdown for the summary of a CI step. */
#include <argp.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* GitHub refuses a step's summary of more than 1 MiB, all of it: others may write, too. */
#define MAX_BYTES (1000 * 1000)
/* Longest text of a file that is shown. */
#define LONGEST 200

struct output {
	FILE *out;
	size_t bytes;
};

/*
 * What a file says: as code, in which nothing is a mention, and by character references,
 * which are never Markdown.  A dot stays, but "www." would become a link.
 */
static void put_text(FILE *out, const char *text)
{
	size_t n = 0;

	fputs("<code>", out);
	for (; *text && n < LONGEST; text++, n++) {
		unsigned char c = *text;
		bool link = c == '.' && n && tolower(text[-1]) == 'w';

		if (c < ' ' || c > '~')
			fputc('?', out);
		else if (isalnum(c) || (strchr(" .,-+%/", c) && !link))
			fputc(c, out);
		else
			fprintf(out, "&#%u;", c);
	}
	fprintf(out, "%s</code>", *text ? "..." : "");
}

static void put_lines(FILE *out, char *text)
{
	for (char *line = text ? strtok(text, "\n") : NULL; line; line = strtok(NULL, "\n")) {
		fputs("- ", out);
		put_text(out, line + strspn(line, " "));
		fputc('\n', out);
	}
	free(text);
}

static void put_verdict(FILE *out, const char *mark, char *text)
{
	if (text)
		text[strcspn(text, "\n")] = '\0';
	fprintf(out, "**%s** ", mark);
	put_text(out, text ? text : "?");
	fputs("\n\n", out);
	free(text);
}

static void put_warnings(FILE *out, const struct side *side)
{
	for (size_t i = 0; i < side->n_docs; i++) {
		bool incomplete = json_is_true(json_object_get(side->docs[i].run, "incomplete"));
		bool quick = json_is_true(json_object_get(side->docs[i].run, "quick"));

		if (!incomplete && !quick && !side->repeated[i])
			continue;
		put_text(out, side->docs[i].path);
		fprintf(out, ": %s\n\n",
			incomplete ? "INCOMPLETE, it was interrupted"
			: quick	   ? "of a --quick run"
				   : "there already, which is no other boot: it counts once");
	}
}

/* Skips and noise are no pass, as in test_progs' exit status. */
static const char *side_mark(const struct side *side, const struct compare_options *options)
{
	if (side_count(side, VERDICT_FAIL, options))
		return "FAILED:";
	return side_count(side, VERDICT_PASS, options) ? "OK:" : "Nothing passed:";
}

static void put_head(FILE *out, const struct report_view *view)
{
	bool any = false;
	size_t i;

	if (view->n == 1)
		put_verdict(out, side_mark(view->sides, view->options),
			    side_text(view->sides, view->options));
	for (i = 1; i < view->n; i++)
		put_verdict(out,
			    comparison_worse(&view->comparisons[i - 1]) ? "WORSE:"
									: "Nothing worse:",
			    verdict_text(&view->comparisons[i - 1]));
	for (i = 0; i < view->n; i++)
		put_warnings(out, &view->sides[i]);
	for (i = 1; i < view->n; i++) {
		char *text = environment_text(&view->comparisons[i - 1], true);

		if (text && *text && !any) {
			fputs("What differs beside the kernel:\n\n", out);
			any = true;
		}
		put_lines(out, text);
	}
	if (any)
		fputc('\n', out);
}

/* Writes a whole row or, where that would be too much, nothing. */
static bool put_row(struct output *output, char *row, size_t len)
{
	bool fits = output->bytes + len <= MAX_BYTES;

	if (fits) {
		fwrite(row, len, 1, output->out);
		output->bytes += len;
	}
	free(row);
	return fits;
}

static void put_cell(FILE *out, const char *text)
{
	fputs(" | ", out);
	if (*text)
		put_text(out, text);
}

static void compare_row(FILE *out, const struct report_view *view, const struct compare_row *row)
{
	const struct side_op *old = side_find(&view->sides[0], row->name);
	char cell[COMPARE_CELL];

	fputs("| ", out);
	put_text(out, row->name);
	put_cell(out, row->unit);
	value_cell(old, cell);
	put_cell(out, cell);
	for (size_t i = 0; i + 1 < view->n; i++) {
		const struct difference *d = row->diffs[i];

		value_cell(d ? d->new : NULL, cell);
		put_cell(out, cell);
		fputs(" | ", out);
		if (!d)
			continue;
		change_cell(d, cell);
		if (*cell && strcmp(cell, "~"))
			put_text(out, cell);
		fprintf(out, " %s%s ", change_word(d), d->why[0] ? ":" : "");
		if (d->why[0])
			put_text(out, d->why);
	}
	fputs(" |\n", out);
}

static void compare_heading(FILE *out, const struct report_view *view)
{
	char label[LONGEST];

	fputs("| operation | unit", out);
	for (size_t i = 0; i < view->n; i++) {
		view_label(view, i, label, sizeof(label));
		put_cell(out, label);
		if (i)
			fputs(" | change", out);
	}
	fputs(" |\n|---|---", out);
	for (size_t i = 0; i < view->n; i++)
		fputs(i ? "|--:|---" : "|--:", out);
	fputs("|\n", out);
}

static int put_comparison(struct output *output, const struct report_view *view)
{
	const struct compare_view changed = { view->comparisons, view->n - 1, false };
	struct compare_rows rows;
	size_t i, len;

	if (comparison_rows(&changed, &rows))
		return -1;
	for (i = 0; i < rows.n; i++) {
		char *text = NULL;
		FILE *out = open_memstream(&text, &len);

		if (!out)
			break;
		if (!i)
			compare_heading(out, view);
		compare_row(out, view, &rows.row[i]);
		if (fclose(out) || !put_row(output, text, len))
			break;
	}
	if (i < rows.n)
		fprintf(output->out,
			"\n%zu more operations changed or cannot be told: the page of report_progs "
			"html has them.\n",
			rows.n - i);
	comparison_rows_free(&rows);
	return 0;
}

static void put_pair(FILE *out, double old, double new)
{
	char cell[COMPARE_CELL];

	snprintf(cell, sizeof(cell), "%.0f -> %.0f", old, new);
	put_cell(out, cell);
	if (old > 0)
		fprintf(out, " %+.1f %%", 100 * (new / old - 1));
}

static void verification_row(FILE *out, const struct comparison *c, const struct verification *v)
{
	char test[COMPARE_CELL];

	snprintf(test, sizeof(test), "%.*s", v->len, v->test);
	fputs("| ", out);
	put_text(out, test);
	put_cell(out, c->new->label);
	fprintf(out, " | %.0f", v->new.programs);
	put_pair(out, v->old.insns, v->new.insns);
	put_pair(out, v->old.jited_bytes, v->new.jited_bytes);
	put_pair(out, v->old.us, v->new.us);
	fprintf(out, " %s | %s |\n", verification_unit(c), verification_word(v->change));
}

/* Of each new side the tests whose verification changed. */
static int put_verification(struct output *output, const struct report_view *view)
{
	char *text = NULL;
	size_t len, n = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return -1;
	fputs("\n| verification | kernel | programs | instructions processed | machine code, bytes "
	      "| time | |\n|---|---|--:|--:|--:|--:|---|\n",
	      out);
	for (size_t i = 0; i + 1 < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];

		for (size_t j = 0; j < c->n_verifications; j++)
			if (c->verifications[j].change != CHANGE_NONE) {
				verification_row(out, c, &c->verifications[j]);
				n++;
			}
	}
	if (fclose(out))
		return -1;
	if (n)
		put_row(output, text, len);
	else
		free(text);
	return 0;
}

static void side_row(FILE *out, const struct side_op *op)
{
	char cell[COMPARE_CELL];

	fputs("| ", out);
	put_text(out, op->result->name);
	fprintf(out, " | %s", verdict_name(op->verdict));
	value_cell(op, cell);
	put_cell(out, op->boots ? cell : "");
	put_cell(out, op->result->unit);
	put_cell(out, op->result->limit ? op->result->limit : "");
	put_cell(out, op->reason ? op->reason : "");
	fputs(" |\n", out);
}

/* 1 where it does not fit any more, 0, or -1. */
static int put_side_row(struct output *output, const struct side_op *op)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return -1;
	side_row(out, op);
	if (!fclose(out))
		return !put_row(output, text, len);
	free(text);
	return -1;
}

/* Of one kernel all operations: what failed first, then what passed. */
static int put_side(struct output *output, const struct report_view *view)
{
	const struct side *side = view->sides;
	size_t v, i, left = 0;
	int ret = 0;

	fputs("| operation | verdict | value | unit | limit | why |\n|---|---|--:|---|---|---|\n",
	      output->out);
	for (v = 0; v < VERDICTS; v++)
		for (i = 0; i < side->n_ops; i++) {
			const struct side_op *op = &side->ops[i];

			if (op->verdict != worst_verdicts[v] ||
			    !compare_wants(view->options, op->result->name))
				continue;
			ret = ret ? ret : put_side_row(output, op);
			left += ret > 0;
		}
	if (left)
		fprintf(output->out,
			"\n%zu more operations: the page of report_progs html has them.\n", left);
	return ret < 0 ? ret : 0;
}

static int write_summary(const struct report_view *view)
{
	struct output output = { .out = stdout };
	char *head = NULL;
	size_t len;
	FILE *out = open_memstream(&head, &len);

	if (!out)
		return -1;
	put_head(out, view);
	/* Of hundreds of hostile files even this may be too long. */
	if (fclose(out) || !put_row(&output, head, len))
		return -1;
	if (view->n == 1)
		return put_side(&output, view);
	return put_comparison(&output, view) || put_verification(&output, view) ? -1 : 0;
}

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

int md_main(int argc, char **argv)
{
	static const struct argp_child children[] = { { &compare_argp, 0, NULL, 0 }, {} };
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...",
		.doc = "Writes Markdown for the summary of a GitHub step, within its limit: the "
		       "verdict, what differs, what changed, the worst first; of a single kernel "
		       "all operations.  With -- the files between are boots of one kernel.\v"
		       "Exit status: 0 it is written, 2 not comparable, not readable or bad "
		       "usage.",
		.children = children,
	};
	struct report_input input = {};
	struct report_views views;
	char err[1024];
	int ret;

	argv[0] = "report_progs md";
	compare_arguments_init(&input.compare);
	files_parse(&input.files, &argp, argc, argv, &input);
	ret = report_views_read(&input, &views, err, sizeof(err));
	if (!ret) {
		ret = write_summary(views.view);
		snprintf(err, sizeof(err), "the summary cannot be written");
	}
	if (ret)
		fprintf(stderr, "report_progs: %s\n", err);
	report_views_clear(&views);
	report_input_clear(&input);
	return ret ? REPORT_ERROR : REPORT_OK;
}
