// SPDX-License-Identifier: GPL-2.0-only
/* How callbacks say why an operation cannot be measured: see bench.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "bench/bench.h"

int bench_skip(struct bench_round *round, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(round->why, sizeof(round->why), format, args);
	va_end(args);
	round->skip = true;
	return -ECANCELED;
}

int bench_fail(struct bench_round *round, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(round->why, sizeof(round->why), format, args);
	va_end(args);
	round->skip = false;
	return -ECANCELED;
}

int bench_later(struct bench_round *round, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(round->why, sizeof(round->why), format, args);
	va_end(args);
	return -EAGAIN;
}

int bench_doubt(struct bench_round *round, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(round->why, sizeof(round->why), format, args);
	va_end(args);
	round->skip = false;
	return -ENOTRECOVERABLE;
}
