/* SPDX-License-Identifier: GPL-2.0-only */
/* How the objects of hook_perf define a hook, and a handler that they share. */
#ifndef HOOK_PERF_BPF_H
#define HOOK_PERF_BPF_H

/* Defines a program with one name, one hook and one handler. */
#define HOOK(prog, section, result)                                                                \
	SEC(section) int prog(void *ctx)                                                           \
	{                                                                                          \
		return result;                                                                     \
	}

/* The work of each handler in the published comparison of attach types. */
static __always_inline int take_comm(void)
{
	char comm[16];
	__u64 pid = bpf_get_current_pid_tgid();

	bpf_get_current_comm(comm, sizeof(comm));
	sink(pid);
	sink(comm);
	return 0;
}

#endif /* HOOK_PERF_BPF_H */
