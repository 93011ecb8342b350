// SPDX-License-Identifier: GPL-2.0-only
/* Prints the published figures beside the measured ones. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/claims.h"

static const char *const headings[] = { "CLAIM",   "OPERATION", "PUBLISHED",  "MEASURED",
					"VERDICT", "SOURCE",	"CONFIDENCE", "" };

static void print_row(FILE *out, const struct claim *row, const int widths[CLAIM_COLUMNS])
{
	int last = CLAIM_COLUMNS - 1;

	while (last && !*row->cells[last])
		last--;
	for (int c = 0; c < last; c++)
		fprintf(out, "%-*s  ", widths[c], row->cells[c]);
	fprintf(out, "%s\n", row->cells[last]);
}

static void widen(int widths[CLAIM_COLUMNS], const struct claim *row)
{
	for (int c = 0; c < CLAIM_COLUMNS; c++) {
		int width = strlen(row->cells[c]);

		if (width > widths[c])
			widths[c] = width;
	}
}

static bool shown_with(const struct claim *claim, const struct claim *first)
{
	return claim->selected && !strcmp(claim_group(claim), claim_group(first));
}

/* Returns true if an earlier claim is shown with this one. */
static bool seen(const struct claim *claims, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (shown_with(&claims[i], &claims[at]))
			return true;
	return false;
}

/* Prints the group of claims[at], all its claims together. */
static void print_group(FILE *out, const struct claim *claims, size_t at, size_t n,
			const struct claim *head, const int widths[CLAIM_COLUMNS])
{
	fprintf(out, "\n%s\n", claim_group(&claims[at]));
	print_row(out, head, widths);
	for (size_t i = at; i < n; i++)
		if (shown_with(&claims[i], &claims[at]))
			print_row(out, &claims[i], widths);
}

/* The answer: how many claims have each verdict. */
static void print_total(FILE *out, const struct claim *claims, size_t n)
{
	static const struct {
		enum claim_verdict verdict;
		const char *text;
	} parts[] = {
		{ CLAIM_HOLDS, "hold" },
		{ CLAIM_DEARER, "dearer" },
		{ CLAIM_CHEAPER, "cheaper" },
		{ CLAIM_UNDECIDED, "undecided" },
		{ CLAIM_NOT_MEASURABLE, "not measurable here" },
		{ CLAIM_NOT_A_COST, "not a cost" },
	};
	size_t counts[CLAIM_VERDICTS] = {}, selected = 0;

	for (size_t i = 0; i < n; i++) {
		counts[claims[i].verdict] += claims[i].selected;
		selected += claims[i].selected;
	}
	fputs("Published figures: ", out);
	for (int i = 0; i < CLAIM_VERDICTS; i++)
		fprintf(out, "%zu %s%s", counts[parts[i].verdict], parts[i].text,
			i + 1 < CLAIM_VERDICTS ? ", " : "");
	if (selected < n)
		fprintf(out, " (of %zu, %zu are of operations that were not selected)", n,
			n - selected);
	fputc('\n', out);
}

static void print_table(FILE *out, const struct claim *claims, size_t n)
{
	int widths[CLAIM_COLUMNS] = {};
	struct claim head = {};
	size_t i;

	for (int c = 0; c < CLAIM_COLUMNS; c++)
		snprintf(head.cells[c], CLAIM_CELL, "%s", headings[c]);
	widen(widths, &head);
	for (i = 0; i < n; i++)
		if (claims[i].selected)
			widen(widths, &claims[i]);
	print_total(out, claims, n);
	for (i = 0; i < n; i++)
		if (claims[i].selected && !seen(claims, i))
			print_group(out, claims, i, n, &head, widths);
}

int claims_print(FILE *out, const struct bounds *published, figure_lookup lookup, void *arg,
		 const char *unit, const char *not_ns)
{
	struct claim *claims;
	size_t n;
	int ret = claims_judge(published, lookup, arg, unit, not_ns, &claims, &n);

	if (ret)
		return ret;
	print_table(out, claims, n);
	free(claims);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
