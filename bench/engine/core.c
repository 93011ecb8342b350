// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "bench/kernel/clock.h"
#include "bench/engine/core.h"
#include "bench/result/array.h"
#include "bench/result/stats.h"

/* Blocks of a reading. The clock of some processors ticks in tens of ns: a reading is so long that
 * a tick is 1 % of it. */
#define CHAIN_BLOCKS 128
#define LOAD_BLOCKS 192
/* Additions or loads in a block. */
#define STEPS 32

/* Largest ratio of two readings around a steady sample. A smaller difference is the resolution of
 * the clock; a larger one is another turbo step, or an interrupt in one of the readings. */
#define STEADY_WITHIN 1.04
/* Multiples of an exclusive core's ratio. Up to the first one a core is exclusive, within the
 * resolution of the clock; from the second one on it is shared. */
#define EXCLUSIVE_WITHIN 1.05
#define SHARED_FROM 1.15
/* Share of the readings that must fit a number of loads per cycle: a small one for the number in
 * the processor's manual, for any other one a share that cannot be chance. */
#define KNOWN_SHARE 0.002
#define LEARNT_SHARE 0.05
/* Fewer readings tell nothing yet. */
#define SEEN_LEAST 50

/* A load always takes clearly less time than a dependent addition, whatever runs on the other
 * hyperthread. If it does not, the chain is not a chain of dependent additions. */
#define MISFIT_RATIO 0.9
/* The cycle of 6.6 GHz. */
#define SHORTEST_CYCLE_NS 0.15
/* A dependent multiplication takes three cycles (x86 since 2008), or four or five on some Arm
 * cores: at least two. */
#define PRODUCT_LEAST 2.0

static const char *const names[CORE_STATES] = {
	[CORE_EXCLUSIVE] = "exclusive",
	[CORE_SHARED] = "shared",
	[CORE_MOVING] = "moving",
};

const char *core_state_name(enum core_state state)
{
	return names[state];
}

#define TWICE(x) x x
#define FOUR_TIMES(x) TWICE(x) TWICE(x)
#define STEPS_OF(x) TWICE(FOUR_TIMES(FOUR_TIMES(x)))

#if defined(__x86_64__)
#define ADD(to, by) "add " by ", " to "\n\t"
#define MUL(to, by) "imul " by ", " to "\n\t"
#define LOAD(to, from, at) "mov " at "(" from "), " to "\n\t"
#elif defined(__aarch64__)
#define ADD(to, by) "add " to ", " to ", " by "\n\t"
#define MUL(to, by) "mul " to ", " to ", " by "\n\t"
#define LOAD(to, from, at) "ldr " to ", [" from ", #" at "]\n\t"
#endif

#ifdef ADD
static double chain_ns(unsigned int blocks)
{
	unsigned long a = 1, by = 3;
	uint64_t start = clock_ns();
	unsigned int i;

	for (i = 0; i < blocks; i++)
		asm volatile(STEPS_OF(ADD("%0", "%1")) : "+r"(a) : "r"(by) : "cc");
	return clock_ns() - start;
}

/* The loads are from one cache line, but from different banks of it. */
#define LOAD_EACH                                                                                  \
	LOAD("%0", "%4", "0")                                                                      \
	LOAD("%1", "%4", "8")                                                                      \
	LOAD("%2", "%4", "16")                                                                     \
	LOAD("%3", "%4", "24")                                                                     \
	LOAD("%0", "%4", "32")                                                                     \
	LOAD("%1", "%4", "40")                                                                     \
	LOAD("%2", "%4", "48")                                                                     \
	LOAD("%3", "%4", "56")

static double loads_ns(unsigned int blocks)
{
	static const unsigned long line[8] __attribute__((aligned(64)));
	unsigned long a, b, c, d;
	uint64_t start = clock_ns();
	unsigned int i;

	for (i = 0; i < blocks; i++)
		asm volatile(FOUR_TIMES(LOAD_EACH)
			     : "=&r"(a), "=&r"(b), "=&r"(c), "=&r"(d)
			     : "r"(line)
			     : "memory");
	return clock_ns() - start;
}

