// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/tool/tool.h"

/* Appends the name of a command's program to what is in name. */
static void stem(const char *command, char name[TOOL_NAME])
{
	size_t len = strcspn(command, " \t\n"), i, n = strlen(name);
	const char *base = command;

	for (i = 0; i < len; i++)
		if (command[i] == '/')
			base = command + i + 1;
	for (; base < command + len && n < TOOL_NAME - 12; base++)
		name[n++] = isascii(*base) && (isalnum(*base) || strchr("_.+-", *base)) ? *base
											: '_';
	name[n] = '\0';
	if (!n)
		snprintf(name, TOOL_NAME, "tool");
}

/* Writes the name without a number. */
static void whole_name(const struct tool_options *options, size_t i, char name[TOOL_NAME])
{
	*name = '\0';
	stem(options->commands[i], name);
	if (!options->loads || !options->loads[i])
		return;
	strcat(name, ".");
	stem(options->loads[i], name);
}

void tool_name(const struct tool_options *options, size_t i, char name[TOOL_NAME])
{
	char other[TOOL_NAME];
	unsigned int same = 1;

	whole_name(options, i, name);
	for (size_t before = 0; before < i; before++) {
		whole_name(options, before, other);
		same += !strcmp(name, other);
	}
	if (same > 1)
		snprintf(name + strlen(name), 12, "+%u", same);
}
