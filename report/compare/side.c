// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "report/compare/counted.h"
#include "report/compare/side.h"
#include "report/compare/version.h"

static int by_name(const void *a, const void *b)
{
	const struct side_op *x = a, *y = b;

	return strcmp(x->result->name, y->result->name);
}

const struct side_op *side_find(const struct side *side, const char *name)
{
	struct result wanted = { .name = (char *)name };
	struct side_op key = { .result = &wanted };

	return bsearch(&key, side->ops, side->n_ops, sizeof(*side->ops), by_name);
}

const char *side_env(const struct side *side, const char *field)
{
	const char *text = json_string_value(json_object_get(side->docs[0].environment, field));

	return text ? text : "";
}

const char *side_started(const struct side *side)
{
	const char *first = NULL;

	for (size_t i = 0; i < side->n_docs; i++) {
		const char *started =
			json_string_value(json_object_get(side->docs[i].run, "started"));

		if (!first || strcmp(started, first) < 0)
			first = started;
	}
	return first;
}

const char *side_unit(const struct side *side)
{
	return json_string_value(json_object_get(side->docs[0].run, "unit"));
}

void side_restate(struct side *side, const struct side *base)
{
	for (struct side_op *op = side->ops; op < side->ops + side->n_ops; op++) {
		const struct side_op *other = side_find(base, op->result->name);
		double by;

		if (!other || !(other->cycle_ns > 0) || !(op->cycle_ns > 0))
			continue;
		by = other->cycle_ns / op->cycle_ns;
		op->value *= by;
		op->lo *= by;
		op->hi *= by;
		for (size_t i = 0; i < op->n_rounds; i++)
			op->rounds[i] *= by;
		op->cycle_ns = other->cycle_ns;
	}
}

static int by_name_then_boot(const void *a, const void *b)
{
	const struct boot_result *x = a, *y = b;
	int order = strcmp(x->result->name, y->result->name);

	return order ? order : (x->boot > y->boot) - (x->boot < y->boot);
}

/* Writes into err which two boots boots_merge() found to differ. */
static void name_both(const struct results_doc *docs, const struct boot_result *entries, size_t n,
		      char *err, size_t size)
{
	const struct boot_result *first = entries, *other;

	while (!first->result->measured)
		first++;
	for (other = first + 1; other + 1 < entries + n; other++)
		if (other->result->measured &&
		    (strcmp(first->result->unit, other->result->unit) ||
		     first->result->lower_is_better != other->result->lower_is_better))
			break;
	snprintf(err, size,
		 "%s and %s cannot be one side of the comparison: they differ in the unit of %s",
		 docs[first->boot].path, docs[other->boot].path, first->result->name);
}

static int merge_all(struct side *side, const struct results_doc *docs, struct boot_result *entries,
		     size_t n, double *values, char *err, size_t size)
{
	size_t i, end;

	qsort(entries, n, sizeof(*entries), by_name_then_boot);
	for (i = 0; i < n; i = end) {
		int ret;

		for (end = i + 1; end < n; end++)
			if (strcmp(entries[i].result->name, entries[end].result->name))
				break;
		ret = boots_merge(&side->ops[side->n_ops++], entries + i, end - i, values);
		if (!ret)
			continue;
		/* For -ENOMEM err already says "out of memory". */
		if (ret == -EINVAL)
			name_both(docs, entries + i, end - i, err, size);
		return ret;
	}
	return 0;
}

/* Returns the unit or the mode of a document.  Without vmtest.sh there is no mode. */
static const json_t *unit_or_mode(const struct results_doc *doc, bool mode)
{
	return mode ? json_object_get(json_object_get(doc->environment, "vm"), "mode")
		    : json_object_get(doc->run, "unit");
}

static int one_side(const struct results_doc *docs, const struct results_doc *other,
		    const char *field, char *err, size_t size)
{
	snprintf(err, size, "%s and %s cannot be one side of the comparison: they differ in %s",
		 docs->path, other->path, field);
	return -EINVAL;
}

/* Boots in time are of one machine: another one's figures say nothing of the kernel. */
static int same_host(const struct results_doc *docs, size_t n, char *err, size_t size)
{
	static const char *const same[] = { "host_id", "cpu_model", "cpu_type" };
	const char *unit = json_string_value(json_object_get(docs[0].run, "unit"));

	for (size_t i = 1; strcmp(unit, "insns") && i < n; i++)
		for (size_t f = 0; f < ARRAY_SIZE(same); f++) {
			const json_t *first = json_object_get(docs[0].environment, same[f]);
			const json_t *other = json_object_get(docs[i].environment, same[f]);

			if (!json_is_string(first) || !json_is_string(other) ||
			    json_equal(first, other))
				continue;
			one_side(&docs[0], &docs[i], same[f], err, size);
			snprintf(err + strlen(err), size - strlen(err),
				 ": --across-hosts takes them all the same");
			return -EINVAL;
		}
	return 0;
}

