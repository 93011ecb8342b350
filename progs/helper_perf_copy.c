// SPDX-License-Identifier: GPL-2.0-only
/* Reads of user memory that may sleep. */
#define BENCH_SEC "syscall"
#include "bench.bpf.h"

/* See helper_perf_probe.c. */
const volatile __u64 user_addr SEC(".rodata.user") = 0;

char dst[4096];

#define COPY(size)                                                                                 \
	/* Copies N bytes of user memory, and may sleep. */                                        \
	BENCH(copy_from_user_##size, base_empty)                                                   \
	{                                                                                          \
		done(bpf_copy_from_user(dst, size, (const void *)user_addr));                      \
	}

COPY(8)
COPY(64)
COPY(256)
COPY(4096)
