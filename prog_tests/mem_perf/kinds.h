/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of maps whose memory is counted, and how maps of each are created and filled. */
#ifndef MEM_PERF_KINDS_H
#define MEM_PERF_KINDS_H

#include <stdint.h>

#include <bpf/bpf.h>

#include "test_progs.h"

/* What goes into a map. */
enum mem_fill {
	/* Nothing: all of it is there from the beginning. */
	MEM_FILL_NONE,
	/* The keys from 0 on, with values of zeros. */
	MEM_FILL_KEYS,
	/* IPv4 host prefixes in the order of their addresses. */
	MEM_FILL_PREFIXES,
	/* A value for each of MEM_OWNERS sockets, inodes or tasks. */
	MEM_FILL_SOCKETS,
	MEM_FILL_INODES,
	MEM_FILL_TASKS,
	/* Pages that user space touches. */
	MEM_FILL_PAGES,
};

struct mem_kind {
	enum bpf_map_type type;
	unsigned int flags;
	/* Bytes of a key and of a value. */
	unsigned int key, value;
	/* max_entries of the smallest map, and of the one that is filled. */
	unsigned int few, many;
	enum mem_fill fill;
};

/* Sockets, inodes and tasks that get a value. */
#define MEM_OWNERS 128

/* Creates a map that maps of maps may have in them. Returns its descriptor or a negative errno. */
int mem_inner_create(void);

/* Creates a map with room for so many entries; inner is for maps of maps. Returns its descriptor or
 * a negative errno. */
int mem_kind_create(const struct bench_round *round, const struct mem_kind *kind, int inner,
		    uint32_t entries);

/* What mem_kind_fill() needs and what is not memory of the map: it is made before counting begins.
 */
struct mem_owners {
	int fd[MEM_OWNERS];
	/* The tasks, which wait until they are ended, how many wait already, and their stacks. */
	int pid[MEM_OWNERS];
	unsigned int waiting;
	char *stacks;
	unsigned int n;
};

/* Returns 0 or a negative errno. mem_owners_end() is called in either case. */
int mem_owners_begin(struct mem_owners *owners, const struct mem_kind *kind);
void mem_owners_end(struct mem_owners *owners);

/* Puts all entries into a map for kind->many. Returns 0 or a negative errno. */
int mem_kind_fill(const struct mem_kind *kind, const struct mem_owners *owners, int fd);

/* Puts the keys 0 .. n-1 into a map, with values of zeros. Returns 0 or a negative errno. */
int mem_fill_keys(int fd, const struct mem_kind *kind, uint32_t n);

/* Returns how many entries the fill is, for a cost per entry. */
uint32_t mem_kind_filled(const struct mem_kind *kind);

#endif /* MEM_PERF_KINDS_H */
