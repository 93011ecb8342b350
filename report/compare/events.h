/* SPDX-License-Identifier: GPL-2.0-only */
/* Computes what changes cost a workload that does operations at known rates. */
#ifndef REPORT_COMPARE_EVENTS_H
#define REPORT_COMPARE_EVENTS_H

#include "report/compare/compare.h"

struct insn_pair;

/* The operations of the user's workload: rate is per second, line is the line in the file. */
struct events {
	struct event {
		char *name;
		double rate;
		unsigned int line;
	} * event;
	size_t n;
	/*
	 * How long an instruction takes, ns, for results in instructions: for all operations alike, or
	 * by a measured pair; 0 and NULL if nobody said.  The pair is the caller's.
	 */
	double insn_ns;
	const struct insn_pair *pair;
};
/*
 * Reads the file at path; the caller frees events with events_clear().  Returns 0, or -EINVAL or
 * -ENOMEM with "file:line: what" in err, which has size bytes.
 */
int events_read(const char *path, struct events *events, char *err, size_t size);
void events_clear(struct events *events);
/*
 * Prints the cost of each event and their sum, in lines of this width where that is possible; 0: of
 * any width.  Returns 0, or -EINVAL with the reason in err if the
 * results are not in ns or an operation is not in the comparison.
 */
int events_print(FILE *out, const struct events *events, const struct comparison *comparison,
		 unsigned int width, char *err, size_t size);

#endif /* REPORT_COMPARE_EVENTS_H */
