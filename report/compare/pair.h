/* SPDX-License-Identifier: GPL-2.0-only */
/* How long an instruction takes, from a file in ns and one in instructions of one kernel. */
#ifndef REPORT_COMPARE_PAIR_H
#define REPORT_COMPARE_PAIR_H

#include "bench/result/file.h"

struct insn_pair {
	struct results_doc ns, insns;
	/* ns of an instruction: the median of n operations that both measured, and their quartiles. */
	double median, lo, hi;
	size_t n;
};
/*
 * Reads both files, in whichever order.  The caller frees the pair with insn_pair_clear().  Returns 0;
 * or a negative errno with the reason in err, if they are not a file in ns and one in instructions
 * of one kernel that have an operation in common.
 */
int insn_pair_read(const char *const paths[2], struct insn_pair *pair, char *err, size_t size);
void insn_pair_clear(struct insn_pair *pair);
/* Returns the ns of an instruction of an operation: its own, if both measured it, else the median. */
double insn_pair_ns(const struct insn_pair *pair, const char *name);

#endif /* REPORT_COMPARE_PAIR_H */
