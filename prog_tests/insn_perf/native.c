// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "insn_perf/native.h"

/* The same for all rounds, as the data of the BPF object is. */
static struct work_data data;

static void fill_packet(__u8 packet[64])
{
	/* IPv4 of 40 bytes, from 192.0.2.1, TCP from port 4660 to port 80. */
	static const __u8 headers[] = {
		0x08, 0x00, 0x45, 0, 0, 40,  0,	 0,   0, 0,    64,   6, 0,
		0,    192,  0,	  2, 1, 198, 51, 100, 2, 0x12, 0x34, 0, 80
	};

	memcpy(packet + 12, headers, sizeof(headers));
}

void native_fill(struct work_shared *shared)
{
	__u32 x = 0x2545f491, i;

	memset(&data, 0, sizeof(data));
	for (i = 0; i < WORK_WORDS; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		data.word[i] = x;
		data.sorted[i] = (i ? data.sorted[i - 1] : 0) + 1 + x % 1000;
	}
	fill_packet(data.packet);
	shared->data = data;
	for (i = 0; i < WORK_RESULTS; i++) {
		shared->hash[i] = work_hash(&data, i);
		shared->search[i] = work_search(&data, i);
		shared->checksum[i] = work_checksum(&data, i);
		shared->parse[i] = work_parse(&data, i);
	}
}

/* The same as BENCH_LOOP() in progs/bench.bpf.h, with a clock of its own, because a loop without
 * work is shorter than what the engine believes. */
#define NATIVE(name, work)                                                                         \
	int native_##name(struct bench_round *round, unsigned int n, double *ns)                   \
	{                                                                                          \
		uint64_t start = clock_ns();                                                       \
		unsigned int i, k;                                                                 \
                                                                                                   \
		for (i = 0; i < n; i += 8) {                                                       \
			_Pragma("GCC unroll 8") for (k = 0; k < 8; k++)                            \
			{                                                                          \
				__u64 x = work;                                                    \
                                                                                                   \
				asm volatile("" : : "r"(x) : "memory");                            \
			}                                                                          \
		}                                                                                  \
		*ns = clock_ns() - start;                                                          \
		return 0;                                                                          \
	}

NATIVE(empty, i + k)
NATIVE(hash, work_hash(&data, i + k))
NATIVE(search, work_search(&data, i + k))
NATIVE(checksum, work_checksum(&data, i + k))
NATIVE(parse, work_parse(&data, i + k))
