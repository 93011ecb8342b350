// SPDX-License-Identifier: GPL-2.0-only
/* Far larger than the caches, and apart because it takes long to fill. */
#include "map_perf_hash_entries.bpf.h"

HASH_ENTRIES(1m, 1 << 20)
