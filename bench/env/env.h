/* SPDX-License-Identifier: GPL-2.0-only */
/* Describes what the figures were measured on: the kernel, the CPU, the clock and the hypervisor,
 * as a JSON object for the result file. Also tells why absolute limits mean nothing here. */
#ifndef BENCH_ENV_H
#define BENCH_ENV_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/*
 * Returns the environment of a run on that CPU as a new reference, or NULL if out of memory.
 * A field that this machine does not show is null, never absent.
 *
 *   kernel_release      uname -r
 *   kernel_version      uname -v: build number, preemption, build date
 *   kernel_build_id     of the kernel's notes, in hexadecimal: two builds of one release
 *                       differ in it even where uname -v is the same
 *   config_hash         "crc32:xxxxxxxx" of the config's text, which is what
 *                       gzip -lv prints of config.gz; from /proc/config.gz,
 *                       /boot/config-R or /lib/modules/R/config. It tells two
 *                       configs apart, which needs no cryptography: the kernel's
 *                       AF_ALG is often not built in, and zlib is linked anyway
 *   config              object: those options of it that change what BPF costs (configs/timing),
 *                       by the names of the newest kernels; what is not set is not in it
 *   arch                uname -m
 *   cpu_model           /proc/cpuinfo, or the MIDR of an arm64 CPU
 *   microcode           /proc/cpuinfo
 *   cpus_online         number
 *   cpus_possible       number; per-CPU maps have a value for each
 *   cpu_quota           CPUs that our cgroup, or one around it, may use on average; null
 *                       without a limit
 *   cpu_type            of the CPU that is measured on: "core", "atom" or "lowpower" of a
 *                       hybrid processor; null where all are alike
 *   cpu_max_khz         its highest frequency
 *   cpu_capacity        its capacity, 1024 of the fastest, as the scheduler knows it
 *   governor            of all CPUs; the different ones joined by ","
 *   smt_control         "on", "off", "forceoff", "notsupported" ...
 *   smt_active          0 or 1
 *   mitigations         object: vulnerability -> the kernel's own words
 *   clocksource         in use now
 *   timer_resolution_ns of CLOCK_MONOTONIC; 1 with high resolution timers
 *   bpf_jit_enable, bpf_jit_harden, bpf_jit_kallsyms, bpf_stats_enabled,
 *   unprivileged_bpf_disabled
 *                       the sysctls' numbers
 *   hypervisor          its CPUID signature, else from /sys/hypervisor,
 *                       the device tree or DMI; null on bare metal
 *   accelerator         "none" (bare metal), "kvm", "tcg", "hyperv", "xen",
 *                       "vmware"; null when there is a hypervisor but nothing
 *                       says which
 *   preempt             "none", "voluntary", "full", "lazy", "rt"; with
 *                       "dynamic " in front where it can be changed at run time
 *   hz                  CONFIG_HZ
 *   btf                 true when the kernel has its BTF
 *   lsm                 the active security modules, in order
 *   lockdown            "none", "integrity", "confidentiality"
 *   cmdline             the kernel's command line
 *   bpf_programs        loaded already, by others
 *   host_id             a hash of /etc/machine-id, which tells hosts apart and not which
 *   libbpf, clang       versions of the library linked and of the compiler
 *                       that built the BPF objects ("unknown" when the build
 *                       did not define CLANG_VERSION)
 *   memory_bytes        MemTotal
 *   page_size           bytes
 *   debug_kernel        why this is a debug kernel, null when it is none
 *   slow_clock          why the clock is slow, null when it is not
 */
json_t *env_record(int cpu);

/* Returns the version of the clang that compiled the BPF objects: "14.0.6", or "unknown". */
const char *env_clang(void);

/*
 * Writes the kernel's whole configuration beside the result file: RELEASE.config beside RELEASE.json.
 * Writes nothing if it cannot be read.  Returns 0, or a negative errno with the reason in err.
 */
int env_write_config(const char *results, char *err, size_t size);

struct cpus;
struct limits_cpu;

/*
 * Chooses the CPU to measure on: the one of greatest capacity, then of the faster type of a hybrid
 * processor, then of the highest frequency. Among equal CPUs it takes the last one. It takes an
 * isolated CPU only if all others are not allowed. Returns -1 if the set is empty.
 */
