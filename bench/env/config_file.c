// SPDX-License-Identifier: GPL-2.0-only
/* Keeps the kernel's whole configuration beside the results that were measured on it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/env/env.h"
#include "bench/result/file.h"

int env_write_config_at(const char *root, const char *results, char *err, size_t size)
{
	size_t n = strlen(results);
	struct env_machine machine;
	struct results_file *file;
	char *path = NULL;
	int ret = -ENOMEM;

	env_machine_open(&machine, root);
	/* A kernel whose configuration nobody may read has none to keep. */
	if (!machine.config)
		return 0;
	if (n > strlen(".json") && !strcmp(results + n - strlen(".json"), ".json"))
		n -= strlen(".json");
	snprintf(err, size, "out of memory");
	if (asprintf(&path, "%.*s.config", (int)n, results) < 0) {
		path = NULL;
	} else {
		file = results_file_open(path, err, size);
		/* The file has the last line break only once, so that config_hash is its checksum. */
		if (machine.config_len && machine.config[machine.config_len - 1] == '\n')
			machine.config[machine.config_len - 1] = '\0';
		ret = file ? results_file_write_text(file, machine.config, err, size) : -EIO;
	}
	free(path);
	free(machine.config);
	return ret;
}

int env_write_config(const char *results, char *err, size_t size)
{
	return env_write_config_at("", results, err, size);
}
