// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "report/compare/version.h"

/*
 * A release candidate comes before its release, so "-rc" and "~rc" sort below the end of the text.
 */
static bool is_candidate(const char *at)
{
	return (*at == '-' || *at == '~') && !strncmp(at + 1, "rc", 2);
}

static int compare_text(const char **a, const char **b)
{
	bool candidate_a = is_candidate(*a), candidate_b = is_candidate(*b);

	if (candidate_a != candidate_b)
		return candidate_a ? -1 : 1;
	while (**a && **b && !isdigit((unsigned char)**a) && !isdigit((unsigned char)**b)) {
		if (**a != **b)
			return (unsigned char)**a < (unsigned char)**b ? -1 : 1;
		++*a;
		++*b;
	}
	return 0;
}

/* Numbers may have any length.  Without leading zeros the longer one is greater. */
static int compare_number(const char **a, const char **b)
{
	size_t n, m;
	int order;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	n = strspn(*a, "0123456789");
	m = strspn(*b, "0123456789");
	order = n != m ? (n < m ? -1 : 1) : strncmp(*a, *b, n);
	*a += n;
	*b += m;
	return order;
}

int version_compare(const char *a, const char *b)
{
	int order = 0;

	while (!order && *a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b))
			order = compare_number(&a, &b);
		else if (isdigit((unsigned char)*a) != isdigit((unsigned char)*b) &&
			 !is_candidate(a) && !is_candidate(b))
			order = isdigit((unsigned char)*a) ? 1 : -1;
		else
			order = compare_text(&a, &b);
	}
	if (order)
		return order;
	if (is_candidate(a) || is_candidate(b))
		return is_candidate(a) ? -1 : 1;
	return !!*a - !!*b;
}

/*
 * The fields that identify what was measured, and with what.  The release alone does not change when
 * a kernel is built again.
 */
static const char *const identity[] = { "kernel_release", "kernel_version", "kernel_build_id",
					"label",	  "libbpf",	    "clang" };

static const char *told(const struct results_doc *doc, size_t i)
{
	return json_string_value(json_object_get(doc->environment, identity[i]));
}

const char *kernel_differs(const struct results_doc *a, const struct results_doc *b)
{
	const char *x = doc_named(a), *y = doc_named(b);

	for (size_t i = 0; i < ARRAY_SIZE(identity); i++)
		if (told(a, i) && told(b, i) && strcmp(told(a, i), told(b, i)))
			return identity[i];
	/* Whoever names a result tells it from the others of its kernel, named or not. */
	return !*x == !*y ? NULL : "label";
}

const char *doc_named(const struct results_doc *doc)
{
	const char *label = json_string_value(json_object_get(doc->environment, "label"));

	return label ? label : "";
}

int kernel_order(const struct results_doc *a, const struct results_doc *b)
{
	int order = 0;

	for (size_t i = 0; !order && i < ARRAY_SIZE(identity); i++) {
		const char *x = told(a, i), *y = told(b, i);

		order = x && y ? version_compare(x, y) : !x - !y;
		if (!order && x && y)
			order = strcmp(x, y);
	}
	return order;
}

void kernel_build(const struct results_doc *doc, char *text, size_t size)
{
	const char *version = told(doc, 1), *id = told(doc, 2);

	if (id)
		snprintf(text, size, "%.12s", id);
	else
		snprintf(text, size, "%.*s", (int)strcspn(version ? version : "", " "),
			 version ? version : "");
}

static void one_word(const char *from, char *text, size_t size)
{
	snprintf(text, size, "%s", from);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c > '~')
			*c = '?';
}

void version_text(const struct results_doc *doc, char *text, size_t size)
{
	const json_t *vm = json_object_get(doc->environment, "vm");
	const char *release =
		json_string_value(json_object_get(doc->environment, "kernel_release"));
	const char *version = json_string_value(json_object_get(vm, "version"));

	/* Debian's release 6.1.0-56-cloud-amd64 is version 6.1.192. */
	one_word(version && *version ? version : release, text, size);
}
