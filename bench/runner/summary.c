// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <bpf/libbpf.h>

#include "bench/runner/options.h"
#include "bench/runner/listing.h"
#include "bench/result/stats.h"
#include "bench/runner/summary.h"

static int add_result(struct results *results, struct result *result)
{
	struct result *grown = realloc(results->result, (results->n + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	results->result = grown;
	grown[results->n++] = *result;
	*result = (struct result){};
	return 0;
}

static int add_death(struct results *results, const struct child *child)
{
	struct result result = {
		.verdict = VERDICT_FAIL,
		.name = strdup(child->test),
		.reason = strdup(child->death),
		.cause = CAUSE_DIED,
		.unit = strdup("ns"),
		.lower_is_better = true,
	};

	return add_result(results, &result);
}

/* A selected operation without a result is an error, never silence. */
static void miss_results(const struct catalog *catalog, struct child *child)
{
	size_t asked = catalog_selected_ops(catalog, child->test);

	if (!child->death[0] && child->n_results < asked)
		snprintf(child->death, sizeof(child->death),
			 "%zu of %zu operations have no result: this is a bug of test_progs",
			 asked - child->n_results, asked);
}

/* Converts a figure that was counted in cycles to another length of the cycle. */
static void restate(struct result *r, double cycle_ns)
{
	double by = cycle_ns / r->cycle_ns;
	size_t i;

	r->value *= by;
	r->lo *= by;
	r->hi *= by;
	r->raw *= by;
	r->baseline *= by;
	for (i = 0; i < r->n_rounds; i++)
		r->rounds[i] *= by;
	r->cycle_ns = cycle_ns;
}

/* All figures of a run use the same length of the cycle, so that they can be compared. */
static int collect_core(struct summary *summary, const struct children *children)
{
	struct core_summary *core = &summary->core;
	double *cycles = calloc(children->n + 1, sizeof(*cycles)), samples = 0;
	size_t i, j, n = 0;

	if (!cycles)
		return -ENOMEM;
	for (i = 0; i < children->n; i++) {
		const struct child *child = &children->child[i];

		if (child->cycle_ns > 0)
			cycles[n++] = child->cycle_ns;
		core->loads = fmax(core->loads, child->loads);
		if (child->misfit)
			core->misfit = child->misfit;
		for (j = 0; j < CORE_STATES; j++) {
			core->share[j] += child->states[j];
			samples += child->states[j];
		}
	}
	for (j = 0; samples && j < CORE_STATES; j++)
		core->share[j] /= samples;
	stats_sort(cycles, n);
	core->cycle_ns = n ? stats_quantile(cycles, n, 0.5) : 0;
	free(cycles);
	for (i = 0; n && i < summary->results.n; i++)
		if (summary->results.result[i].cycle_ns > 0)
			restate(&summary->results.result[i], core->cycle_ns);
	return 0;
}

int summary_collect(struct summary *summary, struct children *children)
{
	size_t i, j;
	int err = 0;

	for (i = 0; !err && i < children->n; i++) {
		struct child *child = &children->child[i];

		miss_results(summary->catalog, child);
		for (j = 0; !err && j < child->n_results; j++)
			err = add_result(&summary->results, &child->results[j]);
		if (!err && child->death[0])
			err = add_death(&summary->results, child);
	}
	if (!err)
		err = collect_core(summary, children);
	return err;
}

void summary_free(struct summary *summary)
{
	size_t i;

	for (i = 0; i < summary->results.n; i++)
		result_clear(&summary->results.result[i]);
	free(summary->results.result);
	summary->results = (struct results){};
}

const char *summary_no_absolute(const struct summary *summary)
{
	if (summary->flags.debug_kernel)
		return summary->flags.debug_why;
	if (summary->flags.slow_clock)
		return summary->flags.clock_why;
	if (summary->flags.interpreter)
		return "the JIT compiler is off, programs are interpreted (sysctl "
		       "net.core.bpf_jit_enable=1 turns it on)";
	if (summary->core.misfit)
		return summary->core.misfit;
	return NULL;
}

unsigned int summary_bound_flags(const struct summary *summary)
{
	if (summary->flags.debug_kernel)
		return BOUND_NO_ABSOLUTE;
	return summary_no_absolute(summary) ? BOUND_NO_TIME : 0;
}

void summary_interrupted(struct summary *summary)
{
	struct result *r;

	summary->incomplete = true;
	for (r = summary->results.result; r < summary->results.result + summary->results.n; r++) {
		if (r->cause != CAUSE_TIME_UP)
			continue;
		r->cause = CAUSE_INTERRUPTED;
		free(r->reason);
		r->reason = strdup("not measured: the run was interrupted");
	}
}

/* A run is not called a pass if more than this share of what it tried is undecided, as compare's
 * default of --undecided.  The status tells only with --strict. */
#define MOST_UNDECIDED 0.1

static const char *answer(const struct summary *summary, const struct tally *tally)
{
	int status = summary_exit_status(summary);
	size_t undecided = tally->verdict[VERDICT_UNDECIDED];
	size_t tried = tally->verdict[VERDICT_PASS] + undecided;

	if (tally->verdict[VERDICT_FAIL])
		return "FAILED";
	if (!tally->measured)
		return "NOTHING MEASURED";
	return status == EXIT_PASSED && undecided <= MOST_UNDECIDED * tried ? "PASSED"
									    : "UNDECIDED";
}

static void print_late(const struct summary *summary, const struct tally *tally, FILE *out)
{
	if (tally->late)
		fprintf(out, ", %zu not reached %s", tally->late,
			summary->incomplete ? "before the interruption"
					    : "in the time (--time gives more)");
}

static void print_pinned(const struct summary *summary, const struct utsname *name, FILE *out)
{
	const struct bounds_pinned *pinned = summary->pinned;

	if (summary->other_window) {
		fputs("Limits that are pinned do not hold with --window: only the default ones "
		      "apply.\n",
		      out);
		return;
	}
	if (*pinned->path)
		fprintf(out,
			"Limits are those pinned for this kernel in %s and the default ones.\n",
			pinned->path);
	if (*pinned->path && *pinned->other_clang)
		fprintf(out,
			"Their programs are of clang %s and these of clang %s: what breaks one by "
			"little is undecided.\n",
			pinned->other_clang, pinned->clang);
	if (!*pinned->path && libbpf_num_possible_cpus() > 1)
		fputs("Limits are pinned for one possible CPU only: the default ones apply.\n",
		      out);
	else if (!*pinned->path)
		fprintf(out,
			"No limits are pinned for Linux %s on %s: only the default ones apply; "
			"to pin what it costs: report_progs bounds --release '%s' RESULT.json... "
			">bounds/insns.%s/NAME.bounds\n",
			name->release, name->machine, name->release, name->machine);
}

void summary_print_headline(const struct summary *summary, FILE *out)
{
	struct tally tally = results_tally(&summary->results);
	const char *why = summary_no_absolute(summary);
	struct utsname name;

	uname(&name);
	fprintf(out,
		"%s: Linux %s: %zu operations measured, %zu imprecise (~); of %zu with a limit %zu "
		"keep it, %zu break it, %zu are undecided",
		answer(summary, &tally), name.release, tally.measured, tally.imprecise,
		tally.limited, tally.kept, tally.broken, tally.astride);
	fprintf(out, "; %zu failed otherwise, %zu skipped",
		tally.verdict[VERDICT_FAIL] - tally.broken, tally.verdict[VERDICT_SKIP]);
	print_late(summary, &tally, out);
	if (summary->core.cycle_ns > 0)
		fprintf(out, "; core at %.2f GHz, exclusive %.0f %% of the time, shared %.0f %%",
			1 / summary->core.cycle_ns, 100 * summary->core.share[CORE_EXCLUSIVE],
			100 * summary->core.share[CORE_SHARED]);
	fputc('\n', out);
	if (why)
		fprintf(out, "Absolute limits%s are not enforced: %s.\n",
			summary->flags.debug_kernel ? "" : " except those in bytes and insns", why);
	if (summary->throttled[0])
		fprintf(out, "Held up: %s.\n", summary->throttled);
	if (summary->insns)
		print_pinned(summary, &name, out);
	if (summary->incomplete)
		fputs("INCOMPLETE: interrupted; the figures are of fewer rounds than planned.\n",
		      out);
}

static enum ink answer_ink(const char *line)
{
	return !strncmp(line, "PASSED", 6)   ? INK_BETTER
	       : !strncmp(line, "FAILED", 6) ? INK_WORSE
					     : INK_OPEN;
}

/* Prints lines. On a terminal they are broken between words, and the answer is coloured. */
static void print_lines(char *text, FILE *out, const struct screen *screen)
{
	unsigned int width = screen->terminal ? screen->width : 0;
	enum ink ink = answer_ink(text);
	size_t word = strcspn(text, ":");
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) && rest) {
		fprintf(out, "%s%.*s%s", screen_on(screen, ink), (int)word, line,
			screen_off(screen, ink));
		screen_wrap(out, line + word, width, word);
		fputc('\n', out);
		word = 0;
		ink = INK_PLAIN;
	}
}

