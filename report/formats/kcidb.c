// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs kcidb: writes a report for KernelCI's database in version 4.5 of the schema that
 * kcidb-io publishes.  It is the first version in which a test has a "number" with a unit.
 */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "report/compare/version.h"
#include "report/formats/documents.h"
#include "report/formats/formats.h"

#define MAJOR 4
#define MINOR 5
#define ORIGIN "bpf_perf"
/* Bytes for the longest id. */
#define ID_SIZE 512

static struct kcidb_options {
	/* The submitting system, [a-z0-9_]+. */
	const char *origin;
	/* The id of a build that is already reported; NULL describes it from the results. */
	const char *build;
} options = { .origin = ORIGIN };

/* The report, and what all tests of one document share. */
struct report {
	const struct kcidb_options *options;
	json_t *checkouts, *builds, *tests;
	/* True if memory ran out in between. */
	bool failed;
	const struct results_doc *doc;
	unsigned long long hash;
	char build[ID_SIZE], label[96];
};

/* The schema forbids null, so unknown values are left out. */
static json_t *without_null(json_t *value)
{
	json_t *copy, *member;
	const char *key;
	size_t i;

	if (json_is_array(value)) {
		copy = json_array();
		json_array_foreach (value, i, member)
			if (!json_is_null(member))
				json_array_append_new(copy, without_null(member));
		return copy;
	}
	if (!json_is_object(value))
		return json_incref(value);
	copy = json_object();
	json_object_foreach (value, key, member)
		if (!json_is_null(member))
			json_object_set_new(copy, key, without_null(member));
	return copy;
}

/* Appends value and takes its reference over. */
static void append(struct report *report, json_t *array, json_t *value)
{
	report->failed |= json_array_append_new(array, value) != 0;
}

/* Turns text of a file into one word, because ids must be a single line. */
static void word(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text && n + 1 < size; text++)
		out[n++] = isalnum((unsigned char)*text) || strchr("._+-", *text) ? *text : '_';
	out[n] = '\0';
}

/* The schema allows only [a-z0-9_]* for an architecture. */
static void architecture(const char *text, char *out, size_t size)
{
	word(text, out, size);
	for (; *out; out++)
		*out = isalnum((unsigned char)*out) ? tolower((unsigned char)*out) : '_';
}

/* Makes a path such as "bpf_perf.map_perf.hash_lookup_hit", with [a-zA-Z0-9_-] between the dots. */
static void test_path(const char *name, char *out, size_t size)
{
	snprintf(out, size, "bpf_perf%s%s", *name ? "." : "", name);
	for (out += strlen("bpf_perf."); *name && *out; out++) {
		if (*out == '/')
			*out = '.';
		else if (!isalnum((unsigned char)*out) && *out != '-')
			*out = '_';
	}
}

static bool has_id(const json_t *array, const char *id)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!strcmp(id, json_string_value(json_object_get(json_array_get(array, i), "id"))))
			return true;
	return false;
}

/* Describes a build that nobody reported, from what the kernel says of itself. */
static void add_build(struct report *report)
{
	const char *origin = report->options->origin;
	char release[128], hash[64], arch[64], checkout[ID_SIZE], text[64], build[64];
	const struct results_doc *doc = report->doc;

	word(doc_text(doc, "kernel_release"), release, sizeof(release));
	word(doc_text(doc, "config_hash"), hash, sizeof(hash));
	architecture(doc_text(doc, "arch"), arch, sizeof(arch));
	snprintf(checkout, sizeof(checkout), "%s:linux-%s", origin, release);
	kernel_build(doc, text, sizeof(text));
	word(text, build, sizeof(build));
	snprintf(report->build, sizeof(report->build), "%s:linux-%s-%s-%s%s%s", origin, release,
		 arch, hash, *text ? "-" : "", *text ? build : "");
	if (!has_id(report->checkouts, checkout))
		append(report, report->checkouts,
		       json_pack("{s:s, s:s, s:s+}", "id", checkout, "origin", origin, "comment",
				 "Linux ", report->label));
	if (has_id(report->builds, report->build))
		return;
	append(report, report->builds,
	       json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:{s:s, s:s, s:s}}", "checkout_id",
			 checkout, "id", report->build, "origin", origin, "architecture", arch,
			 "comment", doc_text(doc, "kernel_version"), "valid", true, "misc",
			 "kernel_release", doc_text(doc, "kernel_release"), "config_hash",
			 doc_text(doc, "config_hash"), "arch", doc_text(doc, "arch")));
}

/* name is "" for the test that stands for the whole run. */
static json_t *test_object(const struct report *report, const char *name, const char *status)
{
	const char *started = doc_started(report->doc, NULL);
	char id[ID_SIZE], path[ID_SIZE];
	json_t *test;

	snprintf(id, sizeof(id), "%s:bpf-perf-%016llx%s%s", report->options->origin, report->hash,
		 *name ? "/" : "", name);
	test_path(name, path, sizeof(path));
	test = json_pack("{s:s, s:s, s:s, s:s, s:s}", "build_id", report->build, "id", id, "origin",
			 report->options->origin, "path", path, "status", status);
	if (started)
		json_object_set_new(test, "start_time", json_string(started));
	return test;
}

static json_t *result_misc(const struct result *r)
{
	json_t *all = result_to_json(r), *misc;

	/* Same as in a result file, but without the rounds, which would be too many. */
	json_object_del(all, "rounds");
	json_object_del(all, "quiet_rounds");
	misc = without_null(all);
	json_decref(all);
	return misc;
}

