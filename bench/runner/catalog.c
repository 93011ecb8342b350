// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "bench/result/distance.h"
#include "bench/result/family.h"
#include "bench/runner/catalog.h"

#define MOST_SUGGESTIONS 3
/* Columns of -l: the number, and where descriptions begin if lines may be long. */
#define NUMBER_WIDTH 9
#define DESCRIPTION_COLUMN 64

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

bool catalog_named(const void *arg, const char *test, const char *op)
{
	const struct catalog *catalog = arg;
	unsigned int number = catalog_test_number(catalog, test);

	return selector_named(catalog->selector, test, number, op,
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

size_t catalog_count(const struct catalog *catalog)
{
	size_t n = 0;

	for (size_t i = 0; i < catalog->listed.n; i++)
		n += catalog_selected_ops(catalog, catalog->listed.child[i].test);
	return n;
}

static bool found(const struct catalog_search *search, const char *name, const char *about)
{
	const char *family = family_name(family_of(name));

	for (size_t i = 0; i < search->n; i++) {
		const char *word = search->words[i];

		if (!strcasestr(name, word) && !strcasestr(about, word) &&
		    !strcasestr(family, word))
			return false;
	}
	return true;
}

static void print_entry(const char *number, const char *name, const char *about, unsigned int width,
			FILE *out)
{
	/* Where it fits, all descriptions begin in the same column. */
	unsigned int used = fprintf(out, "%-8s %s", number, name);

	if (!*about)
		fputc('\n', out);
	else if (width && used + 2 + strlen(about) > width)
		fprintf(out, "\n%*s%s\n", NUMBER_WIDTH, "", about);
	else
		fprintf(out, "%*s%s\n",
			!width && used < DESCRIPTION_COLUMN ? (int)(DESCRIPTION_COLUMN - used) : 2,
			"", about);
}

size_t catalog_list(const struct catalog *catalog, const struct catalog_search *search, FILE *out)
{
	size_t i, j, n = 0;

	for (i = 0; i < catalog->listed.n; i++) {
		const struct child *child = &catalog->listed.child[i];

		for (j = 0; j < child->n_op_names; j++) {
			const char *about = child->op_abouts ? child->op_abouts[j] : NULL;
			char name[256], number[48];

			if (!catalog_selected(catalog, child->test, child->op_names[j]))
				continue;
			about = about ? about : "";
			snprintf(number, sizeof(number), "#%zu/%zu", i + 1, j + 1);
			snprintf(name, sizeof(name), "%s/%s", child->test, child->op_names[j]);
			if (!found(search, name, about))
				continue;
			print_entry(number, name, about, search->width, out);
			n++;
		}
	}
	return n;
}

/*
 * Prints a name if it is that near. A wrong name without a slash may be a test's or an operation's.
 */
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
	/* A name that differs in more than a quarter of its letters is not a misspelling. */
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
