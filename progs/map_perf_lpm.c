// SPDX-License-Identifier: GPL-2.0-only
/* Longest-prefix-match tries of a thousand and of 64 thousand prefixes. */
#include "map_perf_lpm.bpf.h"

LPM_LOOKUP(1k, 10)
LPM_LOOKUP(64k, 16)

BENCH_BASE(base_prefix_value)
{
	struct prefix key = prefix_of(i % KEYS, 10);
	__u64 value = i;

	sink(&key);
	sink(&value);
}

/* Updates the value of a prefix that the trie has. */
BENCH(lpm_trie_update, base_prefix_value)
{
	struct prefix key = prefix_of(i % KEYS, 10);
	__u64 value = i;

	done(bpf_map_update_elem(&lpm_1k, &key, &value, BPF_EXIST));
}

/* Inserts a new prefix into the trie and deletes it again. */
BENCH(lpm_trie_insert_delete, base_prefix_value)
{
	struct prefix key = prefix_of(FILLED + i % KEYS, 10);
	__u64 value = i;

	done(bpf_map_update_elem(&lpm_1k, &key, &value, BPF_NOEXIST));
	done(bpf_map_delete_elem(&lpm_1k, &key));
}
