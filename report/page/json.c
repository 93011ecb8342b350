// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/page/json.h"

json_t *page_text(const char *what)
{
	json_t *json = what ? json_string(what) : json_null();
	char *plain;

	if (json)
		return json;
	plain = strdup(what);
	if (!plain)
		return NULL;
	for (char *c = plain; *c; c++)
		if ((unsigned char)*c > '~')
			*c = '?';
	json = json_string(plain);
	free(plain);
	return json;
}

static json_t *number(double value)
{
	if (!isfinite(value))
		return json_null();
	if (value == rint(value) && fabs(value) < 1e15)
		return json_integer(value);
	return json_real(value);
}

/* A page of ten kernels has a hundred thousand figures, and figure() of text.js has only these. */
json_t *page_number(double value)
{
	double size = fabs(value), parts = size < 10	 ? 1000
					   : size < 100	 ? 100
					   : size < 1000 ? 10
							 : 1;

	return number(round(value * parts) / parts);
}

json_t *page_value(double value)
{
	double unit = fabs(value) < 1000 ? pow(10, floor(log10(fabs(value))) - 5) : 0.01;

	return number(unit < 1e-9 ? value : round(value / unit) * unit);
}

json_t *page_take(char *what)
{
	json_t *json = page_text(what ? what : "");

	free(what);
	return json;
}
