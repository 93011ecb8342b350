// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs benchmark-json: writes what github-action-benchmark reads with the tool
 * customSmallerIsBetter or, with --bigger, customBiggerIsBetter.
 */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "report/formats/documents.h"
#include "report/formats/formats.h"
#include "report/text/text.h"

/* One file has one direction, because the action applies its tool to all of the file. */
static struct direction {
	bool bigger;
} direction;

static bool has(const struct result *r, const struct direction *wanted)
{
	return r->measured && r->lower_is_better != wanted->bigger;
}

static const char *lacks(const struct results_doc *doc, const void *settings)
{
	const struct direction *wanted = settings;

	for (size_t i = 0; i < doc->results.n; i++)
		if (has(&doc->results.result[i], wanted))
			return NULL;
	if (doc_unmeasured(doc, NULL))
		return doc_unmeasured(doc, NULL);
	return wanted->bigger ? "no operation in it of which more is better was measured"
			      : "no operation in it of which less is better was measured: "
				"--bigger writes the others";
}

/* Returns what the action shows beside a figure; the caller frees it.  NULL: out of memory. */
static char *extra(const struct results_doc *doc, const struct result *r)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_figure(out, r);
	fputs("\nkernel ", out);
	print_text(out, doc_text(doc, "kernel_release"));
	fputs(", CPU ", out);
	print_text(out, *doc_text(doc, "cpu_model") ? doc_text(doc, "cpu_model") : "unknown");
	fputc('\n', out);
	print_details(out, r);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

static json_t *entry(const char *name, const struct results_doc *doc, const struct result *r)
{
	char half[32], *text = extra(doc, r);
	json_t *json = NULL;

	/* The action has one number for both sides of the value. */
	figure_text(fmax(r->hi - r->value, r->value - r->lo), half, sizeof(half));
	if (text)
		json = json_pack("{s:s, s:s, s:f, s:s+, s:s}", "name", name, "unit", r->unit,
				 "value", r->value, "range", "\u00b1 ", half, "extra", text);
	free(text);
	return json;
}

static int benchmark_json_write(FILE *out, const struct results_doc *docs, size_t n,
				const void *settings)
{
	json_t *array = json_array();
	char name[512];
	int ret = array ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < n; i++)
		for (size_t j = 0; !ret && j < docs[i].results.n; j++) {
			const struct result *r = &docs[i].results.result[j];

			if (!has(r, settings))
				continue;
			doc_result_name(docs, n, i, r, name, sizeof(name));
			if (json_array_append_new(array, entry(name, &docs[i], r)))
				ret = -ENOMEM;
		}
	if (!ret && json_dumpf(array, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)))
		ret = -EIO;
	fputc('\n', out);
	json_decref(array);
	return ret;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct direction *wanted = state->input;

	if (key != 'b')
		return ARGP_ERR_UNKNOWN;
	wanted->bigger = true;
	return 0;
}

static const struct argp_option table[] = {
	{ "bigger", 'b', NULL, 0,
	  "Write the operations of which more is better, for customBiggerIsBetter (default: those "
	  "of which less is better, for customSmallerIsBetter)",
	  0 },
	{},
};

static const struct argp argp = { .options = table, .parser = parse };

const struct report_format benchmark_json_format = {
	.name = "benchmark-json",
	.args = "[--bigger] FILE...",
	.help = "write JSON for github-action-benchmark",
	.doc = "Writes JSON for the custom tools of github-action-benchmark: the figure of each "
	       "measured operation.",
	.options = &argp,
	.settings = &direction,
	.lacks = lacks,
	.write = benchmark_json_write,
};
