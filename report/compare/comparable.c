// SPDX-License-Identifier: GPL-2.0-only
/* Refuses to compare figures of different things. */
#include <errno.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/bounds.h"
#include "report/compare/comparable.h"
#include "report/compare/version.h"

static const char *text_of(const json_t *value)
{
	const char *text = json_string_value(value);

	return text ? text : "not known";
}

static int differ(const char *what, const char *old, const char *new, char *err, size_t size)
{
	snprintf(err, size, "not comparable: %s %.60s against %s %.60s", what, old, what, new);
	return -EINVAL;
}

int docs_comparable(const struct results_doc *old, const json_t *environment, const char *unit,
		    char *err, size_t size)
{
	static const char *const fields[] = { "arch", "accelerator" };
	const char *old_unit = json_string_value(json_object_get(old->run, "unit"));
	const json_t *a, *b;

	if (strcmp(old_unit, unit))
		return differ("unit", old_unit, unit, err, size);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		a = json_object_get(old->environment, fields[i]);
		b = json_object_get(environment, fields[i]);
		if (!json_equal(a, b))
			return differ(fields[i], text_of(a), text_of(b), err, size);
	}
	a = json_object_get(json_object_get(old->environment, "vm"), "mode");
	b = json_object_get(json_object_get(environment, "vm"), "mode");
	/* Files made without vmtest.sh have no mode.  The accelerator was checked above. */
	if (a && b && !json_equal(a, b))
		return differ("mode", text_of(a), text_of(b), err, size);
	return 0;
}

/* A figure in time that another machine measured says nothing of the kernel. */
static bool other_host(const struct side *old, const struct side *new)
{
	const char *a = side_env(old, "host_id"), *b = side_env(new, "host_id");

	return strcmp(side_unit(old), "insns") && *a && *b && strcmp(a, b);
}

/* Why it is a debug kernel, if the other side is none or another one; NULL otherwise. */
static const char *debug_on_one(const struct side *old, const struct side *new,
				const struct side **of)
{
	const char *a = side_env(old, "debug_kernel"), *b = side_env(new, "debug_kernel");

	*of = *b ? new : old;
	return !strcmp(a, b) ? NULL : *b ? b : a;
}

/* "lazy" of "dynamic lazy": whether it can be changed is another question. */
static const char *model(const struct side *side)
{
	const char *preempt = side_env(side, "preempt"), *blank = strrchr(preempt, ' ');

	return blank ? blank + 1 : preempt;
}

static bool models_differ(const struct side *old, const struct side *new)
{
	return *model(old) && *model(new) && strcmp(model(old), model(new));
}

/* "6.12" of 6.12.107, or as much of it as there is. */
static void series_of(const struct side *side, char text[96])
{
	size_t n;

	version_text(&side->docs[0], text, 96);
	n = strspn(text, "0123456789");
	if (text[n] == '.')
		n += 1 + strspn(text + n + 1, "0123456789");
	text[n] = '\0';
}

/*
 * Distributions change the model from one series to the next (Debian has voluntary in 5.10, and lazy
 * in 7.2), so that there the answer names it.  In one series somebody configured it otherwise, and
 * real-time preemption is another kernel.
 */
static bool model_is_chosen(const struct side *old, const struct side *new)
{
	char a[96], b[96];

	series_of(old, a);
	series_of(new, b);
	return models_differ(old, new) &&
	       (!strcmp(a, b) || !strcmp(model(old), "rt") || !strcmp(model(new), "rt"));
}

static int kernels_comparable(const struct side *old, const struct side *new,
			      const struct compare_options *options, char *err, size_t size)
{
	const struct side *of;
	const char *debug = debug_on_one(old, new, &of);

	if (debug && !options->across_configs) {
		snprintf(err, size,
			 "not comparable: %.60s is a debug kernel (%.100s) and the other is %s: "
			 "--across-configs compares them all the same",
			 of->label, debug,
			 *side_env(of == old ? new : old, "debug_kernel") ? "another one" : "not");
		return -EINVAL;
	}
	if (model_is_chosen(old, new) && !options->across_configs) {
		snprintf(err, size,
			 "not comparable: preemption %.20s against %.20s: --across-configs "
			 "compares them all the same",
			 model(new), model(old));
		return -EINVAL;
	}
	if (other_host(old, new) && !options->across_hosts) {
		snprintf(err, size,
			 "not comparable: two hosts measured these times: --across-hosts compares "
			 "them all the same");
		return -EINVAL;
	}
	return 0;
}

void sides_differ(const struct side *old, const struct side *new, char *text, size_t size)
{
	const struct side *of;
	const char *debug = debug_on_one(old, new, &of);
	int n = 0;

	*text = '\0';
	if (debug)
		n = snprintf(text, size, "across configurations: %.60s is a debug kernel",
			     of->label);
	if (other_host(old, new) && n < (int)size)
		n += snprintf(text + n, size - n, "%sacross hosts", n ? ", " : "");
	if (models_differ(old, new) && n < (int)size)
		n += snprintf(text + n, size - n, "%spreemption %.20s against %.20s", n ? ", " : "",
			      model(new), model(old));
	if (bounds_compilers_differ(side_env(old, "clang"), side_env(new, "clang")) &&
	    n < (int)size)
		snprintf(text + n, size - n, "%sprograms of clang %.20s against clang %.20s",
			 n ? ", " : "", side_env(new, "clang"), side_env(old, "clang"));
}

int sides_comparable(const struct side *old, const struct side *new,
		     const struct compare_options *options, char *err, size_t size)
{
	const struct side_op *op, *other;
	int ret =
		docs_comparable(&old->docs[0], new->docs[0].environment, side_unit(new), err, size);

	if (!ret)
		ret = kernels_comparable(old, new, options, err, size);
	for (op = old->ops; !ret && op < old->ops + old->n_ops; op++) {
		other = side_find(new, op->result->name);
		if (!other || !op->boots || !other->boots)
			continue;
		if (!strcmp(op->result->unit, other->result->unit) &&
		    op->result->lower_is_better == other->result->lower_is_better)
			continue;
		snprintf(err, size,
			 "not comparable: %.200s is in %s (%s is better) against %s (%s is better)",
			 op->result->name, op->result->unit,
			 op->result->lower_is_better ? "less" : "more", other->result->unit,
			 other->result->lower_is_better ? "less" : "more");
		ret = -EINVAL;
	}
	/* Name the files, because the user may have given several. */
	if (ret) {
		size_t len = strlen(err);

		snprintf(err + len, size - len, " (%s against %s)", old->docs[0].path,
			 new->docs[0].path);
	}
	return ret;
}
