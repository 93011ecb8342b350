// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <sys/prctl.h>

#include "test_progs.h"

#include "hooked.skel.h"

static int rename_self(struct bench_round *round, unsigned int n, double *ns)
{
	char comm[16];

	prctl(PR_GET_NAME, comm);
	while (n--)
		if (prctl(PR_SET_NAME, comm))
			return -errno;
	return 0;
}

static int attach_and_detach(struct bench_round *round, const struct bpf_program *prog,
			     struct bpf_link **link)
{
	struct bpf_link *once = bpf_program__attach(prog);

	*link = NULL;
	return once ? bpf_link__destroy(once) : -errno;
}

void test_hooked(struct bench *bench)
{
	static const struct bench_user_op triggers[] = {
		{ .name = "base_rename", .run = rename_self, .n = 256, .hidden = true }, {}
	};
	static const struct bench_hook hooks[] = {
		{ .name = "empty", .trigger = "base_rename", .progs = { "empty" }, .shared = true },
		{ .name = "burns_1000",
		  .trigger = "base_rename",
		  .progs = { "burns_1000" },
		  .shared = true },
		{ .name = "detached",
		  .trigger = "base_rename",
		  .progs = { "empty" },
		  .attach = attach_and_detach,
		  .aside = true },
		{ .name = "not_passed", .trigger = "base_rename", .progs = { "elsewhere" } },
		{},
	};
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(hooked), .user_ops = triggers, .hooks = hooks },
		{},
	};

	bench_run(bench, objects);
}
