// SPDX-License-Identifier: GPL-2.0-only
/* Tests the environment and its flags, on this machine and on made ones. */
#include "bench/result/array.h"
#include "tests/unit/root.h"

#include <errno.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "bench/env/env.h"

#define CLOCK "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define CPU "/sys/devices/system/cpu"

static const char *const fields[] = {
	"kernel_release",
	"kernel_version",
	"kernel_build_id",
	"config_hash",
	"config",
	"arch",
	"cpu_model",
	"microcode",
	"cpus_online",
	"cpus_possible",
	"cpu_quota",
	"cpu_type",
	"cpu_max_khz",
	"cpu_capacity",
	"governor",
	"smt_control",
	"smt_active",
	"mitigations",
	"clocksource",
	"timer_resolution_ns",
	"bpf_jit_enable",
	"bpf_jit_harden",
	"bpf_jit_kallsyms",
	"bpf_stats_enabled",
	"unprivileged_bpf_disabled",
	"hypervisor",
	"accelerator",
	"preempt",
	"hz",
	"btf",
	"lsm",
	"lockdown",
	"cmdline",
	"bpf_programs",
	"host_id",
	"libbpf",
	"clang",
	"memory_bytes",
	"page_size",
	"debug_kernel",
	"slow_clock",
};

static void put_config(const char *root, const char *text)
{
	char path[PATH_SIZE];
	struct utsname name;

	uname(&name);
	snprintf(path, sizeof(path), "/boot/config-%s", name.release);
	put(root, path, text);
}

static void put_config_gz(const char *root, const char *text)
{
	char path[PATH_SIZE];
	gzFile file;

	put(root, "/proc/config.gz", "");
	snprintf(path, sizeof(path), "%s/proc/config.gz", root);
	file = gzopen(path, "w");
	assert_non_null(file);
	gzputs(file, text);
	assert_int_equal(gzclose(file), Z_OK);
}

static void assert_all_fields(const json_t *record)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (!json_object_get(record, fields[i]))
			fail_msg("no field %s", fields[i]);
	assert_int_equal(json_object_size(record), ARRAY_SIZE(fields));
}

static void assert_text(const json_t *record, const char *field, const char *text)
{
	const char *value = json_string_value(json_object_get(record, field));

	if (!value || strcmp(value, text))
		fail_msg("%s is %s, not %s", field, value ?: "no text", text);
}

static void assert_int(const json_t *record, const char *field, json_int_t number)
{
	assert_true(json_is_integer(json_object_get(record, field)));
	assert_int_equal(json_integer_value(json_object_get(record, field)), number);
}

static void test_this_machine(void **state)
{
	json_t *record = env_record(0);
	struct env_flags flags;
	struct utsname name;

	(void)state;
	assert_non_null(record);
	assert_all_fields(record);
	uname(&name);
	assert_text(record, "kernel_release", name.release);
	assert_text(record, "kernel_version", name.version);
	assert_text(record, "arch", name.machine);
	assert_int(record, "page_size", getpagesize());
	assert_int(record, "cpus_online", sysconf(_SC_NPROCESSORS_ONLN));
	assert_true(json_is_string(json_object_get(record, "libbpf")));
	assert_true(json_is_string(json_object_get(record, "clang")));
	assert_true(json_integer_value(json_object_get(record, "memory_bytes")) > 1 << 20);
	json_decref(record);
	assert_int_equal(env_flags(&flags), 0);
	assert_int_equal(flags.debug_kernel, !!*flags.debug_why);
	assert_int_equal(flags.slow_clock, !!*flags.clock_why);
	assert_true(env_steal_ticks() >= 0);
}

