// SPDX-License-Identifier: GPL-2.0-only
/* Reads result files for the formats that do not compare. */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/version.h"
#include "report/formats/documents.h"
#include "report/text/text.h"

/* The format of times in result files. */
#define TIME_FORMAT "%Y-%m-%dT%H:%M:%SZ"

static size_t test_length(const struct result *result)
{
	return strcspn(result->name, "/");
}

const char *result_operation(const struct result *result)
{
	const char *slash = strchr(result->name, '/');

	return slash ? slash + 1 : result->name;
}

enum outcome result_outcome(const struct result *result)
{
	switch (result->verdict) {
	case VERDICT_PASS:
		return limit_judged(result->limit) ? OUTCOME_PASS : OUTCOME_DONE;
	case VERDICT_FAIL:
		return result->measured ? OUTCOME_FAIL : OUTCOME_ERROR;
	case VERDICT_UNDECIDED:
		return result->measured ? OUTCOME_UNDECIDED : OUTCOME_MISSED;
	default:
		return OUTCOME_SKIP;
	}
}

/* Sorts by test, and within a test by the place in the array that both point into. */
static int by_test_then_place(const void *a, const void *b)
{
	const struct result *x = *(const struct result *const *)a;
	const struct result *y = *(const struct result *const *)b;
	size_t n = test_length(x), m = test_length(y);
	int order = strncmp(x->name, y->name, n < m ? n : m);

	if (!order && n != m)
		order = n < m ? -1 : 1;
	return order ? order : (x > y) - (x < y);
}

static bool same_test(const struct result *a, const struct result *b)
{
	return test_length(a) == test_length(b) && !strncmp(a->name, b->name, test_length(a));
}

int tests_init(struct tests *tests, const struct results *results)
{
	size_t i;

	*tests = (struct tests){
		.sorted = calloc(results->n + 1, sizeof(*tests->sorted)),
		.test = calloc(results->n + 1, sizeof(*tests->test)),
	};
	if (!tests->sorted || !tests->test)
		goto no_memory;
	for (i = 0; i < results->n; i++)
		tests->sorted[i] = &results->result[i];
	qsort(tests->sorted, results->n, sizeof(*tests->sorted), by_test_then_place);
	for (i = 0; i < results->n; i++) {
		const struct result *result = tests->sorted[i];
		struct test_results *test;

		if (!i || !same_test(tests->sorted[i - 1], result)) {
			test = &tests->test[tests->n++];
			test->results = &tests->sorted[i];
			test->name = strndup(result->name, test_length(result));
			if (!test->name)
				goto no_memory;
		}
		test = &tests->test[tests->n - 1];
		test->n++;
		test->count[result_outcome(result)]++;
	}
	return 0;
no_memory:
	tests_clear(tests);
	return -ENOMEM;
}

void tests_clear(struct tests *tests)
{
	for (size_t i = 0; i < tests->n; i++)
		free(tests->test[i].name);
	free(tests->test);
	free(tests->sorted);
	*tests = (struct tests){};
}

void print_figure(FILE *out, const struct result *r)
{
	char value[32], lo[32], hi[32];

	figure_text(r->value, value, sizeof(value));
	figure_text(r->lo, lo, sizeof(lo));
	figure_text(r->hi, hi, sizeof(hi));
	fprintf(out, "%s%s %s [%s, %s]", r->imprecise ? "~" : "", value, r->unit, lo, hi);
}

void print_details(FILE *out, const struct result *r)
{
	fprintf(out, "loop %.9g - baseline %.9g, median %.9g, %zu rounds, exclusive %.0f %%",
		r->raw, r->baseline, r->median, r->n_rounds, 100 * r->quiet);
	if (r->tail.count)
		fprintf(out, ", p50 %.9g p95 %.9g p99 %.9g p99.9 %.9g max %.9g of %llu",
			r->tail.p50, r->tail.p95, r->tail.p99, r->tail.p999, r->tail.max,
			(unsigned long long)r->tail.count);
	fprintf(out, ", %llu runs, %llu errors", (unsigned long long)r->runs,
		(unsigned long long)r->errors);
	if (r->note) {
		fprintf(out, ", %.9g ", r->note_value);
		print_text(out, r->note);
	}
}

const char *doc_text(const struct results_doc *doc, const char *field)
{
	const char *text = json_string_value(json_object_get(doc->environment, field));

	return text ? text : "";
}

void doc_label(const struct results_doc *docs, size_t n, size_t i, char label[LABEL_SIZE])
{
	const struct results_doc **all = calloc(n + 1, sizeof(*all));

	*label = '\0';
	for (size_t j = 0; all && j < n; j++)
		all[j] = &docs[j];
	if (all)
		labels_tell_apart(all, n, i, label);
	free(all);
}

