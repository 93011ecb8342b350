// SPDX-License-Identifier: GPL-2.0-only
/* Far larger than the caches, and apart because it takes long to fill. */
#include "map_perf_lpm.bpf.h"

LPM_LOOKUP(1m, 20)
