// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tool that looks for one read() call in PATTERN_LARGE_ONE_IN: by process, by its name, or by
 * size. It collects an event and then looks whether it is wanted, or it looks first. What is wanted
 * is sent; filter_none sends all, for user space to look.
 */
#include "pattern_perf_read.bpf.h"

struct pattern_wanted wanted SEC(".data.wanted") = {};

static __always_inline int collect(struct pattern_read *event, struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	void *buffer = NULL;

	event->time = bpf_ktime_get_ns();
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	event->size = size_of(ctx);
	bpf_probe_read_kernel(&buffer, sizeof(buffer), &PT_REGS_PARM2_SYSCALL(regs));
	return bpf_probe_read_user(event->data, sizeof(event->data), buffer);
}

/* An event that cannot be collected or sent is missing for user space, which counts them. */
static __always_inline void send(struct pattern_read *event)
{
	bpf_ringbuf_output(&ring, event, sizeof(*event), BPF_RB_NO_WAKEUP);
}

static __always_inline bool is_wanted_pid(__u32 pid)
{
	return pid == *(volatile __u32 *)&wanted.pid;
}

/* Up to the zero: Linux 6.1 leaves what is behind it as it was. */
static __always_inline bool is_wanted_comm(const char *comm)
{
	const volatile char *name = wanted.comm;

	for (int at = 0; at < 16; at++) {
		if (comm[at] != name[at])
			return false;
		if (!comm[at])
			break;
	}
	return true;
}

#define TOOL(name) SEC("raw_tp/sys_enter") int name(struct bpf_raw_tracepoint_args *ctx)

/* Collects all of an event and looks then; or looks at what it takes, and collects then. */
#define LAST(name, is_wanted)                                                                      \
	TOOL(name)                                                                                 \
	{                                                                                          \
		struct pattern_read event = {};                                                    \
                                                                                                   \
		if (is_ours(ctx) && !collect(&event, ctx) && (is_wanted))                          \
			send(&event);                                                              \
		return 0;                                                                          \
	}
#define FIRST(name, is_wanted)                                                                     \
	TOOL(name)                                                                                 \
	{                                                                                          \
		struct pattern_read event;                                                         \
                                                                                                   \
		if (!is_ours(ctx) || !(is_wanted))                                                 \
			return 0;                                                                  \
		__builtin_memset(&event, 0, sizeof(event));                                        \
		if (!collect(&event, ctx))                                                         \
			send(&event);                                                              \
		return 0;                                                                          \
	}

static __always_inline bool comm_is_wanted(void)
{
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	return is_wanted_comm(comm);
}

LAST(none, true)
LAST(pid_last, is_wanted_pid(event.pid))
FIRST(pid_first, is_wanted_pid(bpf_get_current_pid_tgid() >> 32))
LAST(comm_last, is_wanted_comm(event.comm))
FIRST(comm_first, comm_is_wanted())
LAST(size_last, event.size >= PATTERN_LARGE)
FIRST(size_first, size_of(ctx) >= PATTERN_LARGE)
