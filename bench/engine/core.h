/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the state of the core that measures: the current length of its cycle, and whether we have
 * it alone.
 *
 * Additions that depend on each other run at one per cycle on every core, with or without a
 * neighbour. A chain of them is a clock of core cycles, which turbo does not change. Both operands
 * are registers, because Intel cores since Golden Cove execute chains of add-immediate while they
 * rename registers, several per cycle.
 *
 * Loads from one line of the first-level cache run at exactly two, three or four per cycle on an
 * exclusive core. They run at two thirds of that or less while another hyperthread (perhaps of
 * another guest) uses the core, too. The time of such loads divided by the time of dependent
 * additions distinguishes the two states. Independent additions would do on some cores, but not on
 * Zen 5: its six adders serve two threads nearly as well as one, while a hash lookup takes 44
 * cycles instead of 27.
 *
 * A reading has both and takes about two microseconds. One is taken before each sample and one
 * after it.
 */
#ifndef BENCH_CORE_H
#define BENCH_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum core_state {
	CORE_EXCLUSIVE, /* nobody else used the core */
	CORE_SHARED,	/* another hyperthread used it throughout */
	CORE_MOVING,	/* the state or the frequency changed during the sample */
	CORE_STATES
};

/* Returns "exclusive", "shared" or "moving". */
const char *core_state_name(enum core_state state);

struct core_reading {
	/* Length of a core cycle in ns: a dependent addition takes one cycle. */
	double cycle_ns;
	/* Time of a load divided by the time of a dependent addition: 1 / loads per cycle. */
	double ratio;
};

/* The loads per cycle of a core are an integer from 2 to this. */
#define CORE_MOST_LOADS 6

struct core {
	/* Cost of two clock reads in a row, in ns. A reading does not include it. */
	double clock_cost;
	/* Why readings mean nothing on this processor, or NULL. */
	const char *misfit;
	/* Loads per cycle of an exclusive core. known: from the processor's manual, 0 if unknown
	 * here. loads: the number used; 0 if no reading can be of an exclusive core. */
	unsigned int known, loads;
	/*
	 * How many readings fit a core with this number of loads per cycle, and how many there are.
	 */
	uint64_t seen[CORE_MOST_LOADS + 1], n_seen;
	/* Number of samples in each state. */
	uint64_t states[CORE_STATES];
};

/* Takes readings for about 50 ms to learn what an exclusive core is here. */
void core_init(struct core *core);

/* Takes one reading. */
struct core_reading core_read(const struct core *core);

/* Adds a reading to those from which the loads of an exclusive core are learnt. */
void core_learn(struct core *core, double ratio);

/* Returns the state of a sample between two readings. */
enum core_state core_state(const struct core *core, const struct core_reading *before,
			   const struct core_reading *after);

/*
 * Checks that the readings can be what they are used for. Returns NULL, or what is wrong. All
 * arguments are in ns per step: chain for a dependent addition, load for a load, product for a
 * dependent multiplication (0 if unknown here).
 */
const char *core_misfit(double chain, double load, double product);

/* Returns the loads per cycle of an x86 core by vendor ("AuthenticAMD"), family and model, or 0 if
 * unknown. The numbers are from the makers' optimisation manuals. */
unsigned int core_known_loads(const char *vendor, unsigned int family, unsigned int model);

/*
 * Returns the time of one instruction of a loop of known length, in clock units. It is exactly
 * 1.000 if the guest's clock counts instructions (QEMU -icount shift=0). It is 0 on architectures
 * for which no loop is written yet.
 */
double core_instruction(void);

#endif /* BENCH_CORE_H */
