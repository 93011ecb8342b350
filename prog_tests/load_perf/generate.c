// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "load_perf/generate.h"

/* The kernel's BPF_LOG_STATS: statistics only. */
#define LOG_STATS 4

#define MOV(dst, value)                                                                            \
	{                                                                                          \
		BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value                                      \
	}
#define COPY(dst, src)                                                                             \
	{                                                                                          \
		BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0                                        \
	}
#define ADD(dst, value)                                                                            \
	{                                                                                          \
		BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, value                                      \
	}
#define EXIT                                                                                       \
	{                                                                                          \
		BPF_JMP | BPF_EXIT, 0, 0, 0, 0                                                     \
	}

static void put(struct generated *made, struct bpf_insn insn)
{
	made->insns[made->n++] = insn;
}

#define PUT(made, ...) put(made, (struct bpf_insn)__VA_ARGS__)

static void straight(struct generated *made, size_t n)
{
	PUT(made, MOV(BPF_REG_0, 0));
	while (made->n + 1 < n)
		PUT(made, ADD(BPF_REG_0, 1));
	PUT(made, EXIT);
}

static void loop(struct generated *made, size_t n)
{
	PUT(made, MOV(BPF_REG_0, 0));
	PUT(made, MOV(BPF_REG_1, 0));
	PUT(made, ADD(BPF_REG_0, 3));
	PUT(made, COPY(BPF_REG_2, BPF_REG_0));
	PUT(made, ADD(BPF_REG_2, 5));
	PUT(made, ADD(BPF_REG_1, 1));
	PUT(made, { BPF_JMP | BPF_JLT | BPF_K, BPF_REG_1, 0, -5, n / 5 });
	PUT(made, EXIT);
}

/* The context is a packet, whose length is at its beginning. It is read for each branch: what the
 * verifier learns of one must not be known at the next, or it would follow every combination. */
static void branch(struct generated *made, size_t n)
{
	int k = 0;

	PUT(made, MOV(BPF_REG_0, 0));
	while (made->n + 5 < n) {
		PUT(made, { BPF_LDX | BPF_MEM | BPF_W, BPF_REG_6, BPF_REG_1, 0, 0 });
		PUT(made, MOV(BPF_REG_7, 1));
		PUT(made, { BPF_JMP | BPF_JGT | BPF_K, BPF_REG_6, 0, 1, ++k });
		PUT(made, MOV(BPF_REG_7, 2));
	}
	PUT(made, EXIT);
}

static void callback(struct generated *made, size_t n)
{
	const int call = 6;

	PUT(made, MOV(BPF_REG_1, 10));
	PUT(made, { BPF_LD | BPF_IMM | BPF_DW, BPF_REG_2, BPF_PSEUDO_FUNC, 0, call });
	PUT(made, { 0 });
	PUT(made, MOV(BPF_REG_3, 0));
	PUT(made, MOV(BPF_REG_4, 0));
	PUT(made, { BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_loop });
	PUT(made, MOV(BPF_REG_0, 0));
	PUT(made, EXIT);
	made->funcs[1].insn_off = made->n;
	/* The place of the callback, from the instruction after the first half of the load. */
	made->insns[1].imm = made->n - 2;
	PUT(made, MOV(BPF_REG_0, 0));
	PUT(made, MOV(BPF_REG_1, 0));
	while (made->n + 1 < n)
		PUT(made, ADD(BPF_REG_1, 1));
	PUT(made, EXIT);
}

/* A program with a callback tells the kernel that it is a static function. */
static int describe(struct generated *made)
{
	struct btf *btf = btf__new_empty();
	const void *raw;
	__u32 size;
	int number, type;

	if (!btf)
		return -errno;
	number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	type = btf__add_func_proto(btf, number);
	made->funcs[0].type_id = btf__add_func(btf, "main", BTF_FUNC_GLOBAL, type);
	made->funcs[1].type_id = btf__add_func(btf, "body", BTF_FUNC_STATIC, type);
	raw = btf__raw_data(btf, &size);
	made->btf = raw ? bpf_btf_load(raw, size, NULL) : -ENOMEM;
	btf__free(btf);
	return made->btf < 0 ? made->btf : 0;
}

int generate(struct generated *made, enum shape shape, size_t n)
{
	static void (*const fill[])(struct generated * made, size_t n) = {
		[SHAPE_STRAIGHT] = straight,
		[SHAPE_LOOP] = loop,
		[SHAPE_BRANCH] = branch,
		[SHAPE_CALLBACK] = callback,
	};
	int err = 0;

	*made = (struct generated){ .btf = -1, .insns = calloc(n + 16, sizeof(*made->insns)) };
	if (!made->insns)
		return -ENOMEM;
	fill[shape](made, n);
	if (shape == SHAPE_CALLBACK)
		err = describe(made);
	if (err)
		generate_free(made);
	return err;
}

void generate_free(struct generated *made)
{
	if (made->btf >= 0)
		close(made->btf);
	free(made->insns);
	*made = (struct generated){ .btf = -1 };
}

int generate_load(const struct generated *made, char *log, size_t size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = size,
		    .log_level = log ? LOG_STATS : 0);

	if (made->btf >= 0) {
		opts.prog_btf_fd = made->btf;
		opts.func_info = made->funcs;
		opts.func_info_cnt = 2;
		opts.func_info_rec_size = sizeof(made->funcs[0]);
	}
	return bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "load_perf", "GPL", made->insns, made->n,
			     &opts);
}
