/* SPDX-License-Identifier: GPL-2.0-only */
/* What programs of insn_perf and user space share. */
#ifndef INSN_PERF_H
#define INSN_PERF_H

/* Where user space maps the arena, and the 8-byte counters in it. A program uses the lower half of the
 * address, which is not 0: that would be NULL. */
#define ARENA_ADDRESS 0x100000100000ULL
#define ARENA_COUNTERS 8

/* Places in the map of programs for tail calls, and the calls of a program that makes them in parts
 * of its own: with the limit of a run, since Linux 6.12. */
enum tail_target { TAIL_LAST, TAIL_MANY, TAIL_COUNTED, TAIL_TARGETS };
#define TAIL_LIMIT 33
#define TAIL_PARTS 32

/* What a program counts in section .data.counts: how often it came to its end, and how many programs
 * were reached on the way. */
struct tail_counts {
	unsigned long long ended, reached;
};

/* Inputs for which a run of the program count_wrong compares multiply-shift with a division, and in
 * section .data.tried the first of the next run, and how many were wrong so far. */
#define TRIED 4096
struct tried {
	unsigned long long first, wrong;
};

/* Instructions of an operation of jit_mix. */
#define MIX_INSNS 16

#endif /* INSN_PERF_H */
