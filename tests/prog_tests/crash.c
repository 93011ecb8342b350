// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>

#include "bad.h"

static int segfault(struct bench_round *round, unsigned int n, double *ns)
{
	return raise(SIGSEGV);
}

BAD_TEST(crash, segfault)
