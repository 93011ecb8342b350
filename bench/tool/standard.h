/* SPDX-License-Identifier: GPL-2.0-only */
/* The tools of tool_perf, which guides name, and their loads. */
#ifndef BENCH_TOOL_STANDARD_H
#define BENCH_TOOL_STANDARD_H

#include "bench/tool/tool.h"

/* What -t calls them together. */
#define TOOL_STANDARD "tool_perf"

/*
 * Sets the commands and their loads: each tool under the built-in load and under stress-ng, or under
 * options->load alone if that is given. The arrays are the caller's to free. Returns 0 or -ENOMEM.
 */
int tool_standard(struct tool_options *options);

#endif /* BENCH_TOOL_STANDARD_H */
