// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* What explains changes, in the order of how much it may; docs/compare.md. */
static const char *const fields[] = {
	"config_hash",
	"cpu_model",
	"microcode",
	"governor",
	"smt_active",
	"cpus_online",
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
	"libbpf",
	"clang",
	"memory_bytes",
	"page_size",
	"debug_kernel",
	"slow_clock",
	"btf",
};

/* Which mitigations differ, not the whole object. */
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

			/* Of the second side only what the first does not have. */
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

size_t environment_print(FILE *out, const struct side *old, const struct side *new, bool named)
{
	char label[sizeof(new->label) + 2] = "";
	size_t n = 0, i;

	if (named)
		snprintf(label, sizeof(label), "%s: ", new->label);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const json_t *a = json_object_get(old->docs[0].environment, fields[i]);
		const json_t *b = json_object_get(new->docs[0].environment, fields[i]);

		/* Files that do not tell differ in nothing. */
		if ((!a && !b) || json_equal(a, b))
			continue;
		if (json_is_object(a) && json_is_object(b)) {
			n += print_object(out, label, fields[i], a, b);
			continue;
		}
		fprintf(out, "  %s%s: ", label, fields[i]);
		print_json(out, a);
		fputs(" -> ", out);
		print_json(out, b);
		fputc('\n', out);
		n++;
	}
	return n;
}
