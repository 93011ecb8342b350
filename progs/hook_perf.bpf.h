/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the objects of hook_perf share: how a hook is written, and what its handler
 * does where it does something.
 */
#ifndef HOOK_PERF_BPF_H
#define HOOK_PERF_BPF_H

/* One program name, one hook, one handler. */
#define HOOK(prog, section, result)                                                                \
	SEC(section) int prog(void *ctx)                                                           \
	{                                                                                          \
		return result;                                                                     \
	}

/* What the published comparison of attach types does in each handler. */
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
