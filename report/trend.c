// SPDX-License-Identifier: GPL-2.0-only
/* report_progs trend: one figure over the kernels of a store. */
#include <argp.h>
#include <errno.h>
#include <fts.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* Columns of the longest bar. */
#define BAR 40

struct documents {
	struct results_doc *doc;
	size_t n;
};

void trend_clear(struct trend *trend)
{
	for (size_t i = 0; i < trend->n; i++)
		side_clear(&trend->sides[i]);
	free(trend->sides);
	*trend = (struct trend){};
}

static int by_place(const struct results_doc *a, const struct results_doc *b, bool with_kernel)
{
	struct place x, y;
	int order;

	store_place(a, &x);
	store_place(b, &y);
	order = strcmp(x.machine, y.machine);
	if (!order)
		order = strcmp(x.mode, y.mode);
	if (!order && with_kernel)
		order = version_compare(x.kernel, y.kernel);
	/* Two builds of one version are two kernels. */
	if (!order && with_kernel)
		order = strcmp(
			json_string_value(json_object_get(a->environment, "kernel_release")),
			json_string_value(json_object_get(b->environment, "kernel_release")));
	return order;
}

static int by_kernel(const void *a, const void *b)
{
	return by_place(a, b, true);
}

static int add(struct documents *all, const char *path, char *err, size_t size)
{
	struct results_doc *grown = realloc(all->doc, (all->n + 1) * sizeof(*grown));

	if (!grown) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	all->doc = grown;
	if (results_doc_read(path, &grown[all->n], err, size))
		return -EINVAL;
	all->n++;
	return 0;
}

static int read_all(const char *directory, struct documents *all, char *err, size_t size)
{
	char *paths[] = { (char *)directory, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int ret = 0;

	snprintf(err, size, "%s: cannot be read: %s", directory, strerror(errno));
	if (!fts)
		return -EINVAL;
	while (!ret && (entry = fts_read(fts))) {
		size_t n = strlen(entry->fts_path);

		if (entry->fts_info == FTS_F && n > 5 &&
		    !strcmp(entry->fts_path + n - 5, ".json")) {
			ret = add(all, entry->fts_path, err, size);
		} else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
			   entry->fts_info == FTS_NS) {
			snprintf(err, size, "%s: cannot be read: %s", entry->fts_path,
				 strerror(entry->fts_errno));
			ret = -EINVAL;
		}
	}
	fts_close(fts);
	if (!ret && !all->n) {
		snprintf(err, size, "%s: no result file in it (report_progs store puts them there)",
			 directory);
		ret = -ENOENT;
	}
	return ret;
}

/* Each kernel's documents become a side, which owns them. */
static int make_sides(struct documents *all, struct trend *trend, char *err, size_t size)
{
	size_t first, end;
	int ret = 0;

	for (first = 0; !ret && first < all->n; first = end) {
		struct results_doc *docs;

		for (end = first + 1; end < all->n; end++)
			if (by_place(&all->doc[first], &all->doc[end], true))
				break;
		docs = calloc(end - first, sizeof(*docs));
		if (!docs) {
			snprintf(err, size, "out of memory");
			return -ENOMEM;
		}
		memcpy(docs, all->doc + first, (end - first) * sizeof(*docs));
		ret = side_init(&trend->sides[trend->n], docs, end - first, err, size);
		if (ret) {
			free(docs);
			return ret;
		}
		memset(all->doc + first, 0, (end - first) * sizeof(*docs));
		trend->n++;
	}
	return ret;
}

int trend_read(const char *directory, struct trend *trend, char *err, size_t size)
{
	struct documents all = {};
	int ret;

	*trend = (struct trend){};
	ret = read_all(directory, &all, err, size);
	if (!ret) {
		qsort(all.doc, all.n, sizeof(*all.doc), by_kernel);
		trend->sides = calloc(all.n + 1, sizeof(*trend->sides));
		ret = trend->sides ? make_sides(&all, trend, err, size) : -ENOMEM;
	}
	for (size_t i = 0; i < all.n; i++)
		results_doc_clear(&all.doc[i]);
	free(all.doc);
	if (ret)
		trend_clear(trend);
	return ret;
}

