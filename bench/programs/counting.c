// SPDX-License-Identifier: GPL-2.0-only
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/programs/counting.h"

/* Runs of a program that returns at once, to find out what counting a run costs. */
#define EMPTY_RUNS 1000
/* Bytes of a packet that BPF_PROG_TEST_RUN accepts. */
#define PACKET 64

double counting_cost(void)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	static const char packet[PACKET];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = EMPTY_RUNS);
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, 2, NULL);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0)
		return 0;
	if (bpf_prog_test_run_opts(fd, &opts) || bpf_obj_get_info_by_fd(fd, &info, &size))
		info.run_cnt = 0;
	close(fd);
	return info.run_cnt ? (double)info.run_time_ns / info.run_cnt : 0;
}
