// SPDX-License-Identifier: GPL-2.0-only
/* Operations that misbehave outside of BPF; see tests/prog_tests/bad.h. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

BENCH(fine, base_empty)
{
	any_value(bpf_get_prandom_u32());
}
