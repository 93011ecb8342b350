// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "report/compare/csv.h"
#include "report/compare/table.h"

/* Leaves the field empty if value is not finite. */
static void number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, ",%.9g", value);
	else
		fputc(',', out);
}

static void quoted(FILE *out, const char *text)
{
	fputs(",\"", out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, out);
	}
	fputc('"', out);
}

static void figures(FILE *out, const struct side_op *op)
{
	bool ok = op && op->boots;

	number(out, ok ? op->value : NAN);
	number(out, ok ? op->lo : NAN);
	number(out, ok ? op->hi : NAN);
	number(out, ok ? op->n_rounds : NAN);
	number(out, ok ? op->errors : NAN);
}

/* Prints a value and the ends of its interval. */
static void ends(FILE *out, double value, double lo, double hi)
{
	number(out, value);
	number(out, lo);
	number(out, hi);
}

/*
 * Prints a row like those of operations; unknown fields stay empty.  The space in the name tells it
 * from an operation, whose name never has one.
 */
static void verification_row(FILE *out, const struct comparison *c, const struct verification *v,
			     const char *what, const char *unit, const struct verified *old,
			     const struct verified *new, enum change change)
{
	fprintf(out, "%.*s %s,%s", v->len, v->test, what, unit);
	quoted(out, c->old->label);
	quoted(out, c->new->label);
	ends(out, old->us, old->lo, old->hi);
	fputs(",,", out);
	ends(out, new->us, new->lo, new->hi);
	fputs(",,", out);
	ends(out, new->us - old->us, new->lo - old->hi, new->hi - old->lo);
	fprintf(out, ",,,%s,\"\"", change == CHANGE_NONE ? "unchanged" : verification_word(change));
	quoted(out, c->all.across);
	fputc('\n', out);
}

/* A count has no interval. */
static struct verified exactly(double value)
{
	return (struct verified){ .us = value, .lo = value, .hi = value };
}

static void verification_rows(FILE *out, const struct comparison *c)
{
	const struct verification *v;

	for (v = c->verifications; v < c->verifications + c->n_verifications; v++) {
		struct verified insns[] = { exactly(v->old.insns), exactly(v->new.insns) };
		struct verified bytes[] = { exactly(v->old.jited_bytes),
					    exactly(v->new.jited_bytes) };

		verification_row(out, c, v, "verified instructions", "insns", &insns[0], &insns[1],
				 v->insns_change);
		verification_row(out, c, v, "verification time", verification_unit(c), &v->old,
				 &v->new, v->us_change);
		if (v->old.jited_bytes > 0)
			verification_row(out, c, v, "machine code", "bytes", &bytes[0], &bytes[1],
					 CHANGE_NONE);
	}
}

void comparison_csv(FILE *out, const struct compare_view *view)
{
	fputs("operation,unit,old_kernel,new_kernel,old,old_lo,old_hi,old_rounds,old_errors,new,"
	      "new_lo,new_hi,new_rounds,new_errors,delta,delta_lo,delta_hi,p,q,verdict,why,"
	      "across\n",
	      out);
	for (size_t i = 0; i < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];

		for (size_t j = 0; j < c->n; j++) {
			const struct difference *d = &c->diffs[j];
			bool both = d->old && d->new && d->old->boots && d->new->boots;

			fprintf(out, "%s,%s", d->name, d->unit);
			quoted(out, c->old->label);
			quoted(out, c->new->label);
			figures(out, d->old);
			figures(out, d->new);
			number(out, both ? d->delta : NAN);
			number(out, both ? d->lo : NAN);
			number(out, both ? d->hi : NAN);
			number(out, d->p);
			number(out, d->q);
			fprintf(out, ",%s",
				d->change == CHANGE_NONE ? "unchanged" : change_word(d));
			quoted(out, d->why);
			quoted(out, c->all.across);
			fputc('\n', out);
		}
		verification_rows(out, c);
	}
}
