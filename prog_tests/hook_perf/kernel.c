// SPDX-License-Identifier: GPL-2.0-only
/* Hooks on functions of the kernel: kprobe, kretprobe, their multi forms, fentry, fexit, fmod_ret,
 * and several programs on one function. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "hook_perf/hook_perf.h"

#include "hook_perf_kernel.skel.h"

/* From 6.10. Not every machine that builds this has it in its headers. */
#define BPF_TRACE_KPROBE_SESSION_ 56

/* A kretprobe.multi that also runs at the entry has its own attach type. */
static int open_session(struct bench_round *round)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, "kprobe_session");

	return bpf_program__set_expected_attach_type(prog, BPF_TRACE_KPROBE_SESSION_);
}

/* A link that libbpf does not know. It is held while the operation is measured, else -1. */
struct session {
	int link;
};

static int no_session(struct bench_round *round)
{
	struct session *session = round->ctx;

	session->link = -1;
	return 0;
}

static int attach_session(struct bench_round *round, const struct bpf_program *prog,
			  struct bpf_link **link)
{
	const char *target = "bpf_get_numa_node_id";
	struct session *session = round->ctx;
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
	session->link = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
	return session->link < 0 ? -errno : 0;
}

static void detach_session(struct bench_round *round)
{
	struct session *session = round->ctx;

	if (session->link >= 0)
		close(session->link);
	session->link = -1;
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
	/* With pid 0 the kernel would not call the security hook. */
	pid_t pid = getpid();

	while (n--)
		syscall(SYS_getpgid, pid);
	return 0;
}

#define ON_NUMA(program, what)                                                                     \
	.name = #program, .about = what, .trigger = "base_numa", .progs = { #program }
#define ON_GETPGID(program, what)                                                                  \
	.name = #program, .about = what, .trigger = "base_getpgid", .progs = { #program },         \
	.shared = true
#define OF_2(kind) kind "_of_2_1", kind "_of_2_2"
#define OF_4(kind) kind "_of_4_1", kind "_of_4_2", kind "_of_4_3", kind "_of_4_4"
#define OF_8(kind)                                                                                 \
	kind "_of_8_1", kind "_of_8_2", kind "_of_8_3", kind "_of_8_4", kind "_of_8_5",            \
		kind "_of_8_6", kind "_of_8_7", kind "_of_8_8"
#define PROGS(kind, n)                                                                             \
	{                                                                                          \
		.name = kind "_" #n "_progs",                                                      \
		.about = #n " empty " kind " programs on one function", .trigger = "base_numa",    \
		.progs = { OF_##n(kind) },                                                         \
	}

static const struct bench_hook hooks[] = {
	{ ON_NUMA(kprobe, "An empty program at the entry of a kernel function, by kprobe") },
	{ ON_NUMA(kprobe_array, "A kprobe program that counts in a per-CPU array") },
	{ ON_NUMA(kprobe_hash, "A kprobe program that counts in a hash, by process") },
	{ ON_NUMA(kprobe_comm, "A kprobe program that takes process id and name") },
	{ ON_NUMA(kprobe_detached, "A kernel function after its kprobe was detached: 0"),
	  .attach = attach_and_detach, .aside = true },
	PROGS("kprobe", 2),
	PROGS("kprobe", 4),
	PROGS("kprobe", 8),
	{ ON_NUMA(kretprobe, "An empty program at the return of a kernel function, by kretprobe") },
	{ ON_NUMA(kprobe_multi,
		  "An empty program at the entry of a kernel function, by kprobe.multi") },
	{ ON_NUMA(kretprobe_multi,
		  "An empty program at the return of a kernel function, by kprobe.multi") },
	{ ON_NUMA(kprobe_session,
		  "An empty program at entry and return of a function, by kprobe.session"),
	  .attach = attach_session, .detach = detach_session, .runs = 2 },
	{ ON_NUMA(fentry, "An empty program at the entry of a kernel function, by fentry") },
	{ ON_NUMA(fentry_array, "A fentry program that counts in a per-CPU array") },
	{ ON_NUMA(fentry_hash, "A fentry program that counts in a hash, by process") },
	{ ON_NUMA(fentry_comm, "A fentry program that takes process id and name") },
	{ ON_NUMA(fentry_detached, "A kernel function after its fentry program was detached: 0"),
	  .attach = attach_and_detach, .aside = true },
	PROGS("fentry", 2),
	PROGS("fentry", 4),
	PROGS("fentry", 8),
	{ ON_NUMA(fexit, "An empty program at the return of a kernel function, by fexit") },
	{ ON_GETPGID(fmod_ret, "An empty program that may change the result of a security hook") },
	{ ON_GETPGID(fentry_getpgid, "fentry on the function that fmod_ret is on, to compare") },
	{},
};

static const struct bench_user_op triggers[] = {
	{ .name = "base_getpgid", .run = call_getpgid, .n = 256, .hidden = true },
	{},
};

const struct bench_object hook_perf_kernel = {
	BENCH_OBJECT(hook_perf_kernel), .ctx_size = sizeof(struct session),
	.before = no_session,		.open = open_session,
	.user_ops = triggers,		.hooks = hooks,
};
