// SPDX-License-Identifier: GPL-2.0-only
/* Tests that names are in the family in which a reader looks for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/result/family.h"

static const struct {
	const char *name, *family;
} cases[] = {
	{ "map_perf/array_lookup", "map lookups" },
	{ "map_perf/hash_lookup_entries_64k", "map lookups" },
	{ "map_perf/percpu_array_lookup_percpu_elem", "map lookups" },
	{ "map_perf/bloom_filter_peek_hit", "map lookups" },
	{ "map_perf/for_each_map_elem", "map lookups" },
	{ "map_perf/hash_collisions_16", "map lookups" },
	{ "map_perf/hash_update_existing", "map updates" },
	{ "map_perf/array_update_value_4096", "map updates" },
	{ "map_perf/lru_hash_insert_evict", "map updates" },
	{ "map_perf/queue_push_pop", "map updates" },
	{ "map_perf/bloom_filter_push", "map updates" },
	{ "map_perf/task_storage_get", "local storage" },
	{ "map_perf/task_storage_get_17", "local storage" },
	/* A lookup and an update, but by system call. */
	{ "map_perf/sys_lookup", "map system calls" },
	{ "map_perf/sys_update_batch", "map system calls" },
	{ "map_perf/hash_noprealloc_memlock_10240", "map memory" },
	{ "mem_perf/ringbuf_told", "map memory" },
	{ "map_perf/something_new", "other map operations" },
	{ "helper_perf/ktime_get_ns", "helpers and kfuncs" },
	{ "helper_perf/probe_read_user_str_16", "memory reads" },
	{ "helper_perf/copy_from_user_8", "memory reads" },
	{ "helper_perf/get_stackid_user_frame", "stack traces" },
	{ "hook_perf/kprobe", "kprobe hooks" },
	{ "hook_perf/kprobe_multi_aside", "kprobe hooks" },
	{ "hook_perf/open_kprobe", "kprobe hooks" },
	{ "hook_perf/kprobe_multi_attach_1000", "attaching and detaching" },
	{ "hook_perf/fentry_detach_1", "attaching and detaching" },
	{ "hook_perf/fentry_8_progs", "fentry and fexit hooks" },
	{ "hook_perf/fmod_ret", "fentry and fexit hooks" },
	{ "hook_perf/tracepoint", "tracepoint hooks" },
	{ "hook_perf/open_nothing", "tracepoint hooks" },
	{ "hook_perf/uretprobe_multi", "uprobe and usdt hooks" },
	{ "hook_perf/usdt_nop5_all_cpus", "uprobe and usdt hooks" },
	{ "hook_perf/veth_packet_rate", "xdp hooks" },
	{ "hook_perf/xdp_drop_native_against_stack", "xdp hooks" },
	{ "hook_perf/netkit_peer", "tc and netkit hooks" },
	{ "hook_perf/sk_lookup", "cgroup and socket hooks" },
	{ "hook_perf/lsm_2_progs", "lsm and seccomp hooks" },
	{ "hook_perf/seccomp_256", "lsm and seccomp hooks" },
	{ "hook_perf/perf_event_page_fault", "perf event hooks" },
	{ "output_perf/ringbuf_output_64", "ring buffer output" },
	{ "output_perf/user_ringbuf_drain_64", "ring buffer output" },
	{ "output_perf/perf_event_output_64", "perf buffer output" },
	{ "output_perf/perfbuf_latency_epoll_10k", "event pipelines" },
	{ "output_perf/ringbuf_rate_gain_epoll_saturated", "event pipelines" },
	{ "output_perf/ringbuf_memory_cpu", "buffer memory" },
	{ "output_perf/filter_cpu_left_64", "filters and aggregation" },
	{ "sampling_perf/memory_buffers_32mb", "sampling" },
	{ "stats_perf/clock_loop", "clocks of programs" },
	/* Of an object of the user's own, and of no test. */
	{ "mine/op", "other operations" },
	{ "xmap_perf/array_lookup", "other operations" },
	{ "map_perf", "other operations" },
	{ "", "other operations" },
};

static void test_family_of(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *family = family_name(family_of(cases[i].name));

		if (strcmp(family, cases[i].family))
			fail_msg("%s is among the %s, not among the %s", cases[i].name, family,
				 cases[i].family);
	}
}

/* Names are shown, and tell the families apart. */
static void test_names(void **state)
{
	for (size_t i = 0; i < family_count(); i++) {
		assert_non_null(family_name(i));
		assert_true(strlen(family_name(i)) <= 24);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(family_name(i), family_name(j));
	}
	assert_null(family_name(family_count()));
	assert_int_equal(family_of("mine/op"), family_count() - 1);
}

/* An operation of the figures that no narrow pattern matches was forgotten in the table. */
static void test_all_known(void **state)
{
	FILE *file = fopen("tests/figures.tsv", "re");
	char line[512], name[256];
	size_t n = 0;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (*line == '#' || sscanf(line, "%*[^\t]\t%255s", name) != 1)
			continue;
		n++;
		if (strstr(family_name(family_of(name)), "other"))
			fail_msg("%s has no family of its own", name);
	}
	fclose(file);
	assert_true(n > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_family_of),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_all_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
