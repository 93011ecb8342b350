// SPDX-License-Identifier: GPL-2.0-only
/* The environment record: how files, the config and the command line are read. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <zlib.h>

#include "bench/env.h"

/* A config has 300 kB; a file far beyond that is not one. */
#define CONFIG_MAX (8U << 20)
#define TEXT_MAX (1U << 20)

/*
 * Reads plain and gzip files alike, as zlib does.  Returns the text, terminated
 * by a 0 that *len does not count, or NULL when it is unreadable or longer
 * than max.
 */
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
	/* A gzip file that was cut short only shows when it is closed. */
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

char *env_slurp(const struct env_machine *machine, const char *path, size_t max, size_t *len)
{
	char full[PATH_MAX];

	if (snprintf(full, sizeof(full), "%s%s", machine->root, path) >= (int)sizeof(full))
		return NULL;
	return slurp(full, max, len);
}

char *env_text(const struct env_machine *machine, const char *path)
{
	size_t len;

	return env_slurp(machine, path, TEXT_MAX, &len);
}

char *env_first_line(const struct env_machine *machine, const char *path)
{
	char *text = env_text(machine, path);
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

json_t *env_line(const struct env_machine *machine, const char *path)
{
	char *line = env_first_line(machine, path);
	json_t *value = line ? json_string(line) : NULL;

	free(line);
	return value;
}

json_t *env_number(const struct env_machine *machine, const char *path)
{
	char *line = env_first_line(machine, path);
	json_t *value = NULL;
	char *end;

	if (line) {
		long long number = strtoll(line, &end, 10);

		if (end != line && !*end)
			value = json_integer(number);
	}
	free(line);
	return value;
}

void env_machine_open(struct env_machine *machine, const char *root)
{
	static const char *const paths[] = {
		"/proc/config.gz",
		"/boot/config-%s",
		"/lib/modules/%s/config",
	};
	struct utsname name;
	char path[PATH_MAX];

	*machine = (struct env_machine){ .root = root };
	if (uname(&name))
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && !machine->config; i++) {
		const char *verb = strstr(paths[i], "%s");

		if (verb)
			snprintf(path, sizeof(path), "%.*s%s%s", (int)(verb - paths[i]), paths[i],
				 name.release, verb + 2);
		else
			snprintf(path, sizeof(path), "%s", paths[i]);
		machine->config = env_slurp(machine, path, CONFIG_MAX, &machine->config_len);
	}
}

const char *env_config_value(const struct env_machine *machine, const char *option)
{
	char key[80];
	int len = snprintf(key, sizeof(key), "CONFIG_%s=", option);
	const char *at = machine->config;

	while (at && (at = strstr(at, key))) {
		if (at == machine->config || at[-1] == '\n')
			return at + len;
		at += len;
	}
	return NULL;
}

bool env_config_has(const struct env_machine *machine, const char *option)
{
	const char *value = env_config_value(machine, option);

	return value && *value == 'y';
}

bool env_cmdline_has(const struct env_machine *machine, const char *word)
{
	char *text = env_text(machine, "/proc/cmdline");
	size_t len = strlen(word);
	bool found = false;
	char *save = NULL;

	if (!text)
		return false;
	for (char *at = strtok_r(text, " \n", &save); at && !found;
	     at = strtok_r(NULL, " \n", &save)) {
		if (strncmp(at, word, len))
			continue;
		/* "-", "off" and "0" are how these options are switched off. */
		found = !at[len] || (at[len] == '=' && !strchr("-0", at[len + 1]) &&
				     strcmp(at + len + 1, "off"));
	}
	free(text);
	return found;
}
