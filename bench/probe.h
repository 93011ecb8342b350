/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to the running kernel, each answered by trying, once: answers are
 * remembered for the life of the process.  "Don't know" counts as yes: then the
 * load itself decides.
 */
#ifndef BENCH_PROBE_H
#define BENCH_PROBE_H

#include <stdbool.h>

#include <bpf/libbpf.h>

bool probe_prog_type(enum bpf_prog_type type);
bool probe_map_type(enum bpf_map_type type);
bool probe_helper(enum bpf_prog_type type, int id);
/* True when some other program type may call the helper. */
bool probe_helper_elsewhere(int id);
/* "bpf_loop"; "#181" when libbpf's headers do not know the helper. */
const char *probe_helper_name(int id);
/* The kernel describes its types (CONFIG_DEBUG_INFO_BTF), and we may read it. */
bool probe_kernel_btf(void);
/* A function in the kernel's BTF: a kfunc, or something to attach to. */
bool probe_kernel_function(const char *name);
/* BPF_FETCH, BPF_XCHG, BPF_CMPXCHG and the bitwise ones (Linux 5.12). */
bool probe_atomics(void);
/*
 * Without "bpf" among the active LSMs its hooks are never called, though programs
 * attach.  0 when it is or when nobody can tell, else -EOPNOTSUPP with the reason in
 * why.
 */
int probe_bpf_lsm(char *why, size_t size);

#endif /* BENCH_PROBE_H */
