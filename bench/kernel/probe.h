/* SPDX-License-Identifier: GPL-2.0-only */
/* Asks the running kernel what it supports, by trying it once. Answers are cached for the life of
 * the process. An unknown answer counts as yes: then the load decides. */
#ifndef BENCH_PROBE_H
#define BENCH_PROBE_H

#include <stdbool.h>

#include <bpf/libbpf.h>

bool probe_prog_type(enum bpf_prog_type type);
bool probe_map_type(enum bpf_map_type type);
bool probe_helper(enum bpf_prog_type type, int id);
/* Returns true if another program type may call the helper. */
bool probe_helper_elsewhere(int id);
/*
 * Returns a static text such as "bpf_loop", or "#181" if libbpf's headers do not know the helper.
 */
const char *probe_helper_name(int id);
/* Returns true if the kernel has its BTF (CONFIG_DEBUG_INFO_BTF) and we may read it. */
bool probe_kernel_btf(void);
/* Returns true if the kernel's BTF has this function: a kfunc, or a function to attach to. */
bool probe_kernel_function(const char *name);
/* Returns true if the kernel has BPF_FETCH, BPF_XCHG, BPF_CMPXCHG and the bitwise atomics (Linux
 * 5.12). */
bool probe_atomics(void);
/*
 * Checks that "bpf" is among the active LSMs. If it is not, programs attach to LSM hooks but are
 * never called. Returns 0 if it is active or if that is unknown, else -EOPNOTSUPP with the reason
 * in why.
 */
int probe_bpf_lsm(char *why, size_t size);

#endif /* BENCH_PROBE_H */
