// SPDX-License-Identifier: GPL-2.0-only
/* The environment record: CPU, clock and hypervisor. */
#include <dirent.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/env/cpus.h"
#include "bench/env/env.h"
#include "bench/kernel/limits.h"
#include "bench/result/array.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#define VULNERABILITIES "/sys/devices/system/cpu/vulnerabilities"
#define CPU0 "/sys/devices/system/cpu/cpu0"

/*
 * Returns the value of "key : value" in /proc/cpuinfo for the first CPU, or NULL if there is none.
 */
static json_t *cpuinfo(const struct env_machine *machine, const char *key)
{
	char *text = env_text(machine, "/proc/cpuinfo");
	json_t *value = NULL;
	char *save = NULL;
	size_t len = strlen(key);

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line && !value;
	     line = strtok_r(NULL, "\n", &save)) {
		char *colon = strchr(line, ':');

		if (!colon || strncmp(line, key, len) ||
		    line + len + strspn(line + len, " \t") != colon)
			continue;
		value = json_string(colon + 1 + strspn(colon + 1, " \t"));
	}
	free(text);
	return value;
}

static json_t *read_cpu_model(const struct env_machine *machine, const char *arg)
{
	/* The keys of x86, mips, powerpc, s390 and riscv. */
	static const char *const keys[] = { "model name", "cpu model", "cpu", "processor 0",
					    "uarch" };
	json_t *value = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(keys) && !value; i++)
		value = cpuinfo(machine, keys[i]);
	return value ?: env_line(machine, arg);
}

static json_t *read_cpus_online(const struct env_machine *machine, const char *arg)
{
	(void)machine;
	(void)arg;
	return json_integer(sysconf(_SC_NPROCESSORS_ONLN));
}

/* Counts the possible CPUs, not the online ones: per-CPU maps have a value for each. */
static json_t *read_cpus_possible(const struct env_machine *machine, const char *arg)
{
	char *list = env_first_line(machine, arg);
	int n = list ? cpu_list_count(list) : 0;

	free(list);
	return n ? json_integer(n) : NULL;
}

static json_t *read_cpu_quota(const struct env_machine *machine, const char *arg)
{
	struct limits_cpu quota;

	(void)arg;
	limits_cpu_at(machine->root, &quota);
	return quota.cpus > 0 ? json_real(quota.cpus) : NULL;
}

/* Appends word to the list "a,b" unless the list already contains it. */
static void join_unique(char *joined, size_t size, const char *word)
{
	size_t len = strlen(word), used = strlen(joined);

	for (const char *at = joined; (at = strstr(at, word)); at += len) {
		if ((at == joined || at[-1] == ',') && (at[len] == ',' || !at[len]))
			return;
	}
	snprintf(joined + used, size - used, "%s%s", used ? "," : "", word);
}

/* The governor may differ between CPUs, and the run may be on any of them. */
static json_t *read_governor(const struct env_machine *machine, const char *arg)
{
	char pattern[PATH_MAX], joined[256] = "";
	size_t root_len = strlen(machine->root);
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s%s", machine->root, arg);
	if (glob(pattern, 0, NULL, &found))
		return NULL;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *line = env_first_line(machine, found.gl_pathv[i] + root_len);

		if (line && *line)
			join_unique(joined, sizeof(joined), line);
		free(line);
	}
	globfree(&found);
	return *joined ? json_string(joined) : NULL;
}

