// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/stats.h"
#include "report/compare/pair.h"

/* An operation of fewer instructions is overlapped with what is around it. */
#define LEAST_INSNS 5

static const struct result *find(const struct results_doc *doc, const char *name, const char *unit)
{
	for (size_t i = 0; i < doc->results.n; i++) {
		const struct result *r = &doc->results.result[i];

		if (!strcmp(r->name, name))
			return r->measured && !r->imprecise && !strcmp(r->unit, unit) ? r : NULL;
	}
	return NULL;
}

/* NAN unless both files have a figure that is worth a ratio. */
static double ratio_of(const struct insn_pair *pair, const char *name)
{
	const struct result *insns = find(&pair->insns, name, "insns");
	const struct result *ns = find(&pair->ns, name, "ns");

	if (!ns || !insns || insns->value < LEAST_INSNS || !(ns->value > 0))
		return NAN;
	return ns->value / insns->value;
}

double insn_pair_ns(const struct insn_pair *pair, const char *name)
{
	double ratio = ratio_of(pair, name);

	return isnan(ratio) ? pair->median : ratio;
}

static int summarize(struct insn_pair *pair, char *err, size_t size)
{
	double *ratios = calloc(pair->insns.results.n + 1, sizeof(*ratios));

	if (!ratios) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < pair->insns.results.n; i++) {
		double ratio = ratio_of(pair, pair->insns.results.result[i].name);

		if (!isnan(ratio))
			ratios[pair->n++] = ratio;
	}
	if (pair->n) {
		stats_sort(ratios, pair->n);
		pair->lo = stats_quantile(ratios, pair->n, 0.25);
		pair->median = stats_quantile(ratios, pair->n, 0.5);
		pair->hi = stats_quantile(ratios, pair->n, 0.75);
	} else {
		snprintf(err, size,
			 "--pair: %s and %s have no precise figure of an operation in common",
			 pair->ns.path, pair->insns.path);
	}
	free(ratios);
	return pair->n ? 0 : -EINVAL;
}

static const char *unit_of(const struct results_doc *doc)
{
	return json_string_value(json_object_get(doc->run, "unit"));
}

static int check(struct insn_pair *pair, char *err, size_t size)
{
	static const char *const fields[] = { "kernel_release", "kernel_version",
					      "kernel_build_id" };
	struct results_doc swapped = pair->ns;

	if (!strcmp(unit_of(&pair->ns), unit_of(&pair->insns))) {
		snprintf(err, size,
			 "--pair: %s and %s are both in %s: give one in ns and one in insns",
			 pair->ns.path, pair->insns.path, unit_of(&pair->ns));
		return -EINVAL;
	}
	if (strcmp(unit_of(&pair->ns), "ns")) {
		pair->ns = pair->insns;
		pair->insns = swapped;
	}
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const json_t *a = json_object_get(pair->ns.environment, fields[i]);
		const json_t *b = json_object_get(pair->insns.environment, fields[i]);

		if (!json_is_string(a) || !json_is_string(b) || json_equal(a, b))
			continue;
		snprintf(err, size, "--pair: %s and %s are not of one kernel: they differ in %s",
			 pair->ns.path, pair->insns.path, fields[i]);
		return -EINVAL;
	}
	return summarize(pair, err, size);
}

int insn_pair_read(const char *const paths[2], struct insn_pair *pair, char *err, size_t size)
{
	int ret;

	*pair = (struct insn_pair){};
	ret = results_doc_read(paths[0], &pair->ns, err, size);
	if (!ret)
		ret = results_doc_read(paths[1], &pair->insns, err, size);
	if (!ret)
		ret = check(pair, err, size);
	if (ret)
		insn_pair_clear(pair);
	return ret;
}

void insn_pair_clear(struct insn_pair *pair)
{
	results_doc_clear(&pair->ns);
	results_doc_clear(&pair->insns);
	*pair = (struct insn_pair){};
}
