/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the figures were measured on: the kernel, the CPU, the clock and the
 * machine underneath, as a JSON object for the result file, and the reasons why
 * absolute limits mean nothing here.
 */
#ifndef BENCH_ENV_H
#define BENCH_ENV_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/*
 * The environment of a run on that CPU; a new reference, NULL only when out of memory.  A field that
 * this machine does not tell is null, never absent.
 *
 *   kernel_release      uname -r
 *   kernel_version      uname -v: build number, preemption, build date
 *   kernel_build_id     of the kernel's notes, in hexadecimal: two builds of one release
 *                       differ in it even where uname -v is the same
 *   config_hash         "crc32:xxxxxxxx" of the config's text, which is what
 *                       gzip -lv prints of config.gz; from /proc/config.gz,
 *                       /boot/config-R or /lib/modules/R/config.  It tells two
 *                       configs apart, which needs no cryptography: the kernel's
 *                       AF_ALG is often not built in, and zlib is linked anyway
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

struct cpus;

/*
 * The CPU of them to measure on: of the greatest capacity, of the faster type of a hybrid
 * processor, of the highest frequency, in this order, and the last of equals.  Isolated
 * ones only when there are no others.  -1 when there is none.
 */
int env_best_cpu(const struct cpus *allowed);

/* Longest reason kept, with its terminating 0. */
#define ENV_WHY 128

/* Either one set: absolute limits are reported and not enforced. */
struct env_flags {
	bool debug_kernel;
	char debug_why[ENV_WHY];
	bool slow_clock;
	/* Programs are interpreted: net.core.bpf_jit_enable is 0. */
	bool interpreter;
	char clock_why[ENV_WHY];
};

/*
 * A debug kernel is known by its config, and where that cannot be read by what
 * such a kernel shows at run time.  A clock is slow when reading it leaves the
 * CPU (hpet, acpi_pm, jiffies ...).  What cannot be found out is not set.
 * Always returns 0.
 */
int env_flags(struct env_flags *flags);

/*
 * Time that the hypervisor gave to others while a CPU of this machine wanted to
 * run, summed over all CPUs since boot, in ticks of 1/sysconf(_SC_CLK_TCK) s.
 * Negative errno when /proc/stat does not tell.
 */
long long env_steal_ticks(void);

/* CPU time: what our cgroup and those around it may use. */
struct env_quota {
	/* CPUs on average, of the one with the least, and which; 0 and "" without a limit. */
	double cpus;
	char cgroup[ENV_WHY];
	/* Since they were made: periods that were cut short, and how long we waited. */
	long long periods;
	double seconds;
};

void env_cpu_quota(struct env_quota *quota);

/*
 * Adds how often and how long it held us up since before, "throttled_periods" and
 * "throttled_seconds"; in words in why, which is "" when it did not.
 */
void env_record_throttling(json_t *record, const struct env_quota *before, char *why, size_t size);

/* Memory: the same. */
struct env_memory {
	long long bytes;
	char cgroup[ENV_WHY];
	/* Processes killed for it; and on the whole machine, for whatever memory. */
	long long kills, machine_kills;
};

void env_memory_limit(struct env_memory *memory);

/*
 * The same with every file looked up under root ("" for the real ones), for
 * tests.  What comes from a system call or an instruction stays the machine's.
 */
json_t *env_record_at(const char *root, int cpu);
int env_best_cpu_at(const char *root, const struct cpus *allowed);
int env_flags_at(const char *root, struct env_flags *flags);
long long env_steal_ticks_at(const char *root);
void env_cpu_quota_at(const char *root, struct env_quota *quota);
void env_memory_limit_at(const char *root, struct env_memory *memory);

/* Below: shared by the files of this module, of no use to others. */

/* A machine to look at: where its files are, and its kernel config. */
struct env_machine {
	const char *root;
	/* Text of the config, NULL when there is none to read. */
	char *config;
	size_t config_len;
};

/* One field: NULL from read() is recorded as null.  A name of NULL ends a table. */
struct env_field {
	const char *name;
	json_t *(*read)(const struct env_machine *machine, const char *arg);
	const char *arg;
};

extern const struct env_field env_kernel_fields[], env_cpu_fields[];

/* What sets that CPU apart from others of the machine.  0, or nonzero when out of memory. */
int env_record_core(json_t *record, const struct env_machine *machine, int cpu);

/* Finds the config; machine->config is freed by the caller. */
void env_machine_open(struct env_machine *machine, const char *root);

/* env_flags() for a machine that is open. */
void env_find_flags(const struct env_machine *machine, struct env_flags *flags);

/*
 * Text of root/path, unpacked if gzip made it, terminated by a 0 that *len does
 * not count; the caller frees it.  NULL when unreadable or longer than max.
 */
char *env_slurp(const struct env_machine *machine, const char *path, size_t max, size_t *len);

/* Text of root/path, at most 1 MB, the caller frees it; NULL when unreadable. */
char *env_text(const struct env_machine *machine, const char *path);

/* Its first line without the white space around it; the caller frees it. */
char *env_first_line(const struct env_machine *machine, const char *path);

/* The same as a JSON string. */
json_t *env_line(const struct env_machine *machine, const char *path);

/* First line of root/path as a number; NULL when it is none. */
json_t *env_number(const struct env_machine *machine, const char *path);

/* What follows "CONFIG_<option>=", at the start of a line of the config; NULL when not set. */
const char *env_config_value(const struct env_machine *machine, const char *option);

/* True when the config is readable and says CONFIG_<option>=y. */
bool env_config_has(const struct env_machine *machine, const char *option);

/* True when the kernel was booted with this word, or with word=something on. */
bool env_cmdline_has(const struct env_machine *machine, const char *word);

#endif /* BENCH_ENV_H */
