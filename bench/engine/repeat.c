// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>

#include <bpf/bpf.h>

#include "bench/engine/bench.h"
#include "bench/kernel/clock.h"

int bench_prog_fd(const struct bench_round *round, const char *name)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, name);

	return prog ? bpf_program__fd(prog) : -ENOENT;
}

int bench_prog_repeat(int fd, unsigned int n, double *ns)
{
	static const char packet[64];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = n);
	uint64_t start = clock_ns();
	int err = bpf_prog_test_run_opts(fd, &opts);

	*ns = clock_ns() - start;
	return err;
}

/*
 * The kernel reports the average of a repeated run as a whole number of nanoseconds. So the time of
 * the system call is measured from outside, and that of a call with a single run is subtracted. The
 * rest is the time of n runs.
 */
int bench_prog_time(int fd, unsigned int n, double *ns)
{
	double once = INFINITY, all = 0, one = 0;
	int err = 0, i;

	for (i = 0; !err && i < BENCH_SINGLE_RUNS; i++) {
		err = bench_prog_repeat(fd, 1, &one);
		once = fmin(once, one);
	}
	if (!err)
		err = bench_prog_repeat(fd, n + 1, &all);
	*ns = all - once;
	return err;
}
