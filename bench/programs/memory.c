// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/kernel/log.h"
#include "bench/kernel/memcg.h"
#include "bench/kernel/probe.h"
#include "bench/programs/memory.h"
#include "bench/programs/replace.h"

/* Instructions of a program for whose verification the kernel needs more than PROBE_BYTES, and for
 * the program itself less. */
#define PROBE_INSNS 16384
#define PROBE_BYTES (512 << 10)
/* A map that takes less is created so many times. */
#define SMALL (64 << 10)
#define COPIES 32

/* Says why there is no figure. */
static int not_told(char *why, size_t size, const char *what)
{
	snprintf(why, size, "%s", what);
	return -ENODATA;
}

/* A cgroup2 counts this process, too: memory that the first load has used is used again. */
static void keep_memory(void)
{
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

/* Returns the descriptor of a program that only sets a register, very often. */
static int load_long(void)
{
	struct bpf_insn *insns = calloc(PROBE_INSNS, sizeof(*insns));
	int fd;

	if (!insns)
		return -ENOMEM;
	for (size_t i = 0; i < PROBE_INSNS - 1; i++)
		insns[i] = (struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K };
	insns[PROBE_INSNS - 1] = (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT };
	fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, PROBE_INSNS, NULL);
	free(insns);
	return fd;
}

/* Begins a new peak and sets *bytes to what is charged now. */
static int peak_begin(const struct memcg *memcg, int64_t *bytes)
{
	int err = memcg_usage(memcg, bytes);

	return err ? err : memcg_peak_reset(memcg);
}

/* Finds out whether the kernel charges what the verifier uses, which it does since Linux 6.17. */
static bool charges_verifier(struct memcg *memcg)
{
	int64_t before = 0, peak = 0;
	int err = peak_begin(memcg, &before), fd = err ? -1 : load_long();

	if (fd < 0)
		return false;
	err = memcg_peak(memcg, &peak);
	close(fd);
	return !err && peak - before > PROBE_BYTES;
}

/* Opens the object for a load of this program that uses the maps of first. */
static struct bpf_object *open_again(const struct object *object, const struct program *program,
				     const struct bpf_object *first, const struct target *target,
				     char *why, size_t size)
{
	struct bpf_object *obj = object_open(object, program, why, size);
	struct bpf_map *map;

	if (!obj)
		return NULL;
	bpf_object__for_each_map (map, obj) {
		const struct bpf_map *from =
			bpf_object__find_map_by_name(first, bpf_map__name(map));

		if (from && bpf_map__fd(from) >= 0)
			bpf_map__reuse_fd(map, bpf_map__fd(from));
	}
	if (target->prog && target_set(obj, program, target)) {
		bpf_object__close(obj);
		return NULL;
	}
	return obj;
}

/* Loads the object in the cgroup. */
static int load_counted(struct memcg *memcg, struct bpf_object *obj, int64_t *bytes, char *why,
			size_t size)
{
	int64_t before = 0;
	int err = peak_begin(memcg, &before);

	if (!err) {
		err = object_load(obj, why, size);
		if (err)
			return err;
		err = memcg_peak(memcg, bytes);
		*bytes -= before;
	}
	return err ? not_told(why, size, log_errno(err)) : 0;
}

static int peak_of(const struct object *object, const struct program *program,
		   const struct bpf_object *first, const struct target *target, int64_t *bytes,
		   char *why, size_t size)
{
	struct bpf_object *again = open_again(object, program, first, target, why, size);
	struct memcg *memcg = NULL;
	int err;

	if (!again)
		return -errno;
	err = memcg_enter(&memcg, why, size) ? -ENODATA : 0;
	if (!err && !charges_verifier(memcg))
		err = not_told(why, size,
			       "this kernel does not charge a cgroup for verification (before "
			       "6.17), or its peak cannot begin anew");
	if (!err)
		err = load_counted(memcg, again, bytes, why, size);
	memcg_leave(memcg);
	bpf_object__close(again);
	return err;
}

int memory_peak(const struct object *object, const struct program *program, int64_t *bytes,
		char *why, size_t size)
{
	struct bpf_object *first;
	struct target target = {};
	int err = 0;

	if (program->type == BPF_PROG_TYPE_STRUCT_OPS || program->needs_all)
		return not_told(why, size, "it only loads together with others");
	keep_memory();
	first = object_open(object, program, why, size);
	if (!first)
		return -errno;
	if (program->how == PROGRAM_REPLACES)
		err = target_load(object, program, &target, why, size);
	if (!err && target.prog)
		err = target_set(first, program, &target);
	if (!err)
		err = object_load(first, why, size);
	if (!err)
		err = peak_of(object, program, first, &target, bytes, why, size);
	bpf_object__close(first);
	target_free(&target);
	return err;
}

/* Creates a map like this one, with an inner one if it needs that. Returns a descriptor. */
static int create_like(const struct bpf_map *map, int inner)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = bpf_map__map_flags(map),
		    .map_extra = bpf_map__map_extra(map), .inner_map_fd = inner < 0 ? 0 : inner);
	int fd, err;

	if (bpf_map__fd(map) >= 0 && !bpf_map_get_info_by_fd(bpf_map__fd(map), &info, &size) &&
	    info.btf_id && (info.btf_key_type_id || info.btf_value_type_id)) {
		opts.btf_fd = bpf_btf_get_fd_by_id(info.btf_id);
		opts.btf_key_type_id = info.btf_key_type_id;
		opts.btf_value_type_id = info.btf_value_type_id;
	}
	fd = bpf_map_create(bpf_map__type(map), "charged", bpf_map__key_size(map),
			    bpf_map__value_size(map), bpf_map__max_entries(map), &opts);
	err = fd < 0 ? -errno : fd;
	if (opts.btf_fd > 0)
		close(opts.btf_fd);
	return err;
}

/* Charges go by the page, so a small map is created more than once. */
static int charged(struct memcg *memcg, const struct bpf_map *map, int inner, int64_t *bytes)
{
	int fds[COPIES], n = bench_map_memlock(bpf_map__fd(map)) < SMALL ? COPIES : 1, i, err;
	int64_t before = 0, after = 0;

	err = memcg_usage(memcg, &before);
	for (i = 0; !err && i < n; i++) {
		fds[i] = create_like(map, inner);
		if (fds[i] < 0)
			err = fds[i--];
	}
	if (!err)
		err = memcg_usage(memcg, &after);
	while (i > 0)
		close(fds[--i]);
	/* Memory of the kernel's own that is freed meanwhile may be more than a tiny map takes. */
	*bytes = after > before ? (after - before) / n : 0;
	return err;
}

int memory_charged(const struct bpf_map *map, int64_t *bytes, char *why, size_t size)
{
	const struct bpf_map *inner_map = bpf_map__inner_map((struct bpf_map *)map);
	struct memcg *memcg = NULL;
	int inner = -1, err;

	/* That helper came with the charges, in Linux 5.11. */
	if (!probe_helper(BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_ktime_get_coarse_ns))
		return not_told(why, size, "this kernel charges no cgroup for maps (before 5.11)");
	if (inner_map) {
		inner = create_like(inner_map, -1);
		if (inner < 0)
			return not_told(why, size, "its inner map cannot be made once more");
	}
	err = memcg_enter(&memcg, why, size) ? -ENODATA : 0;
	if (!err) {
		err = charged(memcg, map, inner, bytes);
		if (err)
			err = not_told(why, size, log_errno(err));
	}
	memcg_leave(memcg);
	if (inner >= 0)
		close(inner);
	return err;
}
