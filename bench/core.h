/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The core that measures: how long its cycle is right now, and whether it is ours alone.
 *
 * Additions that depend on each other run one a cycle on every core, beside any neighbour: a
 * chain of them is a clock of core cycles, which turbo does not move.  Both operands are
 * registers, because Intel cores since Golden Cove execute chains of add-immediate while they
 * rename registers, several a cycle.
 *
 * Loads from one line of the first-level cache run two, three or four a cycle, exactly, on a
 * core of one's own, and two thirds as many or less while a hyperthread next door (another
 * guest's, perhaps) takes its share.  Their time over that of the dependent additions tells
 * the two states apart.  Independent additions would do on some cores, not on Zen 5, whose
 * six adders serve two threads nearly as well as one, while a hash lookup takes 44 cycles
 * instead of 27.
 *
 * A reading is both, about two microseconds.  One is taken before each sample and one after it.
 */
#ifndef BENCH_CORE_H
#define BENCH_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum core_state {
	CORE_EXCLUSIVE, /* nobody else used the core */
	CORE_SHARED,	/* somebody did, throughout */
	CORE_MOVING,	/* the state or the frequency changed meanwhile: neither of the two */
	CORE_STATES
};

/* "exclusive", "shared", "moving". */
const char *core_state_name(enum core_state state);

struct core_reading {
	/* Length of a core cycle in ns: a dependent addition takes one. */
	double cycle_ns;
	/* Time of a load over that of a dependent addition: 1 / loads a cycle. */
	double ratio;
};

/* A core's loads a cycle are a number from 2 to this. */
#define CORE_MOST_LOADS 6

struct core {
	/* What two reads of the clock in a row cost, ns: not part of a reading. */
	double clock_cost;
	/* Why readings mean nothing on this processor; NULL when they do. */
	const char *misfit;
	/* Loads a cycle of an exclusive core: as its maker says, 0 where that is not known here;
	 * and as it is taken to be.  0: nothing was read that could be an exclusive core. */
	unsigned int known, loads;
	/* How many readings are those of a core with so many loads a cycle, and of all. */
	uint64_t seen[CORE_MOST_LOADS + 1], n_seen;
	/* Samples by state. */
	uint64_t states[CORE_STATES];
};

/* Takes readings for about 50 ms to learn what an exclusive core is here. */
void core_init(struct core *core);

/* One reading. */
struct core_reading core_read(const struct core *core);

/* Counts a reading among those by which an exclusive core is told. */
void core_learn(struct core *core, double ratio);

/* The state of a sample between two readings. */
enum core_state core_state(const struct core *core, const struct core_reading *before,
			   const struct core_reading *after);

/*
 * Whether readings can be what they are taken for: NULL, or what is wrong.  All in ns per step:
 * chain is a dependent addition, load a load, product a dependent multiplication (0: not known
 * here).
 */
const char *core_misfit(double chain, double load, double product);

/*
 * Loads a cycle of an x86 core by vendor ("AuthenticAMD"), family and model, from the makers'
 * optimisation manuals; 0: not known.
 */
unsigned int core_known_loads(const char *vendor, unsigned int family, unsigned int model);

/*
 * Time of one instruction of a loop of known length, in clock units.  Exactly 1.000 where the
 * guest's clock counts instructions (QEMU -icount shift=0).  0 on architectures whose loop is
 * not written yet.
 */
double core_instruction(void);

#endif /* BENCH_CORE_H */
