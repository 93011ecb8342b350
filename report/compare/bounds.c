// SPDX-License-Identifier: GPL-2.0-only
/* report_progs bounds: writes limits that pin today's figures. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "bench/result/unit.h"
#include "report/command.h"
#include "report/compare/comparable.h"
#include "report/compare/compare.h"
#include "report/compare/counted.h"
#include "report/compare/version.h"
#include "report/text/text.h"

struct command {
	/* As a fraction; NAN selects the slack of the unit. */
	double slack;
	/* Glob of the kernel releases that the limits are for; NULL if none was given. */
	const char *release;
	char **files;
	size_t n;
};

/* The limit of an operation that all sides keep, and the side whose figure set it. */
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
			argp_error(state, "--slack: '%s' is not a percentage from 0%% to 1000%%",
				   arg);
		return 0;
	case 'r':
		command->release = arg;
		if (!*arg || arg[strcspn(arg, " \t\r\n")])
			argp_error(state,
				   "--release: '%s' is not a kernel release or a glob of them",
				   arg);
		return 0;
	case ARGP_KEY_ARG:
		command->files[command->n++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no result file is given: name at least one FILE");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Rounds the limit away from the figure.  The places suffice to move it by less than 1/1000. */
static void print_limit(const struct pin *pin)
{
	double sign = pin->lower_is_better ? 1 : -1, limit = pin->limit, unit;
	int places, name_len = strlen(pin->name);

	/* A rate is never below 0, so no figure could break such a limit. */
	if (!pin->lower_is_better && limit <= 0) {
		printf("# %s: not pinned: no figure in %s can be below the limit\n", pin->name,
		       pin->unit);
		return;
	}
	places = fabs(limit) < 10 ? 3 : fabs(limit) < 100 ? 2 : fabs(limit) < 1000 ? 1 : 0;
	unit = pow(10, -places);
	/* Binary fractions leave a tiny remainder, which must not round up by a whole place. */
	limit = sign * ceil(sign * limit / unit - 1e-6) * unit;
	/*
	 * A limit of counted instructions names the operation without the suffix: the unit tells
	 * them apart.
	 */
	if (!strcmp(pin->unit, COUNTED_UNIT))
		name_len -= strlen("." COUNTED_UNIT);
	printf("%-48.*s %s %.*f %s\t# %s", name_len, pin->name,
	       pin->lower_is_better ? "<=" : ">=", places, limit, pin->unit, pin->of->label);
	if (unit_find(pin->unit)->margin.times && pin->hi - pin->lo >= 0.5)
		printf(", %g to %g", pin->lo, pin->hi);
	putchar('\n');
}

static bool same_kernel(const struct side *a, const struct side *b)
{
	return !kernel_differs(&a->docs[0], &b->docs[0]);
}

/* Each file is one boot.  Returns true for the first boot of each kernel. */
static bool is_first(const struct side *sides, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_kernel(&sides[j], &sides[i]))
			return false;
	return true;
}

/*
 * Sets pin->lo and hi to the hull of all boots of one kernel.  Returns false if none measured it.
 */
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
		/* An imprecise figure is mostly chance, so it cannot pin anything. */
		pin->imprecise = pin->imprecise || op->imprecise;
		pin->waits = pin->waits ||
			     (!strcmp(pin->unit, "insns") && op->value >= INSNS_WAITS);
		found = true;
	}
	return found;
}

/* Sets the limit for one kernel.  The caller keeps the loosest limit of all kernels. */
static void take(struct pin *pin, const struct side *side, double slack)
{
	const struct unit *unit = unit_find(pin->unit);
	double sign = pin->lower_is_better ? 1 : -1;
	double end = pin->lower_is_better ? pin->hi : pin->lo, room;

	if (!unit->margin.slack) {
		pin->of = side;
		return;
	}
	room = fmax(unit->margin.least, unit->margin.times * (pin->hi - pin->lo));
	room = fmax(room, (isnan(slack) ? unit->margin.slack : slack) * fabs(end));
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
	else if (!unit_find(worst.unit)->margin.slack)
		printf("# %s: a figure in %s is not pinned\n", name, worst.unit);
	else
		print_limit(&worst);
}

/* Handles each name once: at the first side that has it. */
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
	const struct unit *unit = unit_find(side_unit(side));

	printf("# Written by report_progs bounds: the measured figures plus %g %%, at least %g "
	       "%s",
	       100 * (isnan(command->slack) ? unit->margin.slack : command->slack),
	       unit->margin.least, unit->name);
	if (unit->margin.times)
		printf(";\n# or plus %g times the variation between boots and between rounds",
		       unit->margin.times);
	puts(".");
}

/* Returns the version of clang that compiled the objects of all files, NULL if they differ. */
static const char *clang_of_all(const struct side *sides, size_t n)
{
	const char *clang = side_env(&sides[0], "clang");

	for (size_t i = 1; i < n; i++)
		if (strcmp(side_env(&sides[i], "clang"), clang))
			return NULL;
	return *clang ? clang : NULL;
}

static void print_head(const struct command *command, const struct side *sides)
{
	size_t n = command->n;

	puts("# SPDX-License-Identifier: GPL-2.0-only");
	if (command->release)
		printf("#: release %s\n", command->release);
	if (clang_of_all(sides, n))
		printf("#: clang %s\n", clang_of_all(sides, n));
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
		ret = side_read(&sides[i], command->files + i, 1, NULL, false, err, sizeof(err));
		/*
		 * Compare all pairs: two sides may differ in operations that the first one lacks.
		 */
		for (size_t j = 0; !ret && j < i; j++)
			ret = sides_comparable(&sides[j], &sides[i], &compare_defaults, err,
					       sizeof(err));
	}
	if (ret)
		complain("%s", err);
	return ret;
}

int bounds_main(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "slack", 's', "P%", 0,
		  "Allow this much more than was measured (default: 10%, for instructions 2%)", 0 },
		{ "release", 'r', "GLOB", 0,
		  "Pin the figures for kernels of these releases: test_progs reads the file from "
		  "bounds/insns.ARCH/ when it counts instructions",
		  0 },
		{},
	};
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = "Writes limits for test_progs -B (docs/bounds.md) that pin the figures of "
		       "result files.  Files of one kernel are boots of it.  With several "
		       "kernels the worst figure counts, so that each kernel keeps the limits.",
	};
	struct command command = { .slack = NAN };
	struct side *sides = calloc(argc + 1, sizeof(*sides));
	int status = REPORT_ERROR;

	command.files = calloc(argc + 1, sizeof(*command.files));
	argv[0] = program_command("bounds");
	if (sides && command.files && !parse_options(&argp, argc, argv, 0, &command) &&
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
