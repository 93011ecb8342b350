// SPDX-License-Identifier: GPL-2.0-only
/* The environment record: the kernel and its build. */
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <zlib.h>

#include "bench/env/env.h"
#include "bench/result/array.h"
#include "bench/result/hash.h"
#include "bench/result/timing.h"
#include "bench/kernel/permission.h"

#ifndef CLANG_VERSION
#define CLANG_VERSION "unknown"
#endif

/* The notes of a kernel have a few hundred bytes. */
#define NOTES_MAX (1U << 20)

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

/* Size of a note, up to the next one. Its fields are padded to four bytes. */
static size_t note_size(const Elf64_Nhdr *note)
{
	return sizeof(*note) + (((size_t)note->n_namesz + 3) & ~3UL) +
	       (((size_t)note->n_descsz + 3) & ~3UL);
}

/* Returns the linker's hash of the kernel image, in hexadecimal. */
static json_t *read_build_id(const struct env_machine *machine, const char *arg)
{
	char hex[2 * 64 + 1] = "", *notes;
	Elf64_Nhdr note;
	size_t len, at;

	notes = env_slurp(machine, arg, NOTES_MAX, &len);
	for (at = 0; notes && !*hex && at + sizeof(note) <= len; at += note_size(&note)) {
		const unsigned char *id =
			(unsigned char *)notes + at + sizeof(note) + sizeof("GNU");

		memcpy(&note, notes + at, sizeof(note));
		if (note_size(&note) > len - at)
			break;
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof("GNU") ||
		    memcmp(notes + at + sizeof(note), "GNU", sizeof("GNU")))
			continue;
		for (size_t i = 0; i < note.n_descsz && i < (sizeof(hex) - 1) / 2; i++)
			snprintf(hex + 2 * i, 3, "%02x", id[i]);
	}
	free(notes);
	return *hex ? json_string(hex) : NULL;
}

static json_t *read_config_hash(const struct env_machine *machine, const char *arg)
{
	const Bytef *text = (const Bytef *)machine->config;

	(void)arg;
	if (!text)
		return NULL;
	return json_sprintf("crc32:%08lx", crc32(0, text, machine->config_len));
}

static json_t *read_config(const struct env_machine *machine, const char *arg)
{
	(void)arg;
	return machine->config ? timing_options(machine->config) : NULL;
}

static json_t *read_hz(const struct env_machine *machine, const char *arg)
{
	const char *value = env_config_value(machine, arg);

	return value ? json_integer(atoi(value)) : NULL;
}

/* Copies the word in parentheses of "none voluntary (full)". */
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
	const size_t n = ARRAY_SIZE(models);
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

static json_t *read_lockdown(const struct env_machine *machine, const char *arg)
{
	char *text = env_text(machine, arg);
	const char *mode = text ? permission_parse_lockdown(text) : NULL;
	json_t *value;

	/* securityfs may not be mounted, so ask the running kernel. A test's root directory stands
	 * for another machine: there only its files count. */
	if (!mode && !*machine->root)
		mode = permission_lockdown();
	value = mode ? json_string(mode) : NULL;
	free(text);
	return value;
}

/* Counts the programs of others: they may be attached to what is measured. */
static json_t *read_bpf_programs(const struct env_machine *machine, const char *arg)
{
	unsigned int id = 0;
	json_int_t n = 0;

	(void)machine;
	(void)arg;
	while (!bpf_prog_get_next_id(id, &id))
		n++;
	return errno == ENOENT ? json_integer(n) : NULL;
}

/* Whoever sees a machine-id can identify the machine, so the record must not contain it. The record
 * has a hash with half as many bits, salted so that no other program has the same one. */
static json_t *read_host_id(const struct env_machine *machine, const char *arg)
{
	char *id = env_first_line(machine, arg);
	json_t *value = NULL;

	if (id && *id && strcmp(id, "uninitialized"))
		value = json_sprintf("%016llx",
				     hash_text(hash_text(HASH_START, "bpf-perf host "), id));
	free(id);
	return value;
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

const struct env_field env_kernel_fields[] = {
	{ "kernel_release", read_uname, "r" },
	{ "kernel_version", read_uname, "v" },
	{ "kernel_build_id", read_build_id, "/sys/kernel/notes" },
	{ "config_hash", read_config_hash, NULL },
	{ "config", read_config, NULL },
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
	{ "lockdown", read_lockdown, "/sys/kernel/security/lockdown" },
	{ "cmdline", env_line, "/proc/cmdline" },
	{ "bpf_programs", read_bpf_programs, NULL },
	{ "host_id", read_host_id, "/etc/machine-id" },
	{ "libbpf", read_tool, NULL },
	{ "clang", read_tool, CLANG_VERSION },
	{ "memory_bytes", read_memory, "/proc/meminfo" },
	{ "page_size", read_page_size, NULL },
	{ NULL, NULL, NULL },
};

const char *env_clang(void)
{
	return CLANG_VERSION;
}
