// SPDX-License-Identifier: GPL-2.0-only
/* Measures what BPF operations cost on the running kernel. This file has the registry of tests and
 * the steps of a run: command line, tests, verdicts, summary. */
#include <argp.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/engine/core.h"
#include "bench/engine/hw.h"
#include "bench/env/env.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/limits.h"
#include "bench/result/claims.h"
#include "bench/result/file.h"
#include "bench/result/output.h"
#include "bench/result/program.h"
#include "bench/result/screen.h"
#include "bench/runner/distribution.h"
#include "bench/runner/interrupt.h"
#include "bench/runner/launch.h"
#include "bench/runner/parts.h"
#include "bench/runner/preflight.h"
#include "bench/runner/run_limits.h"
#include "bench/runner/select.h"
#include "bench/runner/scaling.h"
#include "bench/runner/summary.h"
#include "report/command.h"
#include "report/compare/comparable.h"
#include "report/compare/compare_main.h"
#include "report/compare/label.h"
#include "report/formats/documents.h"
#include "report/formats/ktap.h"
#include "test_progs.h"

/* The Makefile generates it from prog_tests/, with one TEST(name) per line. */
#define TEST(name) void test_##name(struct bench *bench);
#include "tests.inc"
#undef TEST

static const struct test tests[] = {
#define TEST(name) { #name, test_##name },
#include "tests.inc"
#undef TEST
};

static const char *const test_names[] = {
#define TEST(name) #name,
#include "tests.inc"
#undef TEST
	NULL,
};

struct run {
	struct options options;
	struct catalog catalog;
	struct children children;
	struct summary summary;
	struct limits limits;
	/* The path of the result file. */
	char *results;
	struct results_file *file;
	/* The result file of -C. */
	struct side base;
	FILE *dump;
	json_t *environment;
	time_t started;
	uint64_t started_ns;
	long long steal_ticks;
	struct limits_cpu quota;
	int cpu;
	/* Becomes the number of the signal that ends the run. */
	const volatile sig_atomic_t *interrupted;
	/* The results are printed. */
	bool reported;
};

static int nothing_selected(const struct run *run)
{
	const char *unmatched = selector_unmatched(run->options.selector);

	if (unmatched) {
		fprintf(stderr, "%s: no test or operation is called '%s'", program_name(),
			unmatched);
		catalog_suggest(&run->catalog, unmatched, stderr);
	} else {
		complain("no operation is selected: none is left after -b, -d and -n; -l "
			 "lists all names");
	}
	return EXIT_USAGE;
}

/* Reads the default limits first and those of -B last. The operations of -B's limits must exist. */
static int read_limits(struct run *run)
{
	struct options options = run->options;
	struct children registry = {};
	int status = limits_read(&run->limits, &options, run->summary.insns);

	/* With -o and --programs, a limit may also be for an operation of the registered tests. */
	options.object = NULL;
	options.programs.n_files = options.tool.n_commands = 0;
	if (!status &&
	    (run->options.object || run->options.programs.n_files ||
	     run->options.tool.n_commands) &&
	    limits_own(&run->limits) &&
	    launch_list(&registry, tests, ARRAY_SIZE(tests), &options, run->cpu)) {
		complain("out of memory or processes");
		status = EXIT_SETUP;
	}
	if (!status && !options.allow_unknown)
		status = limits_known(&run->limits, &run->catalog.listed, &registry);
	launch_unlist(&registry);
	return status;
}

/* Opens the files before anything is measured, so that an error costs no time. */
static int open_files(struct run *run)
{
	char err[512];

	if (run->options.results) {
		run->results =
			results_file_path(run->options.results, run->environment, run->started);
		snprintf(err, sizeof(err), "out of memory");
		if (run->results)
			run->file = results_file_open(run->results, err, sizeof(err));
		if (!run->file) {
			complain("%s", err);
			return EXIT_SETUP;
		}
		if (strcmp(run->results, run->options.results))
			complain("the figures go to %s", run->results);
	}
	if (run->options.dump) {
		run->dump = output_stream(run->options.dump);
		if (!run->dump) {
			complain("%s: %s", output_name(run->options.dump), strerror(errno));
			return EXIT_SETUP;
		}
		/* Several processes write lines to it. */
		setlinebuf(run->dump);
	}
	return 0;
}

/* Decides by the time of one instruction on the clock, which *instruction returns for messages. */
static bool counts_instructions(const struct run *run, double *instruction)
{
	*instruction = core_instruction();
	return *instruction > 0.9995 && *instruction < 1.0005 && strcmp(run->options.unit, "ns");
}