static json_t *read_mitigations(const struct env_machine *machine, const char *arg)
{
	char path[PATH_MAX];
	struct dirent **entries;
	json_t *all;
	int n;

	snprintf(path, sizeof(path), "%s%s", machine->root, arg);
	n = scandir(path, &entries, NULL, alphasort);
	if (n < 0)
		return NULL;
	all = json_object();
	for (int i = 0; i < n; i++) {
		json_t *line;

		if (entries[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", arg, entries[i]->d_name);
			line = env_line(machine, path);
			json_object_set_new(all, entries[i]->d_name, line ?: json_null());
		}
		free(entries[i]);
	}
	free(entries);
	return all;
}

static json_t *read_timer_resolution(const struct env_machine *machine, const char *arg)
{
	struct timespec res;

	(void)machine;
	(void)arg;
	if (clock_getres(CLOCK_MONOTONIC, &res))
		return NULL;
	return json_integer(res.tv_sec * 1000000000LL + res.tv_nsec);
}

/* The signatures of hypervisors in CPUID, and their names in /sys/hypervisor/type. */
static const struct {
	const char *signature;
	const char *accelerator;
} hypervisors[] = {
	{ "KVMKVMKVM", "kvm" },	   { "TCGTCGTCGTCG", "tcg" },	 { "Microsoft Hv", "hyperv" },
	{ "XenVMMXenVMM", "xen" }, { "VMwareVMware", "vmware" }, { "linux,kvm", "kvm" },
	{ "xen", "xen" },
};

static const char *accelerator_of(const char *signature)
{
	for (size_t i = 0; i < ARRAY_SIZE(hypervisors); i++)
		if (!strcmp(signature, hypervisors[i].signature))
			return hypervisors[i].accelerator;
	return NULL;
}

#if defined(__x86_64__) || defined(__i386__)
/*
 * Reads the hypervisor's signature from CPUID. Returns 1 if there is one, 0 on bare metal. A
 * hypervisor that also offers the interface of another one (KVM offers Hyper-V's to Windows) has
 * several signatures, 0x100 leaves apart. The last one is its own.
 */
static int cpuid_hypervisor(char signature[13])
{
	unsigned int eax, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & (1U << 31)))
		return 0;
	*signature = '\0';
	for (unsigned int leaf = 0x40000000; leaf < 0x40010000; leaf += 0x100) {
		char words[13] = "";

		__cpuid(leaf, eax, ebx, ecx, edx);
		memcpy(words, &ebx, 4);
		memcpy(words + 4, &ecx, 4);
		memcpy(words + 8, &edx, 4);
		if (!*signature || accelerator_of(words))
			memcpy(signature, words, sizeof(words));
		if (eax < leaf)
			break;
	}
	return 1;
}
#else
/* This architecture has no CPUID. The result -1 means that files decide. */
static int cpuid_hypervisor(char signature[13])
{
	*signature = '\0';
	return -1;
}
#endif

static json_t *hypervisor_from_files(const struct env_machine *machine)
{
	static const char *const files[] = {
		"/sys/hypervisor/type",
		"/proc/device-tree/hypervisor/compatible",
	};
	static const char *const vendors[] = { "QEMU",	    "Amazon EC2", "Google",
					       "Microsoft", "VMware",	  "Xen",
					       "innotek",   "Apple Virt", "OpenStack" };
	json_t *value = NULL;
	char *vendor;

	for (size_t i = 0; i < ARRAY_SIZE(files) && !value; i++)
		value = env_line(machine, files[i]);
	vendor = value ? NULL : env_first_line(machine, "/sys/class/dmi/id/sys_vendor");
	for (size_t i = 0; vendor && i < ARRAY_SIZE(vendors) && !value; i++)
		if (!strncmp(vendor, vendors[i], strlen(vendors[i])))
			value = json_string(vendor);
	free(vendor);
	return value;
}

static json_t *read_hypervisor(const struct env_machine *machine, const char *arg)
{
	char signature[13];

	(void)arg;
	if (cpuid_hypervisor(signature) == 1 && *signature)
		return json_string(signature);
	return hypervisor_from_files(machine);
}

static json_t *read_accelerator(const struct env_machine *machine, const char *arg)
{
	char signature[13];
	int virtual = cpuid_hypervisor(signature);
	json_t *hypervisor = read_hypervisor(machine, arg);
	const char *name = NULL;

	if (hypervisor)
		name = accelerator_of(json_string_value(hypervisor));
	else if (!virtual)
		name = "none";
	json_decref(hypervisor);
	return name ? json_string(name) : NULL;
}

const struct env_field env_cpu_fields[] = {
	{ "cpu_model", read_cpu_model, CPU0 "/regs/identification/midr_el1" },
	{ "microcode", cpuinfo, "microcode" },
	{ "cpus_online", read_cpus_online, NULL },
	{ "cpus_possible", read_cpus_possible, "/sys/devices/system/cpu/possible" },
	{ "cpu_quota", read_cpu_quota, NULL },
	{ "governor", read_governor, "/sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor" },
	{ "smt_control", env_line, "/sys/devices/system/cpu/smt/control" },
	{ "smt_active", env_number, "/sys/devices/system/cpu/smt/active" },
	{ "mitigations", read_mitigations, VULNERABILITIES },
	{ "clocksource", env_line,
	  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "timer_resolution_ns", read_timer_resolution, NULL },
	{ "hypervisor", read_hypervisor, NULL },
	{ "accelerator", read_accelerator, NULL },
	{ NULL, NULL, NULL },
};
