// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/input.h"
#include "bench/runner/select.h"

struct pattern {
	enum select_kind kind;
	/* The pattern as given, and its two parts as globs. op is NULL if it is a whole test. */
	char *text, *test, *op;
	/* The first part is of names of tests only: a slash follows it, or a test has it. */
	bool tests_only;
	bool matched;
};

/* A range of -n: of tests, or of operations of one test (op_first > 0). */
struct numbers {
	unsigned int first, last, op_first, op_last;
};

struct selector {
	struct pattern *patterns;
	size_t n_patterns;
	struct numbers *numbers;
	size_t n_numbers;
};

struct selector *selector_new(void)
{
	return calloc(1, sizeof(struct selector));
}

void selector_free(struct selector *selector)
{
	size_t i;

	if (!selector)
		return;
	for (i = 0; i < selector->n_patterns; i++) {
		free(selector->patterns[i].text);
		free(selector->patterns[i].test);
		free(selector->patterns[i].op);
	}
	free(selector->patterns);
	free(selector->numbers);
	free(selector);
}

static char *glob(const char *text, size_t n, bool part)
{
	char *copy;

	if (asprintf(&copy, "%s%.*s%s", part ? "*" : "", (int)n, text, part ? "*" : "") < 0)
		return NULL;
	return copy;
}

static bool is_part(enum select_kind kind)
{
	return kind == SELECT_ALLOW_PART || kind == SELECT_DENY_PART;
}

static int add_pattern(struct selector *selector, enum select_kind kind, const char *text)
{
	bool part = is_part(kind);
	const char *slash = strchr(text, '/');
	struct pattern *grown;
	struct pattern p = {
		.kind = kind,
		.tests_only = slash,
		.text = strdup(text),
		.test = glob(text, slash ? (size_t)(slash - text) : strlen(text), part),
		.op = slash && slash[1] ? glob(slash + 1, strlen(slash + 1), part) : NULL,
	};

	grown = realloc(selector->patterns, (selector->n_patterns + 1) * sizeof(p));
	if (grown)
		selector->patterns = grown;
	if (!grown || !p.text || !p.test || (slash && slash[1] && !p.op)) {
		free(p.text);
		free(p.test);
		free(p.op);
		return -ENOMEM;
	}
	selector->patterns[selector->n_patterns++] = p;
	return 0;
}

static int add_list(struct selector *selector, enum select_kind kind, char *list,
		    const char *separators, const char *comment)
{
	char *one;
	int err = 0;

	while (!err && (one = strsep(&list, separators))) {
		one += strspn(one, " \t");
		one[strcspn(one, comment)] = '\0';
		while (*one && strchr(" \t\r", one[strlen(one) - 1]))
			one[strlen(one) - 1] = '\0';
		if (one[0])
			err = add_pattern(selector, kind, one);
	}
	return err;
}

static int add_file(struct selector *selector, enum select_kind kind, const char *path)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t n;
	FILE *file;
	int err;

	file = input_stream(path);
	if (!file)
		return -errno;
	n = getdelim(&text, &size, '\0', file);
	err = n < 0 && ferror(file) ? -errno : 0;
	if (!err && n > 0)
		err = add_list(selector, kind, text, "\n", "#");
	free(text);
	fclose(file);
	return err;
}

int selector_add(struct selector *selector, enum select_kind kind, const char *list, char *err,
		 size_t size)
{
	size_t before = selector->n_patterns;
	char *copy;
	int ret;

	if (list[0] == '@') {
		ret = add_file(selector, kind, list + 1);
		if (ret) {
			snprintf(err, size, "%s: cannot read the list of names: %s",
				 input_name(list + 1), input_error(-ret));
			return ret;
		}
	} else {
		copy = strdup(list);
		ret = copy ? add_list(selector, kind, copy, ",", "") : -ENOMEM;
		free(copy);
	}
	if (!ret && selector->n_patterns == before) {
		snprintf(err, size, "'%s' contains no name", list);
		ret = -EINVAL;
	}
	return ret;
}

static bool parse_number(const char **text, unsigned int *number)
{
	const char *end = *text;
	unsigned long value = 0;

	for (; isdigit((unsigned char)*end) && value <= 1000000; end++)
		value = 10 * value + (*end - '0');
	if (!value || value > 1000000)
		return false;
	*number = value;
	*text = end;
	return true;
}

static bool parse_range(const char **text, unsigned int *first, unsigned int *last)
{
	const char *end;

	if (!parse_number(text, first))
		return false;
	*last = *first;
	if (**text != '-')
		return true;
	end = *text + 1;
	if (!parse_number(&end, last) || *last < *first)
		return false;
	*text = end;
	return true;
}