static int check_unit(const struct run *run, double instruction)
{
	if (strcmp(run->options.unit, "insns") || run->summary.insns)
		return 0;
	complain("--unit insns: the clock does not count instructions here: one takes "
		 "%.3f ns, not 1.000; run under vmtest.sh --mode icount",
		 instruction);
	return EXIT_SETUP;
}

/* Reads the file of -C before anything is measured, and checks that it is comparable. */
static int read_base(struct run *run)
{
	char *base = (char *)run->options.base, err[1024];
	int ret = 0;

	if (base)
		ret = side_read(&run->base, &base, 1, NULL, false, err, sizeof(err));
	if (base && !ret)
		ret = docs_comparable(&run->base.docs[0], run->environment,
				      run->summary.insns ? "insns" : "ns", err, sizeof(err));
	if (ret)
		complain("-C: %s", err);
	return ret ? EXIT_USAGE : 0;
}

/* Records what the processor's counters can count, or why they cannot. */
static void record_counters(struct run *run)
{
	char text[256] = "not read where the clock counts instructions";

	if (!run->summary.insns)
		hw_describe(run->cpu, text, sizeof(text));
	if (run->environment)
		json_object_set_new(run->environment, "pmu", json_string(text));
}

static int set_up(struct run *run)
{
	char err[512];
	double instruction;
	int status;

	run->summary.insns = counts_instructions(run, &instruction);
	status = read_limits(run);
	if (status)
		return status;
	/* Record this before we load programs, because the record counts those of others. */
	run->environment = env_record(run->cpu);
	if (preflight(err, sizeof(err))) {
		complain("%s", err);
		return EXIT_SETUP;
	}
	run->summary.pinned = &run->limits.pinned;
	run->summary.other_window = run->options.window;
	status = check_unit(run, instruction);
	record_counters(run);
	if (run->environment && run->options.window)
		json_object_set_new(run->environment, "window", json_integer(run->options.window));
	env_flags(&run->summary.flags);
	if (!status)
		status = read_base(run);
	return status ? status : open_files(run);
}

/* Bytes that are no UTF-8, as in a file name, cannot be in JSON. */
static json_t *json_word(const char *word)
{
	json_t *json = json_string(word);
	char *copy;

	if (json)
		return json;
	copy = strdup(word);
	for (char *c = copy; c && *c; c++)
		*c = *c < ' ' || *c > '~' ? '?' : *c;
	json = json_string(copy ? copy : "?");
	free(copy);
	return json;
}

static json_t *describe_run(struct run *run, int argc, char **argv)
{
	double steal = (double)(env_steal_ticks() - run->steal_ticks) / sysconf(_SC_CLK_TCK);
	const struct core_summary *core = &run->summary.core;
	json_t *args = json_array(), *json;
	char started[32];
	int i;

	json_object_set_new(run->environment, "steal_seconds", json_real(steal));
	env_record_throttling(run->environment, &run->quota, run->summary.throttled,
			      sizeof(run->summary.throttled));
	for (i = 0; i < argc; i++)
		json_array_append_new(args, json_word(argv[i]));
	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&run->started));
	json = json_pack(
		"{s:s, s:f, s:s, s:o, s:b, s:i, s:f, s:b}", "started", started, "seconds",
		(clock_ns() - run->started_ns) / 1e9, "unit", run->summary.insns ? "insns" : "ns",
		"argv", args, "incomplete", *run->interrupted != 0, "cpu", run->cpu, "quiet",
		run->summary.insns ? 1 : core->share[CORE_EXCLUSIVE], "quick", run->options.quick);
	if (json && core->cycle_ns > 0)
		json_object_set_new(json, "core",
				    json_pack("{s:f, s:f, s:f, s:f}", "cycle_ns", core->cycle_ns,
					      "loads", core->loads, "exclusive",
					      core->share[CORE_EXCLUSIVE], "shared",
					      core->share[CORE_SHARED]));
	return json;
}

/* Both may be of one kernel: then "this run" and the name of the file tell them apart. */
static void tell_apart(struct side *base, struct side *side)
{
	struct side both[] = { *base, *side };

	sides_label(both, ARRAY_SIZE(both));
	memcpy(base->label, both[0].label, sizeof(base->label));
	memcpy(side->label, both[1].label, sizeof(side->label));
}

