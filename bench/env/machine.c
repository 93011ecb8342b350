// SPDX-License-Identifier: GPL-2.0-only
/* The environment record: reads files, the config and the kernel's command line. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "bench/env/env.h"
#include "bench/kernel/text.h"
#include "bench/result/array.h"

/* A config has about 300 kB. A file far larger than that is not a config. */
#define CONFIG_MAX (8U << 20)

char *env_slurp(const struct env_machine *machine, const char *path, size_t max, size_t *len)
{
	return text_slurp(machine->root, path, max, len);
}

char *env_text(const struct env_machine *machine, const char *path)
{
	return text_read(machine->root, path);
}

char *env_first_line(const struct env_machine *machine, const char *path)
{
	return text_first_line(machine->root, path);
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
	for (size_t i = 0; i < ARRAY_SIZE(paths) && !machine->config; i++) {
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
		/* The values "-", "off" and "0" switch such an option off. */
		found = !at[len] || (at[len] == '=' && !strchr("-0", at[len + 1]) &&
				     strcmp(at + len + 1, "off"));
	}
	free(text);
	return found;
}
