// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/options.h"

enum {
	OPT_CLAIMS = 256,
	OPT_QUICK,
	OPT_TIME,
	OPT_CPU,
	OPT_UNIT,
	OPT_PROFILE,
	OPT_DUMP,
	OPT_KTAP,
	OPT_STRICT,
	OPT_ALLOW_UNKNOWN,
};

const char *const options_profiles[] = { "production", "staging", "development", "debug", NULL };

static const struct argp_option table[] = {
	{ "allow", 'a', "NAMES", 0,
	  "Run these: test or test/operation, * matches anything, "
	  "commas between; @FILE reads names from a file",
	  0 },
	{ "name", 't', "NAMES", 0, "The same, where a part of the name is enough", 0 },
	{ "deny", 'b', "NAMES", 0, "Leave these out", 0 },
	{ "deny-name", 'd', "NAMES", 0, "The same, where a part of the name is enough", 0 },
	{ "num", 'n', "NUM", 0, "Run by number: 1,3-5 or 2/1,4-6", 0 },
	{ "list", 'l', NULL, 0, "List tests and operations, measure nothing", 0 },
	{ "count", 'c', NULL, 0, "Print how many operations are selected", 0 },
	{ "verbose", 'v', NULL, 0, "Tell more: tails, then what libbpf says (-vv, -vvv)", 1 },
	{ "quick", OPT_QUICK, NULL, 0,
	  "At most 10 s: fewer rounds, wider intervals, "
	  "no maps of a million entries",
	  1 },
	{ "time", OPT_TIME, "SEC", 0, "Stop measuring after so long (105; --quick 16)", 1 },
	{ "watchdog", 'w', "SEC", 0, "Kill a test that shows no sign of life for so long (60)", 1 },
	{ "cpu", OPT_CPU, "N", 0, "Measure on this CPU (the fastest of those allowed)", 1 },
	{ "unit", OPT_UNIT, "U", 0,
	  "ns, insns, or auto: insns only where the clock counts "
	  "instructions (auto)",
	  1 },
	{ "json", 'J', "FILE", 0, "Write all figures to FILE", 2 },
	{ "compare", 'C', "BASE.json", 0,
	  "Compare with a result file; what got worse is a failure (report_progs compare)", 2 },
	{ "bounds", 'B', "FILE", 0,
	  "Limits that override the default ones; may be "
	  "repeated, later files override earlier ones",
	  2 },
	{ "allow-unknown", OPT_ALLOW_UNKNOWN, NULL, 0,
	  "Take files of -B with limits of operations that there are not: of another version", 2 },
	{ "profile", OPT_PROFILE, "NAME", 0,
	  "Assert the published budget of a sampling profiler in production, "
	  "staging, development or debug (production)",
	  2 },
	{ "strict", OPT_STRICT, NULL, 0,
	  "Exit with 5 when nothing failed, but a limit stays undecided or the time did not "
	  "suffice for all",
	  2 },
	{ "claims", OPT_CLAIMS, NULL, 0, "Print published figures beside the measured ones", 2 },
	{ "ktap", OPT_KTAP, NULL, 0, "Print results as KTAP, for test systems (docs/formats.md)",
	  2 },
	{ "object", 'o', "OBJ", 0, "Measure the BENCH() operations of an object file of yours", 2 },
	{ "dump", OPT_DUMP, "FILE", 0, "Write every round's quantiles, tab separated", 2 },
	{},
};

static double seconds(const char *text, const struct argp_state *state, const char *what)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value > 0) || !isfinite(value) || value > 1e6)
		argp_error(state, "%s: '%s' is no number of seconds above 0", what, text);
	return value;
}

static int cpu_number(const char *text, const struct argp_state *state)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 0 || value > 65535)
		argp_error(state, "--cpu: '%s' is no number of a CPU", text);
	return value;
}

