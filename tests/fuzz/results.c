// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of result files, and all that is done with what it lets through: a
 * side, a comparison with itself, every way to print it.  make fuzz builds it; whatever
 * a file says, nothing crashes, and nothing is worse than itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bounds.h"
#include "report/report.h"

static FILE *nowhere(void)
{
	static FILE *out;

	if (!out)
		out = fopen("/dev/null", "we");
	if (!out)
		abort();
	return out;
}

static int read_side(const uint8_t *data, size_t size, struct side *side)
{
	struct results_doc *doc = calloc(1, sizeof(*doc));
	char err[512] = "";
	int ret = results_doc_parse("fuzz", (const char *)data, size, doc, err, sizeof(err));

	/* An error says what is wrong. */
	if (ret && !err[0])
		abort();
	if (!ret) {
		ret = side_init(side, doc, 1, err, sizeof(err));
		if (ret)
			results_doc_clear(doc);
	}
	if (ret)
		free(doc);
	return ret;
}

static void compare_with_itself(const struct side *a, const struct side *b)
{
	struct comparison comparison;
	struct compare_view view = { &comparison, 1, true };
	char err[512];

	if (sides_comparable(a, b, err, sizeof(err)))
		abort();
	if (compare_sides(a, b, &compare_defaults, &comparison))
		return;
	if (comparison_worse(&comparison) || comparison.count[CHANGE_BETTER])
		abort();
	comparison_verdict(nowhere(), &comparison);
	environment_print(nowhere(), a, b, true);
	comparison_table(nowhere(), &view);
	comparison_means(nowhere(), &view);
	verification_print(nowhere(), &view);
	comparison_csv(nowhere(), &view);
	comparison_clear(&comparison);
}

static void write_formats(const struct side *side)
{
	struct kcidb_options options = { .origin = "fuzz" };

	junit_write(nowhere(), side->docs, side->n_docs, NULL);
	ktap_write(nowhere(), side->docs, side->n_docs, NULL);
	openmetrics_write(nowhere(), side->docs, side->n_docs, NULL);
	kcidb_write(nowhere(), side->docs, side->n_docs, &options);
}

static void make_page(struct side *side)
{
	struct comparison pair = {};
	struct report_view view = {
		.sides = side, .n = 1, .options = &compare_defaults, .pairs = &pair
	};
	struct report_views views = { &view, 1 };
	struct bounds *none = bounds_new();
	json_t *page;

	if (!none)
		return;
	page = page_data(&views, none, NULL);
	/* What was read can be shown. */
	if (!page)
		abort();
	json_decref(page);
	bounds_free(none);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct side a = {}, b = {};
	struct place place;

	if (read_side(data, size, &a))
		return 0;
	if (!read_side(data, size, &b)) {
		compare_with_itself(&a, &b);
		store_place(&a.docs[0], &place);
		write_formats(&a);
		make_page(&a);
	}
	side_clear(&a);
	side_clear(&b);
	return 0;
}
