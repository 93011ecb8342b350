// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of result files and everything that uses its output: a side, a comparison with
 * itself, every way to print it, and what is written again.  Other inputs are settings: fuzz.h.  Built by make fuzz.  No file may make it crash or get worse
 * than itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/bounds.h"
#include "report/command.h"
#include "report/compare/comparable.h"
#include "report/compare/csv.h"
#include "report/compare/environment.h"
#include "report/compare/means.h"
#include "report/compare/listing.h"
#include "report/compare/table.h"
#include "report/formats/formats.h"
#include "report/page/page.h"
#include "report/page/table_text.h"
#include "report/store/store.h"
#include "tests/fuzz/fuzz.h"

FILE *nowhere(void)
{
	static FILE *out;

	if (!out)
		out = fopen("/dev/null", "we");
	if (!out)
		abort();
	return out;
}

int read_side(const uint8_t *data, size_t size, struct side *side)
{
	struct results_doc *doc = calloc(1, sizeof(*doc));
	char err[512] = "";
	int ret = results_doc_parse("fuzz", (const char *)data, size, doc, err, sizeof(err));

	/* An error must have a message. */
	if (ret && !err[0])
		abort();
	if (!ret) {
		ret = side_init(side, doc, 1, false, err, sizeof(err));
		if (ret)
			results_doc_clear(doc);
	}
	if (ret)
		free(doc);
	return ret;
}

void round_trip(const struct results_doc *doc)
{
	char *text = results_text(doc->environment, doc->run, &doc->results), err[512];
	unsigned long long before, after;
	struct results_doc again;

	if (!text)
		return;
	if (results_doc_parse("again", text, strlen(text), &again, err, sizeof(err))) {
		fprintf(stderr, "%s\n%s\n", err, text);
		abort();
	}
	if (results_doc_hash(doc, &before) || results_doc_hash(&again, &after) || before != after)
		abort();
	results_doc_clear(&again);
	free(text);
}

static void compare_with_itself(const struct side *a, const struct side *b)
{
	struct comparison comparison;
	struct compare_view view = { &comparison, 1, .all = true, .unsure = true };
	char err[512];

	if (sides_comparable(a, b, &compare_defaults, err, sizeof(err)))
		abort();
	if (compare_sides(a, b, &compare_defaults, &comparison))
		return;
	if (comparison_worse(&comparison) || comparison.count[CHANGE_BETTER])
		abort();
	comparison_verdict(nowhere(), &comparison);
	environment_print(nowhere(), a, b, true);
	comparison_listing(nowhere(), &view, &(struct screen){ .width = 80 }, false);
	comparison_means(nowhere(), &view);
	verification_print(nowhere(), &view);
	comparison_csv(nowhere(), &view);
	comparison_clear(&comparison);
}

static void write_formats(const struct side *side)
{
	for (const struct report_format *const *format = report_formats; *format; format++)
		(*format)->write(nowhere(), side->docs, side->n_docs, (*format)->settings);
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
	/* Everything that was read must be printable. */
	if (!page)
		abort();
	json_decref(page);
	bounds_free(none);
}

static void make_table(const struct side *a, const struct side *b, unsigned int width)
{
	struct side sides[] = { *a, *b };
	struct report_view view = { .sides = sides, .n = 2, .options = &compare_defaults };
	struct comparison comparison;
	const struct comparison *changes[] = { NULL, &comparison };
	struct table_rows rows;
	struct table_marks marks;

	if (compare_sides(a, b, &compare_defaults, &comparison))
		return;
	if (!table_rows_make(&view, true, &rows))
		table_print(nowhere(), &view, &rows, changes, &(struct screen){ .width = width },
			    &marks);
	table_rows_free(&rows);
	comparison_clear(&comparison);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A capital letter is the kind of a setting, which the rest is; a result file begins with none. */
static bool setting(const uint8_t *data, size_t size)
{
	char *text;

	if (!size || *data < 'A' || *data > 'Z')
		return false;
	text = strndup((const char *)data + 1, size - 1);
	if (text)
		fuzz_setting(*data, text, strlen(text));
	free(text);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct side a = {}, b = {};
	struct place place;

	if (setting(data, size))
		return 0;
	if (read_side(data, size, &a))
		return 0;
	if (!read_side(data, size, &b)) {
		compare_with_itself(&a, &b);
		store_place(&a.docs[0], &place);
		round_trip(&a.docs[0]);
		write_formats(&a);
		make_page(&a);
		make_table(&a, &b, 40);
		make_table(&a, &b, 200);
	}
	side_clear(&a);
	side_clear(&b);
	return 0;
}
