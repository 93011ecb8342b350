// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "report/report.h"

int compare_main(int argc, char **argv)
{
	struct compare_options options = { .threshold = NAN, .min_delta = NAN, .fdr = 0.05 };
	struct comparison c;
	struct side a, b;
	char err[512];

	if (argc != 3 || side_read(&a, argv + 1, 1, err, sizeof(err)) ||
	    side_read(&b, argv + 2, 1, err, sizeof(err))) {
		fprintf(stderr, "report_progs: %s\n", err);
		return REPORT_ERROR;
	}
	if (compare_sides(&a, &b, &options, &c))
		return REPORT_ERROR;
	printf("%zu %zu\n", c.count[CHANGE_WORSE], c.count[CHANGE_BETTER]);
	for (size_t i = 0; i < c.n; i++)
		if (c.diffs[i].change == CHANGE_WORSE || c.diffs[i].change == CHANGE_BETTER)
			printf("%s %g %g %g\n", c.diffs[i].name, c.diffs[i].old->value,
			       c.diffs[i].new->value, c.diffs[i].q);
	comparison_clear(&c);
	side_clear(&a);
	side_clear(&b);
	return REPORT_OK;
}
