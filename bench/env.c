// SPDX-License-Identifier: GPL-2.0-only
/* The environment record: how files are read, and the kernel's fields. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <zlib.h>

#include "bench/env.h"

#ifndef CLANG_VERSION
#define CLANG_VERSION "unknown"
#endif

/* A config has 300 kB; a file far beyond that is not one. */
#define CONFIG_MAX (8U << 20)
#define TEXT_MAX (1U << 20)

/*
 * Reads plain and gzip files alike, as zlib does.  Returns the text, terminated
 * by a 0 that *len does not count, or NULL when it is unreadable or longer
 * than max.
 */
static char *slurp(const char *path, size_t max, size_t *len)
{
	size_t used = 0, size = 65536;
	char *text = NULL;
	gzFile file = gzopen(path, "re");

	if (!file)
		return NULL;
	for (;;) {
		char *more = realloc(text, size + 1);
		int got;

		if (!more)
			goto fail;
		text = more;
		got = gzread(file, text + used, size - used);
		if (got < 0)
			goto fail;
		used += got;
		if (!got)
			break;
		if (used == size)
			size *= 2;
		if (size > 2 * max)
			goto fail;
	}
	/* A gzip file that was cut short only shows when it is closed. */
	if (gzclose(file) != Z_OK || used > max) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	*len = used;
	return text;
fail:
	gzclose(file);
	free(text);
	return NULL;
}

char *env_slurp(const struct env_machine *machine, const char *path, size_t max, size_t *len)
{
	char full[PATH_MAX];

	if (snprintf(full, sizeof(full), "%s%s", machine->root, path) >= (int)sizeof(full))
		return NULL;
	return slurp(full, max, len);
}

char *env_text(const struct env_machine *machine, const char *path)
{
	size_t len;

	return env_slurp(machine, path, TEXT_MAX, &len);
}

char *env_first_line(const struct env_machine *machine, const char *path)
{
	char *text = env_text(machine, path);
	size_t skip, end;

	if (!text)
		return NULL;
	end = strcspn(text, "\n");
	while (end && isspace((unsigned char)text[end - 1]))
		end--;
	text[end] = '\0';
	skip = strspn(text, " \t");
	memmove(text, text + skip, strlen(text) - skip + 1);
	return text;
}

json_t *env_line(const struct env_machine *machine, const char *path)
{
	char *line = env_first_line(machine, path);
	json_t *value = line ? json_string(line) : NULL;

	free(line);
	return value;
}

json_t *env_number(const struct env_machine *machine, const char *path)
{
	char *line = env_first_line(machine, path);
	json_t *value = NULL;
	char *end;

	if (line) {
		long long number = strtoll(line, &end, 10);

		if (end != line && !*end)
			value = json_integer(number);
	}
	free(line);
	return value;
}

void env_machine_open(struct env_machine *machine, const char *root)
{
	static const char *const paths[] = {
		"/proc/config.gz",
		"/boot/config-%s",
		"/lib/modules/%s/config",
	};
	struct utsname name;
	char path[PATH_MAX];

	*machine = (struct env_machine){ .root = root };
	if (uname(&name))
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && !machine->config; i++) {
		const char *verb = strstr(paths[i], "%s");

		if (verb)
			snprintf(path, sizeof(path), "%.*s%s%s", (int)(verb - paths[i]), paths[i],
				 name.release, verb + 2);
		else
			snprintf(path, sizeof(path), "%s", paths[i]);
		machine->config = env_slurp(machine, path, CONFIG_MAX, &machine->config_len);
	}
}

/* What follows "CONFIG_<option>=", at the start of a line; NULL when not set. */
static const char *config_value(const struct env_machine *machine, const char *option)
{
	char key[80];
	int len = snprintf(key, sizeof(key), "CONFIG_%s=", option);
	const char *at = machine->config;

	while (at && (at = strstr(at, key))) {
		if (at == machine->config || at[-1] == '\n')
			return at + len;
		at += len;
	}
	return NULL;
}

bool env_config_has(const struct env_machine *machine, const char *option)
{
	const char *value = config_value(machine, option);

	return value && *value == 'y';
}

bool env_cmdline_has(const struct env_machine *machine, const char *word)
{
	char *text = env_text(machine, "/proc/cmdline");
	size_t len = strlen(word);
	bool found = false;
	char *save = NULL;

	if (!text)
		return false;
	for (char *at = strtok_r(text, " \n", &save); at && !found;
	     at = strtok_r(NULL, " \n", &save)) {
		if (strncmp(at, word, len))
			continue;
		/* "-", "off" and "0" are how these options are switched off. */
		found = !at[len] || (at[len] == '=' && !strchr("-0", at[len + 1]) &&
				     strcmp(at + len + 1, "off"));
	}
	free(text);
	return found;
}

static json_t *read_uname(const struct env_machine *machine, const char *arg)
{
	struct utsname name;

	(void)machine;
	if (uname(&name))
		return NULL;
	switch (*arg) {
	case 'r':
		return json_string(name.release);
	case 'v':
		return json_string(name.version);
	default:
		return json_string(name.machine);
	}
}

static json_t *read_config_hash(const struct env_machine *machine, const char *arg)
{
	const Bytef *text = (const Bytef *)machine->config;

	(void)arg;
	if (!text)
		return NULL;
	return json_sprintf("crc32:%08lx", crc32(0, text, machine->config_len));
}

static json_t *read_hz(const struct env_machine *machine, const char *arg)
{
	const char *value = config_value(machine, arg);

	return value ? json_integer(atoi(value)) : NULL;
}

