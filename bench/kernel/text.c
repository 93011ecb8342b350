// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "bench/kernel/text.h"

#define TEXT_MAX (1U << 20)

/* Reads a plain or a gzip file. Returns its text, terminated by a 0 that *len does not count; the
 * caller frees it. Returns NULL if the file is unreadable or longer than max bytes. */
static char *slurp(const char *path, size_t max, size_t *len)
{
	size_t used = 0, size = 65536;
	char *text = NULL;
	gzFile file = gzopen(path, "re");

	if (!file)
		return NULL;
	for (;;) {
		char *more = realloc(text, size + 1);
		int got;

		if (!more)
			goto fail;
		text = more;
		got = gzread(file, text + used, size - used);
		if (got < 0)
			goto fail;
		used += got;
		if (!got)
			break;
		if (used == size)
			size *= 2;
		if (size > 2 * max)
			goto fail;
	}
	/* zlib reports a truncated gzip file only when the file is closed. */
	if (gzclose(file) != Z_OK || used > max) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	*len = used;
	return text;
fail:
	gzclose(file);
	free(text);
	return NULL;
}

char *text_slurp(const char *root, const char *path, size_t max, size_t *len)
{
	char full[PATH_MAX];

	if (snprintf(full, sizeof(full), "%s%s", root, path) >= (int)sizeof(full))
		return NULL;
	return slurp(full, max, len);
}

char *text_read(const char *root, const char *path)
{
	size_t len;

	return text_slurp(root, path, TEXT_MAX, &len);
}

char *text_first_line(const char *root, const char *path)
{
	char *text = text_read(root, path);
	size_t skip, end;

	if (!text)
		return NULL;
	end = strcspn(text, "\n");
	while (end && isspace((unsigned char)text[end - 1]))
		end--;
	text[end] = '\0';
	skip = strspn(text, " \t");
	memmove(text, text + skip, strlen(text) - skip + 1);
	return text;
}
