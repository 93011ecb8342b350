// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/runner/print.h"
#include "bench/result/hw_cost.h"
#include "bench/result/unit.h"

/* Where figures begin if there is room, and what they take if there is little. */
#define FIGURE_COLUMN 58
#define FIGURE_WIDTH 26
/* What P99 takes, and the least screen on which a short limit still fits behind it. */
#define TAIL_WIDTH 12
#define FULL_WIDTH 120
/* Before a reason that has a line of its own. */
#define INDENT 8

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

/* Prints what the processor counted, or why it did not count. */
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

/* Prints what the figure is computed from. */
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

/* Prints what else the verifier and the kernel said of a program when it was loaded. */
static void print_program(FILE *out, const struct program_cost *program)
{
	fprintf(out, " (%llu states, peak %llu; stack %llu; verified in %.0f us",
		(unsigned long long)program->states, (unsigned long long)program->peak_states,
		(unsigned long long)program->stack_bytes, program->verify_us);
	if (program->xlated_bytes)
		fprintf(out, "; %llu bytes", (unsigned long long)program->xlated_bytes);
	if (program->jited_bytes)
		fprintf(out, ", %llu of machine code", (unsigned long long)program->jited_bytes);
	fputc(')', out);
}

/* Prints value, unit and half of the interval: all that a narrow screen has room for. */
static void print_value(FILE *out, const struct result *r, int pad)
{
	char value[32] = "~", half[32];
	bool mark = r->imprecise;

	print_number(value + mark, sizeof(value) - mark, r->value);
	print_number(half, sizeof(half), (r->hi - r->lo) / 2);
	fprintf(out, " %9s %-5s ±%-*s", value, r->unit, pad, half);
}

/* Prints value, interval and P99, and returns the columns that they take. */
static unsigned int print_columns(FILE *out, const struct result *r)
{
	char tail[32];

	if (!r->tail.count) {
		print_value(out, r, r->limit ? 6 : 0);
		return FIGURE_WIDTH;
	}
	print_value(out, r, 6);
	print_number(tail, sizeof(tail), r->tail.p99);
	return FIGURE_WIDTH + fprintf(out, " p99 %s", tail);
}

/* Prints what follows these columns: the limit and remarks. */
static void print_remarks(FILE *out, const struct result *r)
{
	if (r->limit)
		fprintf(out, " %s", r->limit);
	if (r->returned)
		fprintf(out, " (returns %s)", r->returned);
	if (r->program.n_rounds && !strcmp(r->unit, VERIFIED_UNIT))
		print_program(out, &r->program);
	if (r->note)
		fprintf(out, " (%g %s)", r->note_value, r->note);
	if (r->core == RESULT_CORE_SHARED)
		fputs(" (core: shared)", out);
}

/*
 * Prints the remarks behind the columns, or on lines of their own if the screen has no room for them
 * there.
 */
static void place_remarks(FILE *out, const struct result *r, unsigned int used,
			  const struct screen *screen)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	print_remarks(memory, r);
	if (!fclose(memory) && *text) {
		unsigned int column = FIGURE_COLUMN + FIGURE_WIDTH + TAIL_WIDTH;
		int gap = r->limit && used < column ? (int)(column - used) : 0;

		if (!screen->width || used + gap + strlen(text) <= screen->width) {
			fprintf(out, "%*s%s", gap, "", text);
		} else {
			fprintf(out, "\n%*s", INDENT, "");
			screen_wrap(out, text + 1, screen->width, INDENT);
		}
	}
	free(text);
}

static void print_verbose(FILE *out, const struct result *r)
{
	print_details(out, r);
	if (r->tail.count)
		fprintf(out, "; p50 %.0f p95 %.0f p99 %.0f p99.9 %.0f max %.0f of %llu",
			r->tail.p50, r->tail.p95, r->tail.p99, r->tail.p999, r->tail.max,
			(unsigned long long)r->tail.count);
	if (r->bpf_stats)
		fprintf(out, "; bpf_stats %.2f ns", r->bpf_stats_ns);
	print_counts(out, &r->hw);
}

static enum ink verdict_ink(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_FAIL:
		return INK_WORSE;
	case VERDICT_UNDECIDED:
		return INK_OPEN;
	case VERDICT_SKIP:
		return INK_DIM;
	default:
		return INK_PLAIN;
	}
}

/* Prints "#3/15   map_perf/hash_lookup_hit:OK" and returns its length. */
static unsigned int print_name(FILE *out, const struct result *r, const char *number,
			       const struct screen *screen)
{
	enum ink ink = verdict_ink(r->verdict);
	int used = fprintf(out, "%-7s %s:", number, r->name);

	fprintf(out, "%s%s%s", screen_on(screen, ink), words[r->verdict], screen_off(screen, ink));
	return used + strlen(words[r->verdict]);
}

/* Prints the reason, with the limit if the line above has no room for it. */
static void print_reason(FILE *out, const struct result *r, const struct print_style *style,
			 unsigned int used)
{
	const struct screen *screen = style->screen;
	bool limit = !style->full && r->limit && r->verdict != VERDICT_PASS;
	char text[1024];

	if (!r->reason && !limit)
		return;
	snprintf(text, sizeof(text), "(%s%s%s)", limit ? r->limit : "",
		 limit && r->reason ? ": " : "", r->reason ? r->reason : "");
	if (!screen->terminal || used + 1 + strlen(text) <= screen->width) {
		fprintf(out, " %s", text);
		return;
	}
	fprintf(out, "\n%*s", INDENT, "");
	screen_wrap(out, text, screen->width, INDENT);
}

static void print_full(FILE *out, const struct result *r, const char *number,
		       const struct print_style *style)
{
	unsigned int used = print_name(out, r, number, style->screen);

	if (r->measured) {
		unsigned int column = used < FIGURE_COLUMN ? FIGURE_COLUMN : used + 1;

		fprintf(out, "%*s", (int)(column - used), "");
		used = column + print_columns(out, r);
		place_remarks(out, r, used, style->screen);
		if (style->verbose)
			print_verbose(out, r);
		used = style->screen->width;
	}
	print_reason(out, r, style, used);
}

static void print_short(FILE *out, const struct result *r, const char *number,
			const struct print_style *style)
{
	unsigned int used = print_name(out, r, number, style->screen), width = style->screen->width;
	unsigned int column = width > FIGURE_WIDTH ? width - FIGURE_WIDTH : 0;

	column = column < FIGURE_COLUMN ? column : FIGURE_COLUMN;
	if (r->measured) {
		if (used > column)
			fprintf(out, "\n%*s", (int)column, "");
		else
			fprintf(out, "%*s", (int)(column - used), "");
		print_value(out, r, 0);
		used = width;
	}
	print_reason(out, r, style, used);
}

void print_result(FILE *out, const struct result *r, unsigned int test, unsigned int op,
		  const struct print_style *style)
{
	char number[32];

	snprintf(number, sizeof(number), "#%u/%u", test, op);
	if (style->full)
		print_full(out, r, number, style);
	else
		print_short(out, r, number, style);
	fputc('\n', out);
}

bool print_is_full(const struct screen *screen)
{
	return !screen->width || screen->width >= FULL_WIDTH;
}
