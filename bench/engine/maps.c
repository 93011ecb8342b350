// SPDX-License-Identifier: GPL-2.0-only
/* Functions for the setup() callbacks of every test: see bench.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/bench.h"

#define BATCH 4096

int bench_map_fd(const struct bench_round *round, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, name);

	/* A map that was not created has a descriptor, too, but not one of a map. */
	if (!map || !bpf_map__autocreate(map))
		return -ENOENT;
	return bpf_map__fd(map);
}

long long bench_map_memlock(int fd)
{
	long long bytes = -ENOENT;
	char path[64], line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "memlock: %lld", &bytes) == 1)
			break;
	fclose(file);
	return bytes;
}

static void number_keys(char *keys, size_t key_size, uint32_t first, uint32_t n)
{
	uint32_t i, key;

	memset(keys, 0, key_size * n);
	for (i = 0; i < n; i++) {
		key = first + i;
		memcpy(keys + i * key_size, &key, sizeof(key));
	}
}

static int fill_batch(int fd, const char *keys, size_t key_size, const char *values,
		      size_t value_size, uint32_t n)
{
	__u32 count = n;
	uint32_t i;
	int err;

	err = bpf_map_update_batch(fd, keys, values, &count, NULL);
	if (!err)
		return 0;
	/* This type of map, or this kernel, has no batch operations. */
	for (i = 0, err = 0; i < n && !err; i++)
		err = bpf_map_update_elem(fd, keys + i * key_size, values + i * value_size,
					  BPF_ANY);
	return err;
}

int bench_fill(const struct bench_round *round, const char *name, uint32_t n)
{
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, name);
	int fd = bench_map_fd(round, name), err = 0;
	size_t key_size, value_size;
	uint32_t first, count;
	char *keys, *values;

	if (fd < 0)
		return 0;
	key_size = bpf_map__key_size(map);
	/* Per-CPU maps take a value for every possible CPU. */
	value_size = (bpf_map__value_size(map) + 7) / 8 * 8 * libbpf_num_possible_cpus();
	keys = calloc(BATCH, key_size);
	values = calloc(BATCH, value_size);
	if (!keys || !values || key_size < sizeof(uint32_t))
		err = keys && values ? -EINVAL : -ENOMEM;
	for (first = 0; !err && first < n; first += count) {
		count = n - first < BATCH ? n - first : BATCH;
		number_keys(keys, key_size, first, count);
		err = fill_batch(fd, keys, key_size, values, value_size, count);
	}
	free(keys);
	free(values);
	return err;
}

int bench_prog_run(const struct bench_round *round, const char *name)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, name);
	static const char packet[64];
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	if (!prog || bpf_program__fd(prog) < 0)
		return -ENOENT;
	if (bpf_program__type(prog) == BPF_PROG_TYPE_SCHED_CLS) {
		opts.data_in = packet;
		opts.data_size_in = sizeof(packet);
		opts.repeat = 1;
	}
	return bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
}
