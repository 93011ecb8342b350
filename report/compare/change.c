// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <regex.h>

#include "bench/result/unit.h"
#include "report/compare/answer.h"
#include "report/compare/change.h"
#include "report/compare/compare.h"

const struct compare_options compare_defaults = {
	.threshold = NAN,
	.min_delta = NAN,
	.fdr = 0.05,
	.undecided = ANSWER_UNDECIDED,
	.alarm_faster = NAN,
};

bool compare_wants(const struct compare_options *options, const char *name)
{
	return !options->only || !regexec(options->only, name, 0, NULL, 0);
}

bool change_reaches(double change, double least)
{
	return fabs(change) >= least * (1 - 1e-12);
}

double change_threshold(const struct compare_options *options, const char *unit)
{
	return isnan(options->threshold) ? unit_find(unit)->threshold : options->threshold;
}

double difference_ratio(const struct difference *difference, double delta)
{
	const struct side_op *old = difference->old;

	if (!old || (old->lo <= 0 && old->hi >= 0) || fabs(old->value) <= 1e-9)
		return NAN;
	return delta / fabs(old->value);
}