static const char *profile(const char *name, const struct argp_state *state)
{
	const char *const *known;
	char list[128] = "";

	for (known = options_profiles; *known; known++) {
		if (!strcmp(name, *known))
			return *known;
		strcat(strcat(list, known == options_profiles ? "" : ", "), *known);
	}
	argp_error(state, "--profile: '%s' is none of %s", name, list);
	return NULL;
}

static void names(struct options *options, enum select_kind kind, const char *list,
		  const struct argp_state *state)
{
	char err[256] = "out of memory";

	if (selector_add(options->selector, kind, list, err, sizeof(err)))
		argp_error(state, "%s", err);
}

static int select_option(int key, const char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	char err[256] = "out of memory";

	switch (key) {
	case 'a':
		names(options, SELECT_ALLOW, arg, state);
		return 0;
	case 't':
		names(options, SELECT_ALLOW_PART, arg, state);
		return 0;
	case 'b':
		names(options, SELECT_DENY, arg, state);
		return 0;
	case 'd':
		names(options, SELECT_DENY_PART, arg, state);
		return 0;
	case 'n':
		if (selector_add_numbers(options->selector, arg, err, sizeof(err)))
			argp_error(state, "-n: %s", err);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int value_option(int key, const char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'w':
		options->watchdog = seconds(arg, state, "-w");
		return 0;
	case OPT_TIME:
		options->time = seconds(arg, state, "--time");
		return 0;
	case OPT_CPU:
		options->cpu = cpu_number(arg, state);
		return 0;
	case OPT_UNIT:
		options->unit = arg;
		if (strcmp(arg, "ns") && strcmp(arg, "insns") && strcmp(arg, "auto"))
			argp_error(state, "--unit: '%s' is none of ns, insns, auto", arg);
		return 0;
	case OPT_PROFILE:
		options->profile = profile(arg, state);
		return 0;
	case 'B':
		if (options->n_bounds == MAX_BOUNDS)
			argp_error(state, "-B: more than %d files", MAX_BOUNDS);
		options->bounds[options->n_bounds++] = arg;
		return 0;
	default:
		return select_option(key, arg, state);
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_END:
		if (options->ktap && (options->claims || options->base))
			argp_error(state,
				   "--ktap prints nothing else: %s is of another run, or "
				   "of report_progs and a result file (-J)",
				   options->claims ? "--claims" : "-C");
		return 0;
	case OPT_KTAP:
		options->ktap = true;
		return 0;
	case 'l':
		options->list = true;
		return 0;
	case 'c':
		options->count = true;
		return 0;
	case 'v':
		options->verbose++;
		return 0;
	case OPT_QUICK:
		options->quick = true;
		return 0;
	case OPT_ALLOW_UNKNOWN:
		options->allow_unknown = true;
		return 0;
	case OPT_STRICT:
		options->strict = true;
		return 0;
	case OPT_CLAIMS:
		options->claims = true;
		return 0;
	case 'J':
		options->results = arg;
		return 0;
	case 'C':
		options->base = arg;
		return 0;
	case 'o':
		options->object = arg;
		return 0;
	case OPT_DUMP:
		options->dump = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s': names go with -t or -a", arg);
		return EINVAL;
	default:
		return value_option(key, arg, state);
	}
}

void options_parse(struct options *options, int argc, char **argv)
{
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.doc = "Measures what BPF costs on the running kernel, and holds it against limits."
		       "\vExit status: 0 all passed, 1 something failed, 2 nothing selected or bad "
		       "usage, 3 the environment could not be set up, 4 everything was skipped, "
		       "5 undecided (--strict, or nothing passed), 130 interrupted (SIGINT, "
		       "SIGTERM, SIGHUP): what was measured so far is "
		       "written and printed.",
	};

	*options = (struct options){
		.unit = "auto", .profile = options_profiles[0], .watchdog = 60, .cpu = -1
	};
	options->selector = selector_new();
	argp_err_exit_status = EXIT_USAGE;
	if (!options->selector || argp_parse(&argp, argc, argv, 0, NULL, options))
		exit(EXIT_USAGE);
}