/* Compares with report_progs' own code, on the text of a result file. Returns an exit status. */
static int compare_results(struct run *run, json_t *description)
{
	static const int status[] = {
		[REPORT_OK] = EXIT_PASSED,
		[REPORT_WORSE] = EXIT_FAILED,
		[REPORT_ERROR] = EXIT_USAGE,
		[REPORT_CANNOT_TELL] = EXIT_UNDECIDED,
	};
	struct results_doc *doc = calloc(1, sizeof(*doc));
	/* It is measured by now: whatever differs is said in the answer. */
	struct compare_options options = compare_defaults;
	struct side side = {};
	char err[1024] = "out of memory", *text;
	int ret = REPORT_ERROR;

	text = results_text(run->environment, description, &run->summary.results);
	if (!doc || !text ||
	    results_doc_parse("this run", text, strlen(text), doc, err, sizeof(err)) ||
	    side_init(&side, doc, 1, false, err, sizeof(err))) {
		complain("-C: %s", err);
		if (doc)
			results_doc_clear(doc);
		free(doc);
	} else {
		side_restate(&side, &run->base);
		tell_apart(&run->base, &side);
		options.across_configs = options.across_hosts = true;
		ret = compare_report(&run->base, &side, 1, &options,
				     &(struct compare_show){
					     .screen = screen_of(stdout, run->options.colour),
					     .verbose = run->options.verbose,
				     });
		side_clear(&side);
	}
	free(text);
	if (ret == REPORT_CANNOT_TELL && !run->options.strict)
		ret = REPORT_OK;
	return status[ret];
}

static int write_results(struct run *run, json_t *description)
{
	char err[512];
	int ret;

	if (!run->file)
		return 0;
	ret = results_file_write(run->file, json_incref(run->environment), json_incref(description),
				 &run->summary.results, err, sizeof(err));
	run->file = NULL;
	/* The whole configuration stands beside the results, if they are a file. */
	if (!ret && !is_output(run->results))
		ret = env_write_config(run->results, err, sizeof(err));
	if (ret)
		complain("%s", err);
	return ret;
}

/* Prints the text of the summary as diagnostics. Returns 0 or a negative errno. */
static int print_ktap(const struct summary *summary)
{
	char *about = NULL;
	size_t size;
	FILE *out = open_memstream(&about, &size);
	int ret;

	if (!out)
		return -errno;
	summary_print_headline(summary, out);
	summary_print_counts(summary, out);
	ret = fclose(out) ? -errno : ktap_results(stdout, &summary->results, about);
	free(about);
	return ret;
}

/* Returns how many CPUs a test may use. */
static unsigned int usable_cpus(void)
{
	struct cpus cpus;
	unsigned int n;

	if (cpus_of_cgroup(&cpus))
		return 1;
	n = cpus_count(&cpus);
	cpus_free(&cpus);
	return n;
}

static void print_people(struct run *run, const char *why)
{
	const struct screen screen = screen_of(stdout, run->options.colour);
	struct summary *summary = &run->summary;

	summary_print(summary, stdout, &screen);
	scaling_print(&summary->results, usable_cpus(), stdout);
	if (run->options.tool.n_commands)
		parts_print(&summary->results, stdout);
	if (run->options.hist)
		distribution_print(stdout, &summary->results, summary->insns ? "insns" : "ns");
	if (run->options.claims)
		claims_print(stdout, run->limits.published, results_figure, &summary->results,
			     summary->insns ? "insns" : "ns", why);
	summary_print_counts(summary, stdout);
}

/* Returns true if the reader of standard output is gone: head has read enough, or the terminal has
 * hung up. */
static bool reader_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return poll(&out, 1, 0) == 1 && out.revents & (POLLERR | POLLHUP);
}

/* Returns an exit status. If the reader is gone, that is not an error. */
static int flush_output(int status)
{
	bool failed = fflush(stdout);
	int err = errno;

	if ((!failed && !ferror(stdout)) || reader_gone())
		return status;
	complain("standard output: %s", failed ? strerror(err) : "could not write all of it");
	return EXIT_SETUP;
}

/* Writes the result file first: the reader of the table may block or go away. */
static int report(struct run *run, int argc, char **argv)
{
	struct summary *summary = &run->summary;
	json_t *description = describe_run(run, argc, argv);
	const char *why = summary_no_absolute(summary);
	int status, compared = EXIT_PASSED, written;

	if (*run->interrupted)
		summary_interrupted(summary);
	verdicts_set(&summary->results, run->limits.bounds, summary_bound_flags(summary));
	status = summary_exit_status(summary);
	written = write_results(run, description);
	run->reported = true;
	/* Who asks what got worse reads that first. */
	if (run->options.base) {
		compared = compare_results(run, description);
		putchar('\n');
	}
	if (!run->options.ktap) {
		print_people(run, why);
	} else if (print_ktap(summary)) {
		complain("out of memory");
		status = EXIT_SETUP;
	}
	json_decref(description);
	if (compared && (status == EXIT_PASSED || status == EXIT_FAILED ||
			 status == EXIT_ALL_SKIPPED || status == EXIT_UNDECIDED))
		status = compared;
	return flush_output(written ? EXIT_SETUP : status);
}

