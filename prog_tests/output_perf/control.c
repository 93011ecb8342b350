// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "prog_tests/output_perf/control.h"

volatile struct output_control *output_control_map(const struct bench_round *round)
{
	int fd = bench_map_fd(round, OUTPUT_CONTROL_SECTION);
	void *control;

	if (fd < 0)
		return NULL;
	control = mmap(NULL, sizeof(struct output_control), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		       0);
	return control == MAP_FAILED ? NULL : control;
}

void output_control_unmap(volatile struct output_control *control)
{
	munmap((void *)control, sizeof(*control));
}

int output_prog_fd(const struct bench_round *round, const char *what, const char *name)
{
	struct bpf_program *prog;
	char text[64];

	snprintf(text, sizeof(text), "%s_%s", what, name);
	prog = bpf_object__find_program_by_name(round->obj, text);
	return prog ? bpf_program__fd(prog) : -ENOENT;
}