/* Against the kernel before it: what a comparison of this one operation says. */
static void print_change(const struct side *old, const struct side *new, const char *name)
{
	struct compare_options options = { NAN, NAN, 0.05, NULL };
	struct comparison comparison;
	char pattern[512], err[256];
	regex_t only;

	/* Names have no character but the dot that a regular expression reads otherwise;
	 * one too many would do no harm: only the first is looked at. */
	snprintf(pattern, sizeof(pattern), "^%s$", name);
	if (sides_comparable(old, new, err, sizeof(err)) || regcomp(&only, pattern, REG_NOSUB))
		return;
	options.only = &only;
	if (!compare_sides(old, new, &options, &comparison)) {
		for (size_t i = 0; i < comparison.n; i++) {
			const struct difference *d = &comparison.diffs[i];

			if (strcmp(d->name, name))
				continue;
			if (d->change == CHANGE_WORSE || d->change == CHANGE_BETTER)
				printf("  %+.1f %% %s", 100 * difference_ratio(d, d->delta),
				       change_word(d));
			else
				printf("  %s", change_word(d));
		}
		comparison_clear(&comparison);
	}
	regfree(&only);
}

static void print_side(const struct side *side, const struct side *before, const char *name,
		       double most)
{
	const struct side_op *op = side_find(side, name);
	char value[32], lo[32], hi[32];
	int bar;

	printf("  %-24s ", side->label);
	if (!op) {
		puts("-");
		return;
	}
	if (!op->boots) {
		printf("%s  ", op->verdict == VERDICT_SKIP ? "SKIP" : "FAIL");
		print_text(stdout, op->reason ? op->reason : "");
		putchar('\n');
		return;
	}
	figure_text(op->value, value, sizeof(value));
	figure_text(op->lo, lo, sizeof(lo));
	figure_text(op->hi, hi, sizeof(hi));
	bar = op->value > 0 && most > 0 ? (int)ceil(op->value / most * BAR) : 0;
	printf("%10s %s [%s, %s]  %.*s%*s", value, op->result->unit, lo, hi, bar,
	       "########################################", BAR - bar, "");
	if (before)
		print_change(before, side, name);
	if (op->verdict == VERDICT_NOISY)
		fputs("  (noisy)", stdout);
	putchar('\n');
}

static bool same_series(const struct side *a, const struct side *b)
{
	return !by_place(&a->docs[0], &b->docs[0], false);
}

/* The kernels of one machine and mode. */
static void print_series(const struct side *sides, size_t n, const char *name)
{
	const struct side *before = NULL;
	struct place place;
	double most = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct side_op *op = side_find(&sides[i], name);

		if (op && op->boots)
			most = fmax(most, op->value);
	}
	store_place(&sides[0].docs[0], &place);
	printf("%s on %s, %s\n", name, place.machine, place.mode);
	for (i = 0; i < n; i++) {
		const struct side_op *op = side_find(&sides[i], name);

		print_side(&sides[i], before, name, most);
		if (op && op->boots)
			before = &sides[i];
	}
}

static int print_trend(const struct trend *trend, const char *name)
{
	size_t first, end, i;
	bool any = false;

	for (first = 0; first < trend->n; first = end) {
		bool here = false;

		for (end = first; end < trend->n; end++)
			if (!same_series(&trend->sides[first], &trend->sides[end]))
				break;
		for (i = first; i < end; i++)
			here = here || side_find(&trend->sides[i], name);
		if (here)
			print_series(trend->sides + first, end - first, name);
		any = any || here;
	}
	if (any)
		return REPORT_OK;
	fprintf(stderr, "report_progs: no result there is called '%s'\n", name);
	return REPORT_ERROR;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **args = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			argp_error(state, "one operation only");
		args[state->arg_num] = arg;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "which operation, of which store?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int trend_main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "DIR OPERATION",
		.doc = "Shows an operation's figure over the kernels in DIR, which report_progs "
		       "store made, each compared with the one before it.",
	};
	const char *args[2] = {};
	struct trend trend;
	char err[1024];
	int status;

	argv[0] = "report_progs trend";
	if (argp_parse(&argp, argc, argv, 0, NULL, args))
		return REPORT_ERROR;
	if (trend_read(args[0], &trend, err, sizeof(err))) {
		fprintf(stderr, "report_progs: %s\n", err);
		return REPORT_ERROR;
	}
	status = print_trend(&trend, args[1]);
	trend_clear(&trend);
	return status;
}
