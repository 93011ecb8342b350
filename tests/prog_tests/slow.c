// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include "bad.h"

/* It takes 0.1 ms, but tests/slow.bounds allows only a microsecond. */
static int sleep_a_while(struct bench_round *round, unsigned int n, double *ns)
{
	struct timespec while_ = { .tv_nsec = 100 * 1000 };

	return nanosleep(&while_, NULL);
}

BAD_TEST(slow, sleep_a_while)
