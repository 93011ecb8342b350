// SPDX-License-Identifier: GPL-2.0-only
/* A trie far larger than the caches. It has its own object because it takes long to fill. */
#include "map_perf_lpm.bpf.h"

LPM_LOOKUP(1m, 20)
