/* SPDX-License-Identifier: GPL-2.0-only */
/* Learns from the kernel which code it generates: programs, trampolines and the like.  The kernel
 * tells addresses and names by PERF_RECORD_KSYMBOL.  Reading /proc/kallsyms again takes an emulated
 * machine a second. */
#ifndef BENCH_ENGINE_KSYM_H
#define BENCH_ENGINE_KSYM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_program;

/* Initialize it with zeros. */
struct ksym {
	int fd;
	void *ring;
};

/* Code that the kernel generated, or no longer has. */
struct ksym_change {
	uint64_t address;
	uint32_t size;
	bool gone;
	const char *name;
};

/* Listens to changes on a CPU from now on.  Returns 0 or a negative errno. */
int ksym_open(struct ksym *ksym, int cpu);
/* Calls report() for each change since the last call.  Does nothing if it is not open.  Returns
 * false if changes were lost. */
bool ksym_read(struct ksym *ksym, void (*report)(const struct ksym_change *change));
void ksym_close(struct ksym *ksym);

/* Returns the address of a program's code, or 0 if the kernel does not tell, or interprets it. */
uint64_t ksym_address(const struct bpf_program *prog);
/* Writes how the name of a program's code begins in a change: the kernel tells it even where it hides
 * addresses (kernel.kptr_restrict).  Writes "" if there is no program. */
void ksym_name(const struct bpf_program *prog, char *name, size_t size);

#endif /* BENCH_ENGINE_KSYM_H */
