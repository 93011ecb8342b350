// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of the kernel: kprobe, kretprobe, their multi forms, fentry, fexit.
 */
#include "hook_perf/hook_perf.h"

#include "hook_perf_kernel.skel.h"

#define EMPTY(program) .name = #program, .trigger = "base_numa", .progs = { #program }

static const struct bench_hook hooks[] = {
	{ EMPTY(kprobe) },
	{ EMPTY(kretprobe) },
	{ EMPTY(kprobe_multi) },
	{ EMPTY(kretprobe_multi) },
	{ EMPTY(fentry) },
	{ EMPTY(fexit) },
	{ EMPTY(kprobe_array) },
	{ EMPTY(kprobe_hash) },
	{ EMPTY(kprobe_comm) },
	{ EMPTY(fentry_array) },
	{ EMPTY(fentry_hash) },
	{ EMPTY(fentry_comm) },
	{ .name = "kprobe_2_progs", .trigger = "base_numa", .progs = { "kprobe", "kprobe_2" } },
	{ .name = "fentry_2_progs", .trigger = "base_numa", .progs = { "fentry", "fentry_2" } },
	{},
};

const struct bench_object hook_perf_kernel = {
	.name = "hook_perf_kernel",
	.elf = hook_perf_kernel__elf_bytes,
	.hooks = hooks,
};