static double product_ns(unsigned int blocks)
{
	unsigned long a = 1, by = 3;
	uint64_t start = clock_ns();
	unsigned int i;

	for (i = 0; i < blocks; i++)
		asm volatile(STEPS_OF(MUL("%0", "%1")) : "+r"(a) : "r"(by) : "cc");
	return clock_ns() - start;
}
#else
/* Keeps the compiler from merging additions, without an instruction. */
#define hide(x) asm volatile("" : "+r"(x))
#define STEP(x)                                                                                    \
	(x) += by;                                                                                 \
	hide(x);

static double chain_ns(unsigned int blocks)
{
	unsigned long a = 1, by = 3;
	uint64_t start = clock_ns();
	unsigned int i;

	hide(by);
	for (i = 0; i < blocks; i++) {
		STEPS_OF(STEP(a))
	}
	return clock_ns() - start;
}

static double loads_ns(unsigned int blocks)
{
	static const volatile unsigned long line[8] __attribute__((aligned(64)));
	uint64_t start = clock_ns();
	unsigned int i, j;

	for (i = 0; i < blocks; i++)
		for (j = 0; j < STEPS / 8; j++) {
			(void)line[0], (void)line[1], (void)line[2], (void)line[3];
			(void)line[4], (void)line[5], (void)line[6], (void)line[7];
		}
	return clock_ns() - start;
}

static double product_ns(unsigned int blocks)
{
	return 0;
}
#endif

static double clock_cost(void)
{
	double least = INFINITY;
	int i;

	for (i = 0; i < 200; i++) {
		uint64_t start = clock_ns();
		double cost = clock_ns() - start;

		least = fmin(least, cost);
	}
	return least;
}

struct core_reading core_read(const struct core *core)
{
	double chain = (chain_ns(CHAIN_BLOCKS) - core->clock_cost) / (CHAIN_BLOCKS * STEPS);
	double load = (loads_ns(LOAD_BLOCKS) - core->clock_cost) / (LOAD_BLOCKS * STEPS);

	return (struct core_reading){ .cycle_ns = chain, .ratio = load / chain };
}

unsigned int core_known_loads(const char *vendor, unsigned int family, unsigned int model)
{
	/* Golden Cove and its successors: Alder, Raptor and Meteor Lake, Sapphire, Emerald and
	 * Granite Rapids, Lunar and Arrow Lake. */
	static const unsigned char three[] = { 0x97, 0x9a, 0xbf, 0xb7, 0xba, 0xaa, 0xac,
					       0x8f, 0xcf, 0xad, 0xae, 0xbd, 0xc5, 0xc6 };

	if (!strcmp(vendor, "AuthenticAMD") || !strcmp(vendor, "HygonGenuine"))
		/* Zen and Zen 2; Zen 3 and 4; Zen 5. */
		return family == 0x17 || family == 0x18 ? 2
		       : family == 0x19			? 3
		       : family == 0x1a			? 4
							: 0;
	if (strcmp(vendor, "GenuineIntel") || family != 6)
		return 0;
	for (size_t i = 0; i < sizeof(three); i++)
		if (model == three[i])
			return 3;
	/* Sandy Bridge to Ice Lake. */
	return model >= 0x2a && model <= 0xa7 ? 2 : 0;
}

#ifdef __x86_64__
static unsigned int known_loads(void)
{
	unsigned int a, b, c, d, family, model;
	char vendor[13] = "";

	if (!__get_cpuid(0, &a, &b, &c, &d))
		return 0;
	memcpy(vendor, &b, 4);
	memcpy(vendor + 4, &d, 4);
	memcpy(vendor + 8, &c, 4);
	__get_cpuid(1, &a, &b, &c, &d);
	family = a >> 8 & 0xf;
	model = a >> 4 & 0xf;
	if (family == 0xf)
		family += a >> 20 & 0xff;
	if (family >= 6)
		model |= a >> 12 & 0xf0;
	return core_known_loads(vendor, family, model);
}
#else
static unsigned int known_loads(void)
{
	return 0;
}
#endif

/* Returns true if the reading is of an exclusive core with this number of loads per cycle. */
static bool is_of(double ratio, unsigned int loads)
{
	return ratio * loads <= EXCLUSIVE_WITHIN && ratio * loads >= 2 - EXCLUSIVE_WITHIN;
}