static void add_result(struct report *report, const struct result *r)
{
	static const char *const status[OUTCOMES] = {
		[OUTCOME_PASS] = "PASS",   [OUTCOME_DONE] = "DONE",   [OUTCOME_FAIL] = "FAIL",
		[OUTCOME_SKIP] = "SKIP",   [OUTCOME_ERROR] = "ERROR", [OUTCOME_UNDECIDED] = "DONE",
		[OUTCOME_MISSED] = "MISS",
	};
	enum outcome outcome = result_outcome(r);
	json_t *test = test_object(report, r->name, status[outcome]);

	/* "number" has no interval, so an imprecise figure is only in misc, which has it. */
	if (r->measured && !r->imprecise)
		json_object_set_new(test, "number",
				    json_pack("{s:f, s:s}", "value", r->value, "unit", r->unit));
	if (r->reason)
		json_object_set_new(
			test, "comment",
			json_sprintf("%s%s", r->verdict == VERDICT_UNDECIDED ? "UNDECIDED: " : "",
				     r->reason));
	json_object_set_new(test, "misc", result_misc(r));
	append(report, report->tests, test);
}

/* Returns the worst status of all results, in the order of the schema. */
static const char *run_status(const struct results *results)
{
	static const struct {
		enum outcome outcome;
		const char *status;
	} order[] = {
		{ OUTCOME_FAIL, "FAIL" }, { OUTCOME_ERROR, "ERROR" }, { OUTCOME_MISSED, "MISS" },
		{ OUTCOME_PASS, "PASS" }, { OUTCOME_DONE, "DONE" },   { OUTCOME_UNDECIDED, "DONE" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		for (size_t j = 0; j < results->n; j++)
			if (result_outcome(&results->result[j]) == order[i].outcome)
				return order[i].status;
	return "SKIP";
}

/* Adds a test for the run itself, with its duration and environment. */
static void add_run(struct report *report)
{
	const struct results_doc *doc = report->doc;
	json_t *test = test_object(report, "", run_status(&doc->results));

	if (doc_real_time(doc))
		json_object_set(test, "duration", json_object_get(doc->run, "seconds"));
	json_object_set_new(
		test, "environment",
		json_pack("{s:s, s:o}", "comment",
			  *doc_text(doc, "cpu_model") ? doc_text(doc, "cpu_model") : "unknown CPU",
			  "misc", without_null(doc->environment)));
	json_object_set_new(test, "misc", without_null(doc->run));
	append(report, report->tests, test);
}

static void add_doc(struct report *report, const struct results_doc *doc)
{
	report->doc = doc;
	version_text(doc, report->label, sizeof(report->label));
	if (report->options->build)
		snprintf(report->build, sizeof(report->build), "%s", report->options->build);
	else
		add_build(report);
	add_run(report);
	for (size_t i = 0; i < doc->results.n; i++)
		add_result(report, &doc->results.result[i]);
}

static bool is_in(unsigned long long hash, const unsigned long long *hashes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hashes[i] == hash)
			return true;
	return false;
}

static int kcidb_write(FILE *out, const struct results_doc *docs, size_t n, const void *settings)
{
	struct report report = {
		.options = settings,
		.checkouts = json_array(),
		.builds = json_array(),
		.tests = json_array(),
	};
	unsigned long long *hashes = calloc(n + 1, sizeof(*hashes));
	json_t *json;
	int ret = hashes ? 0 : -ENOMEM;

	for (size_t i = 0; !ret && i < n; i++) {
		ret = results_doc_hash(&docs[i], &hashes[i]);
		report.hash = hashes[i];
		/* A file that is given twice is one run. */
		if (!ret && !is_in(hashes[i], hashes, i))
			add_doc(&report, &docs[i]);
	}
	free(hashes);
	json = json_pack("{s:{s:i, s:i}, s:o, s:o, s:o}", "version", "major", MAJOR, "minor", MINOR,
			 "checkouts", report.checkouts, "builds", report.builds, "tests",
			 report.tests);
	if (!json || ret || report.failed)
		ret = -ENOMEM;
	else if (json_dumpf(json, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)))
		ret = -EIO;
	fputc('\n', out);
	json_decref(json);
	return ret;
}

static bool is_origin(const char *text, size_t len)
{
	return len && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* An id is one line of text, such as "maestro:1234". */
static bool is_build(const char *id)
{
	const char *colon = strchr(id, ':');
	/* json_string() also returns NULL if id is not UTF-8. */
	json_t *text = json_string(id);
	bool good = text && colon && is_origin(id, colon - id) && strlen(id) < ID_SIZE;

	json_decref(text);
	for (; good && *id; id++)
		good = !iscntrl((unsigned char)*id);
	return good;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct kcidb_options *given = state->input;

	switch (key) {
	case 'o':
		if (!is_origin(arg, strlen(arg)) || strlen(arg) > 64)
			argp_error(state, "--origin: '%s' is not a name of [a-z0-9_]", arg);
		given->origin = arg;
		return 0;
	case 'b':
		if (!is_build(arg))
			argp_error(state, "--build: '%s' is not a build id: expected ORIGIN:...",
				   arg);
		given->build = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
	{ "origin", 'o', "NAME", 0, "The system that submits (default: " ORIGIN ")", 0 },
	{ "build", 'b', "ID", 0,
	  "The tested build, if it is already reported (default: describe it from the results)",
	  0 },
	{},
};

static const struct argp argp = { .options = table, .parser = parse };

const struct report_format kcidb_format = {
	.name = "kcidb",
	.args = "[--origin NAME] [--build ID] FILE...",
	.help = "write a report for KernelCI's database",
	.doc = "Writes a report for KernelCI's database, in version 4.5 of its schema.",
	.options = &argp,
	.settings = &options,
	.write = kcidb_write,
};
