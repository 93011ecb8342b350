// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <bpf/libbpf.h>

#include "bench/env/env.h"
#include "bench/result/program.h"
#include "bench/runner/known.h"
#include "bench/runner/run_limits.h"

/*
 * If no file is pinned for this build, no limit is read: other builds execute other instructions. The
 * files are of guests with one possible CPU: with more of them per-CPU memory and what goes through it
 * grow.
 */
static int read_pinned(struct limits *limits, char *err, size_t size)
{
	struct utsname name;
	char directory[sizeof("insns.") + sizeof(name.machine)];
	int ret;

	if (libbpf_num_possible_cpus() > 1)
		return 0;
	uname(&name);
	snprintf(directory, sizeof(directory), "insns.%s", name.machine);
	limits->pinned = (struct bounds_pinned){ .release = name.release, .clang = env_clang() };
	ret = bounds_read_pinned(limits->bounds, directory, &limits->pinned, err, size);
	limits->pinned.release = NULL;
	return ret;
}

static int read_budget(struct limits *limits, const char *budget, char *err, size_t size)
{
	if (!budget || !strcmp(budget, "default"))
		return bounds_read_standard(limits->bounds, "tool.bounds", err, size);
	return strcmp(budget, "none") ? bounds_read(limits->bounds, budget, err, size) : 0;
}

/* Reads files in the order in which they override each other: the last one overrides the others. */
static int read_all(struct limits *limits, const struct options *options, bool insns, char *err,
		    size_t size)
{
	char profile[64];
	size_t i;
	int ret = 0;

	/* A test that is named after a file or a tool is none of ours. */
	if (options->programs.n_files || options->tool.n_commands)
		insns = false;
	else
		ret = bounds_read_standard(limits->bounds, "default.bounds", err, size);
	snprintf(profile, sizeof(profile), "profile-%s.bounds", options->profile);
	if (!ret && options->tool.n_commands)
		ret = read_budget(limits, options->budget, err, size);
	else if (!ret && !options->programs.n_files)
		ret = bounds_read_standard(limits->bounds, profile, err, size);
	/* They are figures of windows of the usual size. */
	if (!ret && insns && !options->window)
		ret = read_pinned(limits, err, size);
	limits->standard = bounds_count(limits->bounds);
	for (i = 0; !ret && i < options->n_bounds; i++)
		ret = bounds_read(limits->bounds, options->bounds[i], err, size);
	if (!ret && options->claims)
		ret = bounds_read_standard(limits->published, "published.bounds", err, size);
	return ret;
}

int limits_read(struct limits *limits, const struct options *options, bool insns)
{
	char err[512];

	*limits = (struct limits){ .bounds = bounds_new(), .published = bounds_new() };
	if (!limits->bounds || !limits->published) {
		complain("out of memory");
		return EXIT_SETUP;
	}
	if (!read_all(limits, options, insns, err, sizeof(err)))
		return 0;
	complain("%s", err);
	return EXIT_USAGE;
}

void limits_free(struct limits *limits)
{
	bounds_free(limits->bounds);
	bounds_free(limits->published);
	*limits = (struct limits){};
}

size_t limits_own(const struct limits *limits)
{
	return bounds_count(limits->bounds) - limits->standard;
}

static void say(const struct unknown *unknown, const struct children *all)
{
	const struct catalog catalog = { .listed = *all };

	fprintf(stderr, "%s: %s:%u: %s", program_name(), unknown->bound->file, unknown->bound->line,
		unknown->what);
	if (*unknown->name)
		catalog_suggest(&catalog, unknown->name, stderr);
	else
		fputc('\n', stderr);
}

int limits_known(const struct limits *limits, const struct children *these,
		 const struct children *those)
{
	struct children all = { .n = these->n + those->n };
	struct unknown unknown;
	bool bad;

	/* The array is a copy; the children still own what it refers to. */
	all.child = calloc(all.n + 1, sizeof(*all.child));
	if (!all.child) {
		complain("out of memory");
		return EXIT_SETUP;
	}
	if (these->n)
		memcpy(all.child, these->child, these->n * sizeof(*all.child));
	if (those->n)
		memcpy(all.child + these->n, those->child, those->n * sizeof(*all.child));
	bad = bounds_unknown(limits->bounds, limits->standard, &all, &unknown);
	if (bad)
		say(&unknown, &all);
	free(all.child);
	return bad ? EXIT_USAGE : 0;
}
