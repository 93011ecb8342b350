// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/result/program.h"

const char *program_name(void)
{
	return program_invocation_short_name;
}

const char *program_version(void)
{
	return VERSION;
}

void complain(const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	for (char *c = text; c && *c; c++)
		*c = (unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c;
	fprintf(stderr, "%s: %s\n", program_name(), text ? text : "out of memory");
	free(text);
}

void program_print_version(FILE *out, struct argp_state *state)
{
	fprintf(out, "%s %s\n", program_name(), program_version());
}

char *program_command(const char *command)
{
	char *name;

	return asprintf(&name, "%s %s", program_name(), command) < 0 ? program_invocation_short_name
								     : name;
}
