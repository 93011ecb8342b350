// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs store: keeps results over time as files that git or an artifact store can carry:
 * DIR/MACHINE/MODE/KERNEL/STARTED-HASH.json.  In time the host follows the machine, where it is known.
 */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/result/hash.h"
#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/label.h"
#include "report/compare/version.h"
#include "report/store/store.h"

/* Makes a valid file name of text, so that nothing in a result file can lead elsewhere. */
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
	char text[2 * PLACE_SIZE], version[PLACE_SIZE], host[PLACE_SIZE] = "";
	/* Of a processor with two kinds of cores each is a machine of its own. */
	const char *type = env(doc, "cpu_type");

	/* Counted instructions do not depend on the machine, so only the architecture matters. */
	if (!strcmp(unit, "insns"))
		snprintf(text, sizeof(text), "%s", env(doc, "arch"));
	else
		snprintf(text, sizeof(text), "%s-%s%s%s", env(doc, "arch"),
			 env(doc, "cpu_model") ? env(doc, "cpu_model") : "unknown", type ? "-" : "",
			 type ? type : "");
	slug(text, place->machine);
	if (strcmp(unit, "insns") && env(doc, "host_id"))
		slug(env(doc, "host_id"), host);
	snprintf(place->host, sizeof(place->host), "%.*s", PLACE_HOST - 1, host);
	snprintf(text, sizeof(text), "%s-%s",
		 mode	       ? mode
		 : accelerator ? accelerator
			       : "unknown",
		 unit);
	slug(text, place->mode);
	version_text(doc, version, sizeof(version));
	slug(version, place->kernel);
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

/* Writes the parsed document again, so that a store contains only valid and whole result files. */
static int keep(const char *directory, const char *path, const char *label)
{
	struct results_file *file = NULL;
	struct results_doc doc;
	struct place place;
	char err[PATH_MAX + 256], started[PLACE_SIZE], name[PATH_MAX];
	unsigned long long h = 0;
	int ret = results_doc_read(path, &doc, err, sizeof(err));

	if (!ret && label)
		ret = label_doc(&doc, label);
	if (!ret) {
		ret = results_doc_hash(&doc, &h);
		snprintf(err, sizeof(err), "out of memory");
	}
	if (!ret) {
		store_place(&doc, &place);
		slug(json_string_value(json_object_get(doc.run, "started")), started);
		snprintf(name, sizeof(name), "%s/%s%s%s/%s/%s/%s-%016llx.json", directory,
			 place.machine, *place.host ? "-" : "", place.host, place.mode,
			 place.kernel, started, h);
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
		complain("%s", err);
	else
		printf("%s\n", name);
	results_doc_clear(&doc);
	return ret;
}

struct command {
	const char *directory;
	char **files;
	size_t n;
	struct label_list labels;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;
	char err[256];

	switch (key) {
	case 'l':
		if (labels_add(&command->labels, arg, err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	case ARGP_KEY_ARG:
		/*
		 * An empty name, from a shell variable that is not set, would mean the root of the
		 * file system.
		 */
		if (!command->directory && !*arg)
			argp_error(state, "the name of the directory is empty");
		if (!command->directory)
			command->directory = arg;
		else
			command->files[command->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "arguments are missing: give DIR and at least one FILE");
		if (labels_fit(&command->labels, command->n, "files", err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int store_main(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "label", 'l', "NAME", 0,
		  "What a result is called, beside its kernel: once for each file, in their order",
		  0 },
		{},
	};
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "DIR FILE...",
		.doc = "Keeps each result file in DIR/MACHINE/MODE/KERNEL/ under a unique name, "
		       "and "
		       "prints that name.  A file that is already there is not stored twice.  "
		       "Results of one release are apart if their builds or names differ.",
	};
	struct command command = { .files = calloc(argc + 1, sizeof(*command.files)) };
	int status = REPORT_OK;

	argv[0] = program_command("store");
	if (!command.files || parse_options(&argp, argc, argv, 0, &command))
		status = REPORT_ERROR;
	for (size_t i = 0; i < command.n; i++)
		if (keep(command.directory, command.files[i],
			 command.labels.n ? command.labels.name[i] : NULL))
			status = REPORT_ERROR;
	labels_clear(&command.labels);
	free(command.files);
	return status;
}
