// SPDX-License-Identifier: GPL-2.0-only
/* Tests sets of CPUs, and the CPU that is chosen on made machines. */
#include "tests/unit/root.h"

#include "bench/env/cpus.h"
#include "bench/env/env.h"

#define CPU "/sys/devices/system/cpu"

static void test_lists(void **state)
{
	(void)state;
	assert_true(cpu_list_has("0", 0));
	assert_false(cpu_list_has("0", 1));
	assert_true(cpu_list_has("0-3,8,1024-2047", 3));
	assert_true(cpu_list_has("0-3,8,1024-2047", 8));
	assert_true(cpu_list_has("0-3,8,1024-2047", 1500));
	assert_false(cpu_list_has("0-3,8,1024-2047", 4));
	assert_false(cpu_list_has("", 0));
	assert_false(cpu_list_has("(null)", 0));
	assert_false(cpu_list_has("3-1", 2));
	assert_false(cpu_list_has("-2", 2));
	assert_int_equal(cpu_list_count("0-3,8,1024-2047"), 4 + 1 + 1024);
	assert_int_equal(cpu_list_count("0\n"), 1);
	assert_int_equal(cpu_list_count(""), 0);
	assert_int_equal(cpu_list_count("0-,1"), 0);
}

static void test_sets(void **state)
{
	struct cpus one, allowed, of_cgroup, after;

	(void)state;
	assert_int_equal(cpus_one(&one, 5000), 0);
	assert_true(cpus_has(&one, 5000));
	assert_false(cpus_has(&one, 4999));
	assert_false(cpus_has(&one, -1));
	assert_false(cpus_has(&one, 1 << 24));
	assert_int_equal(cpus_count(&one), 1);
	assert_true(cpus_end(&one) > 5000);
	cpus_free(&one);
	assert_int_equal(cpus_allowed(&allowed), 0);
	assert_true(cpus_count(&allowed) > 0);
	/* Asking for all CPUs does not change the affinity of the caller. */
	assert_int_equal(cpus_of_cgroup(&of_cgroup), 0);
	assert_true(cpus_count(&of_cgroup) >= cpus_count(&allowed));
	assert_int_equal(cpus_allowed(&after), 0);
	assert_int_equal(after.size, allowed.size);
	assert_memory_equal(after.set, allowed.set, after.size);
	cpus_free(&after);
	cpus_free(&of_cgroup);
	cpus_free(&allowed);
}

/* CPUs 0 to n - 1. */
static struct cpus first_cpus(int n)
{
	struct cpus cpus;

	assert_int_equal(cpus_one(&cpus, n - 1), 0);
	for (int cpu = 0; cpu < n; cpu++)
		CPU_SET_S(cpu, cpus.size, cpus.set);
	return cpus;
}

static int best_of(const char *root, int n)
{
	struct cpus cpus = first_cpus(n);
	int best = env_best_cpu_at(root, &cpus);

	cpus_free(&cpus);
	return best;
}

static void put_cpu(const char *root, int cpu, const char *file, const char *text)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), CPU "/cpu%d/%s", cpu, file);
	put(root, path, text);
}

static void test_alike(void **state)
{
	struct cpus none;

	assert_int_equal(best_of(*state, 4), 3);
	assert_int_equal(best_of(*state, 1500), 1499);
	for (int cpu = 0; cpu < 4; cpu++)
		put_cpu(*state, cpu, "cpu_capacity", "1024\n");
	assert_int_equal(best_of(*state, 4), 3);
	assert_int_equal(cpus_one(&none, 3), 0);
	CPU_CLR_S(3, none.size, none.set);
	assert_int_equal(env_best_cpu_at(*state, &none), -1);
	cpus_free(&none);
}

