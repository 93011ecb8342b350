// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bench/log.h"
#include "prog_tests/map_perf/memory.h"

/* As those of the other operations of map_perf. */
#define KEY_SIZE 4
#define VALUE_SIZE 8

struct map_kind {
	enum bpf_map_type type;
	unsigned int entries;
	unsigned int flags;
	bool percpu;
};

/*
 * From 5.11 to 6.3 kernels say what keys and values would take, without what the map puts
 * around them: of a hash a fifth of the truth.  Others never say a round number of pages.
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
		return bench_skip(round, "a map of %u entries: %s", kind->entries, log_errno(fd));
	if (fd < 0)
		return fd;
	said = bench_map_memlock(fd);
	close(fd);
	if (said < 0)
		return said;
	/* By the first words a comparison knows that nothing is lost by it. */
	if (is_estimate(kind, said))
		return bench_skip(round,
				  "not told: this kernel only says what keys and values take, "
				  "%lld bytes (memlock in fdinfo)",
				  said);
	*bytes = said;
	return 0;
}

#define MEMLOCK(map, count, suffix, ...)                                                           \
	{                                                                                          \
		.name = map "_memlock_" suffix, .run = memlock, .once = true, .n = 1,              \
		.unit = "bytes", .arg = &(const struct map_kind)                                   \
		{                                                                                  \
			.entries = count, __VA_ARGS__                                              \
		}                                                                                  \
	}

const struct bench_user_op map_memory_ops[] = {
	MEMLOCK("array", 10000, "10k", .type = BPF_MAP_TYPE_ARRAY),
	MEMLOCK("percpu_array", 10000, "10k", .type = BPF_MAP_TYPE_PERCPU_ARRAY, .percpu = true),
	MEMLOCK("hash", 10000, "10k", .type = BPF_MAP_TYPE_HASH),
	/* So many entries have published figures. */
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