/* With an empty root every field exists and says nothing. */
static void test_nothing_there(void **state)
{
	static const char *const null[] = {
		"config_hash",
		"cpu_model",
		"governor",
		"smt_control",
		"smt_active",
		"mitigations",
		"clocksource",
		"bpf_jit_enable",
		"unprivileged_bpf_disabled",
		"hz",
		"lsm",
		"memory_bytes",
		"lockdown",
		"cmdline",
		"host_id",
		"cpus_possible",
		"cpu_quota",
		"kernel_build_id",
		"debug_kernel",
		"slow_clock",
	};
	json_t *record = env_record_at(*state, 0);
	struct env_flags flags;

	assert_all_fields(record);
	for (size_t i = 0; i < ARRAY_SIZE(null); i++)
		assert_true(json_is_null(json_object_get(record, null[i])));
	assert_true(json_is_false(json_object_get(record, "btf")));
	json_decref(record);
	env_flags_at(*state, &flags);
	assert_false(flags.debug_kernel);
	assert_false(flags.slow_clock);
	assert_int_equal(env_steal_ticks_at(*state), -ENOENT);
}

static void test_files(void **state)
{
	const char *root = *state;
	json_t *record, *mitigations;

	put(root, "/proc/cpuinfo",
	    "processor\t: 0\nmodel\t\t: 1\nmodel name\t: Some CPU @ 3 GHz\n"
	    "microcode\t: 0x12\n\nprocessor\t: 1\nmodel name\t: Other\n");
	put(root, "/proc/meminfo", "MemTotal:        2048 kB\nMemFree: 1 kB\n");
	put(root, "/proc/sys/net/core/bpf_jit_enable", "1\n");
	put(root, "/proc/sys/net/core/bpf_jit_harden", "many\n");
	put(root, "/proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
	put(root, CPU "/smt/control", "notsupported\n");
	put(root, CPU "/smt/active", "0\n");
	put(root, CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
	put(root, CPU "/cpu1/cpufreq/scaling_governor", "powersave\n");
	put(root, CPU "/cpu2/cpufreq/scaling_governor", "performance\n");
	put(root, CPU "/vulnerabilities/meltdown", "Mitigation: PTI\n");
	put(root, CPU "/vulnerabilities/l1tf", "Not affected\n");
	put(root, CLOCK, "  tsc \n");
	put(root, CPU "/possible", "0-127\n");
	put(root, "/proc/cmdline", "quiet lockdown=integrity\n");
	put(root, "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	put(root, "/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
	put(root, "/sys/kernel/security/lsm", "capability,landlock,bpf");
	put(root, "/sys/kernel/btf/vmlinux", "x");
	put_config(root, "CONFIG_HZ_250=y\nCONFIG_HZ=250\n");
	record = env_record_at(root, 0);
	assert_all_fields(record);
	assert_text(record, "cpu_model", "Some CPU @ 3 GHz");
	assert_text(record, "microcode", "0x12");
	assert_int(record, "memory_bytes", 2048 * 1024);
	assert_int(record, "bpf_jit_enable", 1);
	assert_true(json_is_null(json_object_get(record, "bpf_jit_harden")));
	assert_int(record, "unprivileged_bpf_disabled", 2);
	assert_text(record, "smt_control", "notsupported");
	assert_int(record, "smt_active", 0);
	assert_text(record, "governor", "performance,powersave");
	mitigations = json_object_get(record, "mitigations");
	assert_int_equal(json_object_size(mitigations), 2);
	assert_text(mitigations, "meltdown", "Mitigation: PTI");
	assert_text(record, "clocksource", "tsc");
	assert_int(record, "cpus_possible", 128);
	assert_text(record, "cmdline", "quiet lockdown=integrity");
	assert_text(record, "lockdown", "integrity");
	/* The id is the same only on the same machine, and does not reveal the machine id. */
	assert_text(record, "host_id", "0568d87e90b1e08b");
	assert_text(record, "lsm", "capability,landlock,bpf");
	assert_true(json_is_true(json_object_get(record, "btf")));
	assert_int(record, "hz", 250);
	json_decref(record);
}

/*
 * CRC-32 of "123456789" is cbf43926, the check value of its definition.  The hash covers the text
 * whether it is packed or not, and a truncated file has none.
 */
static void test_config_hash(void **state)
{
	const char *root = *state;
	char path[PATH_SIZE];
	json_t *record;

	put_config(root, "123456789");
	record = env_record_at(root, 0);
	assert_text(record, "config_hash", "crc32:cbf43926");
	json_decref(record);

	put_config_gz(root, "The quick brown fox jumps over the lazy dog");
	record = env_record_at(root, 0);
	assert_text(record, "config_hash", "crc32:414fa339");
	json_decref(record);

	/* The packed file is truncated, so the other one is read. */
	snprintf(path, sizeof(path), "%s/proc/config.gz", root);
	assert_int_equal(truncate(path, 30), 0);
	record = env_record_at(root, 0);
	assert_text(record, "config_hash", "crc32:cbf43926");
	json_decref(record);
}

/* Names are the newest; what costs nothing, is not set, or only begins like an option is left out. */
static void test_config_options(void **state)
{
	static const char config[] = "# Linux\nCONFIG_HZ=250\nCONFIG_HZ_250=y\nCONFIG_HZX=y\n"
				     "# CONFIG_PREEMPT is not set\nCONFIG_PREEMPT_DYNAMIC=y\n"
				     "CONFIG_RETPOLINE=y\nCONFIG_E1000=m\nCONFIG_LSM=\"yama,bpf\"\n"
				     "CONFIG_KFENCE\nCONFIG_=y\nKFENCE=y\nCONFIG_X86_KERNEL_IBT=y";
	json_t *record, *expected;

	put_config(*state, config);
	record = env_record_at(*state, 0);
	expected = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "HZ", "250", "HZ_250", "y",
			     "PREEMPT_DYNAMIC", "y", "MITIGATION_RETPOLINE", "y", "LSM", "yama,bpf",
			     "X86_KERNEL_IBT", "y");
	assert_true(json_equal(json_object_get(record, "config"), expected));
	json_decref(expected);
	json_decref(record);
}

/* The file beside the results is the text that config_hash is of. */
static void test_config_is_kept(void **state)
{
	static const char *const texts[] = { "CONFIG_HZ=250\n", "CONFIG_HZ=250\n\n",
					     "123456789\n" };
	char results[PATH_SIZE], kept[PATH_SIZE], text[64], err[256];

	snprintf(results, sizeof(results), "%s/6.1.json", (char *)*state);
	snprintf(kept, sizeof(kept), "%s/6.1.config", (char *)*state);
	/* Nobody may read it, so that there is none. */
	assert_int_equal(env_write_config_at(*state, results, err, sizeof(err)), 0);
	assert_int_not_equal(access(kept, F_OK), 0);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		FILE *file;
		size_t n;

		put_config(*state, texts[i]);
		assert_int_equal(env_write_config_at(*state, results, err, sizeof(err)), 0);
		file = fopen(kept, "r");
		assert_non_null(file);
		n = fread(text, 1, sizeof(text) - 1, file);
		text[n] = '\0';
		fclose(file);
		assert_string_equal(text, texts[i]);
	}
	snprintf(results, sizeof(results), "%s/no/such.json", (char *)*state);
	assert_int_not_equal(env_write_config_at(*state, results, err, sizeof(err)), 0);
	assert_non_null(strstr(err, "such.config"));
}

static void test_build_id(void **state)
{
	static const unsigned char notes[] = {
		/* Notes of Linux, and one of three bytes, which is padded; then the id. */
		6,   0, 0, 0, 3,   0,	0,   0, 1,    1,    0,	  0,	'L',  'i', 'n', 'u',
		'x', 0, 0, 0, 1,   2,	3,   0, 4,    0,    0,	  0,	5,    0,   0,	0,
		3,   0, 0, 0, 'G', 'N', 'U', 0, 0x85, 0x00, 0xe4, 0xe2, 0xed, 0,   0,	0,
	};
	json_t *record;

	put_bytes(*state, "/sys/kernel/notes", notes, sizeof(notes));
	record = env_record_at(*state, 0);
	assert_text(record, "kernel_build_id", "8500e4e2ed");
	json_decref(record);
	/* A truncated file has no id, and nothing is read beyond its end. */
	for (size_t n = 0; n < sizeof(notes) - 3; n++) {
		put_bytes(*state, "/sys/kernel/notes", notes, n);
		record = env_record_at(*state, 0);
		assert_true(json_is_null(json_object_get(record, "kernel_build_id")));
		json_decref(record);
	}
}

static void test_debug_by_config(void **state)
{
	static const struct {
		const char *config;
		bool debug;
		const char *why;
	} cases[] = {
		{ "CONFIG_KFENCE=y\nCONFIG_UBSAN=y\nCONFIG_SLUB_DEBUG=y\n", false, "" },
		{ "# CONFIG_KASAN is not set\nCONFIG_HAVE_ARCH_KASAN=y\n", false, "" },
		{ "# once CONFIG_KASAN=y\n", false, "" },
		{ "CONFIG_KASAN=y\nCONFIG_PROVE_LOCKING=y\n", true,
		  "CONFIG_KASAN, CONFIG_PROVE_LOCKING" },
		{ "CONFIG_KASAN=y\nCONFIG_KASAN_HW_TAGS=y\n", false, "" },
		{ "CONFIG_DEBUG_KMEMLEAK=y\nCONFIG_DEBUG_KMEMLEAK_DEFAULT_OFF=y\n", false, "" },
		{ "CONFIG_DEBUG_KMEMLEAK=y\n", true, "CONFIG_DEBUG_KMEMLEAK" },
		{ "CONFIG_DEBUG_PAGEALLOC=y\n", false, "" },
		{ "CONFIG_X=y\nCONFIG_DEBUG_ATOMIC_SLEEP=y", true, "CONFIG_DEBUG_ATOMIC_SLEEP" },
		{ "CONFIG_DEBUG_PREEMPT=y\n", true, "CONFIG_DEBUG_PREEMPT" },
		/* The text does not fit. */
		{ "CONFIG_KASAN=y\nCONFIG_KCSAN=y\nCONFIG_PROVE_LOCKING=y\nCONFIG_LOCKDEP=y\n"
		  "CONFIG_LOCK_STAT=y\nCONFIG_DEBUG_ATOMIC_SLEEP=y\nCONFIG_DEBUG_PREEMPT=y\n",
		  true,
		  "CONFIG_KASAN, CONFIG_KCSAN, CONFIG_PROVE_LOCKING, CONFIG_LOCKDEP, "
		  "CONFIG_LOCK_STAT, CONFIG_DEBUG_ATOMIC_SLEEP, ..." },
	};

	/* Options that are visible at run time do not count in a configuration. */
	put(*state, "/proc/lockdep", "");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct env_flags flags;

		put_config(*state, cases[i].config);
		env_flags_at(*state, &flags);
		assert_int_equal(flags.debug_kernel, cases[i].debug);
		assert_string_equal(flags.debug_why, cases[i].why);
	}
}

