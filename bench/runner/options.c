// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/misspelt.h"
#include "bench/result/output.h"
#include "bench/runner/options.h"
#include "bench/runner/subject_options.h"
#include "bench/tool/standard.h"

enum {
	OPT_CLAIMS = 256,
	OPT_HIST,
	OPT_QUICK,
	OPT_TIME,
	OPT_CPU,
	OPT_UNIT,
	OPT_PROFILE,
	OPT_DUMP,
	OPT_KTAP,
	OPT_STRICT,
	OPT_COLOUR,
	OPT_ALLOW_UNKNOWN,
	OPT_WINDOW,
};

const char *const options_profiles[] = { "production", "staging", "development", "debug", NULL };

static const struct argp_option table[] = {
	{ "allow", 'a', "NAMES", 0,
	  "Run these tests or operations (test or test/operation; "
	  "* matches anything), separated by commas; @FILE reads names from a file",
	  0 },
	{ "name", 't', "NAMES", 0,
	  "Run those whose test's or operation's name contains one of these; tool_perf, which only "
	  "this selects: the tools that guides name (docs/your-programs.md)",
	  0 },
	{ "deny", 'b', "NAMES", 0, "Do not run these, named as for -a", 0 },
	{ "deny-name", 'd', "NAMES", 0,
	  "Do not run those whose test's or operation's name contains one of these", 0 },
	{ "num", 'n', "NUM", 0, "Run by number: 1,3-5 or 2/1,4-6", 0 },
	{ "list", 'l', NULL, 0,
	  "List operations and what they do, without measuring; words after it search names and "
	  "descriptions",
	  0 },
	{ "count", 'c', NULL, 0, "Check the limits of -B; print how many operations are selected",
	  0 },
	{ "verbose", 'v', NULL, 0, "Print more: tails; with -vv and -vvv also what libbpf says",
	  1 },
	{ "color", OPT_COLOUR, "WHEN", 0,
	  "Colours: auto, only on a terminal and without NO_COLOR; always; never (auto)", 1 },
	{ "quick", OPT_QUICK, NULL, 0,
	  "At most 16 s of measuring: fewer rounds, wider intervals, "
	  "no maps of a million entries",
	  1 },
	{ "time", OPT_TIME, "SEC", 0, "Stop measuring after this time (105; --quick 16)", 1 },
	{ "watchdog", 'w', "SEC", 0, "Kill a test that sends nothing for this time (60)", 1 },
	{ "cpu", OPT_CPU, "N", 0, "Measure on this CPU (default: the fastest allowed one)", 1 },
	{ "unit", OPT_UNIT, "U", 0,
	  "ns, insns, or auto: insns only where the clock counts "
	  "instructions (auto)",
	  1 },
	{ "window", OPT_WINDOW, "NUM", 0,
	  "Operations of a run where instructions are counted, a multiple of 8 up to 256 (32; "
	  "for others no limits are pinned)",
	  1 },
	{ "json", 'J', "FILE", 0,
	  "Write all figures to FILE, or a new file in a directory, and the kernel's "
	  "configuration, where it can be read, "
	  "beside it (.config for .json); - is standard output, and what else is printed goes to "
	  "standard error",
	  2 },
	{ "compare", 'C', "BASE.json", 0,
	  "Compare with a result file; fail if anything got worse (report_progs compare)", 2 },
	{ "bounds", 'B', "FILE", 0,
	  "Limits that override the default ones; may be "
	  "repeated, later files override earlier ones",
	  2 },
	{ "allow-unknown", OPT_ALLOW_UNKNOWN, NULL, 0,
	  "Accept limits of -B for unknown operations, such as those of another version", 2 },
	{ "profile", OPT_PROFILE, "NAME", 0,
	  "Assert the published budget of a sampling profiler in production, "
	  "staging, development or debug (production)",
	  2 },
	{ "strict", OPT_STRICT, NULL, 0,
	  "Exit with 5 if nothing failed, but a limit is undecided or the time was too "
	  "short for some operation",
	  2 },
	{ "claims", OPT_CLAIMS, NULL, 0, "Print published figures beside the measured ones", 2 },
	{ "hist", OPT_HIST, NULL, 0, "Print how long single operations took, as funclatency does",
	  2 },
	{ "ktap", OPT_KTAP, NULL, 0, "Print results as KTAP, for test systems (docs/formats.md)",
	  2 },
	{ "object", 'o', "OBJ", 0, "Measure the BENCH() operations of your own object file", 2 },
	{ "dump", OPT_DUMP, "FILE", 0,
	  "Write every sample, tab separated (docs/method.md); - is standard output as for -J", 2 },
	{},
};

static double seconds(const char *text, const struct argp_state *state, const char *what)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value > 0) || !isfinite(value) || value > 1e6)
		argp_error(state, "%s: '%s' is not a number of seconds above 0", what, text);
	return value;
}

