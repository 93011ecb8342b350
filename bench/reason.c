// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "bench/bench.h"

int bench_reason(struct bench_round *round, int err, bool skip, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(round->why, sizeof(round->why), format, args);
	va_end(args);
	round->skip = skip;
	return err;
}