static void test_debug_without_config(void **state)
{
	struct env_flags flags;
	json_t *record;

	put(*state, "/proc/kallsyms",
	    "0000000000000000 T __might_sleep_offset\n"
	    "0000000000000000 T x__might_sleep\n"
	    "0000000000000000 T __might_sleep\t[module]\n");
	env_flags_at(*state, &flags);
	assert_false(flags.debug_kernel);
	put(*state, "/proc/lockdep", "");
	put(*state, "/proc/kallsyms",
	    "0000000000000000 T a\n0000000000000000 T __asan_load8\n"
	    "0000000000000000 T __might_sleep");
	env_flags_at(*state, &flags);
	assert_true(flags.debug_kernel);
	assert_string_equal(flags.debug_why,
			    "CONFIG_KASAN, CONFIG_LOCKDEP, CONFIG_DEBUG_ATOMIC_SLEEP");
	record = env_record_at(*state, 0);
	assert_text(record, "debug_kernel", flags.debug_why);
	json_decref(record);
}

static void test_debug_by_command_line(void **state)
{
	static const struct {
		const char *cmdline;
		bool debug;
	} cases[] = {
		{ "root=/dev/vda quiet\n", false }, { "quiet slub_debug\n", true },
		{ "slub_debug=FZP quiet", true },   { "slub_debug=- quiet", false },
		{ "slub_debugger quiet", false },   { "debug_pagealloc=on", true },
		{ "debug_pagealloc=off", false },   { "slab_debug=P", true },
	};

	put_config(*state, "CONFIG_SLUB_DEBUG=y\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct env_flags flags;

		put(*state, "/proc/cmdline", cases[i].cmdline);
		env_flags_at(*state, &flags);
		assert_int_equal(flags.debug_kernel, cases[i].debug);
	}
}

