// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "bench/result/family.h"
#include "bench/runner/listing.h"
#include "bench/runner/print.h"

/* A result, and where it belongs. */
struct placed {
	const struct result *result;
	size_t family;
	/* How bad it is, and how bad the worst of its family is. */
	unsigned int bad, worst;
};

/* What failed must be seen, what passed or was skipped need not be. */
static unsigned int badness(const struct result *result)
{
	return result->verdict == VERDICT_FAIL ? 2 : result->verdict == VERDICT_UNDECIDED;
}

static int by_family(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->worst != y->worst)
		return x->worst < y->worst ? 1 : -1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->bad != y->bad)
		return x->bad < y->bad ? 1 : -1;
	return x->result < y->result ? -1 : 1;
}

/* Returns NULL if out of memory; the caller frees it. */
static struct placed *place(const struct results *results)
{
	struct placed *placed = calloc(results->n + 1, sizeof(*placed));
	unsigned int *worst = calloc(family_count(), sizeof(*worst));

	for (size_t i = 0; placed && worst && i < results->n; i++) {
		const struct result *result = &results->result[i];
		size_t family = family_of(result->name);

		placed[i] = (struct placed){ result, family, badness(result), 0 };
		if (placed[i].bad > worst[family])
			worst[family] = placed[i].bad;
	}
	for (size_t i = 0; placed && worst && i < results->n; i++)
		placed[i].worst = worst[placed[i].family];
	if (!worst) {
		free(placed);
		placed = NULL;
	}
	free(worst);
	if (placed)
		qsort(placed, results->n, sizeof(*placed), by_family);
	return placed;
}

/* Splits "test/op" into the numbers that -n takes; 0 if there is no such name. */
static void numbers(const struct catalog *catalog, const char *name, unsigned int *test,
		    unsigned int *op)
{
	const char *slash = strchr(name, '/');
	char *copy = strndup(name, slash ? (size_t)(slash - name) : strlen(name));

	*test = copy ? catalog_test_number(catalog, copy) : 0;
	*op = slash && *test ? catalog_op_number(catalog, *test, slash + 1) : 0;
	free(copy);
}

void listing_print(FILE *out, const struct results *results, const struct catalog *catalog,
		   const struct screen *screen, int verbose)
{
	const struct print_style style = { screen, print_is_full(screen) || verbose, verbose };
	struct placed *placed = place(results);
	size_t family = family_count();
	unsigned int test, op;

	for (size_t i = 0; placed && i < results->n; i++) {
		const struct placed *p = &placed[i];

		if (p->family != family) {
			family = p->family;
			fprintf(out, "%s%s:%s\n", screen_on(screen, INK_HEAD), family_name(family),
				screen_off(screen, INK_HEAD));
		}
		numbers(catalog, p->result->name, &test, &op);
		print_result(out, p->result, test, op, &style);
	}
	if (!placed)
		fputs("out of memory: the table is missing\n", out);
	free(placed);
}
