// SPDX-License-Identifier: GPL-2.0-only
#include <sys/prctl.h>
#include <unistd.h>

#include "bad.h"

static int wait_for_ever(struct bench_round *round, unsigned int n, double *ns)
{
	/* The test waits for this name. */
	prctl(PR_SET_NAME, "hanging");
	for (;;)
		pause();
	return 0;
}

BAD_TEST(hang, wait_for_ever)