int env_best_cpu(const struct cpus *allowed);

/* Size in bytes of the longest reason, with its terminating 0. */
#define ENV_WHY 128

/* Absolute limits are reported but not enforced if debug_kernel or slow_clock is set. */
struct env_flags {
	bool debug_kernel;
	char debug_why[ENV_WHY];
	bool slow_clock;
	/* net.core.bpf_jit_enable is 0: programs are interpreted. */
	bool interpreter;
	char clock_why[ENV_WHY];
};

/*
 * A debug kernel is recognized by its config. If that is unreadable, it is recognized by files and
 * symbols of the running kernel. A clock is slow if reading it leaves the CPU (hpet, acpi_pm,
 * jiffies ...). A flag that cannot be decided stays false. Always returns 0.
 */
int env_flags(struct env_flags *flags);

/*
 * Returns the steal time: the time that the hypervisor gave to others while a CPU of this machine
 * wanted to run. It is the sum over all CPUs since boot, in ticks of 1/sysconf(_SC_CLK_TCK) s.
 * Returns a negative errno if /proc/stat does not show it.
 */
long long env_steal_ticks(void);

/*
 * Compares the throttling with what it was before, and adds the difference to the record as
 * "throttled_periods" and "throttled_seconds". Writes a sentence about it into why, or "" if there
 * was no throttling.
 */
void env_record_throttling(json_t *record, const struct limits_cpu *before, char *why, size_t size);

/* The same functions for tests: they look up every file under root, "" for the real ones. What
 * comes from a system call or an instruction is still the machine's own. */
json_t *env_record_at(const char *root, int cpu);
int env_write_config_at(const char *root, const char *results, char *err, size_t size);
int env_best_cpu_at(const char *root, const struct cpus *allowed);
int env_flags_at(const char *root, struct env_flags *flags);
long long env_steal_ticks_at(const char *root);

/* Below: functions that the files of this module share. Others do not need them. */

/* The machine to look at: the root directory of its files, and its kernel config. */
struct env_machine {
	const char *root;
	/* Text of the config, or NULL if none is readable. */
	char *config;
	size_t config_len;
};

/* One field of the record. It is recorded as null if read() returns NULL. A name of NULL ends a
 * table. */
struct env_field {
	const char *name;
	json_t *(*read)(const struct env_machine *machine, const char *arg);
	const char *arg;
};

extern const struct env_field env_kernel_fields[], env_cpu_fields[];

/* Records what is special about this CPU. Returns 0, or nonzero if out of memory. */
int env_record_core(json_t *record, const struct env_machine *machine, int cpu);

/* Finds and reads the config. The caller frees machine->config. */
void env_machine_open(struct env_machine *machine, const char *root);

/* As env_flags(), for a machine that is open. */
void env_find_flags(const struct env_machine *machine, struct env_flags *flags);

/*
 * Reads root/path and unpacks it if it is a gzip file. Returns the text, terminated by a 0 that
 * *len does not count; the caller frees it. Returns NULL if the file is unreadable or longer than
 * max bytes.
 */
char *env_slurp(const struct env_machine *machine, const char *path, size_t max, size_t *len);

/* Returns the text of root/path, at most 1 MB; the caller frees it. NULL if it is unreadable. */
char *env_text(const struct env_machine *machine, const char *path);

/* Returns the first line of root/path without the white space around it; the caller frees it. */
char *env_first_line(const struct env_machine *machine, const char *path);

/* Returns that line as a JSON string. */
json_t *env_line(const struct env_machine *machine, const char *path);

/* Returns the first line of root/path as a JSON number, or NULL if it is none. */
json_t *env_number(const struct env_machine *machine, const char *path);

/* Returns what follows "CONFIG_<option>=" at the start of a line of the config, or NULL if there is
 * no such line. */
const char *env_config_value(const struct env_machine *machine, const char *option);

/* Returns true if the config is readable and has CONFIG_<option>=y. */
bool env_config_has(const struct env_machine *machine, const char *option);

/* Returns true if the kernel's command line has this word, or word=VALUE unless VALUE switches it
 * off. */
bool env_cmdline_has(const struct env_machine *machine, const char *word);

#endif /* BENCH_ENV_H */
