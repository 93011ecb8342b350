// SPDX-License-Identifier: GPL-2.0-only
/* The memory of the arena: user space gives it a page, by touching it. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "insn_perf/insn_perf.h"
#include "progs/insn_perf.h"

#include "insn_perf_arena.skel.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static int set_address(struct bench_round *round)
{
	struct bpf_map *arena = bpf_object__find_map_by_name(round->obj, "arena");

	return arena ? bpf_map__set_map_extra(arena, ARENA_ADDRESS) : -ENOENT;
}

/* libbpf maps an arena itself since 1.4, at the address of its map_extra. */
static int touch_page(struct bench_round *round)
{
	int fd = bench_map_fd(round, "arena");
	size_t page = sysconf(_SC_PAGESIZE);
	void *at = (void *)ARENA_ADDRESS;

	if (fd < 0)
		return fd;
	if (mmap(at, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0) == at)
		round->priv = at;
	else if (errno != EEXIST)
		return -errno;
	memset(at, 0, ARENA_COUNTERS * sizeof(uint64_t));
	return 0;
}

static void unmap_page(struct bench_round *round)
{
	if (round->priv)
		munmap(round->priv, sysconf(_SC_PAGESIZE));
}

const struct bench_object insn_perf_arena = {
	BENCH_OBJECT(insn_perf_arena),
	.open = set_address,
	.setup = touch_page,
	.teardown = unmap_page,
};