static int add_range(struct selector *selector, const struct numbers *range)
{
	struct numbers *grown;

	grown = realloc(selector->numbers, (selector->n_numbers + 1) * sizeof(*range));
	if (!grown)
		return -ENOMEM;
	selector->numbers = grown;
	selector->numbers[selector->n_numbers++] = *range;
	return 0;
}

int selector_add_numbers(struct selector *selector, const char *list, char *err, size_t size)
{
	size_t before = selector->n_numbers;
	struct numbers range = {};
	const char *text = list;
	bool of_one = false;
	int ret;

	for (;;) {
		bool ok = of_one ? parse_range(&text, &range.op_first, &range.op_last)
				 : parse_range(&text, &range.first, &range.last);

		/*
		 * The numbers after the slash, to the end of the list, are operations of one test.
		 */
		if (ok && !of_one && *text == '/') {
			of_one = true;
			text++;
			continue;
		}
		if (!ok || (*text && *text != ','))
			break;
		ret = add_range(selector, &range);
		if (ret) {
			snprintf(err, size, "out of memory");
			return ret;
		}
		if (!*text)
			return 0;
		text++;
	}
	selector->n_numbers = before;
	if (list[0])
		snprintf(err, size, "'%s' at '%s': expected numbers like 1,3-5 or 2/1,4-6", list,
			 text);
	else
		snprintf(err, size, "no numbers given");
	return -EINVAL;
}

static bool is_deny(enum select_kind kind)
{
	return kind == SELECT_DENY || kind == SELECT_DENY_PART;
}

/* op is NULL if the question is about the test. A pattern with an operation then allows the test,
 * because some operation may be selected, but it does not deny it. */
static bool matches(struct pattern *p, const char *test, const char *op)
{
	bool match = !fnmatch(p->test, test, 0);

	/* A part of a name may be in either name. */
	if (!match && is_part(p->kind) && !p->tests_only) {
		if (!op)
			return !is_deny(p->kind);
		match = !fnmatch(p->test, op, 0);
	}
	if (p->op && op)
		match = match && !fnmatch(p->op, op, 0);
	else if (p->op && is_deny(p->kind))
		match = false;
	/* A pattern with an operation counts as matched only when an operation has matched it. */
	if (match && (op || !p->op))
		p->matched = true;
	return match;
}

static bool allowed(const struct selector *selector, const char *test, const char *op)
{
	bool any = false, match = false, denied = false;
	size_t i;

	for (i = 0; i < selector->n_patterns; i++) {
		struct pattern *p = &selector->patterns[i];
		bool hit = matches(p, test, op);

		if (is_deny(p->kind)) {
			denied = denied || hit;
		} else {
			any = true;
			match = match || hit;
		}
	}
	return (match || !any) && !denied;
}

static bool numbered(const struct selector *selector, unsigned int test, unsigned int op)
{
	size_t i;

	for (i = 0; i < selector->n_numbers; i++) {
		const struct numbers *n = &selector->numbers[i];

		if (test >= n->first && test <= n->last &&
		    (!op || !n->op_first || (op >= n->op_first && op <= n->op_last)))
			return true;
	}
	return !selector->n_numbers;
}

void selector_resolve(struct selector *selector, const char *const *tests)
{
	for (size_t i = 0; i < selector->n_patterns; i++) {
		struct pattern *p = &selector->patterns[i];

		for (size_t j = 0; is_part(p->kind) && tests[j]; j++)
			p->tests_only = p->tests_only || !fnmatch(p->test, tests[j], 0);
	}
}

bool selector_test(const struct selector *selector, const char *test, unsigned int number)
{
	return allowed(selector, test, NULL) && numbered(selector, number, 0);
}

bool selector_op(const struct selector *selector, const char *test, unsigned int test_number,
		 const char *op, unsigned int op_number)
{
	return allowed(selector, test, op) && numbered(selector, test_number, op_number);
}

static bool is_name(const struct pattern *p, const char *test, const char *op)
{
	return p->kind == SELECT_ALLOW && p->op && !strcmp(p->test, test) && !strcmp(p->op, op);
}

static bool is_number(const struct numbers *n, unsigned int test, unsigned int op)
{
	return op && n->first == test && n->op_first == op && n->op_last == op;
}

bool selector_named(const struct selector *selector, const char *test, unsigned int test_number,
		    const char *op, unsigned int op_number)
{
	size_t i;

	for (i = 0; i < selector->n_patterns; i++)
		if (is_name(&selector->patterns[i], test, op))
			return true;
	for (i = 0; i < selector->n_numbers; i++)
		if (is_number(&selector->numbers[i], test_number, op_number))
			return true;
	return false;
}

const char *selector_unmatched(const struct selector *selector)
{
	size_t i;

	for (i = 0; i < selector->n_patterns; i++)
		if (!selector->patterns[i].matched)
			return selector->patterns[i].text;
	return NULL;
}