bool doc_real_time(const struct results_doc *doc)
{
	const json_t *vm = json_object_get(doc->environment, "vm");
	const char *mode = json_string_value(json_object_get(vm, "mode"));

	return !mode || strcmp(mode, "icount");
}

const char *doc_started(const struct results_doc *doc, time_t *when)
{
	const char *text = json_string_value(json_object_get(doc->run, "started"));
	struct tm tm = {};
	char again[sizeof("0000-00-00T00:00:00Z")] = "";
	time_t time;

	if (!doc_real_time(doc) || !strptime(text, TIME_FORMAT, &tm))
		return NULL;
	/*
	 * Format it again and compare: this refuses days that do not exist and text around the
	 * time.
	 */
	time = timegm(&tm);
	if (time < 0 || !strftime(again, sizeof(again), TIME_FORMAT, gmtime_r(&time, &tm)) ||
	    strcmp(text, again))
		return NULL;
	if (when)
		*when = time;
	return text;
}

const char *doc_unmeasured(const struct results_doc *doc, const void *settings)
{
	for (size_t i = 0; i < doc->results.n; i++)
		if (doc->results.result[i].measured)
			return NULL;
	return "nothing in it was measured";
}

void doc_result_name(const struct results_doc *docs, size_t n, size_t i,
		     const struct result *result, char *name, size_t size)
{
	char label[LABEL_SIZE];

	doc_label(docs, n, i, label);
	snprintf(name, size, "%s%s%s", result->name, n > 1 ? " on " : "", n > 1 ? label : "");
}

/* It must differ from the keys of the formats' own options. */
#define OPT_LABEL 0x1000

struct command {
	const struct report_format *format;
	char **files;
	size_t n;
	struct label_list labels;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;
	char err[256];

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = command->format->settings;
		return 0;
	case OPT_LABEL:
		if (labels_add(&command->labels, arg, err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	case ARGP_KEY_ARG:
		command->files[command->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!command->n)
			argp_error(state, "no result file is given: name at least one FILE");
		if (labels_fit(&command->labels, command->n, "files", err, sizeof(err)))
			argp_error(state, "%s", err);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* A report of nothing would be a report in which nothing failed. */
static int some_result(const struct report_format *format, const struct results_doc *docs, size_t n,
		       char *err, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		const char *lacks = NULL;

		if (!docs[i].results.n)
			lacks = "there is no result in it";
		else if (format->lacks)
			lacks = format->lacks(&docs[i], format->settings);
		if (!lacks)
			continue;
		snprintf(err, size, "%s: %s", docs[i].path, lacks);
		return -EINVAL;
	}
	return 0;
}

static int read_and_write(const struct command *command)
{
	const struct report_format *format = command->format;
	struct results_doc *docs = calloc(command->n + 1, sizeof(*docs));
	char err[1024] = "out of memory";
	int ret = docs ? 0 : -ENOMEM;
	size_t n;

	/* Read all files before writing, so that a bad file does not leave half a report. */
	for (n = 0; !ret && n < command->n; n++)
		ret = results_doc_read(command->files[n], &docs[n], err, sizeof(err));
	for (size_t i = 0; !ret && i < command->labels.n; i++)
		ret = label_doc(&docs[i], command->labels.name[i]);
	if (!ret)
		ret = some_result(format, docs, n, err, sizeof(err));
	if (!ret && format->check)
		ret = format->check(docs, n, err, sizeof(err));
	if (!ret) {
		ret = format->write(stdout, docs, n, format->settings);
		snprintf(err, sizeof(err), "%s", strerror(-ret));
	}
	if (ret)
		complain("%s", err);
	while (n)
		results_doc_clear(&docs[--n]);
	free(docs);
	return ret ? REPORT_ERROR : REPORT_OK;
}

int report_format_main(int argc, char **argv, const struct report_format *format)
{
	static const struct argp none = {};
	const struct argp_child children[] = {
		{ format->options ? format->options : &none, 0, NULL, 0 }, {}
	};
	static const struct argp_option table[] = {
		{ "label", OPT_LABEL, "NAME", 0,
		  "What a result is called: once for each file, in their order (the kernel's "
		  "version)",
		  0 },
		{},
	};
	const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = format->doc,
		.children = children,
	};
	struct command command = { .format = format };
	int status = REPORT_ERROR;
	char name[64];

	command.files = calloc(argc + 1, sizeof(*command.files));
	snprintf(name, sizeof(name), "%s %s", program_name(), format->name);
	argv[0] = name;
	if (!command.files)
		complain("out of memory");
	else if (!parse_options(&argp, argc, argv, 0, &command))
		status = read_and_write(&command);
	labels_clear(&command.labels);
	free(command.files);
	return status;
}
