// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats.h"
#include "report/report.h"

/* Quiet rounds from which the others are left out, as the engine has it. */
#define ENOUGH_QUIET 5

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

const char *side_unit(const struct side *side)
{
	return json_string_value(json_object_get(side->docs[0].run, "unit"));
}

bool left_out(const char *reason)
{
	return reason &&
	       (strstr(reason, "left out of --quick") || !strncmp(reason, "not measured:", 13) ||
		!strncmp(reason, "not told:", 9));
}

/* The rounds of one boot that count. */
static size_t usable_rounds(const struct result *result, double *rounds)
{
	size_t i, n = 0, quiet = 0;

	for (i = 0; result->round_quiet && i < result->n_rounds; i++)
		quiet += result->round_quiet[i];
	for (i = 0; i < result->n_rounds; i++)
		if (quiet < ENOUGH_QUIET || result->round_quiet[i])
			rounds[n++] = result->rounds[i];
	return n;
}

/* Two boots that disagree about the unit would be a wrong verdict. */
static int add_boot(struct side_op *op, const struct result *result, double *value)
{
	double *grown, by;
	size_t i;

	if (result->verdict == VERDICT_FAIL && op->verdict != VERDICT_FAIL) {
		op->verdict = VERDICT_FAIL;
		op->reason = result->reason;
	}
	op->failed += result->verdict == VERDICT_FAIL && !result->measured;
	if (!result->measured)
		return 0;
	op->undecided += result->verdict == VERDICT_UNDECIDED;
	op->wide += result->imprecise;
	if (!op->boots)
		op->result = result;
	else if (strcmp(op->result->unit, result->unit) ||
		 op->result->lower_is_better != result->lower_is_better)
		return -EINVAL;
	grown = realloc(op->rounds, (op->n_rounds + result->n_rounds + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	op->rounds = grown;
	/* At one length of the cycle, if all are counted in cycles. */
	if (!op->boots)
		op->cycle_ns = result->cycle_ns;
	by = op->cycle_ns > 0 && result->cycle_ns > 0 ? op->cycle_ns / result->cycle_ns : 1;
	if (!(result->cycle_ns > 0))
		op->cycle_ns = 0;
	for (i = op->n_rounds, op->n_rounds += usable_rounds(result, grown + op->n_rounds);
	     i < op->n_rounds; i++)
		grown[i] *= by;
	op->lo = op->boots ? fmin(op->lo, by * result->lo) : result->lo;
	op->hi = op->boots ? fmax(op->hi, by * result->hi) : result->hi;
	op->quiet = op->boots ? fmin(op->quiet, result->quiet) : result->quiet;
	op->runs += result->runs;
	op->errors += result->errors;
	op->timed += result->tail.count;
	value[op->boots++] = by * result->value;
	return 0;
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

struct entry {
	const struct result *result;
	size_t boot;
};

static int by_name_then_boot(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->result->name, y->result->name);

	return order ? order : (x->boot > y->boot) - (x->boot < y->boot);
}

/* What the verifier said of an operation in all boots; values has room for one of each. */
static int merge_programs(struct program_cost *all, const struct entry *entries, size_t n,
			  double *values)
{
	size_t boots = 0;

	for (size_t i = 0; i < n; i++) {
		const struct program_cost *boot = &entries[i].result->program;
		struct program_cost sum = boots ? *all : *boot;

		if (!boot->n_rounds)
			continue;
		sum.n_rounds = all->n_rounds + boot->n_rounds;
		sum.rounds = realloc(all->rounds, sum.n_rounds * sizeof(*sum.rounds));
		if (!sum.rounds)
			return -ENOMEM;
		memcpy(sum.rounds + all->n_rounds, boot->rounds,
		       boot->n_rounds * sizeof(*sum.rounds));
		sum.lo = fmin(sum.lo, boot->lo);
		sum.hi = fmax(sum.hi, boot->hi);
		values[boots++] = boot->verify_us;
		*all = sum;
	}
	if (!boots)
		return 0;
	stats_sort(values, boots);
	all->verify_us = stats_quantile(values, boots, 0.5);
	stats_sort(all->rounds, all->n_rounds);
	return 0;
}

/* One boot that is undecided does not spoil the others, nor does one that skipped: the
 * reason is of what the verdict is of. */
static void judge_together(struct side_op *op, const struct entry *entries, size_t n)
{
	op->verdict = 2 * op->undecided > op->boots ? VERDICT_UNDECIDED : VERDICT_PASS;
	op->reason = NULL;
	for (size_t i = 0; op->verdict == VERDICT_UNDECIDED && !op->reason && i < n; i++)
		if (entries[i].result->measured && entries[i].result->verdict == VERDICT_UNDECIDED)
			op->reason = entries[i].result->reason;
}

/* An exclusive core where a boot had one, and only what was measured like that. */
static enum result_core core_of(const struct entry *entries, size_t n)
{
	enum result_core core = RESULT_CORE_NONE;

	for (size_t i = 0; i < n; i++) {
		const struct result *result = entries[i].result;

		if (result->measured && (!core || result->core == RESULT_CORE_EXCLUSIVE))
			core = result->core;
	}
	return core;
}

/* The results of one name, in all boots, into one operation. */
static int merge(struct side_op *op, const struct entry *entries, size_t n, double *values)
{
	int err = 0;

	*op = (struct side_op){
		.result = entries->result,
		.verdict = entries->result->verdict,
		.reason = entries->result->reason,
	};
	op->core = core_of(entries, n);
	for (size_t i = 0; !err && i < n; i++)
		if (!entries[i].result->measured || entries[i].result->core == op->core)
			err = add_boot(op, entries[i].result, values);
	/* A boot that tried tells more than one that was told not to. */
	for (size_t i = 0; !op->boots && left_out(op->reason) && i < n; i++)
		if (!left_out(entries[i].result->reason)) {
			op->result = entries[i].result;
			op->verdict = entries[i].result->verdict;
			op->reason = entries[i].result->reason;
		}
	if (err || !op->boots)
		return err;
	op->imprecise = 2 * op->wide > op->boots;
	if (op->verdict != VERDICT_FAIL)
		judge_together(op, entries, n);
	stats_sort(values, op->boots);
	op->value = stats_quantile(values, op->boots, 0.5);
	stats_sort(op->rounds, op->n_rounds);
	return merge_programs(&op->program, entries, n, values);
}

/* Which boots merge() found to differ. */
static void name_both(const struct results_doc *docs, const struct entry *entries, size_t n,
		      char *err, size_t size)
{
	const struct entry *first = entries, *other;

	while (!first->result->measured)
		first++;
	for (other = first + 1; other + 1 < entries + n; other++)
		if (other->result->measured &&
		    (strcmp(first->result->unit, other->result->unit) ||
		     first->result->lower_is_better != other->result->lower_is_better))
			break;
	snprintf(err, size,
		 "%s and %s are one side of the comparison, but differ in the unit of %s",
		 docs[first->boot].path, docs[other->boot].path, first->result->name);
}

static int merge_all(struct side *side, const struct results_doc *docs, struct entry *entries,
		     size_t n, double *values, char *err, size_t size)
{
	size_t i, end;

	qsort(entries, n, sizeof(*entries), by_name_then_boot);
	for (i = 0; i < n; i = end) {
		int ret;

		for (end = i + 1; end < n; end++)
			if (strcmp(entries[i].result->name, entries[end].result->name))
				break;
		ret = merge(&side->ops[side->n_ops++], entries + i, end - i, values);
		if (!ret)
			continue;
		/* err says "out of memory" already. */
		if (ret == -EINVAL)
			name_both(docs, entries + i, end - i, err, size);
		return ret;
	}
	return 0;
}

/* What a document's unit or vmtest.sh's mode is; without vmtest.sh there is none. */
static const json_t *unit_or_mode(const struct results_doc *doc, bool mode)
{
	return mode ? json_object_get(json_object_get(doc->environment, "vm"), "mode")
		    : json_object_get(doc->run, "unit");
}

static int one_side(const struct results_doc *docs, const struct results_doc *other,
		    const char *field, char *err, size_t size)
{
	snprintf(err, size, "%s and %s are one side of the comparison, but differ in %s",
		 docs->path, other->path, field);
	return -EINVAL;
}

static int same_kernel(const struct results_doc *docs, size_t n, char *err, size_t size)
{
	static const char *const same[] = { "arch", "accelerator" };

	for (size_t i = 1; i < n; i++) {
		/* With each: one that does not tell is like all others. */
		for (size_t j = 0; j < i; j++)
			if (kernel_differs(&docs[j], &docs[i]))
				return one_side(&docs[j], &docs[i],
						kernel_differs(&docs[j], &docs[i]), err, size);
		for (size_t f = 0; f < sizeof(same) / sizeof(same[0]); f++) {
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

/* The same file twice would be as sure as two boots. */
static int find_repeated(const struct results_doc *docs, size_t n, bool *repeated)
{
	unsigned long long *hashes = calloc(n + 1, sizeof(*hashes));
	int ret = hashes ? 0 : -ENOMEM;

	/* One alone repeats none. */
	for (size_t i = 0; !ret && n > 1 && i < n; i++) {
		ret = store_hash(&docs[i], &hashes[i]);
		for (size_t j = 0; j < i; j++)
			repeated[i] = repeated[i] || hashes[j] == hashes[i];
	}
	free(hashes);
	return ret;
}

int side_init(struct side *side, struct results_doc *docs, size_t n, char *err, size_t size)
{
	size_t i, j, total = 0, used = 0;
	struct entry *entries;
	double *values;
	int ret;

	*side = (struct side){};
	ret = same_kernel(docs, n, err, size);
	if (ret)
		return ret;
	/* What was timed, and the same as it was counted. */
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
			entries[used++] = (struct entry){ &docs[i].results.result[j], i };
		for (j = 0; !side->repeated[i] && j < side->counted[i].n; j++)
			entries[used++] = (struct entry){ &side->counted[i].result[j], i };
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
	version_label(&docs[0], side->label, sizeof(side->label));
	return 0;
}

int side_read(struct side *side, char *const *paths, size_t n, char *err, size_t size)
{
	struct results_doc *docs = calloc(n + 1, sizeof(*docs));
	int ret = docs ? 0 : -ENOMEM;
	size_t i;

	*side = (struct side){};
	snprintf(err, size, "out of memory");
	for (i = 0; !ret && i < n; i++)
		ret = results_doc_read(paths[i], &docs[i], err, size);
	if (!ret)
		ret = side_init(side, docs, n, err, size);
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
