// SPDX-License-Identifier: GPL-2.0-only
/* report_progs bounds: limits that pin today's figures. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* However small the figure, so much it may grow: less than one instruction,
 * half a nanosecond. */
static const struct margin {
	const char *unit;
	double least;
} margins[] = {
	{ "ns", 0.5 },	{ "insns", 0.5 },  { "hw_insns", 0.5 },
	{ "bytes", 0 }, { "events/s", 0 }, { "packets/s", 0 },
};

struct command {
	double slack;
	char **files;
	size_t n;
};

/* The largest figure of an operation among all sides, or the smallest. */
struct extreme {
	const char *name, *unit;
	const struct side *of;
	double value;
	bool lower_is_better, imprecise;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;
	char *end;

	switch (key) {
	case 's':
		command->slack = strtod(arg, &end) / 100;
		if (end == arg || (*end && strcmp(end, "%")) ||
		    !(command->slack >= 0 && command->slack <= 10))
			argp_error(state, "--slack: '%s' is no percentage, 0%% to 1000%%", arg);
		return 0;
	case ARGP_KEY_ARG:
		command->files[command->n++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "of which results?");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct margin *margin_of(const char *unit)
{
	for (size_t i = 0; i < sizeof(margins) / sizeof(margins[0]); i++)
		if (!strcmp(margins[i].unit, unit))
			return &margins[i];
	return NULL;
}

/* Rounded away from the figure, to so many places that it costs less than 1/1000. */
static void print_limit(const struct extreme *e, double slack)
{
	double sign = e->lower_is_better ? 1 : -1, limit = e->value * (1 + sign * slack), unit;
	int places, name_len = strlen(e->name);

	if (sign * (limit - e->value) < margin_of(e->unit)->least)
		limit = e->value + sign * margin_of(e->unit)->least;
	/* Rates are never below 0, so that nothing could break it. */
	if (!e->lower_is_better && limit <= 0) {
		printf("# %s: not pinned: no figure in %s is below such a limit\n", e->name,
		       e->unit);
		return;
	}
	places = fabs(limit) < 10 ? 3 : fabs(limit) < 100 ? 2 : fabs(limit) < 1000 ? 1 : 0;
	unit = pow(10, -places);
	/* Not a place more for what binary fractions leave over. */
	limit = e->lower_is_better ? ceil(limit / unit - 1e-6) * unit
				   : floor(limit / unit + 1e-6) * unit;
	/* Of what was counted the unit says so, and the operation is the one that was. */
	if (!strcmp(e->unit, COUNTED_UNIT))
		name_len -= strlen("." COUNTED_UNIT);
	printf("%-48.*s %s %.*f %s\t# %s\n", name_len, e->name,
	       e->lower_is_better ? "<=" : ">=", places, limit, e->unit, e->of->label);
}

/* Several kernels: what is worst among them bounds all of them. */
static void take(struct extreme *e, const struct side *side, const struct side_op *op)
{
	double value = op->result->lower_is_better ? op->hi : op->lo;
	bool first = !e->of;

	/* A figure of nothing else than chance pins nothing. */
	e->imprecise = e->imprecise || op->imprecise;
	if (!first && (e->lower_is_better ? value <= e->value : value >= e->value))
		return;
	e->value = value;
	e->of = side;
	e->unit = op->result->unit;
	e->lower_is_better = op->result->lower_is_better;
}

static void print_one(const struct side *sides, size_t n, const char *name, double slack)
{
	struct extreme e = { .name = name };

	for (size_t i = 0; i < n; i++) {
		const struct side_op *op = side_find(&sides[i], name);

		if (op && op->boots)
			take(&e, &sides[i], op);
	}
	if (!e.of)
		return;
	if (e.imprecise)
		printf("# %s: too imprecise to be pinned\n", name);
	else if (!margin_of(e.unit))
		printf("# %s: a figure in %s is not pinned\n", name, e.unit);
	else
		print_limit(&e, slack);
}

/* Names of all sides, each once: those of a side that an earlier one does not have. */
static void print_all(const struct side *sides, size_t n, double slack)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sides[i].n_ops; j++) {
			const char *name = sides[i].ops[j].result->name;
			size_t k;

			for (k = 0; k < i && !side_find(&sides[k], name); k++)
				;
			if (k == i)
				print_one(sides, n, name, slack);
		}
}

static void print_head(const struct side *sides, size_t n, double slack)
{
	printf("# SPDX-License-Identifier: GPL-2.0-only\n#\n# Written by report_progs bounds "
	       "--slack "
	       "%g%%: what was measured, and so much more, half an ns or instruction at least.\n",
	       100 * slack);
	for (size_t i = 0; i < n; i++) {
		printf("# %s, in %s, ", sides[i].label, side_unit(&sides[i]));
		print_text(stdout, side_env(&sides[i], "arch"));
		fputs(", ", stdout);
		print_text(stdout, side_env(&sides[i], "cpu_model"));
		putchar('\n');
	}
	putchar('\n');
}

static int read_sides(const struct command *command, struct side *sides)
{
	char err[1024];
	int ret = 0;

	for (size_t i = 0; !ret && i < command->n; i++) {
		ret = side_read(&sides[i], command->files + i, 1, err, sizeof(err));
		/* Each with all: what the first does not have may differ among the others. */
		for (size_t j = 0; !ret && j < i; j++)
			ret = sides_comparable(&sides[j], &sides[i], err, sizeof(err));
	}
	if (ret)
		fprintf(stderr, "report_progs: %s\n", err);
	return ret;
}

int bounds_main(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "slack", 's', "P%", 0, "Allow so much more than was measured (10%)", 0 },
		{},
	};
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = "Writes limits for test_progs -B (docs/bounds.md) that pin the figures of "
		       "result files.  Of several kernels the worst figure counts: each of them "
		       "keeps the limits.",
	};
	struct command command = { .slack = 0.10 };
	struct side *sides = calloc(argc + 1, sizeof(*sides));
	int status = REPORT_ERROR;

	command.files = calloc(argc + 1, sizeof(*command.files));
	argv[0] = "report_progs bounds";
	if (sides && command.files && !argp_parse(&argp, argc, argv, 0, NULL, &command) &&
	    !read_sides(&command, sides)) {
		print_head(sides, command.n, command.slack);
		print_all(sides, command.n, command.slack);
		status = REPORT_OK;
	}
	for (size_t i = 0; sides && i < command.n; i++)
		side_clear(&sides[i]);
	free(sides);
	free(command.files);
	return status;
}
