// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/verdict.h"
#include "report/formats/limit_ends.h"

/* Longer numbers than any that is printed. */
#define NUMBER 64

/* Parses the n bytes at text as one finite number. */
static bool number(const char *text, size_t n, double *value)
{
	char copy[NUMBER], *end;

	if (!n || n >= sizeof(copy))
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	*value = strtod(copy, &end);
	return !*end && end != copy && isfinite(*value);
}

/* Parses "70 ns" or "-10..10 %" into one or both numbers, and checks the unit. */
static bool numbers(const char *text, const char *unit, double *first, double *second)
{
	size_t n = strcspn(text, " "), length = strlen(unit);
	const char *dots = strstr(text, "..");
	const char *after = text + n + strspn(text + n, " ");

	if (strncmp(after, unit, length) || (after[length] && !strchr(" ,)(", after[length])))
		return false;
	*second = NAN;
	if (!dots || dots > text + n)
		return number(text, n, first);
	return number(text, dots - text, first) && number(dots + 2, text + n - dots - 2, second);
}

bool limit_ends(const char *limit, const char *unit, double *low, double *high)
{
	const char *at = limit, *scaled;
	double first, second;

	*low = *high = NAN;
	if (!limit_judged(limit))
		return false;
	if (!strncmp(limit, "<= ", 3) || !strncmp(limit, ">= ", 3))
		at += 3;
	/* What a relative limit amounted to stands behind it in parentheses. */
	scaled = strchr(limit, '(');
	if (strstr(limit, " * "))
		at = scaled ? scaled + 1 : "";
	if (!numbers(at, unit, &first, &second))
		return false;
	if (!isnan(second) == !strncmp(limit + 1, "= ", 2))
		return false;
	if (*limit == '<') {
		*high = first;
	} else if (*limit == '>') {
		*low = first;
	} else {
		*low = first;
		*high = second;
	}
	return true;
}
