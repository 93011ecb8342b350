// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "insn_perf/jited.h"

/* A constant of 64 bits takes two places. */
static double count_bpf(const struct bpf_insn *insns, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++, count++)
		if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW))
			i++;
	return count;
}

/* Counts function by function, because between two there may be filling. */
static int count_machine(const uint8_t *code, const __u32 *lengths, __u32 functions,
			 struct jited *jited)
{
	__u32 i;

	for (i = 0; i < functions; code += lengths[i++]) {
#if defined(__x86_64__)
		long n = x86_count(code, lengths[i]);

		if (n < 0)
			return -EPROTO;
		jited->insns += n;
#endif
		jited->bytes += lengths[i];
	}
	return 0;
}

static int read_with(int fd, const struct bpf_prog_info *sizes, void *buffer, struct jited *jited)
{
	struct bpf_prog_info info = {
		.xlated_prog_len = sizes->xlated_prog_len,
		.jited_prog_len = sizes->jited_prog_len,
		.nr_jited_func_lens = sizes->nr_jited_func_lens,
	};
	__u32 size = sizeof(info);
	struct bpf_insn *insns = buffer;
	__u32 *lengths = (__u32 *)((char *)buffer + sizes->xlated_prog_len);
	uint8_t *code = (uint8_t *)(lengths + sizes->nr_jited_func_lens);
	int err;

	info.xlated_prog_insns = (uintptr_t)insns;
	info.jited_func_lens = (uintptr_t)lengths;
	info.jited_prog_insns = (uintptr_t)code;
	err = bpf_obj_get_info_by_fd(fd, &info, &size);
	if (err)
		return err;
	/* Zero instead of an address: the kernel does not show it. */
	if (!info.jited_prog_insns || !info.xlated_prog_insns)
		return -EPERM;
	jited->bpf_insns += count_bpf(insns, info.xlated_prog_len / sizeof(*insns));
	return count_machine(code, lengths, info.nr_jited_func_lens, jited);
}

int jited_read(const struct bpf_object *obj, const char *name, struct jited *jited)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, name);
	int fd = prog ? bpf_program__fd(prog) : -ENOENT, err;
	struct bpf_prog_info sizes = {};
	__u32 size = sizeof(sizes);
	void *buffer;

	*jited = (struct jited){};
	if (fd < 0)
		return fd;
	err = bpf_obj_get_info_by_fd(fd, &sizes, &size);
	if (err)
		return err;
	if (!sizes.jited_prog_len || !sizes.xlated_prog_len)
		return -EPERM;
	buffer = calloc(1, sizes.xlated_prog_len + sizes.jited_prog_len +
				   sizes.nr_jited_func_lens * sizeof(__u32));
	if (!buffer)
		return -ENOMEM;
	err = read_with(fd, &sizes, buffer, jited);
	free(buffer);
	return err;
}
