// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "bench/engine/bench.h"

int bench_reason(struct bench_round *round, int err, bool skip, enum cause cause,
		 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(round->why, sizeof(round->why), format, args);
	va_end(args);
	round->cause = cause;
	round->skip = skip;
	return err;
}
