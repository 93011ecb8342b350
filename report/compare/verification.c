// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares verification test by test: the loads of a single program are too few to tell a change
 * from chance.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/compare.h"
#include "report/compare/verification.h"

/* A time needs at least this many fresh loads.  Instruction counts repeat, so one suffices. */
#define LEAST_ROUNDS 3
/*
 * The shortest rounds must show this share of a change, because a disturbance does not change them.
 */
#define BEST_SHARE 0.5

static void add(struct verified *sum, const struct program_cost *program, bool length)
{
	sum->programs += program->programs;
	sum->insns += program->verified_insns;
	sum->jited_bytes += length ? program->jited_bytes : 0;
	sum->us += program->verify_us;
	sum->lo += program->lo;
	sum->hi += program->hi;
	sum->best += program->rounds[0];
}

/* True if both sides have enough rounds of the operation. */
static bool comparable(const struct comparison *c, const struct difference *d)
{
	size_t least = strcmp(side_unit(c->old), "insns") ? LEAST_ROUNDS : 1;

	return d->old && d->new && d->old->program.n_rounds >= least &&
	       d->new->program.n_rounds >= least;
}

static enum change direction(double old, double new)
{
	return new > old ? CHANGE_WORSE : CHANGE_BETTER;
}

/*
 * A disturbance hits the loads of all operations alike, so the ends of the intervals are added, not
 * their squares.  Two sums differ if these intervals do not overlap.
 */
static enum change judge_time(const struct verified *old, const struct verified *new,
			      double threshold)
{
	double delta = new->us - old->us;
	double best = delta > 0 ? new->best - old->best : old->best - new->best;

	if (fabs(delta) < threshold * old->us || !(new->lo > old->hi || new->hi < old->lo) ||
	    best < BEST_SHARE * fabs(delta))
		return CHANGE_NONE;
	return direction(old->us, new->us);
}

static void judge(struct verification *v, double threshold)
{
	if (change_reaches(v->new.insns - v->old.insns, threshold * v->old.insns) &&
	    v->new.insns != v->old.insns)
		v->insns_change = direction(v->old.insns, v->new.insns);
	v->us_change = judge_time(&v->old, &v->new, threshold);
	v->change = v->insns_change;
	/* Take the worse of the two changes. */
	if (v->us_change == CHANGE_WORSE || v->change == CHANGE_NONE)
		v->change = v->us_change;
}

int verification_compare(struct comparison *c, const struct compare_options *options)
{
	double threshold = change_threshold(options, "us");
	struct verification *v = NULL;

	c->verifications = calloc(c->n + 1, sizeof(*c->verifications));
	if (!c->verifications)
		return -ENOMEM;
	/* The differences are sorted by name, so the operations of a test are adjacent. */
	for (const struct difference *d = c->diffs; d < c->diffs + c->n; d++) {
		int len = strcspn(d->name, "/");
		bool length;

		if (!comparable(c, d))
			continue;
		if (!v || v->len != len || strncmp(v->test, d->name, len)) {
			v = &c->verifications[c->n_verifications++];
			v->test = d->name;
			v->len = len;
		}
		length = d->old->program.jited_bytes && d->new->program.jited_bytes;
		add(&v->old, &d->old->program, length);
		add(&v->new, &d->new->program, length);
		v->operations++;
	}
	for (size_t i = 0; i < c->n_verifications; i++)
		judge(&c->verifications[i], threshold);
	return 0;
}

bool verification_worse(const struct comparison *c)
{
	for (size_t i = 0; i < c->n_verifications; i++)
		if (c->verifications[i].change == CHANGE_WORSE)
			return true;
	return false;
}

void verification_verdict(FILE *out, const struct comparison *c)
{
	const char *before = ", verification of ";

	for (size_t i = 0; i < c->n_verifications; i++) {
		const struct verification *v = &c->verifications[i];

		if (v->change != CHANGE_WORSE)
			continue;
		fprintf(out, "%s%.*s", before, v->len, v->test);
		before = ", ";
	}
	if (verification_worse(c))
		fputs(" slower", out);
}

const char *verification_unit(const struct comparison *c)
{
	/* The clock of the guest advances by one nanosecond per instruction. */
	return strcmp(side_unit(c->old), "insns") ? "us" : "thousand insns";
}

const char *verification_word(enum change change)
{
	return change == CHANGE_WORSE ? "slower" : change == CHANGE_BETTER ? "faster" : "~";
}

static double percent(double old, double new)
{
	return old > 0 ? 100 * (new / old - 1) : 0;
}

static void print_one(FILE *out, const struct comparison *c, const struct verification *v)
{
	const struct verified *old = &v->old, *new = &v->new;

	fprintf(out, "verification    %-20.*s %s: ", v->len, v->test, c->new->label);
	if (old->programs == new->programs)
		fprintf(out, "%.0f program%s, ", new->programs, new->programs == 1 ? "" : "s");
	else
		fprintf(out, "%.0f -> %.0f programs, ", old->programs, new->programs);
	fprintf(out, "%.0f -> %.0f instructions processed (%+.1f %%), ", old->insns, new->insns,
		percent(old->insns, new->insns));
	if (old->jited_bytes > 0)
		fprintf(out, "%.0f -> %.0f bytes of machine code (%+.1f %%), ", old->jited_bytes,
			new->jited_bytes, percent(old->jited_bytes, new->jited_bytes));
	fprintf(out, "%.0f [%.0f, %.0f] -> %.0f [%.0f, %.0f] %s (%+.1f %%): %s\n", old->us, old->lo,
		old->hi, new->us, new->lo, new->hi, verification_unit(c), percent(old->us, new->us),
		verification_word(v->change));
}

void verification_print(FILE *out, const struct compare_view *view)
{
	for (size_t i = 0; i < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];

		for (size_t j = 0; j < c->n_verifications; j++)
			if (view->all || c->verifications[j].change != CHANGE_NONE)
				print_one(out, c, &c->verifications[j]);
	}
}

static json_t *verified_json(const struct verified *side)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:[f, f]}", "programs", side->programs, "insns",
			 side->insns, "bytes", side->jited_bytes, "us", side->us, "ci", side->lo,
			 side->hi);
}

json_t *verification_json(const struct comparison *c)
{
	json_t *list = json_array();
	int ret = list ? 0 : -1;

	for (size_t i = 0; !ret && i < c->n_verifications; i++) {
		const struct verification *v = &c->verifications[i];

		ret = json_array_append_new(
			list, json_pack("{s:s%, s:s, s:s, s:o, s:o}", "test", v->test,
					(size_t)v->len, "unit", verification_unit(c), "verdict",
					verification_word(v->change), "old", verified_json(&v->old),
					"new", verified_json(&v->new)));
	}
	if (!ret)
		return list;
	json_decref(list);
	return NULL;
}
