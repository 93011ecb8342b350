// SPDX-License-Identifier: GPL-2.0-only
/* report_progs bounds: limits that pin today's figures. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* By how much a figure may grow: this share of it, so much at least, and so many times what
 * it was seen to vary by. */
static const struct margin {
	const char *unit;
	double slack, least, times;
} margins[] = {
	/* Half a nanosecond is one or two instructions; fewer come and go with the compiler. */
	{ "ns", 0.10, 0.5, 0 },	      { "insns", 0.02, 2, 2 },	  { "bytes", 0.10, 0, 0 },
	{ "hw_insns", 0.10, 0.5, 0 }, { "events/s", 0.10, 0, 0 }, { "packets/s", 0.10, 0, 0 },
};

struct command {
	/* NAN: that of the unit. */
	double slack;
	/* Of the kernels that it is for, a glob; NULL for none. */
	const char *release;
	char **files;
	size_t n;
};

/* The limit of an operation that all sides keep, and whose figure made it so. */
struct pin {
	const char *name, *unit;
	const struct side *of;
	double limit, lo, hi;
	bool lower_is_better, imprecise, waits;
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
	case 'r':
		command->release = arg;
		if (!*arg || arg[strcspn(arg, " \t\r\n")])
			argp_error(state,
				   "--release: '%s' is no release of kernels, nor a glob of them",
				   arg);
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
static void print_limit(const struct pin *pin)
{
	double sign = pin->lower_is_better ? 1 : -1, limit = pin->limit, unit;
	int places, name_len = strlen(pin->name);

	/* Rates are never below 0, so that nothing could break it. */
	if (!pin->lower_is_better && limit <= 0) {
		printf("# %s: not pinned: no figure in %s is below such a limit\n", pin->name,
		       pin->unit);
		return;
	}
	places = fabs(limit) < 10 ? 3 : fabs(limit) < 100 ? 2 : fabs(limit) < 1000 ? 1 : 0;
	unit = pow(10, -places);
	/* Not a place more for what binary fractions leave over. */
	limit = sign * ceil(sign * limit / unit - 1e-6) * unit;
	/* Of what was counted the unit says so, and the operation is the one that was. */
	if (!strcmp(pin->unit, COUNTED_UNIT))
		name_len -= strlen("." COUNTED_UNIT);
	printf("%-48.*s %s %.*f %s\t# %s", name_len, pin->name,
	       pin->lower_is_better ? "<=" : ">=", places, limit, pin->unit, pin->of->label);
	if (margin_of(pin->unit)->times && pin->hi - pin->lo >= 0.5)
		printf(", %g to %g", pin->lo, pin->hi);
	putchar('\n');
}

static bool same_kernel(const struct side *a, const struct side *b)
{
	return !strcmp(side_env(a, "kernel_release"), side_env(b, "kernel_release"));
}

/* The files are boots, each for itself: true for the first of a kernel. */
static bool is_first(const struct side *sides, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_kernel(&sides[j], &sides[i]))
			return false;
	return true;
}

/* What all boots of one kernel reach to, into pin->lo and hi; false where none measured it. */
static bool reach(const struct side *sides, size_t n, size_t first, struct pin *pin)
{
	bool found = false;

	for (size_t i = first; i < n; i++) {
		const struct side_op *op = side_find(&sides[i], pin->name);

		if (!same_kernel(&sides[first], &sides[i]) || !op || !op->boots)
			continue;
		pin->lo = found ? fmin(pin->lo, op->lo) : op->lo;
		pin->hi = found ? fmax(pin->hi, op->hi) : op->hi;
		pin->unit = op->result->unit;
		pin->lower_is_better = op->result->lower_is_better;
		/* A figure of nothing else than chance pins nothing. */
		pin->imprecise = pin->imprecise || op->imprecise;
		pin->waits = pin->waits ||
			     (!strcmp(pin->unit, "insns") && op->value >= INSNS_WAITS);
		found = true;
	}
	return found;
}

