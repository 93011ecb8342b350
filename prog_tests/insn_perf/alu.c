// SPDX-License-Identifier: GPL-2.0-only
/* The inputs for which a published multiply-shift is not the division that it stands for. */
#include <bpf/bpf.h>

#include "insn_perf/insn_perf.h"
#include "progs/insn_perf.h"

#include "insn_perf_alu.skel.h"

/* All inputs below 2^20. */
#define INPUTS (1 << 20)

static int wrong_inputs(struct bench_round *round, unsigned int n, double *percent)
{
	int fd = bench_map_fd(round, ".data.tried"), err;
	struct tried tried = {};
	uint32_t key = 0;

	err = bpf_map_update_elem(fd, &key, &tried, BPF_ANY);
	while (!err && tried.first < INPUTS) {
		err = bench_prog_run(round, "count_wrong");
		if (!err)
			err = bpf_map_lookup_elem(fd, &key, &tried);
	}
	*percent = 100.0 * tried.wrong / INPUTS;
	return err;
}

static const struct bench_user_op user_ops[] = {
	{
		.name = "mul_shift_1049_wrong",
		.about = "The inputs below 2^20 that mul_shift_1049 does not divide by 1000",
		.run = wrong_inputs,
		.n = 1,
		.once = true,
		.unit = "%",
	},
	{},
};

const struct bench_object insn_perf_alu = {
	BENCH_OBJECT(insn_perf_alu),
	.user_ops = user_ops,
};
