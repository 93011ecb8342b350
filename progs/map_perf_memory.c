// SPDX-License-Identifier: GPL-2.0-only
/* Maps are made and asked for their memory by user space: no program uses them. */
#include "map_perf.bpf.h"
