// SPDX-License-Identifier: GPL-2.0-only
/* What is compared, and what of it is reported: the options of all that compare. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

const struct compare_options compare_defaults = { NAN, NAN, 0.05, NULL, NULL };

/* Beyond those of the commands that have these as a child. */
enum { OPT_ONLY = 0x1000, OPT_THRESHOLD, OPT_DELTA, OPT_FDR };

static const struct argp_option table[] = {
	{ "only", OPT_ONLY, "REGEX", 0, "These operations (extended regular expression)", 0 },
	{ "threshold", OPT_THRESHOLD, "P%", 0,
	  "Report changes of at least so much of the old figure (ns: 3%, insns: 0.001%)", 0 },
	{ "min-delta", OPT_DELTA, "N", 0, "and of at least so much: 1ns, 2insns (0.5 of either)",
	  0 },
	{ "fdr", OPT_FDR, "Q", 0, "Share of false ones among the reported (0.05)", 0 },
	{},
};

/* A number, and then one of the endings, which may be left out; *ending is then NULL. */
static double number(const char *text, const char *const *endings, const struct argp_state *state,
		     const char *option, const char **ending)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || !(value >= 0) || !isfinite(value))
		argp_error(state, "%s: '%s' is no number, 0 or more", option, text);
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
			argp_error(state, "--fdr: '%s' is no share above 0, 1 at most", arg);
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
	compare_arguments_init(arguments);
}

bool compare_wants(const struct compare_options *options, const char *name)
{
	return !options->only || !regexec(options->only, name, 0, NULL, 0);
}

int compare_arguments_match(const struct compare_arguments *arguments, const struct side *sides,
			    size_t n, char *err, size_t size)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sides[i].n_ops; j++)
			if (compare_wants(&arguments->options, sides[i].ops[j].result->name))
				return 0;
	if (!arguments->only)
		return 0;
	snprintf(err, size, "--only %s: no operation in the files is called so", arguments->only);
	return -EINVAL;
}
