// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/explain/explained.h"
#include "report/page/flame_tree.h"
#include "report/page/flames.h"
#include "report/page/json.h"

struct flames {
	/* By kernel; without a document where there is none. */
	struct explained *files;
	size_t n;
	struct flame_names names;
	/* Texts, and an object of their numbers. */
	json_t *reasons, *numbers;
	json_t *rows;
};

/* Reads the first explanation of a side.  Returns true if there is one. */
static bool read_side(struct explained *file, const struct side *side)
{
	char err[512];

	for (size_t i = 0; i < side->n_docs; i++) {
		/* Standard input has the results already. */
		if (strcmp(side->docs[i].path, "-") != 0 &&
		    !explained_read(file, side->docs[i].path, err, sizeof(err)))
			return true;
		explained_clear(file);
	}
	return false;
}

/* Returns a new reference: the number of a reason. */
static json_t *reason_number(struct flames *flames, const char *reason)
{
	json_t *text = page_text(reason), *number = NULL;
	const char *key = json_string_value(text);

	if (key)
		number = json_incref(json_object_get(flames->numbers, key));
	if (key && !number) {
		number = json_integer(json_array_size(flames->reasons));
		json_array_append(flames->reasons, text);
		json_object_set(flames->numbers, key, number);
	}
	json_decref(text);
	return number;
}

/* Adds a kernel to the tree.  Returns its state, or NULL if out of memory. */
static json_t *add_kernel(struct flames *flames, struct flame_tree *tree, size_t at,
			  const char *name)
{
	struct explained_op op;

	if (!flames->files[at].doc || !explained_find(&flames->files[at], name, &op))
		return json_null();
	if (op.reason)
		return reason_number(flames, op.reason);
	return flame_tree_add(tree, at, op.stacks) ? NULL : json_true();
}

/* Makes one value of an array of values that are equal. */
static json_t *brief(json_t *states)
{
	json_t *first = json_array_get(states, 0), *value;
	size_t i;

	json_array_foreach (states, i, value)
		if (!json_equal(value, first))
			return states;
	json_incref(first);
	json_decref(states);
	return first;
}

/* Adds an operation, unless nothing is known of it. */
static int add_row(struct flames *flames, struct flame_tree *tree, size_t row, const char *name)
{
	json_t *states = json_array(), *text = NULL;
	bool known = false, explained = false;
	char key[24], *nodes;
	size_t left = 0;

	for (size_t i = 0; i < flames->n; i++) {
		json_t *state = add_kernel(flames, tree, i, name);

		known = known || !json_is_null(state);
		explained = explained || json_is_true(state);
		if (json_array_append_new(states, state)) {
			json_decref(states);
			return -ENOMEM;
		}
	}
	if (explained) {
		nodes = flame_tree_text(tree, &flames->names, &left);
		text = nodes ? page_take(nodes) : NULL;
	}
	states = brief(states);
	snprintf(key, sizeof(key), "%zu", row);
	if (!known || (explained && !text)) {
		json_decref(states);
		json_decref(text);
		return known ? -ENOMEM : 0;
	}
	return json_object_set_new(flames->rows, key,
				   explained
					   ? json_pack("[o, o, I]", states, text, (json_int_t)left)
					   : json_pack("[o]", states));
}

static int add_rows(struct flames *flames, const json_t *operations)
{
	json_t *operation;
	int ret = 0;
	size_t row;

	json_array_foreach (operations, row, operation) {
		struct flame_tree *tree = flame_tree_new(flames->n);

		ret |= tree ? add_row(flames, tree, row,
				      json_string_value(json_object_get(operation, "name")))
			    : -ENOMEM;
		flame_tree_free(tree);
	}
	return ret;
}

int page_flames(const struct report_view *view, const json_t *operations, json_t **result)
{
	struct flames flames = {
		.files = calloc(view->n, sizeof(*flames.files)),
		.n = view->n,
		.names = { json_array(), json_object() },
		.reasons = json_array(),
		.numbers = json_object(),
		.rows = json_object(),
	};
	bool any = false;
	int ret = flames.files ? 0 : -ENOMEM;

	*result = NULL;
	for (size_t i = 0; !ret && i < view->n; i++)
		any |= read_side(&flames.files[i], &view->sides[i]);
	if (any)
		ret = add_rows(&flames, operations);
	if (any && !ret) {
		*result = json_pack("{s:O, s:O, s:f, s:i, s:O}", "names", flames.names.list,
				    "reasons", flames.reasons, "least", FLAME_LEAST, "most",
				    FLAME_MOST, "rows", flames.rows);
		ret = *result ? 0 : -ENOMEM;
	}
	for (size_t i = 0; flames.files && i < view->n; i++)
		explained_clear(&flames.files[i]);
	free(flames.files);
	json_decref(flames.names.list);
	json_decref(flames.names.numbers);
	json_decref(flames.reasons);
	json_decref(flames.numbers);
	json_decref(flames.rows);
	return ret ? -ENOMEM : 0;
}
