// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "mem_perf/formula.h"
#include "mem_perf/kinds.h"

#define KEY_SIZE 4
#define VALUE_SIZE 8

/* The kernel's structures, in bytes; kernel/bpf/hashtab.c. */
struct sizes {
	unsigned int htab, bucket, elem;
};

/* HASHTAB_MAP_LOCK_COUNT: locks of each CPU. Kernels that have none any more may still add them up.
 */
#define LOCKS 8

static unsigned int size_of(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	return id < 0 ? 0 : btf__type_by_id(btf, id)->size;
}

static int read_sizes(struct sizes *sizes)
{
	struct btf *btf = btf__load_vmlinux_btf();

	if (!btf)
		return -errno;
	sizes->htab = size_of(btf, "bpf_htab");
	sizes->bucket = size_of(btf, "bucket");
	/* The key is rounded up to words. */
	sizes->elem = size_of(btf, "htab_elem") + (KEY_SIZE + 7) / 8 * 8 + VALUE_SIZE;
	btf__free(btf);
	return sizes->htab && sizes->bucket ? 0 : -ENOENT;
}

static double buckets(const struct mem_hash *hash)
{
	unsigned int n = 1;

	while (n < hash->entries)
		n *= 2;
	return n;
}

/* htab_map_mem_usage() since 6.4. */
static double by_type(const struct sizes *sizes, const struct mem_hash *hash, unsigned int locks)
{
	double bytes = sizes->htab + sizes->bucket * buckets(hash) +
		       (double)sizeof(int) * locks * hash->cpus;

	/* Each CPU has an element more, and a pointer to it; each allocated element a list node. */
	if (hash->prealloc)
		return bytes + (double)sizes->elem * (hash->entries + hash->cpus) +
		       (double)sizeof(void *) * hash->cpus;
	return bytes + (double)(sizes->elem + sizeof(void *)) * hash->filled;
}

/* htab_map_alloc() up to 5.10: pages that are charged when the map is created, as if all entries
 * were in. */
static double by_pages(const struct sizes *sizes, const struct mem_hash *hash)
{
	long page = sysconf(_SC_PAGESIZE);
	double bytes =
		sizes->bucket * buckets(hash) + (double)sizes->elem * (hash->entries + hash->cpus);

	return (long)((bytes + page - 1) / page) * (double)page;
}

static int ask(struct bench_round *round, double *bytes)
{
	const struct mem_hash *hash = round->arg;
	const struct mem_kind kind = {
		.type = BPF_MAP_TYPE_HASH,
		.flags = hash->prealloc ? 0 : BPF_F_NO_PREALLOC,
		.key = KEY_SIZE,
		.value = VALUE_SIZE,
	};
	int fd = mem_kind_create(round, &kind, -1, hash->entries), err;
	long long said;

	if (fd == -ENOMEM || fd == -EPERM)
		return bench_skip(round, log_cause(fd), "a map of %u entries: %s", hash->entries,
				  log_errno(fd));
	if (fd < 0)
		return fd;
	err = mem_fill_keys(fd, &kind, hash->filled);
	said = err ? err : bench_map_memlock(fd);
	close(fd);
	*bytes = said;
	return said < 0 ? (int)said : 0;
}

int mem_hash_fdinfo(struct bench_round *round, unsigned int n, double *bytes)
{
	return ask(round, bytes);
}

int mem_hash_formula(struct bench_round *round, unsigned int n, double *bytes)
{
	const struct mem_hash *there = round->arg;
	struct mem_hash here = *there;
	struct sizes sizes;
	double said = 0;
	int err = ask(round, &said);

	if (!err && read_sizes(&sizes))
		return bench_skip(round, CAUSE_MISSING,
				  "the kernel's BTF does not tell the sizes of its structures");
	if (err)
		return err;
	here.cpus = libbpf_num_possible_cpus();
	if (said == by_type(&sizes, &here, LOCKS))
		*bytes = by_type(&sizes, there, LOCKS);
	else if (said == by_type(&sizes, &here, 0))
		*bytes = by_type(&sizes, there, 0);
	else if (said == by_pages(&sizes, &here))
		*bytes = by_pages(&sizes, there);
	else
		return bench_skip(round, CAUSE_NOT_TOLD,
				  "the kernel says %.0f bytes with %u possible CPUs, by no known "
				  "formula: %.0f since 6.4, %.0f up to 5.10",
				  said, here.cpus, by_type(&sizes, &here, LOCKS),
				  by_pages(&sizes, &here));
	return 0;
}
