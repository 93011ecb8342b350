/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs of contention_perf and its user space share. Both sides include this file, so it
 * needs only the fixed-size integer types. */
#ifndef CONTENTION_PERF_H
#define CONTENTION_PERF_H

/* CPUs that have a slot of their own; a power of two. */
#define CONTENTION_CPUS 1024
/* Operations of a run of a work program, and of a time program. */
#define CONTENTION_OPS 512
#define CONTENTION_TIMED 128
/* Keys that a CPU has for itself, and of the working set that an LRU map is to keep. */
#define CONTENTION_KEYS 64
#define CONTENTION_KEPT 256
/* Bytes of the ring buffer. */
#define CONTENTION_RING (8 * 1024 * 1024)

#define CONTENTION_SECTION ".data.slots"

/* What the programs of a CPU have done. A cache line, so that no CPU waits for another one's. */
struct contention_slot {
	/* Time in the work program, in ns; operations in that time; how many of them failed. */
	unsigned long long ns, ops, failed;
	/* Number of the next operation, which is never used twice. */
	unsigned long long next;
	unsigned long long unused[4];
};

#endif /* CONTENTION_PERF_H */
