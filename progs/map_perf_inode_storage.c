// SPDX-License-Identifier: GPL-2.0-only
/* Storage of an inode. The kernel requires an LSM program for it. This hook has the inode as an
 * argument, and fchdir(), which user space calls, passes it once. */
#define BENCH_SEC "lsm/inode_permission"
#define BENCH_IF bench_mine()
#include "map_perf_storage.bpf.h"

#define inode_of(ctx) ((void *)((__u64 *)(ctx))[0])

STORAGE_GET(inode, BENCH_SEC, bpf_inode_storage_get, BPF_MAP_TYPE_INODE_STORAGE, inode_of)
