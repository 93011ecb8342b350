/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calibration loop: work whose speed depends on nothing but the core, so that
 * it tells whether the core is ours alone right now.
 *
 * Additions that do not depend on each other run several a cycle on a core of
 * one's own, and about half as fast while a hyperthread next door, another
 * guest's perhaps, takes its share.  Additions that do depend on each other run
 * one a cycle either way.  So the first tells when we are disturbed, and the
 * ratio of both tells it without having seen a quiet moment for comparison.
 *
 * A neighbour that mostly waits for memory leaves the adders to us and still makes
 * copying half as dear again: so a page within the first-level cache is copied, too.
 */
#ifndef BENCH_CALIB_H
#define BENCH_CALIB_H

#include <stdbool.h>
#include <stdint.h>

struct calib {
	/* Shortest time seen of an independent and of a dependent addition, and
	 * of copying a page, ns. */
	double parallel, serial, copy;
	/* Turns begun, and those whose first reading was quiet: the share of the
	 * time that is quiet here. */
	uint64_t turns, quiet;
};

/* Takes readings for about 50 ms to learn what quiet is here. */
void calib_init(struct calib *calib);

/* One reading, about a microsecond; its ns per addition go to *reading unless that
 * is NULL.  True: nobody disturbed us. */
bool calib_quiet(struct calib *calib, double *reading);

/*
 * True when the core looked shared in every reading so far, even the quietest:
 * independent additions never ran faster than two a cycle.
 */
bool calib_always_shared(const struct calib *calib);

/*
 * Time of one instruction of a loop of known length, in clock units.  Exactly
 * 1.000 where the guest's clock counts instructions (QEMU -icount shift=0).
 * 0 on architectures whose loop is not written yet.
 */
double calib_instruction(void);

/* CLOCK_MONOTONIC, which bpf_ktime_get_ns() reads too, in ns. */
uint64_t clock_ns(void);

#endif /* BENCH_CALIB_H */
