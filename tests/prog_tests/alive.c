// SPDX-License-Identifier: GPL-2.0-only
#include <unistd.h>

#include "bad.h"

/* The first time it goes on for longer than the test says by -w, and gives signs of life. */
static int goes_on(struct bench_round *round, unsigned int n, double *ns)
{
	static bool went_on;

	for (int second = 0; !went_on && second < 6; second++) {
		sleep(1);
		bench_alive(round);
	}
	went_on = true;
	usleep(1000);
	return 0;
}

BAD_TEST(alive, goes_on)
