// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "report/compare/config.h"
#include "report/compare/environment.h"
#include "report/compare/version.h"
#include "report/text/text.h"

/* Fields that can explain a change, the most likely explanation first (docs/compare.md). */
static const char *const fields[] = {
	"config_hash",
	"window",
	"cpu_model",
	"microcode",
	"governor",
	"smt_active",
	"cpu_type",
	"cpu_max_khz",
	"cpu_capacity",
	"cpus_online",
	"cpus_possible",
	"cpu_quota",
	"mitigations",
	"clocksource",
	"timer_resolution_ns",
	"hypervisor",
	"preempt",
	"hz",
	"bpf_jit_enable",
	"bpf_jit_harden",
	"bpf_jit_kallsyms",
	"bpf_stats_enabled",
	"unprivileged_bpf_disabled",
	"lsm",
	"lockdown",
	"bpf_programs",
	"host_id",
	"libbpf",
	"clang",
	"page_size",
	"debug_kernel",
	"slow_clock",
	"btf",
};

/* Prints only the members that differ, such as single mitigations. */
static size_t print_object(FILE *out, const char *label, const char *name, const json_t *old,
			   const json_t *new)
{
	const json_t *sides[] = { old, new };
	size_t n = 0, i;

	for (i = 0; i < 2; i++) {
		const json_t *value;
		const char *key;

		json_object_foreach ((json_t *)sides[i], key, value) {
			const json_t *other = json_object_get(sides[!i], key);

			/* Members that both sides have were printed with the first side. */
			if (i ? other != NULL : json_equal(value, other))
				continue;
			fprintf(out, "  %s%s ", label, name);
			print_text(out, key);
			fputs(": ", out);
			print_json(out, i ? NULL : value);
			fputs(" -> ", out);
			print_json(out, i ? value : other);
			fputc('\n', out);
			n++;
		}
	}
	return n;
}

static size_t print_value(FILE *out, const char *label, const char *name, const json_t *old,
			  const json_t *new)
{
	/* An older test_progs may not have recorded the field: that is not a difference. */
	if (!old || !new || json_equal(old, new))
		return 0;
	if (json_is_object(old) && json_is_object(new))
		return print_object(out, label, name, old, new);
	fprintf(out, "  %s%s: ", label, name);
	print_json(out, old);
	fputs(" -> ", out);
	print_json(out, new);
	fputc('\n', out);
	return 1;
}

/* Collects the words of text that other lacks, each after a space.  Returns their number. */
static size_t words_without(const char *text, const char *other, char *words, size_t size)
{
	size_t used = 0, n = 0, len, at;

	*words = '\0';
	for (; *(text += strspn(text, " ")); text += len) {
		const char *found = other;

		len = strcspn(text, " ");
		while ((found += strspn(found, " ")), *found) {
			at = strcspn(found, " ");
			if (at == len && !strncmp(found, text, len))
				break;
			found += at;
		}
		/* The path that the boot loader read says nothing about the kernel. */
		if (*found || !strncmp(text, "BOOT_IMAGE=", 11))
			continue;
		n++;
		if (used + len + 2 < size)
			used += snprintf(words + used, size - used, " %.*s", (int)len, text);
	}
	return n;
}

/* Prints only those parameters of the command line that one side lacks. */
static size_t print_words(FILE *out, const char *label, const char *name, const json_t *old,
			  const json_t *new)
{
	const char *a = json_string_value(old), *b = json_string_value(new);
	char before[512], now[512];
	size_t n, m;

	if (!a || !b)
		return 0;
	n = words_without(a, b, before, sizeof(before));
	m = words_without(b, a, now, sizeof(now));
	if (!n && !m)
		return 0;
	fprintf(out, "  %s%s:", label, name);
	print_text(out, n ? before : " (nothing)");
	fputs(" ->", out);
	print_text(out, m ? now : " (nothing)");
	fputc('\n', out);
	return 1;
}

/* Only whether the CPU quota held the run up matters: how often never repeats. */
static size_t print_throttling(FILE *out, const char *label, const json_t *old, const json_t *new)
{
	const json_t *a = json_object_get(old, "throttled_periods");
	const json_t *b = json_object_get(new, "throttled_periods");

	if (!json_integer_value(a) == !json_integer_value(b))
		return 0;
	return print_value(out, label, "throttled_periods", a, b);
}

static size_t print_fields(FILE *out, const char *label, const struct results_doc *old,
			   const struct results_doc *new)
{
	const char *kernel = kernel_differs(old, new);
	size_t n = 0;

	/*
	 * The label already shows another release or name, and with another release version and
	 * build id differ, too.  The tools are among the fields below.
	 */
	if (kernel && (!strcmp(kernel, "kernel_version") || !strcmp(kernel, "kernel_build_id")))
		n = print_value(out, label, kernel, json_object_get(old->environment, kernel),
				json_object_get(new->environment, kernel));
	n += config_print(out, label, json_object_get(old->environment, "config"),
			  json_object_get(new->environment, "config"));
	n += print_value(out, label, "cpu", json_object_get(old->run, "cpu"),
			 json_object_get(new->run, "cpu"));

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		n += print_value(out, label, fields[i],
				 json_object_get(old->environment, fields[i]),
				 json_object_get(new->environment, fields[i]));
	n += print_words(out, label, "cmdline", json_object_get(old->environment, "cmdline"),
			 json_object_get(new->environment, "cmdline"));
	return n + print_throttling(out, label, old->environment, new->environment);
}

/* A boot that differs from the first one of its side can explain a change as well. */
static size_t print_boots(FILE *out, const struct side *side)
{
	const struct results_doc *first = &side->docs[0], *doc;
	char label[264];
	size_t n = 0;

	for (doc = first + 1; doc < first + side->n_docs; doc++) {
		snprintf(label, sizeof(label), "%.120s differs from %.120s: ", doc->path,
			 first->path);
		n += print_fields(out, label, first, doc);
	}
	return n;
}

size_t environment_print(FILE *out, const struct side *old, const struct side *new, bool named)
{
	char label[sizeof(new->label) + 2] = "";
	size_t n;

	if (named)
		snprintf(label, sizeof(label), "%s: ", new->label);
	n = print_fields(out, label, &old->docs[0], &new->docs[0]);
	n += print_boots(out, old);
	return n + print_boots(out, new);
}

/* Why a run is incomplete: vmtest.sh ends a guest, and a person a run. */
static const char *cut_short(const struct results_doc *doc)
{
	const json_t *vm = json_object_get(doc->environment, "vm");

	return json_object_get(vm, "ended") ? "the guest was ended before everything was measured"
					    : "the run was interrupted";
}

void side_warnings(FILE *out, const struct side *side)
{
	for (size_t i = 0; i < side->n_docs; i++) {
		const json_t *run = side->docs[i].run;

		if (json_is_true(json_object_get(run, "incomplete")))
			fprintf(out, "%s: INCOMPLETE: %s\n", side->docs[i].path,
				cut_short(&side->docs[i]));
		if (json_is_true(json_object_get(run, "quick")))
			fprintf(out, "%s: a --quick run, which has few rounds\n",
				side->docs[i].path);
		if (side->repeated[i])
			fprintf(out, "%s: duplicate of an earlier file; counted once\n",
				side->docs[i].path);
	}
}
