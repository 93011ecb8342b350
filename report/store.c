// SPDX-License-Identifier: GPL-2.0-only
/* report_progs store: results kept over time, as files that git or an artifact store can
 * carry: DIR/MACHINE/MODE/KERNEL/STARTED-HASH.json. */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/hash.h"
#include "report/report.h"

/* A word that is a file name anywhere: nothing a result file says leads elsewhere. */
static void slug(const char *text, char *out)
{
	size_t n = 0;

	for (; text && *text && n < PLACE_SIZE - 1; text++) {
		if (isalnum((unsigned char)*text) || (n && strchr(".+_", *text)))
			out[n++] = *text;
		else if (n && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n && (out[n - 1] == '-' || out[n - 1] == '.'))
		n--;
	out[n] = '\0';
	if (!n)
		snprintf(out, PLACE_SIZE, "unknown");
}

static const char *env(const struct results_doc *doc, const char *field)
{
	return json_string_value(json_object_get(doc->environment, field));
}

void store_place(const struct results_doc *doc, struct place *place)
{
	const char *mode =
		json_string_value(json_object_get(json_object_get(doc->environment, "vm"), "mode"));
	const char *accelerator = env(doc, "accelerator");
	const char *unit = json_string_value(json_object_get(doc->run, "unit"));
	char text[2 * PLACE_SIZE], label[PLACE_SIZE];

	/* Counted instructions are the same on every machine. */
	if (!strcmp(unit, "insns"))
		snprintf(text, sizeof(text), "%s", env(doc, "arch"));
	else
		snprintf(text, sizeof(text), "%s-%s", env(doc, "arch"),
			 env(doc, "cpu_model") ? env(doc, "cpu_model") : "unknown");
	slug(text, place->machine);
	snprintf(text, sizeof(text), "%s-%s",
		 mode	       ? mode
		 : accelerator ? accelerator
			       : "unknown",
		 unit);
	slug(text, place->mode);
	version_label(doc, label, sizeof(label));
	slug(label, place->kernel);
}

int store_hash(const struct results_doc *doc, unsigned long long *h)
{
	char *text = results_text(doc->environment, doc->run, &doc->results);

	if (!text)
		return -ENOMEM;
	*h = hash_text(HASH_START, text);
	free(text);
	return 0;
}

static int make_directories(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

/* What was read, written again: a store has nothing in it but whole result files. */
static int keep(const char *directory, const char *path)
{
	struct results_file *file = NULL;
	struct results_doc doc;
	struct place place;
	char err[PATH_MAX + 256], started[PLACE_SIZE], name[PATH_MAX];
	unsigned long long h = 0;
	int ret = results_doc_read(path, &doc, err, sizeof(err));

	if (!ret) {
		ret = store_hash(&doc, &h);
		snprintf(err, sizeof(err), "out of memory");
	}
	if (!ret) {
		store_place(&doc, &place);
		slug(json_string_value(json_object_get(doc.run, "started")), started);
		snprintf(name, sizeof(name), "%s/%s/%s/%s/%s-%016llx.json", directory,
			 place.machine, place.mode, place.kernel, started, h);
		ret = make_directories(name);
		if (ret)
			snprintf(err, sizeof(err), "%s: %s", name, strerror(-ret));
	}
	if (!ret) {
		file = results_file_open(name, err, sizeof(err));
		ret = file ? results_file_write(file, json_incref(doc.environment),
						json_incref(doc.run), &doc.results, err,
						sizeof(err))
			   : -EIO;
	}
	if (ret)
		fprintf(stderr, "report_progs: %s\n", err);
	else
		printf("%s\n", name);
	results_doc_clear(&doc);
	return ret;
}

struct command {
	const char *directory;
	int status;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		/* A variable that is not set would be the root of the file system. */
		if (!command->directory && !*arg)
			argp_error(state, "which directory? its name is empty");
		if (!command->directory)
			command->directory = arg;
		else if (keep(command->directory, arg))
			command->status = REPORT_ERROR;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "which results, and where to?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int store_main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "DIR FILE...",
		.doc = "Keeps result files in DIR/MACHINE/MODE/KERNEL/, under a name of their "
		       "own, and prints it.  What is there already stays one file.",
	};
	struct command command = {};

	argv[0] = "report_progs store";
	if (argp_parse(&argp, argc, argv, 0, NULL, &command))
		return REPORT_ERROR;
	return command.status;
}
