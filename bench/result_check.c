// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/result.h"
#include "bench/result_hw.h"

/* Eleven days in ns: nothing that is measured here costs that. */
#define ABSURD 1e15
/* The longest name, test and operation. */
#define NAME_LENGTH 200
/* A difference of two timings of about the same length may come out below 0, by what
 * the timings vary. */
#define BELOW_ZERO 10

static const char *const units[] = { "ns", "insns", "bytes", "%", "events/s", "packets/s", "x" };

static int wrong(char *err, size_t size, const char *what)
{
	snprintf(err, size, "%s", what);
	return -EINVAL;
}

static bool is_name(const char *name)
{
	const char *slash = strchr(name, '/');

	if (!*name || strlen(name) > NAME_LENGTH || (slash && (slash == name || !slash[1])))
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("_.+-", *name) && name != slash)
			return false;
	return true;
}

static bool is_unit(const char *unit)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(unit, units[i]))
			return true;
	return false;
}

static bool possible(double value)
{
	return fabs(value) <= ABSURD;
}

static int check_rounds(const struct result *result, char *err, size_t size)
{
	if (!result->n_rounds)
		return wrong(err, size, "\"rounds\": a figure of no rounds");
	for (size_t i = 0; i < result->n_rounds; i++)
		if (!possible(result->rounds[i]))
			return wrong(err, size, "\"rounds\": a figure beyond all measure");
	return 0;
}

static int check_tail(const struct tail *tail, char *err, size_t size)
{
	const double rising[] = { 0, tail->p50, tail->p95, tail->p99, tail->p999, tail->max };

	for (size_t i = 1; i < sizeof(rising) / sizeof(rising[0]); i++)
		if (rising[i] < rising[i - 1])
			return wrong(err, size,
				     "\"tail\": expected 0 <= p50 <= p95 <= p99 <= p999 "
				     "<= max");
	return possible(tail->max) ? 0 : wrong(err, size, "\"tail\": a figure beyond all measure");
}

/* What no verifier does; the kernel stops at a million instructions of a program. */
#define MOST_PROGRAMS 1000
#define MOST_INSNS (1000001ULL * MOST_PROGRAMS)

static int check_program(const struct program_cost *p, char *err, size_t size)
{
	double slack = 1e-6 * (fabs(p->lo) + fabs(p->hi));

	if (!p->n_rounds)
		return 0;
	if (!p->programs || p->programs > MOST_PROGRAMS)
		return wrong(err, size, "\"program\": \"programs\": expected 1 to 1000");
	if (!p->verified_insns || p->verified_insns > MOST_INSNS)
		return wrong(err, size,
			     "\"program\": \"verified_insns\": expected 1 to 1000001000");
	if (p->xlated_bytes > ABSURD || p->jited_bytes > ABSURD)
		return wrong(err, size, "\"program\": a length beyond all measure");
	if (!(p->lo >= 0) || !possible(p->verify_us) || !possible(p->hi))
		return wrong(err, size, "\"program\": \"verify_us\": a time beyond all measure");
	if (p->verify_us < p->lo - slack || p->verify_us > p->hi + slack)
		return wrong(err, size,
			     "\"program\": \"verify_us\": expected an interval with the value in "
			     "it");
	for (size_t i = 0; i < p->n_rounds; i++)
		if (!possible(p->rounds[i]))
			return wrong(err, size,
				     "\"program\": \"verify_us\": a round beyond all measure");
	return 0;
}

static int check_figures(const struct result *r, char *err, size_t size)
{
	/* Written with nine digits. */
	double slack = 1e-6 * (fabs(r->lo) + fabs(r->hi));
	bool time = !strcmp(r->unit, "ns") || !strcmp(r->unit, "insns");
	int ret;

	if (!possible(r->value) || !possible(r->lo) || !possible(r->hi) || !possible(r->median) ||
	    !possible(r->raw) || !possible(r->baseline))
		return wrong(err, size, "\"value\": a figure beyond all measure");
	if (r->value < r->lo - slack || r->value > r->hi + slack)
		return wrong(err, size, "\"ci\": expected an interval with the value in it");
	if (time && r->value < -2 * fabs(r->baseline) - BELOW_ZERO)
		return wrong(err, size, "\"value\": a cost below 0");
	if (strcmp(r->unit, "%") && !time && r->value < 0)
		return wrong(err, size, "\"value\": expected 0 or more");
	if (!(r->quiet >= 0 && r->quiet <= 1))
		return wrong(err, size, "\"quiet\": expected a share, 0 to 1");
	ret = check_rounds(r, err, size);
	if (!ret)
		ret = check_tail(&r->tail, err, size);
	if (!ret)
		ret = check_program(&r->program, err, size);
	if (!ret && hw_cost_check(&r->hw))
		ret = wrong(err, size, hw_cost_check(&r->hw));
	return ret;
}

int result_check(const struct result *result, char *err, size_t size)
{
	if (!is_name(result->name))
		return wrong(err, size,
			     "\"name\": expected test/operation of letters, digits and "
			     "_.+-");
	if (!is_unit(result->unit))
		return wrong(err, size,
			     "\"unit\": expected ns, insns, bytes, %, events/s, packets/s or x");
	if (result->verdict != VERDICT_PASS && !result->reason)
		return wrong(err, size, "\"reason\": expected why it did not pass");
	if (!result->measured)
		return 0;
	if (result->verdict == VERDICT_SKIP)
		return wrong(err, size, "\"value\": a figure of what was skipped");
	return check_figures(result, err, size);
}
