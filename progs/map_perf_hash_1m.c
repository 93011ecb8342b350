// SPDX-License-Identifier: GPL-2.0-only
/* A map far larger than the caches. It has its own object because it takes long to fill. */
#include "map_perf_hash_entries.bpf.h"

HASH_ENTRIES(1m, 1 << 20)
