// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "mem_perf/kinds.h"

/* Constants that the headers of the build machine may lack. */
#define TYPE_CGRP_STORAGE 32 /* Linux 6.2 */
#define TYPE_ARENA 33	     /* Linux 6.9 */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

#define BATCH 1024
/* Of a task that only waits. */
#define STACK_SIZE 16384

static bool is_storage(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_SK_STORAGE || type == BPF_MAP_TYPE_INODE_STORAGE ||
	       type == BPF_MAP_TYPE_TASK_STORAGE || type == TYPE_CGRP_STORAGE;
}

/* Local storage needs the types of key and value. */
static void set_types(const struct bench_round *round, struct bpf_map_create_opts *opts)
{
	const struct btf *btf = bpf_object__btf(round->obj);

	opts->btf_fd = bpf_object__btf_fd(round->obj);
	opts->btf_key_type_id = btf__find_by_name_kind(btf, "int", BTF_KIND_INT);
	opts->btf_value_type_id = btf__find_by_name_kind(btf, "unsigned long long", BTF_KIND_INT);
}

int mem_inner_create(void)
{
	return bpf_map_create(BPF_MAP_TYPE_ARRAY, "mem_perf_inner", sizeof(uint32_t),
			      sizeof(uint64_t), 1, NULL);
}

int mem_kind_create(const struct bench_round *round, const struct mem_kind *kind, int inner,
		    uint32_t entries)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = kind->flags);

	if (is_storage(kind->type)) {
		set_types(round, &opts);
		entries = 0;
	}
	if (kind->type == BPF_MAP_TYPE_ARRAY_OF_MAPS || kind->type == BPF_MAP_TYPE_HASH_OF_MAPS)
		opts.inner_map_fd = inner;
	return bpf_map_create(kind->type, "mem_perf", kind->key, kind->value, entries, &opts);
}

/* ------------------------------------------------------------------------ owners */

/* What a task does. It shares our memory, and so has no page faults that would be charged. */
static int wait_for_end(void *arg)
{
	unsigned int *waiting = arg;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	__atomic_add_fetch(waiting, 1, __ATOMIC_RELEASE);
	for (;;)
		pause();
	return 0;
}

/* Returns a descriptor of a task that waits, or a negative errno. */
static int start_task(int *pid, char *stack, unsigned int *waiting)
{
	int fd;

	*pid = clone(wait_for_end, stack + STACK_SIZE, CLONE_VM | CLONE_FILES | SIGCHLD, waiting);
	if (*pid < 0)
		return -errno;
	fd = (int)syscall(SYS_pidfd_open, *pid, 0);
	return fd < 0 ? -errno : fd;
}

static int make_owner(struct mem_owners *owners, enum mem_fill fill)
{
	unsigned int i = owners->n;
	int fd;

	owners->pid[i] = 0;
	if (fill == MEM_FILL_SOCKETS)
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	else if (fill == MEM_FILL_INODES)
		fd = memfd_create("mem_perf", MFD_CLOEXEC);
	else
		fd = start_task(&owners->pid[i], owners->stacks + i * STACK_SIZE, &owners->waiting);
	owners->fd[i] = fd < 0 ? -1 : fd;
	owners->n++;
	if (fill == MEM_FILL_TASKS)
		return fd < 0 ? fd : 0;
	return fd < 0 ? -errno : 0;
}

int mem_owners_begin(struct mem_owners *owners, const struct mem_kind *kind)
{
	int err = 0;

	*owners = (struct mem_owners){};
	if (kind->fill != MEM_FILL_SOCKETS && kind->fill != MEM_FILL_INODES &&
	    kind->fill != MEM_FILL_TASKS)
		return 0;
	if (kind->fill == MEM_FILL_TASKS) {
		owners->stacks = aligned_alloc(16, MEM_OWNERS * STACK_SIZE);
		if (!owners->stacks)
			return -ENOMEM;
		memset(owners->stacks, 0, MEM_OWNERS * STACK_SIZE);
	}
	while (!err && owners->n < MEM_OWNERS)
		err = make_owner(owners, kind->fill);
	/* What a task takes to begin is not of the map. */
	while (!err && kind->fill == MEM_FILL_TASKS &&
	       __atomic_load_n(&owners->waiting, __ATOMIC_ACQUIRE) < owners->n)
		sched_yield();
	return err;
}

void mem_owners_end(struct mem_owners *owners)
{
	unsigned int i;

	for (i = 0; i < owners->n; i++) {
		if (owners->pid[i] > 0) {
			kill(owners->pid[i], SIGKILL);
			waitpid(owners->pid[i], NULL, 0);
		}
		if (owners->fd[i] >= 0)
			close(owners->fd[i]);
	}
	free(owners->stacks);
	*owners = (struct mem_owners){};
}

/* ------------------------------------------------------------------------- fills */

int mem_fill_keys(int fd, const struct mem_kind *kind, uint32_t n)
{
	/* Per-CPU maps take a value for every possible CPU. */
	size_t size = (kind->value + 7) / 8 * 8 * libbpf_num_possible_cpus();
	char *keys = calloc(BATCH, kind->key), *values = calloc(BATCH, size);
	uint32_t first, count, i;
	int err = keys && values ? 0 : -ENOMEM;

	for (first = 0; !err && first < n; first += count) {
		count = n - first < BATCH ? n - first : BATCH;
		for (i = 0; i < count; i++)
			memcpy(keys + i * kind->key, &(uint32_t){ first + i }, sizeof(uint32_t));
		err = bpf_map_update_batch(fd, keys, values, &(uint32_t){ count }, NULL);
		/* This type of map, or this kernel, has no batch operations. */
		for (i = 0; err && i < count; i++)
			if (bpf_map_update_elem(fd, keys + i * kind->key, values, BPF_ANY))
				break;
		err = err && i < count ? -errno : 0;
	}
	free(keys);
	free(values);
	return err;
}

static int fill_prefixes(int fd, uint32_t n)
{
	struct {
		uint32_t length, address;
	} key = { .length = 32 };
	uint64_t value = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		key.address = htonl(i);
		if (bpf_map_update_elem(fd, &key, &value, BPF_ANY))
			return -errno;
	}
	return 0;
}

static int fill_owners(int fd, const struct mem_owners *owners)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < owners->n; i++)
		if (bpf_map_update_elem(fd, &owners->fd[i], &value, BPF_ANY))
			return -errno;
	return 0;
}

static int touch_pages(int fd, uint32_t n)
{
	size_t page = sysconf(_SC_PAGESIZE), i;
	char *at = mmap(NULL, n * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		return -errno;
	for (i = 0; i < n; i++)
		((volatile char *)at)[i * page] = 1;
	munmap(at, n * page);
	return 0;
}

int mem_kind_fill(const struct mem_kind *kind, const struct mem_owners *owners, int fd)
{
	switch (kind->fill) {
	case MEM_FILL_KEYS:
		return mem_fill_keys(fd, kind, kind->many);
	case MEM_FILL_PREFIXES:
		return fill_prefixes(fd, kind->many);
	case MEM_FILL_SOCKETS:
	case MEM_FILL_INODES:
	case MEM_FILL_TASKS:
		return fill_owners(fd, owners);
	case MEM_FILL_PAGES:
		return touch_pages(fd, kind->many);
	default:
		return 0;
	}
}

uint32_t mem_kind_filled(const struct mem_kind *kind)
{
	if (kind->fill == MEM_FILL_SOCKETS || kind->fill == MEM_FILL_INODES ||
	    kind->fill == MEM_FILL_TASKS)
		return MEM_OWNERS;
	return kind->many - kind->few;
}
