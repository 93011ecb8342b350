// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/distance.h"
#include "bench/result/misspelt.h"

/* A word of the command line that begins with "--", without its value. */
struct word {
	const char *text;
	size_t n;
	/* What it is: an option or an abbreviation of one, and whether the next word is its value. */
	bool known, takes;
	struct nearest nearest;
};

static bool is_end(const struct argp_option *option)
{
	return !option->name && !option->key && !option->doc && !option->group;
}

static bool takes(const struct argp_option *option)
{
	return option->arg && !(option->flags & OPTION_ARG_OPTIONAL);
}

static void consider(struct word *word, const char *name, bool value)
{
	if (strncmp(name, word->text, word->n)) {
		nearest_try(&word->nearest, name);
		return;
	}
	/* A whole name is no abbreviation of another one. */
	word->takes = name[word->n] ? word->takes || value : value;
	word->known = true;
}

static void look_up(const struct argp *argp, struct word *word)
{
	const struct argp_option *option = argp->options;
	const struct argp_child *child = argp->children;

	for (; option && !is_end(option); option++)
		if (option->name)
			consider(word, option->name, takes(option));
	for (; child && child->argp; child++)
		look_up(child->argp, word);
}

/* True if the short option takes a value. */
static bool takes_value(const struct argp *argp, char key)
{
	const struct argp_option *option = argp->options;
	const struct argp_child *child = argp->children;

	for (; option && !is_end(option); option++)
		if (option->key == key)
			return takes(option);
	for (; child && child->argp; child++)
		if (takes_value(child->argp, key))
			return true;
	return false;
}

/* True if the last of some short options takes the next word as its value. */
static bool short_takes_next(const struct argp *argp, const char *letters)
{
	for (; *letters; letters++)
		if (takes_value(argp, *letters))
			return !letters[1];
	return false;
}

/* Exits if the option is unknown and another one is near.  Returns true if the next word is its value. */
static bool check(const struct argp *argp, const char *program, const char *option)
{
	static const char *const always[] = { "help", "usage", "version" };
	size_t n = strcspn(option, "=");
	char *name = strndup(option, n);
	struct word word = { .text = option, .n = n, .nearest = nearest_to(name ? name : "") };

	look_up(argp, &word);
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		consider(&word, always[i], false);
	if (!word.known && word.nearest.name) {
		fprintf(stderr,
			"%s: unrecognized option '--%s'; did you mean --%s?\n"
			"Try `%s --help' or `%s --usage' for more information.\n",
			program, name, word.nearest.name, program, program);
		exit(argp_err_exit_status);
	}
	free(name);
	return word.takes && !option[n];
}

error_t parse_options(const struct argp *argp, int argc, char **argv, unsigned int flags,
		      void *input)
{
	const char *slash = strrchr(argv[0], '/'), *program = slash ? slash + 1 : argv[0];

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		const char *word = argv[i];

		if (word[0] != '-' || !word[1]) {
			if (flags & ARGP_IN_ORDER)
				break;
		} else if (word[1] == '-') {
			i += check(argp, program, word + 2);
		} else {
			i += short_takes_next(argp, word + 1);
		}
	}
	return argp_parse(argp, argc, argv, flags, NULL, input);
}
