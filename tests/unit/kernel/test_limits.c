// SPDX-License-Identifier: GPL-2.0-only
/* Tests the limits of made cgroups of both versions. */
#include "bench/kernel/limits.h"
#include "bench/result/array.h"
#include "tests/unit/root.h"

#include "bench/env/env.h"
#include "bench/kernel/permission.h"

#define V2_MOUNT "30 22 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
#define V1_MOUNTS                                                                                  \
	"30 22 0:27 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"                               \
	"31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"              \
	"32 30 0:29 / /sys/fs/cgroup/memory rw,shared:9 - cgroup cgroup rw,memory\n"               \
	"33 30 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"

static void test_no_cgroups(void **state)
{
	struct limits_memory memory;
	struct limits_cpu quota;

	limits_cpu_at(*state, &quota);
	limits_memory_at(*state, &memory);
	assert_true(quota.cpus == 0);
	assert_int_equal(quota.periods, 0);
	assert_int_equal(memory.bytes, 0);
	assert_string_equal(memory.cgroup, "");
}

/* The smallest limit of all levels counts, and throttling at any level. */
static void test_v2(void **state)
{
	struct limits_memory memory;
	struct limits_cpu quota;

	put(*state, "/proc/self/cgroup", "0::/kube/pod/box\n");
	put(*state, "/proc/self/mountinfo", V2_MOUNT);
	put(*state, "/proc/vmstat", "nr_free_pages 1\noom_kill 7\noom_kill_x 9\n");
	put(*state, "/sys/fs/cgroup/kube/pod/box/cpu.max", "max 100000\n");
	put(*state, "/sys/fs/cgroup/kube/pod/cpu.max", "50000 100000\n");
	put(*state, "/sys/fs/cgroup/kube/cpu.max", "200000 100000\n");
	put(*state, "/sys/fs/cgroup/kube/pod/cpu.stat",
	    "usage_usec 5\nnr_periods 42\nnr_throttled 41\nthrottled_usec 3000000\n");
	put(*state, "/sys/fs/cgroup/kube/cpu.stat", "nr_throttled 1\nthrottled_usec 500000\n");
	put(*state, "/sys/fs/cgroup/kube/pod/box/memory.max", "41943040\n");
	put(*state, "/sys/fs/cgroup/kube/pod/memory.max", "max\n");
	put(*state, "/sys/fs/cgroup/kube/memory.max", "83886080\n");
	put(*state, "/sys/fs/cgroup/kube/pod/box/memory.events", "low 0\noom 3\noom_kill 2\n");
	limits_cpu_at(*state, &quota);
	assert_true(quota.cpus == 0.5);
	assert_string_equal(quota.cgroup, "/kube/pod");
	assert_int_equal(quota.periods, 42);
	assert_true(quota.seconds == 3.5);
	limits_memory_at(*state, &memory);
	assert_int_equal(memory.bytes, 40 << 20);
	assert_string_equal(memory.cgroup, "/kube/pod/box");
	assert_int_equal(memory.kills, 2);
	assert_int_equal(memory.machine_kills, 7);
}

static void test_v1(void **state)
{
	struct limits_memory memory;
	struct limits_cpu quota;

	put(*state, "/proc/self/cgroup", "5:memory:/a/b\n4:cpu,cpuacct:/q\n3:cpuset:/\n0::/\n");
	put(*state, "/proc/self/mountinfo", V1_MOUNTS);
	put(*state, "/sys/fs/cgroup/cpu,cpuacct/q/cpu.cfs_quota_us", "20000\n");
	put(*state, "/sys/fs/cgroup/cpu,cpuacct/q/cpu.cfs_period_us", "100000\n");
	put(*state, "/sys/fs/cgroup/cpu,cpuacct/q/cpu.stat",
	    "nr_periods 42\nnr_throttled 41\nthrottled_time 3000000000\n");
	put(*state, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
	put(*state, "/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "9223372036854771712\n");
	put(*state, "/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "157286400\n");
	put(*state, "/sys/fs/cgroup/memory/a/b/memory.oom_control", "under_oom 0\noom_kill 1\n");
	limits_cpu_at(*state, &quota);
	assert_true(quota.cpus == 0.2);
	assert_string_equal(quota.cgroup, "/q");
	assert_int_equal(quota.periods, 41);
	assert_true(quota.seconds == 3);
	limits_memory_at(*state, &memory);
	assert_int_equal(memory.bytes, 150 << 20);
	assert_string_equal(memory.cgroup, "/a");
	assert_int_equal(memory.kills, 1);
}

/* A container sees its own cgroup as the root of the mount. */
static void test_container(void **state)
{
	struct limits_cpu quota;

	put(*state, "/proc/self/cgroup", "0::/docker/0123/inner\n");
	put(*state, "/proc/self/mountinfo",
	    "30 22 0:27 /docker/0123 /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
	put(*state, "/sys/fs/cgroup/inner/cpu.max", "max 100000\n");
	put(*state, "/sys/fs/cgroup/cpu.max", "150000 100000\n");
	limits_cpu_at(*state, &quota);
	assert_true(quota.cpus == 1.5);
	assert_string_equal(quota.cgroup, "/");
}

static void test_garbage(void **state)
{
	static const char *const texts[] = { "", "\n", "::", "0:", "0::/x\n", "- cgroup2", "max" };
	struct limits_memory memory;
	struct limits_cpu quota;

	put(*state, "/sys/fs/cgroup/x/cpu.max", "0 0\n");
	put(*state, "/sys/fs/cgroup/x/memory.max", "-5\n");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (int mount = 0; mount <= 1; mount++) {
			put(*state, "/proc/self/cgroup", texts[i]);
			put(*state, "/proc/self/mountinfo", mount ? V2_MOUNT : texts[i]);
			limits_cpu_at(*state, &quota);
			limits_memory_at(*state, &memory);
			assert_true(quota.cpus == 0);
			assert_int_equal(memory.bytes, 0);
		}
}

static void test_lockdown(void **state)
{
	static const struct {
		const char *text, *mode;
	} cases[] = {
		{ "none [integrity] confidentiality", "integrity" },
		{ "[none] integrity confidentiality\n", "none" },
		{ "none integrity [confidentiality]", "confidentiality" },
		{ "none [integrity", NULL },
		{ "", NULL },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *mode;

		snprintf(text, sizeof(text), "%s", cases[i].text);
		mode = permission_parse_lockdown(text);
		assert_int_equal(!mode, !cases[i].mode);
		if (mode)
			assert_string_equal(mode, cases[i].mode);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOT(test_no_cgroups), IN_ROOT(test_v2),	 IN_ROOT(test_v1),
		IN_ROOT(test_container),  IN_ROOT(test_garbage), cmocka_unit_test(test_lockdown),
	};

	return cmocka_run_group_tests_name("cgroup", tests, NULL, NULL);
}
