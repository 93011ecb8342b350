// SPDX-License-Identifier: GPL-2.0-only
/* Tests the names that are made from files and commands, and what return values are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/programs/programs.h"
#include "bench/programs/returns.h"
#include "bench/result/array.h"
#include "bench/tool/tool.h"

static void test_files(void **state)
{
	static const char *const pairs[][2] = {
		{ "mine.bpf.o", "mine" },  { "a/b/mine.o", "mine" },	 { "mine", "mine" },
		{ "v1.2.bpf.o", "v1.2" },  { "a b;c.o", "a_b_c" },	 { "\xff\n.o", "__" },
		{ "/x/-dash.o", "-dash" }, { "a/mine.bpf.o", "mine+2" }, { "mine.o", "mine+3" },
		{ "bpf.o", "bpf" },
	};
	const char *files[ARRAY_SIZE(pairs)];
	const struct programs_options options = { .files = files, .n_files = ARRAY_SIZE(pairs) };
	/* How many of the files before have the name, too: "a/b/mine.o" is the second "mine". */
	static const char *const numbered[] = {
		[1] = "mine+2", [2] = "mine+3", [7] = "mine+4", [8] = "mine+5"
	};
	char name[PROGRAMS_NAME], why[512];

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		files[i] = pairs[i][0];
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const char *expected = i < ARRAY_SIZE(numbered) && numbered[i] ? numbered[i]
									       : pairs[i][1];

		assert_int_equal(programs_name(&options, i, name, why, sizeof(why)), 0);
		assert_string_equal(name, expected);
	}
}

static void test_no_names(void **state)
{
	char longest[256], name[PROGRAMS_NAME], why[512];
	const char *files[] = { longest, "dir/" };
	const struct programs_options options = { .files = files, .n_files = 2 };

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_not_equal(programs_name(&options, 0, name, why, sizeof(why)), 0);
	assert_int_not_equal(programs_name(&options, 1, name, why, sizeof(why)), 0);
}

static void test_commands(void **state)
{
	static const char *commands[] = { "/usr/sbin/opensnoop", "opensnoop -p 1", "./a b/c", "" };
	static const char *const names[] = { "opensnoop", "opensnoop+2", "a", "tool" };
	const struct tool_options options = { .commands = commands, .n_commands = 4 };
	static const char *loads[] = { NULL, "/usr/bin/stress-ng -q", "stress-ng", NULL };
	static const char *const loaded[] = { "opensnoop", "opensnoop.stress-ng", "a.stress-ng",
					      "tool" };
	struct tool_options options_with = { .commands = commands,
					     .n_commands = 4,
					     .loads = loads };
	char name[TOOL_NAME];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		tool_name(&options, i, name);
		assert_string_equal(name, names[i]);
		tool_name(&options_with, i, name);
		assert_string_equal(name, loaded[i]);
	}
}

static void test_returns(void **state)
{
	static const struct {
		enum bpf_prog_type type;
		uint32_t value;
		const char *name;
	} all[] = {
		{ BPF_PROG_TYPE_XDP, 1, "XDP_DROP" },
		{ BPF_PROG_TYPE_XDP, 77, "77" },
		{ BPF_PROG_TYPE_SCHED_CLS, 2, "TC_ACT_SHOT" },
		{ BPF_PROG_TYPE_SCHED_CLS, (uint32_t)-1, "TC_ACT_UNSPEC" },
		{ BPF_PROG_TYPE_CGROUP_SKB, 1, "1 (allow)" },
		{ BPF_PROG_TYPE_SOCKET_FILTER, 64, "64" },
	};
	char text[64];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		return_name(all[i].type, all[i].value, text, sizeof(text));
		assert_string_equal(text, all[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_no_names),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
