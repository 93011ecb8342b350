// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "test_progs.h"
#include "prog_tests/map_perf/memory.h"

/* The same sizes as those of the other operations of map_perf. */
#define KEY_SIZE 4
#define VALUE_SIZE 8

struct map_kind {
	enum bpf_map_type type;
	unsigned int entries;
	unsigned int flags;
	bool percpu;
};

/*
 * Returns true for an estimate. Kernels from 5.11 to 6.3 report what keys and values would take,
 * without the map's own structures: for a hash that is a fifth of the real size. Other kernels
 * always report whole pages.
 */
static bool is_estimate(const struct map_kind *kind, long long bytes)
{
	long long page = sysconf(_SC_PAGESIZE);
	long long values = VALUE_SIZE * (kind->percpu ? libbpf_num_possible_cpus() : 1);
	long long size = (KEY_SIZE + values + 7) / 8 * 8 * kind->entries;

	return bytes == (size + page - 1) / page * page;
}

static int memlock(struct bench_round *round, unsigned int n, double *bytes)
{
	const struct map_kind *kind = round->arg;
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = kind->flags);
	long long said;
	int fd;

	fd = bpf_map_create(kind->type, "map_perf_memory", KEY_SIZE, VALUE_SIZE, kind->entries,
			    &opts);
	if (fd == -ENOMEM || fd == -EPERM)
		return bench_skip(round, log_cause(fd), "a map of %u entries: %s", kind->entries,
				  log_errno(fd));
	if (fd < 0)
		return fd;
	said = bench_map_memlock(fd);
	close(fd);
	if (said < 0)
		return said;
	/* The cause tells a comparison that the operation is not broken. */
	if (is_estimate(kind, said))
		return bench_skip(round, CAUSE_NOT_TOLD,
				  "this kernel only says what keys and values take, "
				  "%lld bytes (memlock in fdinfo)",
				  said);
	*bytes = said;
	return 0;
}

#define MEMLOCK(map, count, suffix, ...)                                                           \
	{                                                                                          \
		.name = map "_memlock_" suffix,                                                    \
		.about = "The memory of a map of " #count " entries", .run = memlock,              \
		.once = true, .n = 1, .unit = "bytes", .arg = &(const struct map_kind)             \
		{                                                                                  \
			.entries = count, __VA_ARGS__                                              \
		}                                                                                  \
	}

const struct bench_user_op map_memory_ops[] = {
	MEMLOCK("array", 10000, "10k", .type = BPF_MAP_TYPE_ARRAY),
	MEMLOCK("percpu_array", 10000, "10k", .type = BPF_MAP_TYPE_PERCPU_ARRAY, .percpu = true),
	MEMLOCK("hash", 10000, "10k", .type = BPF_MAP_TYPE_HASH),
	/* There are published figures for this number of entries. */
	MEMLOCK("hash", 10240, "10240", .type = BPF_MAP_TYPE_HASH),
	MEMLOCK("hash_noprealloc", 10240, "10240", .type = BPF_MAP_TYPE_HASH,
		.flags = BPF_F_NO_PREALLOC),
	MEMLOCK("hash", 1000000, "1m", .type = BPF_MAP_TYPE_HASH),
	MEMLOCK("hash_noprealloc", 1000000, "1m", .type = BPF_MAP_TYPE_HASH,
		.flags = BPF_F_NO_PREALLOC),
	MEMLOCK("percpu_hash", 10000, "10k", .type = BPF_MAP_TYPE_PERCPU_HASH, .percpu = true),
	MEMLOCK("lru_hash", 10000, "10k", .type = BPF_MAP_TYPE_LRU_HASH),
	{},
};