void summary_print(const struct summary *summary, FILE *out, const struct screen *screen)
{
	char *text = NULL;
	size_t size;
	FILE *headline = open_memstream(&text, &size);

	if (headline) {
		summary_print_headline(summary, headline);
		if (!fclose(headline))
			print_lines(text, out, screen);
		free(text);
	} else {
		summary_print_headline(summary, out);
	}
	listing_print(out, &summary->results, summary->catalog, screen, summary->verbose);
}

void summary_print_counts(const struct summary *summary, FILE *out)
{
	struct tally tally = results_tally(&summary->results);

	fprintf(out,
		"Summary: %zu/%zu PASSED, %zu SKIPPED, %zu UNDECIDED, %zu FAILED, %zu imprecise "
		"(~)\n",
		tally.verdict[VERDICT_PASS], catalog_count(summary->catalog),
		tally.verdict[VERDICT_SKIP], tally.verdict[VERDICT_UNDECIDED],
		tally.verdict[VERDICT_FAIL], tally.imprecise);
}

int summary_exit_status(const struct summary *summary)
{
	struct tally tally = results_tally(&summary->results);
	size_t undecided = tally.verdict[VERDICT_UNDECIDED];

	if (summary->incomplete)
		return EXIT_INTERRUPTED;
	if (tally.verdict[VERDICT_FAIL])
		return EXIT_FAILED;
	/* If everything was undecided or skipped, nothing has passed. */
	if (undecided && (summary->strict || !tally.verdict[VERDICT_PASS]))
		return EXIT_UNDECIDED;
	return tally.verdict[VERDICT_PASS] ? EXIT_PASSED : EXIT_ALL_SKIPPED;
}
