/* SPDX-License-Identifier: GPL-2.0-only */
/* The units of figures. This table is the only place that knows what depends on a unit. */
#ifndef BENCH_RESULT_UNIT_H
#define BENCH_RESULT_UNIT_H

#include <stdbool.h>
#include <stddef.h>

/* Instructions counted by the processor, with a unit of their own: "NAME.hw_insns". */
#define COUNTED_UNIT "hw_insns"
/* Instructions that the verifier processes when it loads a program. */
#define VERIFIED_UNIT "verified_insns"

/* Cycles of the core, a metric of their own: "NAME.cycles". */
#define CYCLES_UNIT "cycles"

struct unit {
	/* The name in result files, limits and tables: "ns", "insns", "events/s", ... */
	const char *name;
	/* A result may have this unit. Other units are for figures derived from results. */
	bool of_result;
	/* A limit may have this unit. */
	bool of_limit;
	/* The clock's unit: a cost net of its baseline, which may be slightly below 0. A larger
	 * figure is "slower". */
	bool clock;
	/* The figure does not depend on the machine's speed, so limits hold where times mean
	 * nothing. */
	bool timeless;
	/* The figure repeats exactly: one round is enough, and any difference is significant. */
	bool exact;
	/* The figure is relative already: differences are in points and may be negative. */
	bool relative;
	/* A larger figure is better, unless the operation says otherwise. */
	bool higher_is_better;
	/* A figure is precise if half of its interval is at most this wide, in the unit. */
	double precise_abs;
	/* The smallest change that is reported: relative to the old figure, and in the unit.
	 * docs/compare.md has the experiments by which they were chosen. */
	double threshold, min_delta;
	/*
	 * How far a figure may rise before it breaks a limit made from it: slack is a share of the
	 * figure, least is a minimum in the unit, times is a multiple of the variation that was
	 * seen. If slack is 0, no limit is made.
	 */
	struct {
		double slack, least, times;
	} margin;
	/* Name of the base unit in Prometheus, and the number of base units in this unit. NULL: the
	 * unit is not exported. */
	const char *metric;
	double metric_factor;
	/* The unit in Go's benchmark text, and the slug of the measure in Bencher.  NULL as above. */
	const char *benchstat, *measure;
};

/* Ends with a name of NULL. */
extern const struct unit units[];

/* Returns NULL if there is no such unit. */
const struct unit *unit_find(const char *name);

/* Writes "ns, insns or bytes" for messages, from the units that wanted() accepts. The text is cut
 * to size bytes. */
void unit_list(bool (*wanted)(const struct unit *unit), char *text, size_t size);

#endif /* BENCH_RESULT_UNIT_H */