/* An arm64 phone has four little CPUs, three big ones and one bigger one, in any order. */
static void test_capacity(void **state)
{
	static const char *const capacities[] = { "325\n",  "325\n", "325\n", "325\n",
						  "1024\n", "828\n", "828\n", "828\n" };

	for (int cpu = 0; cpu < 8; cpu++)
		put_cpu(*state, cpu, "cpu_capacity", capacities[cpu]);
	/* The capacity decides, and not the frequency. */
	put_cpu(*state, 3, "cpufreq/cpuinfo_max_freq", "9000000\n");
	assert_int_equal(best_of(*state, 8), 4);
	assert_int_equal(best_of(*state, 4), 3);
}

/* A hybrid Intel has threads of two fast cores, one of which is favoured, and four slow cores. */
static void test_hybrid(void **state)
{
	struct cpus slow;

	put(*state, "/sys/devices/cpu_core/cpus", "0-3\n");
	put(*state, "/sys/devices/cpu_atom/cpus", "4-7\n");
	assert_int_equal(best_of(*state, 8), 3);
	for (int cpu = 0; cpu < 8; cpu++)
		put_cpu(*state, cpu, "cpufreq/cpuinfo_max_freq",
			cpu < 2 ? "5400000\n" : "5100000\n");
	assert_int_equal(best_of(*state, 8), 1);
	/* A slow core may have a higher frequency. */
	put_cpu(*state, 5, "cpufreq/cpuinfo_max_freq", "6000000\n");
	assert_int_equal(best_of(*state, 8), 1);
	slow = first_cpus(8);
	for (int cpu = 0; cpu < 4; cpu++)
		CPU_CLR_S(cpu, slow.size, slow.set);
	assert_int_equal(env_best_cpu_at(*state, &slow), 5);
	cpus_free(&slow);
}

static void test_frequency(void **state)
{
	for (int cpu = 0; cpu < 4; cpu++)
		put_cpu(*state, cpu, "cpufreq/cpuinfo_max_freq", cpu == 1 ? "3900000" : "3600000");
	assert_int_equal(best_of(*state, 4), 1);
}

static void test_isolated(void **state)
{
	struct cpus only;

	put(*state, CPU "/isolated", "2-3\n");
	assert_int_equal(best_of(*state, 4), 1);
	put_cpu(*state, 3, "cpu_capacity", "1024\n");
	assert_int_equal(best_of(*state, 4), 1);
	assert_int_equal(cpus_one(&only, 3), 0);
	assert_int_equal(env_best_cpu_at(*state, &only), 3);
	cpus_free(&only);
	put(*state, CPU "/isolated", "\n");
	assert_int_equal(best_of(*state, 4), 3);
}

static void test_record(void **state)
{
	json_t *record;

	put(*state, "/sys/devices/cpu_core/cpus", "0-1\n");
	put(*state, "/sys/devices/cpu_atom/cpus", "2\n");
	put_cpu(*state, 2, "cpufreq/cpuinfo_max_freq", "3800000\n");
	put_cpu(*state, 2, "cpu_capacity", "600\n");
	record = env_record_at(*state, 2);
	assert_string_equal(json_string_value(json_object_get(record, "cpu_type")), "atom");
	assert_int_equal(json_integer_value(json_object_get(record, "cpu_max_khz")), 3800000);
	assert_int_equal(json_integer_value(json_object_get(record, "cpu_capacity")), 600);
	json_decref(record);
	record = env_record_at(*state, 1);
	assert_string_equal(json_string_value(json_object_get(record, "cpu_type")), "core");
	assert_true(json_is_null(json_object_get(record, "cpu_max_khz")));
	assert_true(json_is_null(json_object_get(record, "cpu_capacity")));
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists), cmocka_unit_test(test_sets), IN_ROOT(test_alike),
		IN_ROOT(test_capacity),	      IN_ROOT(test_hybrid),	   IN_ROOT(test_frequency),
		IN_ROOT(test_isolated),	      IN_ROOT(test_record),
	};

	return cmocka_run_group_tests_name("cpus", tests, NULL, NULL);
}
