// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/programs/programs.h"

/* Room for "+2" behind a name. */
#define ROOM 12

static bool ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len > n && !strncmp(text + len - n, end, n);
}

/* Writes the name of a file without directory and suffix. Returns false if it is too long. */
static bool stem(const char *path, char name[PROGRAMS_NAME])
{
	const char *base = strrchr(path, '/');
	size_t len, i;

	base = base ? base + 1 : path;
	len = strlen(base);
	if (ends_with(base, len, ".o"))
		len -= 2;
	if (ends_with(base, len, ".bpf"))
		len -= 4;
	if (len >= PROGRAMS_NAME - ROOM)
		return false;
	for (i = 0; i < len; i++)
		name[i] = isascii(base[i]) && (isalnum(base[i]) || strchr("_.+-", base[i]))
				  ? base[i]
				  : '_';
	name[len] = '\0';
	return true;
}

int programs_name(const struct programs_options *options, size_t i, char name[PROGRAMS_NAME],
		  char *why, size_t size)
{
	char other[PROGRAMS_NAME];
	size_t before;
	unsigned int same = 1;

	if (!stem(options->files[i], name)) {
		snprintf(why, size,
			 "%s: the file name is too long to be a part of names: at most %d "
			 "characters before its suffix",
			 options->files[i], PROGRAMS_NAME - ROOM - 1);
		return -EINVAL;
	}
	if (!*name) {
		snprintf(why, size, "'%s' is not the name of an object file", options->files[i]);
		return -EINVAL;
	}
	for (before = 0; before < i; before++)
		same += stem(options->files[before], other) && !strcmp(name, other);
	if (same > 1)
		snprintf(name + strlen(name), ROOM, "+%u", same);
	return 0;
}