/* The word in parentheses in "none voluntary (full)". */
static bool preempt_debugfs(const struct env_machine *machine, char *mode, size_t size)
{
	char *text = env_text(machine, "/sys/kernel/debug/sched/preempt");
	char *open = text ? strchr(text, '(') : NULL;
	char *close = open ? strchr(open, ')') : NULL;

	if (close)
		snprintf(mode, size, "%.*s", (int)(close - open - 1), open + 1);
	free(text);
	return close;
}

static json_t *read_preempt(const struct env_machine *machine, const char *arg)
{
	static const struct {
		const char *mode, *option, *cmdline;
	} models[] = {
		{ "none", "PREEMPT_NONE", "preempt=none" },
		{ "voluntary", "PREEMPT_VOLUNTARY", "preempt=voluntary" },
		{ "lazy", "PREEMPT_LAZY", "preempt=lazy" },
		{ "full", "PREEMPT", "preempt=full" },
	};
	const size_t n = sizeof(models) / sizeof(models[0]);
	const char *built = NULL, *booted = NULL;
	struct utsname name;
	char mode[32];

	(void)arg;
	if (uname(&name))
		return NULL;
	if (strstr(name.version, "PREEMPT_RT") || env_config_has(machine, "PREEMPT_RT"))
		return json_string("rt");
	for (size_t i = 0; i < n; i++) {
		if (env_config_has(machine, models[i].option))
			built = models[i].mode;
		if (env_cmdline_has(machine, models[i].cmdline))
			booted = models[i].mode;
	}
	if (strstr(name.version, "PREEMPT_DYNAMIC")) {
		if (preempt_debugfs(machine, mode, sizeof(mode)))
			return json_sprintf("dynamic %s", mode);
		if (booted || built)
			return json_sprintf("dynamic %s", booted ?: built);
		return json_string("dynamic");
	}
	if (built)
		return json_string(built);
	return strstr(name.version, "PREEMPT") ? json_string("full") : NULL;
}

static json_t *read_btf(const struct env_machine *machine, const char *arg)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", machine->root, arg);
	return json_boolean(!access(path, R_OK));
}

static json_t *read_memory(const struct env_machine *machine, const char *arg)
{
	char *text = env_text(machine, arg);
	const char *at = text ? strstr(text, "MemTotal:") : NULL;
	json_t *value = NULL;
	long long kib;

	if (at && sscanf(at, "MemTotal: %lld kB", &kib) == 1)
		value = json_integer(kib * 1024);
	free(text);
	return value;
}

static json_t *read_page_size(const struct env_machine *machine, const char *arg)
{
	(void)machine;
	(void)arg;
	return json_integer(sysconf(_SC_PAGESIZE));
}

static json_t *read_tool(const struct env_machine *machine, const char *arg)
{
	(void)machine;
	return json_string(arg ?: libbpf_version_string());
}

static const struct env_field kernel_fields[] = {
	{ "kernel_release", read_uname, "r" },
	{ "kernel_version", read_uname, "v" },
	{ "config_hash", read_config_hash, NULL },
	{ "arch", read_uname, "m" },
	{ "bpf_jit_enable", env_number, "/proc/sys/net/core/bpf_jit_enable" },
	{ "bpf_jit_harden", env_number, "/proc/sys/net/core/bpf_jit_harden" },
	{ "bpf_jit_kallsyms", env_number, "/proc/sys/net/core/bpf_jit_kallsyms" },
	{ "bpf_stats_enabled", env_number, "/proc/sys/kernel/bpf_stats_enabled" },
	{ "unprivileged_bpf_disabled", env_number, "/proc/sys/kernel/unprivileged_bpf_disabled" },
	{ "preempt", read_preempt, NULL },
	{ "hz", read_hz, "HZ" },
	{ "btf", read_btf, "/sys/kernel/btf/vmlinux" },
	{ "lsm", env_line, "/sys/kernel/security/lsm" },
	{ "libbpf", read_tool, NULL },
	{ "clang", read_tool, CLANG_VERSION },
	{ "memory_bytes", read_memory, "/proc/meminfo" },
	{ "page_size", read_page_size, NULL },
	{ NULL, NULL, NULL },
};

static int record_fields(json_t *record, const struct env_machine *machine,
			 const struct env_field *field)
{
	for (; field->name; field++) {
		json_t *value = field->read(machine, field->arg);

		if (json_object_set_new(record, field->name, value ?: json_null()))
			return -ENOMEM;
	}
	return 0;
}

/* Null for the empty text, and for what is no UTF-8. */
static json_t *text_or_null(const char *text)
{
	return (*text ? json_string(text) : NULL) ?: json_null();
}

json_t *env_record_at(const char *root, int cpu)
{
	json_t *record = json_object();
	struct env_machine machine;
	struct env_flags flags;
	int err;

	env_machine_open(&machine, root);
	env_find_flags(&machine, &flags);
	err = record_fields(record, &machine, kernel_fields);
	if (!err)
		err = record_fields(record, &machine, env_cpu_fields);
	if (!err)
		err = env_record_core(record, &machine, cpu);
	free(machine.config);
	if (err || json_object_set_new(record, "debug_kernel", text_or_null(flags.debug_why)) ||
	    json_object_set_new(record, "slow_clock", text_or_null(flags.clock_why))) {
		json_decref(record);
		return NULL;
	}
	return record;
}

json_t *env_record(int cpu)
{
	return env_record_at("", cpu);
}

long long env_steal_ticks_at(const char *root)
{
	struct env_machine machine = { .root = root };
	char *text = env_text(&machine, "/proc/stat");
	long long steal;
	int got;

	if (!text)
		return -ENOENT;
	/* user nice system idle iowait irq softirq steal */
	got = sscanf(text, "cpu %*u %*u %*u %*u %*u %*u %*u %lld", &steal);
	free(text);
	return got == 1 ? steal : -ENODATA;
}

long long env_steal_ticks(void)
{
	return env_steal_ticks_at("");
}
