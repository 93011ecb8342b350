// SPDX-License-Identifier: GPL-2.0-only
/* report_progs explain: shows which functions of the kernel a figure, or a change, consists of. */
#include <argp.h>
#include <errno.h>
#include <regex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/explain/explained.h"
#include "report/explain/hidden.h"
#include "report/explain/tables.h"
#include "report/text/text.h"

enum { OPT_ONLY = 256, OPT_TOP, OPT_ALL, OPT_CLASSES, OPT_STACKS };

static const struct argp_option table[] = {
	{ "only", OPT_ONLY, "REGEX", 0,
	  "Show only operations whose name matches (extended regular expression)", 0 },
	{ "top", OPT_TOP, "N", 0, "Show at most N functions of an operation", 0 },
	{ "all", OPT_ALL, NULL, 0, "Also show operations and functions that did not change", 0 },
	{ "classes", OPT_CLASSES, NULL, 0,
	  "Also show loads, stores, locked instructions, branches, returns, indirect calls, "
	  "serialising instructions and misses",
	  0 },
	{ "stacks", OPT_STACKS, NULL, 0,
	  "Print stacks with hundredths of an instruction, for flame graphs; of two kernels with "
	  "both figures",
	  0 },
	{},
};

struct command {
	char *paths[2];
	size_t n;
	regex_t only;
	bool selects, stacks;
	struct explain_show show;
};

static void set_only(struct command *command, const char *arg, const struct argp_state *state)
{
	if (command->selects)
		regfree(&command->only);
	if (regcomp(&command->only, arg, REG_EXTENDED | REG_NOSUB))
		argp_error(state, "--only: '%s' is not an extended regular expression", arg);
	command->selects = true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;
	char *end;

	switch (key) {
	case OPT_ONLY:
		set_only(command, arg, state);
		return 0;
	case OPT_TOP:
		command->show.most = strtoul(arg, &end, 10);
		if (*arg < '1' || *arg > '9' || *end)
			argp_error(state, "--top: '%s' is not a number above 0", arg);
		return 0;
	case OPT_ALL:
		command->show.all = true;
		return 0;
	case OPT_CLASSES:
		command->show.classes = true;
		return 0;
	case OPT_STACKS:
		command->stacks = true;
		return 0;
	case ARGP_KEY_ARG:
		if (command->n == 2)
			argp_error(state, "at most two files can be given");
		command->paths[command->n++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no file is given");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = table,
	.parser = parse,
	.args_doc = "FILE.json [NEW.json]",
	.doc = "Shows which functions of the kernel the figures of a result file consist of, or "
	       "what changed from one to the other.  Beside a result file must be what "
	       "vmtest.sh --explain wrote: FILE.explain.json.\v"
	       "Exit status: 0, or 2 if a file cannot be read or the usage is wrong.",
};

static bool wanted(const struct command *command, const char *name)
{
	return !command->selects || !regexec(&command->only, name, 0, NULL, 0);
}

static void head(const struct explained *files, size_t n)
{
	const char *qemu = json_string_value(json_object_get(files[n - 1].doc, "qemu"));
	const json_t *old = json_object_get(files[0].doc, "model");
	const json_t *new = json_object_get(files[n - 1].doc, "model");

	print_text(stdout, files[0].label);
	if (n == 2) {
		fputs(" -> ", stdout);
		print_text(stdout, files[1].label);
	}
	fputs(": instructions of an operation by function, of the guest of QEMU ", stdout);
	print_text(stdout, qemu ? qemu : "(not known)");
	fputc('\n', stdout);
	hidden_model(stdout, &files[n - 1]);
	if (n == 2 && (json_is_object(old) || json_is_object(new)) && !json_equal(old, new))
		fputs("  misses are not compared: only one side has this model\n", stdout);
}

/* Prints what the processor's mitigations differ in, because they are instructions, too. */
static void mitigations(const struct explained *files)
{
	const json_t *old = json_object_get(files[0].doc, "mitigations");
	const json_t *new = json_object_get(files[1].doc, "mitigations");
	json_t *value;
	const char *name;

	json_object_foreach ((json_t *)old, name, value) {
		const json_t *other = json_object_get(new, name);

		if (!other || json_equal(value, other))
			continue;
		fputs("  mitigations: ", stdout);
		print_text(stdout, name);
		fputs(": ", stdout);
		print_json(stdout, value);
		fputs(" -> ", stdout);
		print_json(stdout, other);
		fputc('\n', stdout);
	}
}

static void one(const struct command *command, const char *name, const struct explained_op *op)
{
	if (command->stacks) {
		explain_stacks(stdout, name, NULL, op);
		return;
	}
	fputc('\n', stdout);
	explain_one(stdout, name, op, &command->show);
}

static void two(const struct command *command, const struct explained *files, const char *name,
		const struct explained_op *new)
{
	struct explain_show show = command->show;
	const struct explained_op *without;
	struct explained_op old;

	if (!explained_find(&files[0], name, &old))
		return;
	if (command->stacks) {
		explain_stacks(stdout, name, &old, new);
		return;
	}
	without = old.reason ? &old : new->reason ? new : NULL;
	if (without) {
		fputc('\n', stdout);
		print_text(stdout, name);
		fputs("\n    not explained: ", stdout);
		print_text(stdout, files[without == new].label);
		fputs(": ", stdout);
		print_text(stdout, without->reason);
		fputc('\n', stdout);
		return;
	}
	if (new->value - old.value < EXPLAINED_LEAST && old.value - new->value < EXPLAINED_LEAST) {
		if (!show.all && !explain_dearer(&old, new))
			return;
		/* There is nothing else that changed. */
		show.classes = true;
	}
	fputc('\n', stdout);
	explain_two(stdout, name, &old, new, &show);
}

static void print(const struct command *command, const struct explained *files)
{
	const struct explained *last = &files[command->n - 1];
	struct explained_op op;
	json_t *value;
	const char *name;

	if (!command->stacks) {
		head(files, command->n);
		if (command->n == 2)
			mitigations(files);
	}
	json_object_foreach (json_object_get(last->doc, "operations"), name, value) {
		if (!wanted(command, name) || !explained_find(last, name, &op))
			continue;
		if (command->n == 1)
			one(command, name, &op);
		else
			two(command, files, name, &op);
	}
}

int explain_main(int argc, char **argv)
{
	struct command command = { .show.most = SIZE_MAX };
	struct explained files[2] = {};
	char err[512];
	int ret = 0;
	size_t i;

	argv[0] = program_command("explain");
	if (parse_options(&argp, argc, argv, 0, &command))
		return REPORT_ERROR;
	for (i = 0; !ret && i < command.n; i++)
		ret = explained_read(&files[i], command.paths[i], err, sizeof(err));
	if (ret)
		complain("%s", err);
	else
		print(&command, files);
	for (i = 0; i < command.n; i++)
		explained_clear(&files[i]);
	if (command.selects)
		regfree(&command.only);
	return ret ? REPORT_ERROR : REPORT_OK;
}
