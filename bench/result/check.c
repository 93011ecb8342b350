// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/hw_cost.h"
#include "bench/result/result.h"
#include "bench/result/unit.h"

/* Eleven days in ns: nothing that is measured here costs that much. */
#define ABSURD 1e15
/* Length of the longest name, test and operation. */
#define NAME_LENGTH 200
/* Length of the longest description in bytes. It is one line. */
#define DESCRIPTION_LENGTH 200
/* The difference of two timings of about the same length may be below 0, because the timings vary.
 * This is the largest amount in the unit. */
#define BELOW_ZERO 10

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

static bool is_line(const char *text)
{
	if (!*text || strlen(text) > DESCRIPTION_LENGTH)
		return false;
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			return false;
	return true;
}

/* Says what is wrong with the first figure that nothing can cost. Returns 0 or -EINVAL. */
static int check_possible(const double *values, size_t n, const char *key, char *err, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		if (fabs(values[i]) <= ABSURD)
			continue;
		snprintf(err, size, "%s: a figure that is %s", key,
			 values[i] < 0 ? "too far below 0" : "too large");
		return -EINVAL;
	}
	return 0;
}

static int check_rounds(const struct result *result, char *err, size_t size)
{
	if (!result->n_rounds)
		return wrong(err, size, "\"rounds\": a figure of no rounds");
	return check_possible(result->rounds, result->n_rounds, "\"rounds\"", err, size);
}

static int check_tail(const struct tail *tail, char *err, size_t size)
{
	const double rising[] = { 0, tail->p50, tail->p95, tail->p99, tail->p999, tail->max };

	for (size_t i = 1; i < ARRAY_SIZE(rising); i++)
		if (rising[i] < rising[i - 1])
			return wrong(err, size,
				     "\"tail\": expected 0 <= p50 <= p95 <= p99 <= p999 "
				     "<= max");
	return check_possible(&tail->max, 1, "\"tail\"", err, size);
}

/* No verifier does that much: the kernel stops at a million instructions of a program. */
#define MOST_PROGRAMS 1000
#define MOST_INSNS (1000001ULL * MOST_PROGRAMS)

static int check_program(const struct program_cost *p, char *err, size_t size)
{
	const double times[] = { p->verify_us, p->lo, p->hi };
	double slack = 1e-6 * (fabs(p->lo) + fabs(p->hi));
	const char *verify_us = "\"program\": \"verify_us\"";

	if (!p->n_rounds)
		return 0;
	if (!p->programs || p->programs > MOST_PROGRAMS)
		return wrong(err, size, "\"program\": \"programs\": expected 1 to 1000");
	if (!p->verified_insns || p->verified_insns > MOST_INSNS)
		return wrong(err, size,
			     "\"program\": \"verified_insns\": expected 1 to 1000001000");
	if (p->xlated_bytes > ABSURD || p->jited_bytes > ABSURD)
		return wrong(err, size, "\"program\": a length that is too large");
	if (!(p->lo >= 0) || !(p->verify_us >= 0))
		return wrong(err, size, "\"program\": \"verify_us\": a time below 0");
	if (check_possible(times, ARRAY_SIZE(times), verify_us, err, size))
		return -EINVAL;
	if (p->verify_us < p->lo - slack || p->verify_us > p->hi + slack)
		return wrong(err, size,
			     "\"program\": \"verify_us\": expected an interval with the value in "
			     "it");
	return check_possible(p->rounds, p->n_rounds, verify_us, err, size);
}

static int check_figures(const struct result *r, char *err, size_t size)
{
	/* The file has nine digits. */
	double slack = 1e-6 * (fabs(r->lo) + fabs(r->hi));
	const double values[] = { r->value, r->lo, r->hi, r->median, r->raw, r->baseline };
	const struct unit *unit = unit_find(r->unit);
	int ret = check_possible(values, ARRAY_SIZE(values), "\"value\"", err, size);

	if (ret)
		return ret;
	if (r->value < r->lo - slack || r->value > r->hi + slack)
		return wrong(err, size, "\"ci\": expected an interval with the value in it");
	if (unit->clock && r->value < -2 * fabs(r->baseline) - BELOW_ZERO)
		return wrong(err, size, "\"value\": a cost below 0");
	if (!unit->relative && !unit->clock && r->value < 0)
		return wrong(err, size, "\"value\": expected 0 or more");
	if (!(r->quiet >= 0 && r->quiet <= 1))
		return wrong(err, size, "\"quiet\": expected a share, 0 to 1");
	ret = check_rounds(r, err, size);
	if (!ret)
		ret = check_possible(&r->bpf_stats_ns, 1, "\"bpf_stats_ns\"", err, size);
	if (!ret)
		ret = check_tail(&r->tail, err, size);
	if (!ret)
		ret = check_program(&r->program, err, size);
	if (!ret && hw_cost_check(&r->hw))
		ret = wrong(err, size, hw_cost_check(&r->hw));
	return ret;
}

static bool of_result(const struct unit *unit)
{
	return unit->of_result;
}

int result_check(const struct result *result, char *err, size_t size)
{
	const struct unit *unit = unit_find(result->unit);
	char list[128], what[192];

	if (!is_name(result->name))
		return wrong(err, size,
			     "\"name\": expected test/operation of letters, digits and "
			     "_.+-");
	if (result->description && !is_line(result->description))
		return wrong(err, size, "\"description\": expected one line of 1 to 200 bytes");
	if (!unit || !unit->of_result) {
		unit_list(of_result, list, sizeof(list));
		snprintf(what, sizeof(what), "\"unit\": expected %s", list);
		return wrong(err, size, what);
	}
	if (result->verdict != VERDICT_PASS && !result->reason)
		return wrong(err, size, "\"reason\": expected why it did not pass");
	if (!result->measured)
		return 0;
	if (result->verdict == VERDICT_SKIP)
		return wrong(err, size, "\"value\": a figure of what was skipped");
	return check_figures(result, err, size);
}
