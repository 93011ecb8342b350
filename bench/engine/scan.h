/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds out from the object file what a BPF program needs, and whether the running kernel has it.
 * It asks the kernel by trying and never infers anything from the version. */
#ifndef BENCH_SCAN_H
#define BENCH_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

#include "bench/result/cause.h"

/* What a kernel without CONFIG_DEBUG_INFO_BTF lacks. */
#define NO_BTF "this kernel has no BTF (/sys/kernel/btf/vmlinux)"

struct scan;

/* Reads the relocations of an object file in memory, which must outlive the scan. Returns NULL with
 * errno if it is not a BPF object. Free it with scan_free(). */
struct scan *scan_new(const void *elf, size_t size);
void scan_free(struct scan *scan);

/* Returns true if the program, or a subprogram of it, refers to the map. */
bool scan_uses_map(const struct scan *scan, const char *prog, const char *map);

/*
 * Finds the first thing that this kernel lacks: the program's type, a helper, a kfunc, the type of
 * a map, an instruction. obj is the same object, open and not loaded. Returns CAUSE_NONE if nothing
 * is missing, else CAUSE_MISSING or CAUSE_LOCKDOWN with the reason in why: "helper bpf_loop not in
 * this kernel".
 */
enum cause scan_refusal(const struct scan *scan, const struct bpf_object *obj,
			const struct bpf_program *prog, char *why, size_t size);

#endif /* BENCH_SCAN_H */
