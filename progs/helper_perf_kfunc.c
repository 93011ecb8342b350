// SPDX-License-Identifier: GPL-2.0-only
/* Kfuncs, and helpers that take kernel types: the object needs the BTF of vmlinux. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"
#include <bpf/bpf_core_read.h>

struct sk_buff {
	unsigned int len;
} __attribute__((preserve_access_index));

struct bench_node {
	__u64 value;
};

extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym __weak;
extern void bpf_obj_drop_impl(void *kptr, void *meta) __ksym __weak;
extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;
extern void *bpf_cast_to_kern_ctx(void *obj) __ksym __weak;

/* Allocates an object and frees it. */
BENCH(obj_new_drop, base_empty)
{
	struct bench_node *node = bpf_obj_new_impl(bpf_core_type_id_local(struct bench_node), NULL);
	int ret = -1;

	/* The verifier of 6.2 takes the object for leaked if it is looked at twice. */
	if (node) {
		bpf_obj_drop_impl(node, NULL);
		ret = 0;
	}
	done(ret);
}

BENCH_NEEDS(obj_new_drop)
{
	struct bench_node *node = bpf_obj_new_impl(bpf_core_type_id_local(struct bench_node), NULL);

	if (node)
		bpf_obj_drop_impl(node, NULL);
	return 0;
}

/* Enters an RCU read section and leaves it. */
BENCH(rcu_read_lock_unlock, base_empty)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
}

/* Before 6.5 this needs a kernel whose compiler supports type tags. */
BENCH_NEEDS(rcu_read_lock_unlock)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

/* Casts the program's context to the kernel's own type. */
BENCH(cast_kern_ctx, base_empty)
{
	hit(bpf_cast_to_kern_ctx(ctx));
}

/* Casts a pointer to a kernel type that may only be read. */
BENCH(cast_rdonly, base_empty)
{
	hit(bpf_rdonly_cast(ctx, bpf_core_type_id_kernel(struct sk_buff)));
}

/* clang 14 loses the tag of a pointer to a struct in a map's value, but not of a pointer to this
 * type. */
typedef struct bench_node bench_node_t;

struct owner {
	bench_node_t __kptr *node;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct owner);
} owners SEC(".maps");

static __always_inline struct owner *owner(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&owners, &key);
}

/* Exchanges a pointer in a map's value. For the context see helper_perf_lock.c. It exchanges NULL for
 * NULL, because the cost does not depend on the pointers. */
BENCH_IN_IF(BENCH_SEC, BENCH_N, (ctx = owner()), kptr_xchg, base_empty)
{
	struct owner *owner = ctx;
	struct bench_node *node = bpf_kptr_xchg(&owner->node, NULL);

	miss(node);
	if (node)
		bpf_obj_drop_impl(node, NULL);
}

/* Before 6.4 a map's value may hold only pointers to types of the kernel. */
BENCH_NEEDS(kptr_xchg)
{
	struct owner *at = owner();
	struct bench_node *node = at ? bpf_kptr_xchg(&at->node, NULL) : NULL;

	if (node)
		bpf_obj_drop_impl(node, NULL);
	return 0;
}