static int cpu_number(const char *text, const struct argp_state *state)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 0 || value > 65535)
		argp_error(state, "--cpu: '%s' is not a CPU number", text);
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
	argp_error(state, "--profile: '%s' is not one of %s", name, list);
	return NULL;
}

/*
 * The test of an object is called like the file, and its name becomes part of those of operations:
 * in lists, in limits, and in all formats of results.
 */
static const char *object(const char *path, const struct argp_state *state)
{
	static const char valid[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-";
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t n = strcspn(base, ".");
	char *shown;

	if (n && base[0] != '-' && strspn(base, valid) >= n)
		return path;
	shown = strndup(base, n);
	for (char *c = shown; c && *c; c++)
		*c = *c < ' ' || *c > '~' ? '?' : *c;
	argp_error(state,
		   "-o: no test can be called '%s', like the file: rename it, so that its name "
		   "has only letters, digits, _ and - up to the first dot, and no - first",
		   shown ? shown : "?");
	free(shown);
	return path;
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
		/* Its tests are named after tools, and it is no part of a usual run. */
		if (!strcmp(arg, TOOL_STANDARD))
			options->tool.standard = true;
		else
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

/* The verifier of 5.10 follows each operation of a run, and a loop has eight copies. */
static unsigned int window(const char *text, const struct argp_state *state)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 8 || value > 256 || value % 8)
		argp_error(state, "--window: '%s' is not a multiple of 8 up to 256", text);
	return value;
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
			argp_error(state, "--unit: '%s' is not one of ns, insns, auto", arg);
		return 0;
	case OPT_WINDOW:
		options->window = window(arg, state);
		return 0;
	case OPT_PROFILE:
		options->profile = profile(arg, state);
		return 0;
	case OPT_COLOUR:
		if (colour_parse(arg, &options->colour))
			argp_error(state, "--color: '%s' is not auto, always or never", arg);
		return 0;
	case 'B':
		if (options->n_bounds == MAX_BOUNDS)
			argp_error(state, "-B: there may be at most %d files", MAX_BOUNDS);
		options->bounds[options->n_bounds++] = arg;
		return 0;
	default:
		return select_option(key, arg, state);
	}
}

/* Standard output has one reader, who gets one thing. */
static void check_outputs(const struct options *options, const struct argp_state *state)
{
	bool results = options->results && is_output(options->results);
	bool dump = options->dump && is_output(options->dump);

	if (results && dump)
		argp_error(state, "-J - and --dump - cannot both be standard output");
	if (options->ktap && (results || dump))
		argp_error(state, "--ktap and %s cannot both be standard output",
			   results ? "-J -" : "--dump -");
	if (options->ktap && (options->claims || options->hist || options->base))
		argp_error(state,
			   "--ktap prints only KTAP: give %s in another run, or use "
			   "report_progs on a result file (-J)",
			   options->claims ? "--claims"
			   : options->hist ? "--hist"
					   : "-C");
}

static void add_word(struct options *options, const char *word, const struct argp_state *state)
{
	if (options->search.n == MAX_WORDS)
		argp_error(state, "-l: there may be at most %d words", MAX_WORDS);
	options->search.words[options->search.n++] = word;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = options;
		return 0;
	case ARGP_KEY_END:
		/* Words may come before -l. */
		if (options->search.n && !options->list)
			argp_error(state,
				   "'%s' is not an option: names go with -t or -a, words to "
				   "search for with -l",
				   options->search.words[0]);
		check_outputs(options, state);
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
	case OPT_HIST:
		options->hist = true;
		return 0;
	case 'J':
		options->results = arg;
		return 0;
	case 'C':
		options->base = arg;
		return 0;
	case 'o':
		options->object = object(arg, state);
		return 0;
	case OPT_DUMP:
		options->dump = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (options->programs.n_files)
			subject_add_object(&options->programs, arg);
		else
			add_word(options, arg, state);
		return 0;
	default:
		return value_option(key, arg, state);
	}
}

void options_parse(struct options *options, int argc, char **argv)
{
	static const struct argp_child children[] = { { .argp = &subject_argp }, {} };
	static const struct argp argp = {
		.children = children,
		.options = table,
		.parser = parse,
		.args_doc = "\n-l [WORD...]",
		.doc = "Measures what BPF costs on the running kernel, and checks the figures "
		       "against limits."
		       "\vExit status: 0 all passed, 1 something failed, 2 nothing selected or bad "
		       "usage, 3 the environment could not be set up, 4 everything was skipped, "
		       "5 undecided (--strict, or nothing passed), 130 interrupted (SIGINT, "
		       "SIGTERM, SIGHUP). What was measured until then is "
		       "written and printed.",
	};

	*options = (struct options){
		.unit = "auto", .profile = options_profiles[0], .watchdog = 60, .cpu = -1
	};
	options->selector = selector_new();
	argp_err_exit_status = EXIT_USAGE;
	if (!options->selector || parse_options(&argp, argc, argv, 0, options))
		exit(EXIT_USAGE);
}

void options_free(struct options *options)
{
	subject_free(options);
}
