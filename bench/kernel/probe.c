// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include "bench/kernel/mount.h"
#include "bench/kernel/probe.h"
#include "bench/result/array.h"

/* Helper ids have stayed below 220 since 2022, because new functions are kfuncs. */
#define HELPERS 256
#define TYPES 64

enum answer { NOT_ASKED, NO, YES };

/* Answers are cached for the process: the kernel does not change while it runs. */
static unsigned char prog_types[TYPES], map_types[TYPES], helpers[TYPES][HELPERS];

/*
 * Stores an answer. ret is 1 for yes, 0 for no, < 0 if libbpf cannot tell; errno is the reason of a
 * no. A lack of permission or of resources tells nothing about the kernel: it counts as yes, and
 * the load will tell what is missing.
 */
static bool remember(unsigned char *slot, int ret)
{
	bool asked = errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != EPERM;

	*slot = ret == 0 && asked ? NO : YES;
	return *slot == YES;
}

bool probe_prog_type(enum bpf_prog_type type)
{
	/* Programs of these types load only with a target to attach to. A failed probe would tell
	 * more about the target than about the type. */
	if (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
	    type == BPF_PROG_TYPE_EXT || type == BPF_PROG_TYPE_STRUCT_OPS)
		return true;
	if ((unsigned int)type >= TYPES)
		return true;
	if (prog_types[type] == NOT_ASKED) {
		errno = 0;
		return remember(&prog_types[type], libbpf_probe_bpf_prog_type(type, NULL));
	}
	return prog_types[type] == YES;
}

bool probe_map_type(enum bpf_map_type type)
{
	if ((unsigned int)type >= TYPES)
		return true;
	if (map_types[type] == NOT_ASKED) {
		errno = 0;
		return remember(&map_types[type], libbpf_probe_bpf_map_type(type, NULL));
	}
	return map_types[type] == YES;
}

bool probe_helper(enum bpf_prog_type type, int id)
{
	unsigned char *slot;

	if ((unsigned int)type >= TYPES || (unsigned int)id >= HELPERS)
		return true;
	slot = &helpers[type][id];
	if (*slot == NOT_ASKED) {
		/* A refusal by the verifier may leave any errno. */
		int ret = libbpf_probe_bpf_helper(type, id, NULL);

		errno = 0;
		return remember(slot, ret);
	}
	return *slot == YES;
}

bool probe_helper_elsewhere(int id)
{
	static const enum bpf_prog_type types[] = {
		BPF_PROG_TYPE_SCHED_CLS,
		BPF_PROG_TYPE_RAW_TRACEPOINT,
		BPF_PROG_TYPE_XDP,
		BPF_PROG_TYPE_SYSCALL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (probe_prog_type(types[i]) && probe_helper(types[i], id))
			return true;
	return false;
}

const char *probe_helper_name(int id)
{
#define NAME(name) [BPF_FUNC_##name] = "bpf_" #name
	static const char *const names[] = { __BPF_FUNC_MAPPER(NAME) };
#undef NAME
	static char number[16];

	if (id >= 0 && (size_t)id < ARRAY_SIZE(names) && names[id])
		return names[id];
	snprintf(number, sizeof(number), "#%d", id);
	return number;
}

static const struct btf *kernel_btf(void)
{
	static struct btf *kernel;
	static bool asked;

	if (!asked) {
		kernel = btf__load_vmlinux_btf();
		asked = true;
	}
	return kernel;
}

bool probe_kernel_btf(void)
{
	return kernel_btf();
}

bool probe_kernel_function(const char *name)
{
	return kernel_btf() && btf__find_by_name_kind(kernel_btf(), name, BTF_KIND_FUNC) > 0;
}

bool probe_atomics(void)
{
	/* r0 = 0; *(u64 *)(r10 - 8) = 0; r0 = fetch_add(r10 - 8, r0); exit */
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0 },
		{ .code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = 10, .off = -8 },
		{ .code = BPF_STX | BPF_ATOMIC | BPF_DW,
		  .dst_reg = 10,
		  .src_reg = 0,
		  .off = -8,
		  .imm = BPF_ADD | BPF_FETCH },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	static enum answer answer;
	int fd;

	if (answer == NOT_ASKED) {
		fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns,
				   ARRAY_SIZE(insns), NULL);
		answer = fd < 0 && (errno == EINVAL || errno == EACCES) ? NO : YES;
		if (fd >= 0)
			close(fd);
	}
	return answer == YES;
}

/* Returns true if the list has this word between its commas. Another word may contain it. */
static bool is_listed(const char *list, const char *word)
{
	size_t len = strlen(word), n;

	for (; *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (n == len && !strncmp(list, word, len))
			return true;
	}
	return false;
}

int probe_bpf_lsm(char *why, size_t size)
{
	int dir = mount_private("securityfs"), err;
	char active[256];

	/* Without securityfs nothing is known. The load and the count of runs will tell. */
	if (dir < 0)
		return 0;
	err = mount_read(dir, "lsm", active, sizeof(active));
	close(dir);
	if (err || is_listed(active, "bpf"))
		return 0;
	snprintf(why, size, "bpf is not among the active LSMs (boot with lsm=...,bpf)");
	return -EOPNOTSUPP;
}
