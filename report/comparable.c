// SPDX-License-Identifier: GPL-2.0-only
/* What must not be compared at all: figures of different things. */
#include <errno.h>
#include <string.h>

#include "report/report.h"

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
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		a = json_object_get(old->environment, fields[i]);
		b = json_object_get(environment, fields[i]);
		if (!json_equal(a, b))
			return differ(fields[i], text_of(a), text_of(b), err, size);
	}
	a = json_object_get(json_object_get(old->environment, "vm"), "mode");
	b = json_object_get(json_object_get(environment, "vm"), "mode");
	/* Without vmtest.sh there is no mode: the accelerator has told already. */
	if (a && b && !json_equal(a, b))
		return differ("mode", text_of(a), text_of(b), err, size);
	return 0;
}

int sides_comparable(const struct side *old, const struct side *new, char *err, size_t size)
{
	const struct side_op *op, *other;
	int ret =
		docs_comparable(&old->docs[0], new->docs[0].environment, side_unit(new), err, size);

	for (op = old->ops; !ret && op < old->ops + old->n_ops; op++) {
		other = side_find(new, op->result->name);
		if (!other || !op->boots || !other->boots)
			continue;
		if (!strcmp(op->result->unit, other->result->unit) &&
		    op->result->lower_is_better == other->result->lower_is_better)
			continue;
		snprintf(err, size, "not comparable: %.200s is in %s, %s is better, against %s, %s",
			 op->result->name, op->result->unit,
			 op->result->lower_is_better ? "less" : "more", other->result->unit,
			 other->result->lower_is_better ? "less" : "more");
		ret = -EINVAL;
	}
	/* Which of several files. */
	if (ret) {
		size_t len = strlen(err);

		snprintf(err + len, size - len, " (%s against %s)", old->docs[0].path,
			 new->docs[0].path);
	}
	return ret;
}
