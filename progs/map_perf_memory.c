// SPDX-License-Identifier: GPL-2.0-only
/* User space creates the maps and asks for their memory; no program uses them. */
#include "map_perf.bpf.h"
