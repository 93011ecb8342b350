/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a BPF program needs of the kernel, read from its object file, and
 * whether the running kernel has it: asked of the kernel by trying, never
 * inferred from its version.
 */
#ifndef BENCH_SCAN_H
#define BENCH_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

/* What a kernel without CONFIG_DEBUG_INFO_BTF lacks. */
#define NO_BTF "this kernel has no BTF (/sys/kernel/btf/vmlinux)"

struct scan;

/* Reads the relocations of an object file in memory, which must outlive the
 * scan.  NULL with errno set when it is no BPF object. */
struct scan *scan_new(const void *elf, size_t size);
void scan_free(struct scan *scan);

/* True when the program refers to the map, itself or through a subprogram. */
bool scan_uses_map(const struct scan *scan, const char *prog, const char *map);

/*
 * Looks for the first thing that this kernel lacks: the program's type, a
 * helper, a kfunc, the type of a map, an instruction.  obj is the same object,
 * open and not loaded.  Returns true when nothing is lacking, else false with
 * the reason in why: "helper bpf_loop not in this kernel".
 */
bool scan_supported(const struct scan *scan, const struct bpf_object *obj,
		    const struct bpf_program *prog, char *why, size_t size);

#endif /* BENCH_SCAN_H */
