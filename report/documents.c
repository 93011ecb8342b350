// SPDX-License-Identifier: GPL-2.0-only
/* Result files each for itself, for the formats that do not compare. */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/report.h"

/* As test_progs writes a time. */
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

/* By test, and within one as they are in the array that both point into. */
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

void doc_label(const struct results_doc *docs, size_t i, char *label, size_t size)
{
	char own[96], other[96];
	size_t boot = 1;

	version_label(&docs[i], own, sizeof(own));
	for (size_t j = 0; j < i; j++) {
		version_label(&docs[j], other, sizeof(other));
		boot += !strcmp(own, other);
	}
	if (boot > 1)
		snprintf(label, size, "%s (%zu)", own, boot);
	else
		snprintf(label, size, "%s", own);
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
	/* Written again it is the same: a day that there is, and nothing around it. */
	time = timegm(&tm);
	if (time < 0 || !strftime(again, sizeof(again), TIME_FORMAT, gmtime_r(&time, &tm)) ||
	    strcmp(text, again))
		return NULL;
	if (when)
		*when = time;
	return text;
}

struct command {
	char **files;
	size_t n;
	void *extra;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = command->extra;
		return 0;
	case ARGP_KEY_ARG:
		command->files[command->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!command->n)
			argp_error(state, "of which results?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int read_and_write(const struct command *command, const struct report_format *format)
{
	struct results_doc *docs = calloc(command->n + 1, sizeof(*docs));
	char err[1024] = "out of memory";
	int ret = docs ? 0 : -ENOMEM;
	size_t n;

	/* All of them first: a report is whole or not at all. */
	for (n = 0; !ret && n < command->n; n++)
		ret = results_doc_read(command->files[n], &docs[n], err, sizeof(err));
	if (!ret) {
		ret = format->write(stdout, docs, n, command->extra);
		snprintf(err, sizeof(err), "%s", strerror(-ret));
	}
	if (ret)
		fprintf(stderr, "report_progs: %s\n", err);
	while (n)
		results_doc_clear(&docs[--n]);
	free(docs);
	return ret ? REPORT_ERROR : REPORT_OK;
}

int report_format_main(int argc, char **argv, const struct report_format *format, void *extra)
{
	static const struct argp none = {};
	const struct argp_child children[] = {
		{ format->options ? format->options : &none, 0, NULL, 0 }, {}
	};
	const struct argp argp = {
		.parser = parse,
		.args_doc = "FILE...",
		.doc = format->doc,
		.children = children,
	};
	struct command command = { .extra = extra };
	int status = REPORT_ERROR;

	command.files = calloc(argc + 1, sizeof(*command.files));
	argv[0] = (char *)format->command;
	if (!command.files)
		fprintf(stderr, "report_progs: out of memory\n");
	else if (!argp_parse(&argp, argc, argv, 0, NULL, &command))
		status = read_and_write(&command, format);
	free(command.files);
	return status;
}
