/* SPDX-License-Identifier: GPL-2.0-only */
/* The BPF programs and maps that processes hold, by their descriptors. */
#ifndef BENCH_TOOL_LOADED_H
#define BENCH_TOOL_LOADED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Most programs and maps of a tool, each. */
#define LOADED_MOST 512

struct loaded {
	uint32_t progs[LOADED_MOST], maps[LOADED_MOST];
	size_t n_progs, n_maps, n_links;
	/* Memory of the programs and of the maps, in bytes. */
	double prog_bytes, map_bytes;
};

/* Finds what the processes hold. */
void loaded_find(struct loaded *loaded, const pid_t *pids, size_t n);

/* What the kernel counted of all programs. */
struct loaded_runs {
	uint64_t runs, ns;
	/* Instructions that the verifier processed; 0 before 5.16. */
	uint64_t verified;
};

void loaded_runs(const struct loaded *loaded, struct loaded_runs *runs);

/* Returns how many of the programs still exist, after at most five seconds of waiting. */
size_t loaded_left(const struct loaded *loaded);

#endif /* BENCH_TOOL_LOADED_H */