void core_learn(struct core *core, double ratio)
{
	unsigned int loads;

	core->n_seen++;
	for (loads = 2; loads <= CORE_MOST_LOADS; loads++)
		core->seen[loads] += is_of(ratio, loads);
	if (core->n_seen < SEEN_LEAST)
		return;
	core->loads = 0;
	for (loads = CORE_MOST_LOADS; loads >= 2 && !core->loads; loads--)
		if (core->seen[loads] >=
		    (loads == core->known ? KNOWN_SHARE : LEARNT_SHARE) * core->n_seen)
			core->loads = loads;
	/* It is slower than the manual says, so no reading was of an exclusive core. */
	if (core->loads < core->known)
		core->loads = 0;
}

/* Returns the state by a single reading. */
static enum core_state state_of(const struct core *core, double ratio)
{
	unsigned int loads = core->loads ? core->loads : core->known;

	if (core->misfit || !loads)
		return CORE_MOVING;
	if (is_of(ratio, loads))
		return CORE_EXCLUSIVE;
	return ratio * loads >= SHARED_FROM ? CORE_SHARED : CORE_MOVING;
}

enum core_state core_state(const struct core *core, const struct core_reading *before,
			   const struct core_reading *after)
{
	enum core_state state = state_of(core, before->ratio);

	if (before->cycle_ns > STEADY_WITHIN * after->cycle_ns ||
	    after->cycle_ns > STEADY_WITHIN * before->cycle_ns)
		return CORE_MOVING;
	return state == state_of(core, after->ratio) ? state : CORE_MOVING;
}

const char *core_misfit(double chain, double load, double product)
{
	if (chain < SHORTEST_CYCLE_NS)
		return "the calibration does not fit this processor: a dependent addition takes "
		       "less than any core's cycle";
	if (load > MISFIT_RATIO * chain)
		return "the calibration does not fit this processor: dependent additions are as "
		       "fast as independent loads";
	if (product && product < PRODUCT_LEAST * chain)
		return "the calibration does not fit this processor: a dependent addition takes as "
		       "long as a multiplication";
	return NULL;
}

/* Returns the median over some readings of the time of a block's step, in ns. */
static double step_ns(double (*blocks_ns)(unsigned int), double cost)
{
	double steps[65];
	size_t n = ARRAY_SIZE(steps), i;

	for (i = 0; i < n; i++)
		steps[i] = (blocks_ns(CHAIN_BLOCKS) - cost) / (CHAIN_BLOCKS * STEPS);
	stats_sort(steps, n);
	return steps[n / 2];
}

void core_init(struct core *core)
{
	uint64_t end = clock_ns() + 50 * 1000 * 1000;

	*core = (struct core){ .clock_cost = clock_cost(), .known = known_loads() };
	core->misfit = core_misfit(step_ns(chain_ns, core->clock_cost),
				   step_ns(loads_ns, core->clock_cost),
				   step_ns(product_ns, core->clock_cost));
	while (clock_ns() < end)
		core_learn(core, core_read(core).ratio);
}

#if defined(__x86_64__)
#define STEP_INSN "lea 1(%0), %0\n\t"
#define LOOP_END "dec %1\n\tjnz 1b"
#elif defined(__aarch64__)
#define STEP_INSN "add %0, %0, #1\n\t"
#define LOOP_END "subs %1, %1, #1\n\tb.ne 1b"
#endif

#ifdef STEP_INSN
/* Times 14 steps and the two instructions of the loop's end, this number of times. */
static double steps_ns(unsigned long iterations)
{
	unsigned long left = iterations, x = 0;
	uint64_t start = clock_ns();

	asm volatile("1:\n\t" FOUR_TIMES(STEP_INSN) FOUR_TIMES(STEP_INSN) FOUR_TIMES(STEP_INSN)
			     TWICE(STEP_INSN) LOOP_END
		     : "+r"(x), "+r"(left)
		     :
		     : "cc");
	return clock_ns() - start;
}
#endif

double core_instruction(void)
{
#ifdef STEP_INSN
	const unsigned long iterations = 10000;
	double readings[11];
	size_t i, n = ARRAY_SIZE(readings);

	/* The difference of two lengths removes the clock's own cost. The median removes readings
	 * with a timer interrupt. */
	for (i = 0; i < n; i++) {
		double shorter = steps_ns(iterations);

		readings[i] = (steps_ns(2 * iterations) - shorter) / (iterations * 16);
	}
	stats_sort(readings, n);
	return readings[n / 2];
#else
	return 0;
#endif
}
