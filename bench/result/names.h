/* SPDX-License-Identifier: GPL-2.0-only */
/* How result files spell verdicts and states of the core: for what writes and reads them. */
#ifndef BENCH_RESULT_NAMES_H
#define BENCH_RESULT_NAMES_H

#include "bench/result/result.h"

extern const char *const verdict_names[VERDICTS];
/* That of RESULT_CORE_NONE is NULL. */
extern const char *const core_names[RESULT_CORES];

#endif /* BENCH_RESULT_NAMES_H */
