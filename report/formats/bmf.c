// SPDX-License-Identifier: GPL-2.0-only
/* report_progs bmf: writes the Bencher Metric Format, which bencher run --adapter json reads. */
#include <errno.h>

#include "bench/result/unit.h"
#include "report/formats/documents.h"
#include "report/formats/formats.h"

static json_t *metric(const struct result *r)
{
	return json_pack("{s:{s:f, s:f, s:f}}", unit_find(r->unit)->measure, "value", r->value,
			 "lower_value", r->lo, "upper_value", r->hi);
}

static int bmf_write(FILE *out, const struct results_doc *docs, size_t n, const void *unused)
{
	json_t *all = json_object();
	char name[512];
	int ret = all ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < n; i++)
		for (size_t j = 0; !ret && j < docs[i].results.n; j++) {
			const struct result *r = &docs[i].results.result[j];

			if (!r->measured)
				continue;
			doc_result_name(docs, n, i, r, name, sizeof(name));
			if (json_object_set_new(all, name, metric(r)))
				ret = -ENOMEM;
		}
	if (!ret && json_dumpf(all, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)))
		ret = -EIO;
	fputc('\n', out);
	json_decref(all);
	return ret;
}

const struct report_format bmf_format = {
	.name = "bmf",
	.args = "FILE...",
	.help = "write the Bencher Metric Format",
	.doc = "Writes the Bencher Metric Format: the figure of each measured operation and its "
	       "interval, with a measure for each unit.",
	.lacks = doc_unmeasured,
	.write = bmf_write,
};
