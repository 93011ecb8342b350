// SPDX-License-Identifier: GPL-2.0-only
/* Creates and destroys maps of several types and sizes, and loads BTF. */
#include <errno.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "load_perf/load_perf.h"

#include "load_perf.skel.h"

struct map_wanted {
	enum bpf_map_type type;
	uint32_t key_size, value_size, entries;
};

/* The kernel frees a map later, in a worker: what it takes of this process is measured. */
static int create(struct bench_round *round, unsigned int n, double *ns)
{
	const struct map_wanted *map = round->arg;
	int fd;

	for (; n; n--) {
		fd = bpf_map_create(map->type, "load_perf", map->key_size, map->value_size,
				    map->entries, NULL);
		if (fd == -ENOMEM || fd == -EPERM)
			return bench_skip(round, log_cause(fd), "a map of %u entries: %s",
					  map->entries, log_errno(fd));
		if (fd < 0)
			return fd;
		close(fd);
	}
	return 0;
}

/* The BTF of the object, which libbpf loads with every object. */
static int load_btf(struct bench_round *round, unsigned int n, double *ns)
{
	__u32 size;
	const void *raw = btf__raw_data(bpf_object__btf(round->obj), &size);
	int fd;

	if (!raw)
		return -ENOENT;
	for (; n; n--) {
		fd = bpf_btf_load(raw, size, NULL);
		if (fd < 0)
			return fd;
		close(fd);
	}
	return 0;
}

#define MAP(kind, suffix, text, key, value, count)                                                 \
	.name = "map_" suffix, .about = "Creates a map and closes it: " text, .run = create,       \
	.n = 4, .no_tail = true, .arg = &(const struct map_wanted)                                 \
	{                                                                                          \
		.type = BPF_MAP_TYPE_##kind, .key_size = key, .value_size = value,                 \
		.entries = count,                                                                  \
	}

static const struct bench_user_op map_ops[] = {
	{ MAP(ARRAY, "array_1", "an array of one entry", 4, 8, 1) },
	{ MAP(ARRAY, "array_64k", "an array of 65536 entries", 4, 8, 1 << 16) },
	{ MAP(PERCPU_ARRAY, "percpu_array_1", "a per-CPU array of one entry", 4, 8, 1) },
	{ MAP(PERCPU_ARRAY, "percpu_array_1k", "a per-CPU array of 1024 entries", 4, 8, 1 << 10) },
	{ MAP(HASH, "hash_1", "a hash of one entry", 4, 8, 1) },
	{ MAP(HASH, "hash_64k", "a hash of 65536 entries", 4, 8, 1 << 16) },
	{ MAP(LRU_HASH, "lru_hash_64k", "an LRU hash of 65536 entries", 4, 8, 1 << 16) },
	{ MAP(RINGBUF, "ringbuf_256k", "a ring buffer of 256 KB", 0, 0, 256 << 10) },
	{
		.name = "btf_load",
		.about = "Loads the BTF of an object and closes it",
		.run = load_btf,
		.n = 4,
		.no_tail = true,
	},
	{},
};

const struct bench_object load_perf_maps = {
	BENCH_OBJECT_AS("load_perf_maps", load_perf),
	.user_ops = map_ops,
};
