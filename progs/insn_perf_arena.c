// SPDX-License-Identifier: GPL-2.0-only
/* A counter in an arena (Linux 6.9), memory that programs share with user space at its addresses.
 * Casts are written as numbers, because the oldest supported clang does not know them. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "insn_perf.h"

/* The <linux/bpf.h> of the build machine may lack it. */
#define MAP_TYPE_ARENA 33

/* User space sets its address, which takes more than 32 bits. */
struct {
	__uint(type, MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena SEC(".maps");

/* Tells the verifier the arena, which a program has to mention, and makes an address of user space
 * one of the kernel: addr_space_cast(r2, 0, 1). */
static __always_inline void *counters(void)
{
	void *at;

	asm volatile("r2 = %[address] ll\n"
		     ".8byte 0x1000122bf\n"
		     "%[at] = r2"
		     : [at] "=r"(at)
		     : [address] "i"(ARENA_ADDRESS), "r"(&arena)
		     : "r2");
	return at;
}

BENCH_BASE(base_index)
{
	__u32 key = i % ARENA_COUNTERS;

	sink(key);
}

/* Adds one to a counter of an arena whose pointer is at hand */
BENCH_IN_IF(BENCH_SEC, BENCH_N, (ctx = counters()), count_arena, base_index)
{
	__u64 *counter = (__u64 *)ctx + i % ARENA_COUNTERS, n = *counter + 1;

	*counter = n;
	bench_outcome(n, !n);
}

/* A kernel that has arenas but not on this architecture refuses it. */
BENCH_NEEDS(count_arena)
{
	__u64 *counter = counters();

	*counter += 1;
	return 0;
}