/* A file that the reader refuses would lose all that was measured, so it is checked before. */
static int check_head(struct run *run, int argc, char **argv)
{
	json_t *description = run->file ? describe_run(run, argc, argv) : NULL;
	char err[512];
	int ret = 0;

	if (run->file)
		ret = results_head_check(run->environment, description, err, sizeof(err));
	json_decref(description);
	if (ret)
		complain("-J: report_progs could not read what would be written: %s", err);
	return ret ? EXIT_SETUP : 0;
}

static int measure(struct run *run, int argc, char **argv)
{
	struct launch launch;
	int status;

	run->interrupted = interrupt_watch();
	status = set_up(run);
	if (!status)
		status = check_head(run, argc, argv);
	if (status)
		return status;
	launch = (struct launch){
		.options = &run->options,
		.catalog = &run->catalog,
		.cpu = run->cpu,
		.insns = run->summary.insns,
		.dump = run->dump,
		.started_ns = run->started_ns,
		.stop = run->interrupted,
	};
	if (launch_run(&run->children, &launch) || summary_collect(&run->summary, &run->children)) {
		complain("out of memory or processes");
		return EXIT_SETUP;
	}
	return report(run, argc, argv);
}

/* Limits of -B are checked, too, so that a caller finds a bad one before it measures. */
static int count(struct run *run, size_t n)
{
	int status = run->options.n_bounds ? read_limits(run) : EXIT_PASSED;

	if (status == EXIT_PASSED)
		printf("%zu\n", n);
	return status;
}

/* Returns an exit status: a search that finds nothing is a selection of nothing. */
static int list(struct run *run)
{
	struct catalog_search *search = &run->options.search;

	search->width = screen_width(stdout);
	if (catalog_list(&run->catalog, search, stdout))
		return flush_output(EXIT_PASSED);
	complain("-l: no operation's name or description has all of these words");
	return EXIT_USAGE;
}

static void clean_up(struct run *run)
{
	summary_free(&run->summary);
	children_free(&run->children);
	launch_unlist(&run->catalog.listed);
	limits_free(&run->limits);
	side_clear(&run->base);
	results_file_close(run->file);
	free(run->results);
	json_decref(run->environment);
	selector_free(run->options.selector);
	options_free(&run->options);
	if (run->dump)
		fclose(run->dump);
}

/* The reader of KTAP sees no exit status: without a line of its own this would look like success. */
static void print_nothing_measured(int status)
{
	printf("KTAP version 1\n1..1\nnot ok 1 test_progs # ERROR nothing was measured (exit "
	       "status "
	       "%d): see standard error\n",
	       status);
}

/* Returns an exit status. */
static int list_or_measure(struct run *run, int argc, char **argv)
{
	char err[256];
	size_t n;

	if (preflight_files(err, sizeof(err))) {
		complain("%s", err);
		return EXIT_SETUP;
	}
	selector_resolve(run->options.selector, test_names);
	run->catalog.selector = run->options.selector;
	run->summary.catalog = &run->catalog;
	run->summary.verbose = run->options.verbose;
	run->summary.strict = run->options.strict;
	run->cpu = preflight_cpu(run->options.cpu, err, sizeof(err));
	if (run->cpu < 0) {
		complain("%s", err);
		return EXIT_USAGE;
	}
	if (launch_list(&run->catalog.listed, tests, ARRAY_SIZE(tests), &run->options, run->cpu)) {
		complain("out of memory or processes");
		return EXIT_SETUP;
	}
	n = catalog_count(&run->catalog);
	if ((run->options.object || run->options.programs.n_files) &&
	    launch_refused(&run->catalog.listed))
		return EXIT_USAGE;
	if (!n || selector_unmatched(run->options.selector))
		return nothing_selected(run);
	if (run->options.count)
		return count(run, n);
	return run->options.list ? list(run) : measure(run, argc, argv);
}

int main(int argc, char **argv)
{
	struct run run = { .started = time(NULL),
			   .started_ns = clock_ns(),
			   .steal_ticks = env_steal_ticks() };
	int status;

	limits_cpu(&run.quota);
	argp_program_version_hook = program_print_version;
	options_parse(&run.options, argc, argv);
	status = list_or_measure(&run, argc, argv);
	if (run.options.ktap && !run.reported && !run.options.list && !run.options.count)
		print_nothing_measured(status);
	clean_up(&run);
	return status;
}