static void test_clocks(void **state)
{
	static const struct {
		const char *name;
		bool slow;
		const char *why;
	} cases[] = {
		{ "tsc\n", false, "" },
		{ "kvm-clock\n", false, "" },
		{ "hyperv_clocksource_tsc_page\n", false, "" },
		{ "arch_sys_counter\n", false, "" },
		{ "hpet\n", true, "clock source hpet" },
		{ "acpi_pm\n", true, "clock source acpi_pm" },
		{ "jiffies\n", true, "clock source jiffies" },
		{ "hyperv_clocksource_msr\n", true, "clock source hyperv_clocksource_msr" },
		{ "", false, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct env_flags flags;

		put(*state, CLOCK, cases[i].name);
		env_flags_at(*state, &flags);
		assert_int_equal(flags.slow_clock, cases[i].slow);
		assert_string_equal(flags.clock_why, cases[i].why);
	}
}

static void test_steal(void **state)
{
	put(*state, "/proc/stat", "cpu  1 2 3 4 5 6 7 42 9 10\ncpu0 0 0 0 0 0 0 0 1 0 0\n");
	assert_int_equal(env_steal_ticks_at(*state), 42);
	put(*state, "/proc/stat", "cpu  1 2 3\n");
	assert_int_equal(env_steal_ticks_at(*state), -ENODATA);
}

/* Unexpected content of files gives null and never a crash. */
static void test_garbage(void **state)
{
	static const char *const paths[] = {
		"/proc/cpuinfo",
		"/proc/meminfo",
		"/proc/cmdline",
		"/proc/kallsyms",
		"/proc/stat",
		"/proc/config.gz",
		"/sys/kernel/notes",
		"/proc/sys/net/core/bpf_jit_enable",
		CPU "/smt/control",
		CLOCK,
		"/sys/kernel/debug/sched/preempt",
		"/sys/kernel/security/lsm",
	};
	static const char *const texts[] = { "", "\n", "\xff\xfe\x80", ":::(((", "__might_sleep" };

	for (size_t t = 0; t < ARRAY_SIZE(texts); t++) {
		json_t *record;

		for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
			put(*state, paths[i], texts[t]);
		record = env_record_at(*state, 0);
		assert_all_fields(record);
		assert_true(json_is_null(json_object_get(record, "memory_bytes")));
		assert_true(json_is_null(json_object_get(record, "bpf_jit_enable")));
		json_decref(record);
		assert_true(env_steal_ticks_at(*state) < 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_this_machine),
		IN_ROOT(test_nothing_there),
		IN_ROOT(test_files),
		IN_ROOT(test_config_hash),
		IN_ROOT(test_config_options),
		IN_ROOT(test_config_is_kept),
		IN_ROOT(test_build_id),
		IN_ROOT(test_debug_by_config),
		IN_ROOT(test_debug_without_config),
		IN_ROOT(test_debug_by_command_line),
		IN_ROOT(test_clocks),
		IN_ROOT(test_steal),
		IN_ROOT(test_garbage),
	};

	return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
