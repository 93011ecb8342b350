// SPDX-License-Identifier: GPL-2.0-only
/* Programs on USDT probes of test_progs itself. See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

/* The header below uses these but does not include them. */
#include <stdbool.h>
#include <linux/ptrace.h>
#include <bpf/usdt.bpf.h>

HOOK(usdt_nop, "usdt", 0)
HOOK(usdt_nop5, "usdt", 0)
