// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/rows.h"
#include "report/compare/table.h"
#include "report/compare/view_text.h"
#include "report/compare/why.h"
#include "report/page/md_table.h"
#include "report/text/text.h"

/* So many rows of what got worse are shown openly, and more are folded. */
#define OPEN_ROWS 25

static const char fold_end[] = "\n</details>\n";

/* What rows are about.  Each kind is a table of its own, in this order. */
enum kind { WORSE, WAIVED, BETTER, KINDS };

static const char *const kind_words[KINDS] = {
	[WORSE] = "got worse or broke",
	[WAIVED] = "got worse and are waived",
	[BETTER] = "got better or work again",
};

static enum kind kind_of(const struct compare_row *row, size_t n)
{
	enum kind kind = BETTER;

	for (size_t i = 0; i < n; i++) {
		const struct difference *d = row->diffs[i];

		if (d && (d->change == CHANGE_WORSE || d->change == CHANGE_BROKEN))
			return WORSE;
		if (d && d->change == CHANGE_WAIVED)
			kind = WAIVED;
	}
	return kind;
}

/* The functions that changed most are a line of their own in the cell. */
static void put_functions(FILE *out, const struct report_view *view, size_t i, const char *name)
{
	char *line = view->why ? why_line(view->why, i, name) : NULL;

	if (line && *line) {
		fputs("<br>", out);
		print_markdown(out, line);
	}
	free(line);
}

/* Figures and changes are our own words, and need no code span. */
static void compare_row(FILE *out, const struct report_view *view, const struct compare_row *row)
{
	char cell[COMPARE_CELL];

	fputs("| ", out);
	print_markdown(out, row->name);
	value_cell(side_find(&view->sides[0], row->name), cell);
	fprintf(out, " | %s | %s", row->unit, cell);
	for (size_t i = 0; i + 1 < view->n; i++) {
		const struct difference *d = row->diffs[i];

		value_cell(d ? d->new : NULL, cell);
		fprintf(out, " | %s | ", cell);
		if (!d)
			continue;
		change_cell(d, cell);
		/* "~" alone would begin a strike-through, and the word says as much. */
		if (*cell && strcmp(cell, "~"))
			fprintf(out, "%s ", cell);
		if (d->change != CHANGE_NONE)
			fputs(change_word(d), out);
		if (d->why[0]) {
			fputs(": ", out);
			print_markdown(out, d->why);
		}
		put_functions(out, view, i, row->name);
	}
	fputs(" |\n", out);
}

static void compare_heading(FILE *out, const struct report_view *view)
{
	fputs("| operation | unit", out);
	for (size_t i = 0; i < view->n; i++) {
		fputs(" | ", out);
		print_markdown(out, view->sides[i].label);
		if (i)
			fputs(" | change", out);
	}
	fputs(" |\n|---|---", out);
	for (size_t i = 0; i < view->n; i++)
		fputs(i ? "|--:|---" : "|--:", out);
	fputs("|\n", out);
}

static void side_heading(FILE *out, const struct report_view *view)
{
	fputs("| operation | verdict | value | unit | limit | why |\n|---|---|--:|---|---|---|\n",
	      out);
}

static void side_row(FILE *out, const struct side_op *op)
{
	char cell[COMPARE_CELL];

	fputs("| ", out);
	print_markdown(out, op->result->name);
	value_cell(op, cell);
	fprintf(out, " | %s | %s%s | %s | ", verdict_name(op->verdict), op->boots ? cell : "",
		op->boots && op->imprecise ? " (imprecise)" : "", op->result->unit);
	print_markdown(out, op->result->limit ? op->result->limit : "");
	fputs(" | ", out);
	print_markdown(out, op->reason ? op->reason : "");
	fputs(" |\n", out);
}

/* Rows that are shown together: of a comparison, or operations of a single side. */
struct table {
	const struct report_view *view;
	const struct compare_row *const *rows;
	const struct side_op *const *ops;
	size_t n;
	/* NULL for an open table, else what the fold says after the number of rows. */
	const char *folded;
};

static bool put_head(struct md_output *output, const struct table *table, bool fold)
{
	struct md_part part;

	if (!md_open(&part))
		return false;
	if (fold)
		fprintf(part.out, "\n<details><summary>%zu %s</summary>\n", table->n,
			table->folded);
	fputc('\n', part.out);
	(table->rows ? compare_heading : side_heading)(part.out, table->view);
	return md_put(output, &part);
}

/* Returns how many rows did not fit. */
static size_t put_table(struct md_output *output, const struct table *table)
{
	size_t end = table->folded ? strlen(fold_end) : 0, i;

	/* A table of no row would be worse than none. */
	if (!table->n || !md_fits(output, 4 * end + 500))
		return table->n;
	output->reserved += end;
	if (!put_head(output, table, table->folded)) {
		output->reserved -= end;
		return table->n;
	}
	for (i = 0; i < table->n; i++) {
		struct md_part part;

		if (!md_open(&part))
			break;
		if (table->rows)
			compare_row(part.out, table->view, table->rows[i]);
		else
			side_row(part.out, table->ops[i]);
		if (!md_put(output, &part))
			break;
	}
	output->reserved -= end;
	if (end)
		md_puts(output, fold_end);
	return table->n - i;
}

