// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/result/unit.h"
#include "report/compare/answer.h"
#include "report/compare/change.h"
#include "report/compare/comparable.h"
#include "report/compare/compare.h"
#include "report/compare/require.h"
#include "report/compare/significance.h"
#include "report/compare/waive.h"

/* So many names of operations are given; the rest is counted. */
#define NAMES 3
/* More rounds than this are not advised: several boots are. */
#define MANY_ROUNDS 60

const char *answer_word(enum answer answer)
{
	static const char *const words[ANSWERS] = {
		[ANSWER_NOT_WORSE] = "not worse",
		[ANSWER_WORSE] = "worse",
		[ANSWER_CANNOT_TELL] = "cannot tell",
	};

	return words[answer];
}

static bool both(const struct difference *d)
{
	return d->old && d->new && d->old->boots && d->new->boots;
}

/*
 * Nothing was found, and nothing could have been: so few rounds, or an interval so wide, say
 * nothing of a change.  Figures that repeat exactly show a change without a test.
 */
static bool undecided(const struct difference *d)
{
	if (d->change == CHANGE_UNSURE)
		return true;
	return d->change == CHANGE_NONE && ((d->too_few && !unit_find(d->unit)->exact) ||
					    d->old->imprecise || d->new->imprecise);
}

/* The base measured it, and it was not for the new kernel that the new side did not. */
static bool missing(const struct difference *d)
{
	bool measured = d->old && d->old->boots;

	if (!measured || (d->new && d->new->boots))
		return false;
	if (d->change != CHANGE_ONLY_OLD && d->change != CHANGE_UNSURE)
		return false;
	return !d->new || (d->new->cause != CAUSE_NOT_TOLD && d->new->cause != CAUSE_CLOCK);
}

static bool alarming(const struct difference *d, const struct compare_options *options)
{
	double ratio = both(d) ? difference_ratio(d, d->delta) : NAN;

	return d->change == CHANGE_BETTER && !isnan(options->alarm_faster) && !isnan(ratio) &&
	       change_reaches(ratio, options->alarm_faster);
}

/* It has to be there, and is not: what the user requires, else what the base measured. */
static bool absent(const struct difference *d, const struct compare_options *options)
{
	return options->require ? require_unmet(options->require, d) : missing(d);
}

/* Writes "a, b, c and 4 more", of the operations that are absent. */
static void name_absent(const struct comparison *c, const struct compare_options *options,
			char *text, size_t size)
{
	size_t n = 0, len = 0;

	*text = '\0';
	for (size_t i = 0; i < c->n; i++) {
		if (!absent(&c->diffs[i], options))
			continue;
		if (n++ < NAMES && len < size)
			len += snprintf(text + len, size - len, "%s%.60s", len ? ", " : "",
					c->diffs[i].name);
	}
	if (n > NAMES && len < size)
		snprintf(text + len, size - len, " and %zu more", n - NAMES);
}

/* Rounds a side from which one change alone could be significant among as many; 0: more than is
 * reasonable. */
static size_t rounds_that_do(const struct comparison *c, const struct compare_options *options)
{
	size_t tests = 0;

	for (size_t i = 0; i < c->n; i++)
		tests += !isnan(c->diffs[i].p);
	for (size_t n = 2; n <= MANY_ROUNDS; n++)
		if (u_test_least(n, n) <= options->fdr / (tests ? tests : 1))
			return n;
	return 0;
}

static bool is_incomplete(const struct side *side)
{
	for (size_t i = 0; i < side->n_docs; i++)
		if (json_is_true(json_object_get(side->docs[i].run, "incomplete")))
			return true;
	return false;
}

static void count(struct comparison *c, const struct compare_options *options)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct difference *d = &c->diffs[i];

		c->all.both += both(d);
		c->all.undecided += both(d) && undecided(d);
		c->all.missing += absent(d, options);
		c->all.alarms += alarming(d, options);
	}
}

/* The first reason not to trust that nothing got worse; false if there is none. */
static bool doubtful(struct comparison *c, const struct compare_options *options)
{
	struct verdict_of_all *all = &c->all;
	size_t few = 0, rounds = rounds_that_do(c, options);
	char names[224], advice[64] = "";

	for (size_t i = 0; i < c->n; i++)
		few += both(&c->diffs[i]) && undecided(&c->diffs[i]) && c->diffs[i].too_few;
	few = 2 * few > all->undecided ? few : 0;
	if (is_incomplete(c->new) || is_incomplete(c->old)) {
		snprintf(all->why, sizeof(all->why), "the run of %s is incomplete",
			 is_incomplete(c->new) ? c->new->label : c->old->label);
		return true;
	}
	name_absent(c, options, names, sizeof(names));
	if (all->missing && options->require) {
		snprintf(all->why, sizeof(all->why), "required and not measured on both sides: %s",
			 names);
		return true;
	}
	if (all->missing) {
		snprintf(all->why, sizeof(all->why),
			 "%zu operation%s that %s measured %s missing: %s", all->missing,
			 all->missing == 1 ? "" : "s", c->old->label,
			 all->missing == 1 ? "is" : "are", names);
		return true;
	}
	if (all->undecided <= options->undecided * all->both)
		return false;
	if (few && rounds)
		snprintf(advice, sizeof(advice), "; %zu rounds a side would do for one change",
			 rounds);
	else if (few)
		snprintf(advice, sizeof(advice), "; several boots a side have more rounds");
	snprintf(all->why, sizeof(all->why),
		 "%zu of %zu operations are undecided, and %.3g %% may be%s%s", all->undecided,
		 all->both, 100 * options->undecided, few ? ", most for too few rounds" : "",
		 advice);
	return true;
}

bool comparison_worse(const struct comparison *comparison)
{
	return comparison->count[CHANGE_WORSE] || comparison->count[CHANGE_BROKEN] ||
	       verification_worse(comparison);
}

void answer_find(struct comparison *c, const struct compare_options *options)
{
	const struct waiver *expired = options->waivers ? waiver_expired(options->waivers) : NULL;

	c->all = (struct verdict_of_all){};
	sides_differ(c->old, c->new, c->all.across, sizeof(c->all.across));
	count(c, options);
	if (comparison_worse(c)) {
		c->all.answer = ANSWER_WORSE;
	} else if (expired) {
		c->all.answer = ANSWER_WORSE;
		snprintf(c->all.why, sizeof(c->all.why),
			 "the waiver of %.60s expired on %s: %.100s:%u", expired->name,
			 expired->until, options->waivers->path, expired->line);
	} else if (c->all.alarms) {
		c->all.answer = ANSWER_WORSE;
		snprintf(c->all.why, sizeof(c->all.why),
			 "%zu operation%s got better by %.3g %% and more (--alarm-faster)",
			 c->all.alarms, c->all.alarms == 1 ? "" : "s", 100 * options->alarm_faster);
	} else if (doubtful(c, options)) {
		c->all.answer = ANSWER_CANNOT_TELL;
	}
}
