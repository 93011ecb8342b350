// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "report/compare/directory.h"

#define MANIFEST "run.json"
#define MANIFEST_SCHEMA "bpf-perf-run/1"
/* The status of a kernel that --skip-missing skipped: see vm/status.py. */
#define STATUS_SKIPPED 4

static char *inside(const char *directory, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

bool is_run_directory(const char *path)
{
	char *manifest = inside(path, MANIFEST);
	bool found = manifest && !access(manifest, F_OK);

	free(manifest);
	return found;
}

/* Takes over path. */
static int add(struct directory *directory, char *path, bool first)
{
	size_t n = directory->n + 1;
	char **paths = realloc(directory->path, n * sizeof(*paths));
	bool *firsts;

	if (paths)
		directory->path = paths;
	firsts = realloc(directory->first, n * sizeof(*firsts));
	if (firsts)
		directory->first = firsts;
	if (!path || !paths || !firsts) {
		free(path);
		return -ENOMEM;
	}
	paths[directory->n] = path;
	firsts[directory->n++] = first;
	return 0;
}

static int add_silent(struct directory *directory, const json_t *kernel)
{
	bool skipped = !json_array_size(json_object_get(kernel, "boots")) &&
		       json_integer_value(json_object_get(kernel, "status")) == STATUS_SKIPPED;
	const char *label = json_string_value(json_object_get(kernel, "label"));
	char **grown = realloc(directory->silent, (directory->n_silent + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	directory->silent = grown;
	if (asprintf(&grown[directory->n_silent], "%s: %s", label ? label : "a kernel",
		     skipped ? "SKIPPED" : "no result") < 0)
		return -ENOMEM;
	directory->n_silent++;
	return 0;
}

/* Adds the result files of a kernel that exist. */
static int add_kernel(struct directory *directory, const char *path, const json_t *kernel)
{
	const json_t *file;
	bool first = true;
	size_t i;

	json_array_foreach (json_object_get(kernel, "files"), i, file) {
		const char *name = json_string_value(file);
		char *whole;

		/* Only names: the file may come from somebody else. */
		if (!name || strchr(name, '/'))
			continue;
		whole = inside(path, name);
		if (whole && access(whole, F_OK)) {
			free(whole);
			continue;
		}
		if (add(directory, whole, first))
			return -ENOMEM;
		first = false;
	}
	return first ? add_silent(directory, kernel) : 0;
}

int directory_read(const char *path, struct directory *directory, char *err, size_t size)
{
	char *manifest = inside(path, MANIFEST);
	json_error_t error = {};
	json_t *run = manifest ? json_load_file(manifest, 0, &error) : NULL;
	const char *schema = json_string_value(json_object_get(run, "schema"));
	const json_t *kernel;
	int ret = -EINVAL;
	size_t i;

	*directory = (struct directory){};
	if (!run) {
		snprintf(err, size, "%s/" MANIFEST ": cannot be read: %s", path, error.text);
	} else if (!schema || strcmp(schema, MANIFEST_SCHEMA)) {
		snprintf(err, size,
			 "%s/" MANIFEST ": \"schema\" is not \"" MANIFEST_SCHEMA
			 "\": was it written by vmtest.sh?",
			 path);
	} else {
		ret = 0;
		json_array_foreach (json_object_get(run, "kernels"), i, kernel)
			if (!ret)
				ret = add_kernel(directory, path, kernel);
		if (ret) {
			snprintf(err, size, "out of memory");
		} else if (!directory->n) {
			snprintf(err, size, "%s: no kernel has results according to its " MANIFEST,
				 path);
			ret = -ENOENT;
		}
	}
	json_decref(run);
	free(manifest);
	return ret;
}

void directory_clear(struct directory *directory)
{
	for (size_t i = 0; i < directory->n; i++)
		free(directory->path[i]);
	for (size_t i = 0; i < directory->n_silent; i++)
		free(directory->silent[i]);
	free(directory->silent);
	free(directory->path);
	free(directory->first);
	*directory = (struct directory){};
}
