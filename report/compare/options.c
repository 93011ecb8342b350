// SPDX-License-Identifier: GPL-2.0-only
/* The options of all commands that compare: what is compared, and what is reported. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/options.h"

/* These keys must differ from those of the commands that have these options as a child. */
enum {
	OPT_ONLY = 0x1000,
	OPT_THRESHOLD,
	OPT_DELTA,
	OPT_FDR,
	OPT_UNDECIDED,
	OPT_ALARM,
	OPT_REQUIRE,
	OPT_WAIVE,
	OPT_CONFIGS,
	OPT_HOSTS,
	OPT_LABEL
};

static const struct argp_option table[] = {
	{ "only", OPT_ONLY, "REGEX", 0,
	  "Compare only operations whose name matches (extended regular expression)", 0 },
	{ "threshold", OPT_THRESHOLD, "P%", 0,
	  "Report changes of at least this share of the old figure (ns: 3%, insns: 0.001%)", 0 },
	{ "min-delta", OPT_DELTA, "N", 0,
	  "and of at least this much, such as 1ns or 2insns (default: 0.5 of either)", 0 },
	{ "fdr", OPT_FDR, "Q", 0, "Accepted share of false changes among the reported ones (0.05)",
	  0 },
	{ "undecided", OPT_UNDECIDED, "P%", 0,
	  "Say that it cannot be told when more than this share of the operations is undecided "
	  "(10%)",
	  0 },
	{ "require", OPT_REQUIRE, "GLOBS|FILE", 0,
	  "Operations that both sides must have measured, with commas between them or one a line "
	  "(all that the base measured)",
	  0 },
	{ "waive", OPT_WAIVE, "FILE", 0,
	  "Accept named regressions up to a ceiling until a day: lines of OPERATION 30% "
	  "2027-01-31 REASON",
	  0 },
	{ "alarm-faster", OPT_ALARM, "P%", 0,
	  "Take an improvement of this share of the old figure for an alarm, too", 0 },
	{ "across-configs", OPT_CONFIGS, NULL, 0, "Compare a debug kernel with another one, too",
	  0 },
	{ "across-hosts", OPT_HOSTS, NULL, 0, "Compare times of two hosts, too", 0 },
	{ "label", OPT_LABEL, "NAME", 0,
	  "What a side is called: once for each side, in their order (the kernel's version)", 0 },
	{},
};

/* Parses a number that one of the endings may follow.  *ending is NULL if none does. */
static double number(const char *text, const char *const *endings, const struct argp_state *state,
		     const char *option, const char **ending)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || !(value >= 0) || !isfinite(value))
		argp_error(state, "%s: '%s' is not a number of 0 or more", option, text);
	for (*ending = NULL; *end && *endings && !*ending; endings++)
		if (!strcmp(end, *endings))
			*ending = *endings;
	if (*end && !*ending)
		argp_error(state, "%s: '%s': found '%s' after the number", option, text, end);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	static const char *const percent[] = { "%", NULL };
	static const char *const units[] = { "ns", "insns", "bytes", NULL };
	static const char *const none[] = { NULL };
	struct compare_arguments *arguments = state->input;
	const char *ending;
	char err[256];

	switch (key) {
	case OPT_ONLY:
		arguments->only = arg;
		return 0;
	case OPT_THRESHOLD:
		arguments->options.threshold =
			number(arg, percent, state, "--threshold", &ending) / 100;
		return 0;
	case OPT_DELTA:
		arguments->options.min_delta = number(arg, units, state, "--min-delta",
						      &arguments->options.min_delta_unit);
		return 0;
	case OPT_FDR:
		arguments->options.fdr = number(arg, none, state, "--fdr", &ending);
		if (arguments->options.fdr <= 0 || arguments->options.fdr > 1)
			argp_error(state, "--fdr: '%s' is not a share above 0 and up to 1", arg);
		return 0;
	case OPT_UNDECIDED:
		arguments->options.undecided =
			number(arg, percent, state, "--undecided", &ending) / 100;
		return 0;
	case OPT_ALARM:
		arguments->options.alarm_faster =
			number(arg, percent, state, "--alarm-faster", &ending) / 100;
		return 0;
	case OPT_REQUIRE:
		if (require_add(&arguments->require, arg, err, sizeof(err)))
			argp_error(state, "%s", err);
		arguments->options.require = &arguments->require;
		return 0;
	case OPT_CONFIGS:
		arguments->options.across_configs = true;
		return 0;
	case OPT_HOSTS:
		arguments->options.across_hosts = true;
		return 0;
	case OPT_LABEL:
		if (labels_add(&arguments->labels, arg, err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	case OPT_WAIVE:
		arguments->waive = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp compare_argp = { .options = table, .parser = parse };

void compare_arguments_init(struct compare_arguments *arguments)
{
	*arguments = (struct compare_arguments){ .options = compare_defaults };
}

int compare_arguments_ready(struct compare_arguments *arguments, char *err, size_t size)
{
	char why[128];
	int ret;

	if (arguments->waive && !arguments->options.waivers) {
		ret = waivers_read(arguments->waive, time(NULL), &arguments->waivers, err, size);
		if (ret)
			return ret;
		arguments->options.waivers = &arguments->waivers;
	}
	if (arguments->options.require)
		arguments->options.require = &arguments->require;
	if (!arguments->only || arguments->options.only)
		return 0;
	ret = regcomp(&arguments->regex, arguments->only, REG_EXTENDED | REG_NOSUB);
	if (ret) {
		regerror(ret, &arguments->regex, why, sizeof(why));
		snprintf(err, size, "--only %s: %s", arguments->only, why);
		return -EINVAL;
	}
	arguments->options.only = &arguments->regex;
	return 0;
}

void compare_arguments_clear(struct compare_arguments *arguments)
{
	if (arguments->options.only)
		regfree(&arguments->regex);
	require_clear(&arguments->require);
	waivers_clear(&arguments->waivers);
	labels_clear(&arguments->labels);
	compare_arguments_init(arguments);
}

static bool some_wanted(const struct compare_options *options, const struct side *sides, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sides[i].n_ops; j++)
			if (compare_wants(options, sides[i].ops[j].result->name))
				return true;
	return false;
}

int compare_arguments_match(const struct compare_arguments *arguments, const struct side *sides,
			    size_t n, char *err, size_t size)
{
	int ret = require_known(&arguments->require, sides, n, err, size);

	if (!ret)
		ret = waivers_known(&arguments->waivers, sides, n, err, size);
	if (ret || !arguments->only || some_wanted(&arguments->options, sides, n))
		return ret;
	snprintf(err, size, "--only %s: no operation in the files matches", arguments->only);
	return -EINVAL;
}
