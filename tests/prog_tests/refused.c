// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "bad.h"

static int not_permitted(struct bench_round *round, unsigned int n, double *ns)
{
	return -EPERM;
}

BAD_TEST(refused, not_permitted)