/* Of several kernels what is worst among them bounds all of them. */
static void take(struct pin *pin, const struct side *side, double slack)
{
	const struct margin *margin = margin_of(pin->unit);
	double sign = pin->lower_is_better ? 1 : -1;
	double end = pin->lower_is_better ? pin->hi : pin->lo, room;

	if (!margin) {
		pin->of = side;
		return;
	}
	room = fmax(margin->least, margin->times * (pin->hi - pin->lo));
	room = fmax(room, (isnan(slack) ? margin->slack : slack) * fabs(end));
	pin->of = side;
	pin->limit = end + sign * room;
}

static void print_one(const struct side *sides, size_t n, const char *name, double slack)
{
	struct pin worst = { .name = name };

	for (size_t i = 0; i < n; i++) {
		struct pin pin = { .name = name };

		if (!is_first(sides, i) || !reach(sides, n, i, &pin))
			continue;
		take(&pin, &sides[i], slack);
		pin.imprecise = pin.imprecise || worst.imprecise;
		pin.waits = pin.waits || worst.waits;
		if (!worst.of ||
		    (pin.lower_is_better ? pin.limit > worst.limit : pin.limit < worst.limit))
			worst = pin;
		worst.imprecise = pin.imprecise;
		worst.waits = pin.waits;
	}
	if (!worst.of)
		return;
	if (worst.waits)
		printf("# %s: not pinned: it waits for grace periods\n", name);
	else if (worst.imprecise)
		printf("# %s: too imprecise to be pinned\n", name);
	else if (!margin_of(worst.unit))
		printf("# %s: a figure in %s is not pinned\n", name, worst.unit);
	else
		print_limit(&worst);
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

static void print_rule(const struct command *command, const struct side *side)
{
	const struct margin *margin = margin_of(side_unit(side));

	printf("# Written by report_progs bounds: what was measured, and %g %% more, at least %g "
	       "%s",
	       100 * (isnan(command->slack) ? margin->slack : command->slack), margin->least,
	       margin->unit);
	if (margin->times)
		printf(";\n# where boots of one kernel or rounds of a boot varied, %g times by "
		       "what",
		       margin->times);
	puts(".");
}

static void print_head(const struct command *command, const struct side *sides)
{
	size_t n = command->n;

	puts("# SPDX-License-Identifier: GPL-2.0-only");
	if (command->release)
		printf("#: release %s\n", command->release);
	puts("#");
	print_rule(command, sides);
	for (size_t i = 0; i < n; i++) {
		size_t boots = 0;

		for (size_t j = i; j < n; j++)
			boots += same_kernel(&sides[i], &sides[j]);
		if (!is_first(sides, i))
			continue;
		printf("# %s, in %s, ", sides[i].label, side_unit(&sides[i]));
		print_text(stdout, side_env(&sides[i], "arch"));
		fputs(", ", stdout);
		print_text(stdout, side_env(&sides[i], "cpu_model"));
		printf(", boots: %zu\n", boots);
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
		{ "slack", 's', "P%", 0,
		  "Allow so much more than was measured (10%, of instructions 2%)", 0 },
		{ "release", 'r', "GLOB", 0,
		  "Pin them for kernels of these releases: test_progs takes the file from "
		  "bounds/insns.ARCH/ where instructions are counted",
		  0 },
		{},
	};
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = "Writes limits for test_progs -B (docs/bounds.md) that pin the figures of "
		       "result files.  Files of one kernel are boots of it.  Of several kernels "
		       "the "
		       "worst figure counts: each of them keeps the limits.",
	};
	struct command command = { .slack = NAN };
	struct side *sides = calloc(argc + 1, sizeof(*sides));
	int status = REPORT_ERROR;

	command.files = calloc(argc + 1, sizeof(*command.files));
	argv[0] = "report_progs bounds";
	if (sides && command.files && !argp_parse(&argp, argc, argv, 0, NULL, &command) &&
	    !read_sides(&command, sides)) {
		print_head(&command, sides);
		print_all(sides, command.n, command.slack);
		status = REPORT_OK;
	}
	for (size_t i = 0; sides && i < command.n; i++)
		side_clear(&sides[i]);
	free(sides);
	free(command.files);
	return status;
}
