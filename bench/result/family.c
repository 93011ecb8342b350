// SPDX-License-Identifier: GPL-2.0-only
#include <fnmatch.h>

#include "bench/result/array.h"
#include "bench/result/family.h"

/*
 * The order of the families is the order in which they are shown. A name belongs to the first
 * pattern that matches it, whatever the family: of two patterns that match, the narrower one must
 * be first.
 */
enum family {
	MAP_LOOKUPS,
	MAP_UPDATES,
	LOCAL_STORAGE,
	MAP_SYSCALLS,
	MAP_MEMORY,
	OTHER_MAPS,
	HELPERS,
	READS,
	STACKS,
	KPROBES,
	FENTRY,
	TRACEPOINTS,
	UPROBES,
	XDP,
	TC,
	SOCKETS,
	LSM,
	PERF_EVENTS,
	ATTACHING,
	OTHER_HOOKS,
	RINGBUF,
	PERFBUF,
	PIPELINES,
	FILTERS,
	BUFFER_MEMORY,
	OTHER_OUTPUT,
	INSTRUCTIONS,
	LOADING,
	CONTENTION,
	PATTERNS,
	SAMPLING,
	CLOCKS,
	OTHER,
	FAMILIES
};

static const char *const family_names[FAMILIES] = {
	[MAP_LOOKUPS] = "map lookups",
	[MAP_UPDATES] = "map updates",
	[LOCAL_STORAGE] = "local storage",
	[MAP_SYSCALLS] = "map system calls",
	[MAP_MEMORY] = "map memory",
	[OTHER_MAPS] = "other map operations",
	[HELPERS] = "helpers and kfuncs",
	[READS] = "memory reads",
	[STACKS] = "stack traces",
	[KPROBES] = "kprobe hooks",
	[FENTRY] = "fentry and fexit hooks",
	[TRACEPOINTS] = "tracepoint hooks",
	[UPROBES] = "uprobe and usdt hooks",
	[XDP] = "xdp hooks",
	[TC] = "tc and netkit hooks",
	[SOCKETS] = "cgroup and socket hooks",
	[LSM] = "lsm and seccomp hooks",
	[PERF_EVENTS] = "perf event hooks",
	[ATTACHING] = "attaching and detaching",
	[OTHER_HOOKS] = "other hooks",
	[RINGBUF] = "ring buffer output",
	[PERFBUF] = "perf buffer output",
	[PIPELINES] = "event pipelines",
	[FILTERS] = "filters and aggregation",
	[BUFFER_MEMORY] = "buffer memory",
	[OTHER_OUTPUT] = "other output",
	[INSTRUCTIONS] = "instructions and calls",
	[LOADING] = "loading and verification",
	[CONTENTION] = "CPUs that contend",
	[PATTERNS] = "patterns of handlers",
	[SAMPLING] = "sampling",
	[CLOCKS] = "clocks of programs",
	[OTHER] = "other operations",
};

static const struct {
	const char *pattern;
	enum family family;
} patterns[] = {
	{ "insn_perf/*", INSTRUCTIONS },
	{ "load_perf/*", LOADING },
	{ "map_perf/sys_*", MAP_SYSCALLS },
	{ "map_perf/*_memlock_*", MAP_MEMORY },
	{ "map_perf/*_storage_get", LOCAL_STORAGE },
	{ "map_perf/*_storage_get_*", LOCAL_STORAGE },
	{ "map_perf/hash_collision*", MAP_LOOKUPS },
	{ "map_perf/*_lookup", MAP_LOOKUPS },
	{ "map_perf/*_lookup_*", MAP_LOOKUPS },
	{ "map_perf/*_peek", MAP_LOOKUPS },
	{ "map_perf/*_peek_*", MAP_LOOKUPS },
	{ "map_perf/for_each_*", MAP_LOOKUPS },
	{ "map_perf/*_update", MAP_UPDATES },
	{ "map_perf/*_update_*", MAP_UPDATES },
	{ "map_perf/*_insert_*", MAP_UPDATES },
	{ "map_perf/*_push", MAP_UPDATES },
	{ "map_perf/*_push_*", MAP_UPDATES },
	{ "map_perf/*", OTHER_MAPS },

	{ "helper_perf/probe_read_*", READS },
	{ "helper_perf/copy_from_user_*", READS },
	{ "helper_perf/get_stack*", STACKS },
	{ "helper_perf/*", HELPERS },

	{ "hook_perf/*_attach_*", ATTACHING },
	{ "hook_perf/*_detach_*", ATTACHING },
	{ "hook_perf/kprobe*", KPROBES },
	{ "hook_perf/kretprobe*", KPROBES },
	{ "hook_perf/ksyscall", KPROBES },
	{ "hook_perf/open_kprobe", KPROBES },
	{ "hook_perf/fentry*", FENTRY },
	{ "hook_perf/fexit*", FENTRY },
	{ "hook_perf/fmod_ret*", FENTRY },
	{ "hook_perf/open_fentry", FENTRY },
	{ "hook_perf/tracepoint*", TRACEPOINTS },
	{ "hook_perf/raw_tp*", TRACEPOINTS },
	{ "hook_perf/tp_btf*", TRACEPOINTS },
	/* The others with "open" are above: what is left is the tracepoints and the trigger. */
	{ "hook_perf/open_*", TRACEPOINTS },
	{ "hook_perf/uprobe*", UPROBES },
	{ "hook_perf/uretprobe*", UPROBES },
	{ "hook_perf/usdt*", UPROBES },
	{ "hook_perf/xdp_*", XDP },
	{ "hook_perf/veth_*", XDP },
	{ "hook_perf/tc_*", TC },
	{ "hook_perf/netkit_*", TC },
	{ "hook_perf/cgroup_*", SOCKETS },
	{ "hook_perf/sock_ops", SOCKETS },
	{ "hook_perf/sk_*", SOCKETS },
	{ "hook_perf/socket_*", SOCKETS },
	{ "hook_perf/flow_dissector", SOCKETS },
	{ "hook_perf/lsm*", LSM },
	{ "hook_perf/seccomp_*", LSM },
	{ "hook_perf/perf_event_*", PERF_EVENTS },
	{ "hook_perf/*", OTHER_HOOKS },

	{ "output_perf/*_memory_*", BUFFER_MEMORY },
	{ "output_perf/*_latency_*", PIPELINES },
	{ "output_perf/*_rate_*", PIPELINES },
	{ "output_perf/*_loss_*", PIPELINES },
	{ "output_perf/filter_*", FILTERS },
	{ "output_perf/aggregate_*", FILTERS },
	{ "output_perf/ringbuf_*", RINGBUF },
	{ "output_perf/user_ringbuf_*", RINGBUF },
	{ "output_perf/submit_batch_*", RINGBUF },
	{ "output_perf/perf_event_*", PERFBUF },
	{ "output_perf/*", OTHER_OUTPUT },

	{ "mem_perf/*", MAP_MEMORY },
	{ "contention_perf/*", CONTENTION },
	{ "pattern_perf/*", PATTERNS },
	{ "sampling_perf/*", SAMPLING },
	{ "stats_perf/*", CLOCKS },
};

size_t family_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (!fnmatch(patterns[i].pattern, name, 0))
			return patterns[i].family;
	return OTHER;
}

const char *family_name(size_t family)
{
	return family < FAMILIES ? family_names[family] : NULL;
}

size_t family_count(void)
{
	return FAMILIES;
}
