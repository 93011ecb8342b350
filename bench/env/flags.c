// SPDX-License-Identifier: GPL-2.0-only
/* Decides whether absolute figures of this machine mean anything: not with a debug kernel or a slow
 * clock. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/env/env.h"
#include "bench/result/array.h"

/*
 * Signs of a debug kernel. KFENCE samples, UBSAN's bounds checks and a DEBUG_PAGEALLOC that is not
 * switched on cost almost nothing and are in the ordinary kernels of distributions: they do not
 * count. If the config is readable, it decides. If not, the sign is a file or a kernel symbol that
 * only a debug kernel has. A word on the kernel's command line counts in either case.
 */
static const struct debug_sign {
	const char *option;
	const char *unless;
	const char *file;
	const char *symbol;
	const char *cmdline;
} debug_signs[] = {
	{ "KASAN", .unless = "KASAN_HW_TAGS", .symbol = "__asan_load8" },
	{ "KCSAN", .symbol = "__tsan_read8" },
	{ "KMSAN", .symbol = "__msan_metadata_ptr_for_load_8" },
	{ "PROVE_LOCKING", .file = "/proc/lockdep_chains" },
	{ "LOCKDEP", .file = "/proc/lockdep" },
	{ "LOCK_STAT", .file = "/proc/lock_stat" },
	{ "DEBUG_ATOMIC_SLEEP", .symbol = "__might_sleep" },
	{ "DEBUG_PREEMPT", .symbol = "debug_smp_processor_id" },
	{ "DEBUG_SPINLOCK", .symbol = "__raw_spin_lock_init" },
	{ "DEBUG_MUTEXES", .symbol = "debug_mutex_wake_waiter" },
	{ "DEBUG_OBJECTS", .symbol = "debug_object_init" },
	{ "DEBUG_KMEMLEAK", .unless = "DEBUG_KMEMLEAK_DEFAULT_OFF" },
	{ "SLUB_DEBUG_ON", .cmdline = "slub_debug" },
	{ "SLUB_DEBUG_ON", .cmdline = "slab_debug" },
	{ "DEBUG_PAGEALLOC_ENABLE_DEFAULT", .cmdline = "debug_pagealloc" },
	{ "KCOV", .symbol = "__sanitizer_cov_trace_pc" },
	{ "GCOV_PROFILE_ALL", .unless = NULL },
};

/* The kernel formats these 10 MB line by line, so they are read only if there is no config. */
static char *kallsyms(const struct env_machine *machine)
{
	size_t len;

	return env_slurp(machine, "/proc/kallsyms", 64U << 20, &len);
}

/* Returns true if a line of kallsyms names exactly this symbol of the kernel itself. */
static bool has_symbol(const char *symbols, const char *symbol)
{
	size_t len = strlen(symbol);

	while (symbols && (symbols = strstr(symbols, symbol))) {
		if (symbols[-1] == ' ' && (symbols[len] == '\n' || !symbols[len]))
			return true;
		symbols += len;
	}
	return false;
}

static bool sign_seen(const struct env_machine *machine, const struct debug_sign *sign,
		      const char *symbols)
{
	char path[PATH_MAX];

	if (sign->cmdline && env_cmdline_has(machine, sign->cmdline))
		return true;
	if (machine->config)
		return env_config_has(machine, sign->option) &&
		       !(sign->unless && env_config_has(machine, sign->unless));
	if (sign->file) {
		snprintf(path, sizeof(path), "%s%s", machine->root, sign->file);
		if (!access(path, F_OK))
			return true;
	}
	return sign->symbol && has_symbol(symbols, sign->symbol);
}

static void find_debug(const struct env_machine *machine, struct env_flags *flags)
{
	char *symbols = machine->config ? NULL : kallsyms(machine);
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(debug_signs); i++) {
		const char *option = debug_signs[i].option;

		if (!sign_seen(machine, &debug_signs[i], symbols) ||
		    strstr(flags->debug_why, option))
			continue;
		flags->debug_kernel = true;
		/* The reason need not list every option: one is enough to decide. */
		if (used + strlen(option) + sizeof(", CONFIG_, ...") > sizeof(flags->debug_why)) {
			snprintf(flags->debug_why + used, sizeof(flags->debug_why) - used, ", ...");
			break;
		}
		used += snprintf(flags->debug_why + used, sizeof(flags->debug_why) - used,
				 "%sCONFIG_%s", used ? ", " : "", option);
	}
	free(symbols);
}

static void find_slow_clock(const struct env_machine *machine, struct env_flags *flags)
{
	/* These clock sources are read with an instruction or two, without leaving the guest. */
	static const char *const fast[] = {
		"tsc", "tsc-early", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter",
		"xen", "timebase",  "tod",	 "riscv_clocksource",
	};
	char *name = env_first_line(
		machine, "/sys/devices/system/clocksource/clocksource0/current_clocksource");

	flags->slow_clock = name && *name;
	for (size_t i = 0; i < ARRAY_SIZE(fast) && flags->slow_clock; i++)
		flags->slow_clock = strcmp(name, fast[i]);
	if (flags->slow_clock)
		snprintf(flags->clock_why, sizeof(flags->clock_why), "clock source %.64s", name);
	free(name);
}

static void find_interpreter(const struct env_machine *machine, struct env_flags *flags)
{
	char *value = env_first_line(machine, "/proc/sys/net/core/bpf_jit_enable");

	flags->interpreter = value && !strcmp(value, "0");
	free(value);
}

void env_find_flags(const struct env_machine *machine, struct env_flags *flags)
{
	memset(flags, 0, sizeof(*flags));
	find_debug(machine, flags);
	find_slow_clock(machine, flags);
	find_interpreter(machine, flags);
}

int env_flags_at(const char *root, struct env_flags *flags)
{
	struct env_machine machine;

	env_machine_open(&machine, root);
	env_find_flags(&machine, flags);
	free(machine.config);
	return 0;
}

int env_flags(struct env_flags *flags)
{
	return env_flags_at("", flags);
}
