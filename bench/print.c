// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "bench/print.h"
#include "bench/result_hw.h"

#define NAME_WIDTH 50

static const char *const words[VERDICTS] = {
	[VERDICT_PASS] = "OK",
	[VERDICT_FAIL] = "FAIL",
	[VERDICT_SKIP] = "SKIP",
	[VERDICT_UNDECIDED] = "UNDECIDED",
};

void print_number(char *text, size_t size, double value)
{
	double magnitude = fabs(value);

	snprintf(text, size, "%.*f", magnitude < 9.995 ? 2 : magnitude < 999.5 ? 1 : 0, value);
}

/* What the processor counted, or why it did not. */
static void print_counts(FILE *out, const struct hw_cost *hw)
{
	double ipc = hw_cost_ipc(hw);

	if (!hw_cost_known(hw))
		return;
	fprintf(out, "\n%*s", 12, "");
	if (!hw->n_rounds) {
		fprintf(out, "no hw_cycles and hw_insns: %s", hw->reason);
		return;
	}
	fprintf(out, "hw_cycles %.1f ±%.1f, hw_insns %.1f ±%.1f", hw->cycles,
		(hw->cycles_hi - hw->cycles_lo) / 2, hw->insns, (hw->hi - hw->lo) / 2);
	if (!isnan(ipc))
		fprintf(out, ", IPC %.2f", ipc);
	fprintf(out, " (%s, read in the %s)", hw->event, hw->source);
}

/* What the figure was made of. */
static void print_details(FILE *out, const struct result *r)
{
	fprintf(out, "\n%*s", 12, "");
	if (r->cycle_ns > 0)
		fprintf(out, "%.1f cycles at %.2f GHz; ", result_cycles(r), 1 / r->cycle_ns);
	fprintf(out, "loop %.2f - baseline %.2f; median %.2f; %zu rounds", r->raw, r->baseline,
		r->median, r->n_rounds);
	if (r->core)
		fprintf(out, " on %s core; exclusive in %.0f %% of the samples",
			r->core == RESULT_CORE_SHARED ? "a shared" : "an exclusive",
			100 * r->quiet);
}

static void print_figure(FILE *out, const struct result *r, int verbose)
{
	char value[32] = "~", half[32], tail[32];
	bool mark = r->imprecise;

	print_number(value + mark, sizeof(value) - mark, r->value);
	print_number(half, sizeof(half), (r->hi - r->lo) / 2);
	fprintf(out, " %9s %-5s ±%-*s", value, r->unit, r->tail.count || r->limit ? 6 : 0, half);
	if (r->tail.count) {
		print_number(tail, sizeof(tail), r->tail.p99);
		fprintf(out, " p99 %-*s", r->limit ? 7 : 0, tail);
	} else if (r->limit) {
		fprintf(out, " %11s", "");
	}
	if (r->limit)
		fprintf(out, " %s", r->limit);
	if (r->note)
		fprintf(out, " (%g %s)", r->note_value, r->note);
	if (r->core == RESULT_CORE_SHARED)
		fputs(" (core: shared)", out);
	if (verbose)
		print_details(out, r);
	if (verbose && r->tail.count)
		fprintf(out, "; p50 %.0f p95 %.0f p99 %.0f p99.9 %.0f max %.0f of %llu",
			r->tail.p50, r->tail.p95, r->tail.p99, r->tail.p999, r->tail.max,
			(unsigned long long)r->tail.count);
	if (verbose)
		print_counts(out, &r->hw);
}

void print_result(FILE *out, const struct result *r, unsigned int test, unsigned int op,
		  int verbose)
{
	char number[32];
	int used;

	snprintf(number, sizeof(number), "#%u/%u", test, op);
	used = fprintf(out, "%-7s %s:%s", number, r->name, words[r->verdict]);
	if (r->measured) {
		fprintf(out, "%*s", used < NAME_WIDTH + 8 ? NAME_WIDTH + 8 - used : 1, "");
		print_figure(out, r, verbose);
	}
	if (r->reason)
		fprintf(out, " (%s)", r->reason);
	fputc('\n', out);
}