static void put_left(struct md_output *output, const size_t *left, const char *const *words,
		     size_t n)
{
	bool any = false;

	output->reserved = 0;
	for (size_t i = 0; i < n; i++) {
		char text[96];

		if (!left[i])
			continue;
		snprintf(text, sizeof(text), "%s%zu operations that %s",
			 any ? ", " : "\nLeft out to stay below 60 kB: ", left[i], words[i]);
		md_puts(output, text);
		any = true;
	}
	if (any)
		md_puts(output, ". `report_progs html` shows them.\n");
}

/* Puts the rows of one kind, the first ones openly if they are what got worse. */
static size_t put_kind(struct md_output *output, const struct report_view *view,
		       const struct compare_row **rows, size_t n, enum kind kind)
{
	struct table table = { .view = view, .rows = rows, .n = n };
	char words[64];
	size_t left = 0;

	if (kind == WORSE) {
		table.n = n < OPEN_ROWS ? n : OPEN_ROWS;
		left = put_table(output, &table);
		table.rows += table.n;
		table.n = n - table.n;
	}
	snprintf(words, sizeof(words), "%soperations that %s", kind == WORSE ? "more " : "",
		 kind_words[kind]);
	table.folded = words;
	return left + put_table(output, &table);
}

static int put_comparison(struct md_output *output, const struct report_view *view,
			  size_t left[KINDS])
{
	const struct compare_view changed = { .comparisons = view->comparisons, .n = view->n - 1 };
	const struct compare_row **sorted;
	struct compare_rows rows;

	if (comparison_rows(&changed, &rows))
		return -ENOMEM;
	sorted = calloc(rows.n + 1, sizeof(*sorted));
	for (enum kind kind = 0; sorted && kind < KINDS; kind++) {
		size_t n = 0;

		for (size_t i = 0; i < rows.n; i++)
			if (kind_of(&rows.row[i], view->n - 1) == kind)
				sorted[n++] = &rows.row[i];
		left[kind] = put_kind(output, view, sorted, n, kind);
	}
	comparison_rows_free(&rows);
	free(sorted);
	return sorted ? 0 : -ENOMEM;
}

static void put_pair(FILE *out, double old, double new)
{
	fprintf(out, " | %.0f -> %.0f", old, new);
	if (old > 0)
		fprintf(out, " %+.1f %%", 100 * (new / old - 1));
}

static void verification_row(FILE *out, const struct comparison *c, const struct verification *v)
{
	char test[COMPARE_CELL];

	snprintf(test, sizeof(test), "%.*s", v->len, v->test);
	fputs("| ", out);
	print_markdown(out, test);
	fputs(" | ", out);
	print_markdown(out, c->new->label);
	fprintf(out, " | %.0f", v->new.programs);
	put_pair(out, v->old.insns, v->new.insns);
	put_pair(out, v->old.jited_bytes, v->new.jited_bytes);
	put_pair(out, v->old.us, v->new.us);
	fprintf(out, " %s | %s |\n", verification_unit(c), verification_word(v->change));
}

/* Lists the tests whose verification changed, for each new side, if all of them fit. */
static int put_verification(struct md_output *output, const struct report_view *view)
{
	struct md_part part;
	size_t n = 0;

	if (!md_open(&part))
		return -ENOMEM;
	fputs("\n| verification | kernel | programs | instructions processed | machine code, bytes "
	      "| time | |\n|---|---|--:|--:|--:|--:|---|\n",
	      part.out);
	for (size_t i = 0; i + 1 < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];

		for (size_t j = 0; j < c->n_verifications; j++)
			if (c->verifications[j].change != CHANGE_NONE) {
				verification_row(part.out, c, &c->verifications[j]);
				n++;
			}
	}
	if (n && md_put(output, &part))
		return 0;
	if (n) {
		md_puts(output, "\nLeft out: what the verifier's work is now.\n");
		return 0;
	}
	fclose(part.out);
	free(part.text);
	return 0;
}

/* Lists all operations of a single kernel; what passed or was skipped is folded. */
static int put_side(struct md_output *output, const struct report_view *view, size_t left[VERDICTS])
{
	static const char *const folds[VERDICTS] = {
		[VERDICT_PASS] = "operations passed",
		[VERDICT_SKIP] = "operations were skipped",
	};
	const struct side *side = view->sides;
	const struct side_op **ops = calloc(side->n_ops + 1, sizeof(*ops));

	for (size_t v = 0; ops && v < VERDICTS; v++) {
		struct table table = { .view = view,
				       .ops = ops,
				       .folded = folds[worst_verdicts[v]] };

		for (size_t i = 0; i < side->n_ops; i++)
			if (side->ops[i].verdict == worst_verdicts[v] &&
			    compare_wants(view->options, side->ops[i].result->name))
				ops[table.n++] = &side->ops[i];
		left[worst_verdicts[v]] = put_table(output, &table);
	}
	free(ops);
	return ops ? 0 : -ENOMEM;
}

int md_tables(struct md_output *output, const struct report_view *view)
{
	static const char *const verdict_words[VERDICTS] = {
		[VERDICT_PASS] = "passed",
		[VERDICT_FAIL] = "failed",
		[VERDICT_SKIP] = "were skipped",
		[VERDICT_UNDECIDED] = "are undecided",
	};
	size_t left[VERDICTS + KINDS] = {};
	int ret;

	if (view->n == 1) {
		ret = put_side(output, view, left);
		put_left(output, left, verdict_words, VERDICTS);
		return ret;
	}
	ret = put_comparison(output, view, left);
	if (!ret)
		ret = put_verification(output, view);
	put_left(output, left, kind_words, KINDS);
	return ret;
}