static int same_kernel(const struct results_doc *docs, size_t n, char *err, size_t size)
{
	static const char *const same[] = { "arch", "accelerator" };

	for (size_t i = 1; i < n; i++) {
		/*
		 * Compare with each earlier document: one that lacks a field agrees with all
		 * others.
		 */
		for (size_t j = 0; j < i; j++)
			if (kernel_differs(&docs[j], &docs[i]))
				return one_side(&docs[j], &docs[i],
						kernel_differs(&docs[j], &docs[i]), err, size);
		for (size_t f = 0; f < ARRAY_SIZE(same); f++) {
			if (json_equal(json_object_get(docs[0].environment, same[f]),
				       json_object_get(docs[i].environment, same[f])))
				continue;
			return one_side(&docs[0], &docs[i], same[f], err, size);
		}
		for (int mode = 0; mode <= 1; mode++) {
			const json_t *first = unit_or_mode(&docs[0], mode);
			const json_t *other = unit_or_mode(&docs[i], mode);

			if (!first || !other || json_equal(first, other))
				continue;
			return one_side(&docs[0], &docs[i], mode ? "mode" : "unit", err, size);
		}
	}
	return 0;
}

/* A file that is given twice must not count as two boots. */
static int find_repeated(const struct results_doc *docs, size_t n, bool *repeated)
{
	unsigned long long *hashes = calloc(n + 1, sizeof(*hashes));
	int ret = hashes ? 0 : -ENOMEM;

	/* A single document needs no hash. */
	for (size_t i = 0; !ret && n > 1 && i < n; i++) {
		ret = results_doc_hash(&docs[i], &hashes[i]);
		for (size_t j = 0; j < i; j++)
			repeated[i] = repeated[i] || hashes[j] == hashes[i];
	}
	free(hashes);
	return ret;
}

int side_init(struct side *side, struct results_doc *docs, size_t n, bool across_hosts, char *err,
	      size_t size)
{
	size_t i, j, total = 0, used = 0;
	struct boot_result *entries;
	double *values;
	int ret;

	*side = (struct side){};
	ret = same_kernel(docs, n, err, size);
	if (!ret && !across_hosts)
		ret = same_host(docs, n, err, size);
	if (ret)
		return ret;
	/* Each result may have a second one for the counted instructions. */
	for (i = 0; i < n; i++)
		total += 2 * docs[i].results.n;
	entries = calloc(total + 1, sizeof(*entries));
	values = calloc(n + 1, sizeof(*values));
	side->ops = calloc(total + 1, sizeof(*side->ops));
	side->repeated = calloc(n + 1, sizeof(*side->repeated));
	side->counted = calloc(n + 1, sizeof(*side->counted));
	side->n_docs = n;
	snprintf(err, size, "out of memory");
	ret = entries && values && side->ops && side->repeated && side->counted ? 0 : -ENOMEM;
	if (!ret)
		ret = find_repeated(docs, n, side->repeated);
	for (i = 0; !ret && i < n; i++)
		ret = counted_init(&side->counted[i], &docs[i].results);
	for (i = 0; !ret && i < n; i++) {
		for (j = 0; !side->repeated[i] && j < docs[i].results.n; j++)
			entries[used++] = (struct boot_result){ &docs[i].results.result[j], i };
		for (j = 0; !side->repeated[i] && j < side->counted[i].n; j++)
			entries[used++] = (struct boot_result){ &side->counted[i].result[j], i };
	}
	if (!ret)
		ret = merge_all(side, docs, entries, used, values, err, size);
	free(entries);
	free(values);
	if (ret) {
		side_clear(side);
		return ret;
	}
	side->docs = docs;
	sides_label(side, 1);
	return 0;
}

int side_read(struct side *side, char *const *paths, size_t n, const char *name, bool across_hosts,
	      char *err, size_t size)
{
	struct results_doc *docs = calloc(n + 1, sizeof(*docs));
	int ret = docs ? 0 : -ENOMEM;
	size_t i;

	*side = (struct side){};
	snprintf(err, size, "out of memory");
	for (i = 0; !ret && i < n; i++)
		ret = results_doc_read(paths[i], &docs[i], err, size);
	for (i = 0; !ret && name && i < n; i++)
		ret = label_doc(&docs[i], name);
	if (!ret)
		ret = side_init(side, docs, n, across_hosts, err, size);
	if (!ret)
		return 0;
	for (i = 0; docs && i < n; i++)
		results_doc_clear(&docs[i]);
	free(docs);
	return ret;
}

void side_clear(struct side *side)
{
	size_t i;

	for (i = 0; i < side->n_ops; i++) {
		free(side->ops[i].rounds);
		free(side->ops[i].program.rounds);
	}
	free(side->ops);
	free(side->repeated);
	for (i = 0; side->counted && i < side->n_docs; i++)
		counted_clear(&side->counted[i]);
	free(side->counted);
	for (i = 0; side->docs && i < side->n_docs; i++)
		results_doc_clear(&side->docs[i]);
	free(side->docs);
	*side = (struct side){};
}
