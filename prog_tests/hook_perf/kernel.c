// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of the kernel: kprobe, kretprobe, their multi forms, fentry, fexit,
 * fmod_ret; several programs on one of them.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "hook_perf/hook_perf.h"

#include "hook_perf_kernel.skel.h"

/* Not in the headers of every machine that this is built on: 6.10. */
#define BPF_TRACE_KPROBE_SESSION_ 56

/* A kretprobe.multi that also runs at the entry, under its own attach type. */
static int open_session(struct bench_round *round)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, "kprobe_session");

	return bpf_program__set_expected_attach_type(prog, BPF_TRACE_KPROBE_SESSION_);
}

/* A link that libbpf knows nothing of; our part holds it for the operation's turn. */
static int raw_link = -1;

static int attach_session(struct bench_round *round, const struct bpf_program *prog,
			  struct bpf_link **link)
{
	const char *target = "bpf_get_numa_node_id";
	union bpf_attr attr = {
		.link_create = {
			.prog_fd = bpf_program__fd(prog),
			.attach_type = BPF_TRACE_KPROBE_SESSION_,
			.kprobe_multi = {
				.cnt = 1,
				.syms = (uintptr_t)&target,
			},
		},
	};

	*link = NULL;
	raw_link = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
	return raw_link < 0 ? -errno : 0;
}

static void detach_session(struct bench_round *round)
{
	if (raw_link >= 0)
		close(raw_link);
	raw_link = -1;
}

static int attach_and_detach(struct bench_round *round, const struct bpf_program *prog,
			     struct bpf_link **link)
{
	struct bpf_link *once = bpf_program__attach(prog);

	*link = NULL;
	return once ? bpf_link__destroy(once) : -errno;
}

static int call_getpgid(struct bench_round *round, unsigned int n, double *ns)
{
	/* Of 0 it would not ask the security hook. */
	pid_t pid = getpid();

	while (n--)
		syscall(SYS_getpgid, pid);
	return 0;
}

#define ON_NUMA(program) .name = #program, .trigger = "base_numa", .progs = { #program }
#define ON_GETPGID(program)                                                                        \
	.name = #program, .trigger = "base_getpgid", .progs = { #program }, .shared = true
#define OF_2(kind) kind "_of_2_1", kind "_of_2_2"
#define OF_4(kind) kind "_of_4_1", kind "_of_4_2", kind "_of_4_3", kind "_of_4_4"
#define OF_8(kind)                                                                                 \
	kind "_of_8_1", kind "_of_8_2", kind "_of_8_3", kind "_of_8_4", kind "_of_8_5",            \
		kind "_of_8_6", kind "_of_8_7", kind "_of_8_8"
#define PROGS(kind, n)                                                                             \
	{                                                                                          \
		.name = kind "_" #n "_progs", .trigger = "base_numa", .progs = { OF_##n(kind) },   \
	}

static const struct bench_hook hooks[] = {
	{ ON_NUMA(kprobe) },
	{ ON_NUMA(kprobe_array) },
	{ ON_NUMA(kprobe_hash) },
	{ ON_NUMA(kprobe_comm) },
	{ ON_NUMA(kprobe_detached), .attach = attach_and_detach, .aside = true },
	PROGS("kprobe", 2),
	PROGS("kprobe", 4),
	PROGS("kprobe", 8),
	{ ON_NUMA(kretprobe) },
	{ ON_NUMA(kprobe_multi) },
	{ ON_NUMA(kretprobe_multi) },
	{ ON_NUMA(kprobe_session), .attach = attach_session, .detach = detach_session, .runs = 2 },
	{ ON_NUMA(fentry) },
	{ ON_NUMA(fentry_array) },
	{ ON_NUMA(fentry_hash) },
	{ ON_NUMA(fentry_comm) },
	{ ON_NUMA(fentry_detached), .attach = attach_and_detach, .aside = true },
	PROGS("fentry", 2),
	PROGS("fentry", 4),
	PROGS("fentry", 8),
	{ ON_NUMA(fexit) },
	{ ON_GETPGID(fmod_ret) },
	{ ON_GETPGID(fentry_getpgid) },
	{},
};

static const struct bench_user_op triggers[] = {
	{ .name = "base_getpgid", .run = call_getpgid, .n = 256, .hidden = true },
	{},
};

const struct bench_object hook_perf_kernel = {
	.name = "hook_perf_kernel",
	.elf = hook_perf_kernel__elf_bytes,
	.open = open_session,
	.user_ops = triggers,
	.hooks = hooks,
};
