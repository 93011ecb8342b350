// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/input.h"
#include "report/compare/compare.h"
#include "report/compare/nearest.h"
#include "report/compare/require.h"

static int add_glob(struct require *require, const char *glob)
{
	char **grown = realloc(require->glob, (require->n + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	require->glob = grown;
	grown[require->n] = strdup(glob);
	return grown[require->n] ? (require->n++, 0) : -ENOMEM;
}

static int add_words(struct require *require, char *text, const char *separators)
{
	char *rest;
	int ret = 0;

	for (char *word = strtok_r(text, separators, &rest); word && !ret;
	     word = strtok_r(NULL, separators, &rest))
		ret = add_glob(require, word);
	return ret;
}

static int add_file(struct require *require, FILE *file)
{
	char line[512];
	int ret = 0;

	while (!ret && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "#\n")] = '\0';
		ret = add_words(require, line, " \t\r");
	}
	return ret ? ret : ferror(file) ? -EIO : 0;
}

int require_add(struct require *require, const char *argument, char *err, size_t size)
{
	FILE *file = input_stream(argument);
	size_t before = require->n;
	char *copy;
	int ret;

	if (file) {
		ret = add_file(require, file);
		fclose(file);
	} else if (!strchr(argument, '/') && !strpbrk(argument, "*?[")) {
		snprintf(err, size, "--require: %s is no file and no glob of operations: %s",
			 input_name(argument), input_error(errno));
		return -EINVAL;
	} else {
		copy = strdup(argument);
		ret = copy ? add_words(require, copy, ",") : -ENOMEM;
		free(copy);
	}
	if (!ret && require->n == before)
		ret = -EINVAL;
	if (ret)
		snprintf(err, size, "--require: %s: %s", argument,
			 ret == -EINVAL ? "it names no operation" : strerror(-ret));
	return ret;
}

void require_clear(struct require *require)
{
	for (size_t i = 0; i < require->n; i++)
		free(require->glob[i]);
	free(require->glob);
	*require = (struct require){};
}

static bool matches(const struct require *require, const char *name)
{
	for (size_t i = 0; i < require->n; i++)
		if (!fnmatch(require->glob[i], name, 0))
			return true;
	return false;
}

static bool matched(const char *glob, const struct side *sides, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sides[i].n_ops; j++)
			if (!fnmatch(glob, sides[i].ops[j].result->name, 0))
				return true;
	return false;
}

int require_known(const struct require *require, const struct side *sides, size_t n, char *err,
		  size_t size)
{
	for (size_t i = 0; i < require->n; i++) {
		if (matched(require->glob[i], sides, n))
			continue;
		nearest_complain("--require", require->glob[i], sides, n, err, size);
		return -EINVAL;
	}
	return 0;
}

bool require_unmet(const struct require *require, const struct difference *d)
{
	return matches(require, d->name) && !(d->old && d->new && d->old->boots && d->new->boots);
}
