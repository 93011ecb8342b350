// SPDX-License-Identifier: GPL-2.0-only
#include "map_perf_task_storages.bpf.h"

TASK_STORAGES(100)
