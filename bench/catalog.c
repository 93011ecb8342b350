// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "bench/catalog.h"

#define MOST_SUGGESTIONS 3

unsigned int catalog_test_number(const struct catalog *catalog, const char *test)
{
	size_t i;

	for (i = 0; i < catalog->listed.n; i++)
		if (!strcmp(catalog->listed.child[i].test, test))
			return i + 1;
	return 0;
}

unsigned int catalog_op_number(const struct catalog *catalog, unsigned int test, const char *op)
{
	const struct child *child;
	size_t i;

	if (!test)
		return 0;
	child = &catalog->listed.child[test - 1];
	for (i = 0; i < child->n_op_names; i++)
		if (!strcmp(child->op_names[i], op))
			return i + 1;
	return 0;
}

bool catalog_selected(const void *arg, const char *test, const char *op)
{
	const struct catalog *catalog = arg;
	unsigned int number = catalog_test_number(catalog, test);

	return selector_op(catalog->selector, test, number, op,
			   catalog_op_number(catalog, number, op));
}

size_t catalog_selected_ops(const struct catalog *catalog, const char *test)
{
	unsigned int number = catalog_test_number(catalog, test);
	const struct child *child = number ? &catalog->listed.child[number - 1] : NULL;
	size_t i, n = 0;

	for (i = 0; child && i < child->n_op_names; i++)
		n += catalog_selected(catalog, test, child->op_names[i]);
	return n;
}

size_t catalog_list(const struct catalog *catalog, FILE *out)
{
	size_t i, j, n = 0;

	for (i = 0; i < catalog->listed.n; i++) {
		const struct child *child = &catalog->listed.child[i];

		for (j = 0; j < child->n_op_names; j++) {
			if (!catalog_selected(catalog, child->test, child->op_names[j]))
				continue;
			n++;
			if (out)
				fprintf(out, "#%zu/%-4zu %s/%s\n", i + 1, j + 1, child->test,
					child->op_names[j]);
		}
	}
	return n;
}

/* Suggests a name if it is that near; a wrong name without a slash may be a
 * test's or an operation's. */
static unsigned int suggest(const char *wrong, const char *test, const char *op,
			    unsigned int distance, unsigned int shown, FILE *out)
{
	char name[256];

	snprintf(name, sizeof(name), "%s%s%s", test, op ? "/" : "", op ? op : "");
	if (name_distance(wrong, op && !strchr(wrong, '/') ? op : name) != distance)
		return 0;
	fprintf(out, "%s%s", shown ? ", " : "; did you mean ", name);
	return 1;
}

void catalog_suggest(const struct catalog *catalog, const char *wrong, FILE *out)
{
	/* What differs in more than a quarter of its letters is no misspelling. */
	unsigned int distance, farthest = 1 + strlen(wrong) / 4, shown = 0;
	size_t i, j;

	for (distance = 0; distance <= farthest && shown < MOST_SUGGESTIONS; distance++)
		for (i = 0; i < catalog->listed.n && shown < MOST_SUGGESTIONS; i++) {
			const struct child *c = &catalog->listed.child[i];

			shown += suggest(wrong, c->test, NULL, distance, shown, out);
			for (j = 0; j < c->n_op_names && shown < MOST_SUGGESTIONS; j++)
				shown += suggest(wrong, c->test, c->op_names[j], distance, shown,
						 out);
		}
	fputs(shown ? "?\n" : "; -l lists all names\n", out);
}
