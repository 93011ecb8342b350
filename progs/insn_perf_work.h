/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work that is compiled three times: for BPF, run by the kernel's JIT and by its interpreter, and
 * for the machine itself. Both sides include this file, so it needs only fixed-size integer types,
 * and whatever the verifier wants is in the machine's code, too. There are no loops: compilers do
 * not agree on when to unroll one.
 */
#ifndef INSN_PERF_WORK_H
#define INSN_PERF_WORK_H

#include <linux/types.h>

#define WORK_WORDS 32

struct work_data {
	/* Numbers without order, and ascending ones. */
	__u32 word[WORK_WORDS], sorted[WORK_WORDS];
	/* A frame with an IPv4 and a TCP header. */
	__u8 packet[64];
};

#define WORK_RESULTS 32

/* The section of the BPF object that user space fills in: the data, and what each kind of work has
 * to give for them, for i from 0 on. */
#define WORK_SECTION ".data.work"

struct work_shared {
	struct work_data data;
	__u64 hash[WORK_RESULTS], search[WORK_RESULTS], checksum[WORK_RESULTS], parse[WORK_RESULTS];
};

#define WORK static inline __attribute__((always_inline)) __u64

#define HASH_ROUND(k)                                                                              \
	do {                                                                                       \
		a += data->word[k];                                                                \
		b += data->word[(k) + 1];                                                          \
		c += data->word[(k) + 2];                                                          \
		a = (a - c) ^ (c << 4 | c >> 28);                                                  \
		c += b;                                                                            \
		b = (b - a) ^ (a << 6 | a >> 26);                                                  \
		a += c;                                                                            \
		c = (c - b) ^ (b << 8 | b >> 24);                                                  \
		b += a;                                                                            \
	} while (0)

/* Arithmetic: a hash of twelve words. */
WORK work_hash(const struct work_data *data, __u32 i)
{
	__u32 a = i, b = 0x9e3779b9, c = 0x85ebca6b;

	HASH_ROUND(0);
	HASH_ROUND(3);
	HASH_ROUND(6);
	HASH_ROUND(9);
	return a ^ b ^ c;
}

#define SEARCH_STEP                                                                                \
	do {                                                                                       \
		middle = (low + high) / 2 % WORK_WORDS;                                            \
		if (data->sorted[middle] == wanted)                                                \
			return middle;                                                             \
		if (data->sorted[middle] < wanted)                                                 \
			low = middle + 1;                                                          \
		else                                                                               \
			high = middle;                                                             \
	} while (0)

/* Branches: a binary search in 32 words. */
WORK work_search(const struct work_data *data, __u32 i)
{
	__u32 wanted = data->sorted[i % WORK_WORDS], low = 0, high = WORK_WORDS, middle;

	SEARCH_STEP;
	SEARCH_STEP;
	SEARCH_STEP;
	SEARCH_STEP;
	SEARCH_STEP;
	SEARCH_STEP;
	return WORK_WORDS;
}

#define ADD_WORD(k)                                                                                \
	do {                                                                                       \
		sum += data->word[k];                                                              \
		sum = (sum & 0xffffffff) + (sum >> 32);                                            \
	} while (0)
#define ADD_8_WORDS(k)                                                                             \
	do {                                                                                       \
		ADD_WORD(k);                                                                       \
		ADD_WORD((k) + 1);                                                                 \
		ADD_WORD((k) + 2);                                                                 \
		ADD_WORD((k) + 3);                                                                 \
		ADD_WORD((k) + 4);                                                                 \
		ADD_WORD((k) + 5);                                                                 \
		ADD_WORD((k) + 6);                                                                 \
		ADD_WORD((k) + 7);                                                                 \
	} while (0)

/* Loads: a checksum of 32 words, each with the carry of the one before. */
WORK work_checksum(const struct work_data *data, __u32 i)
{
	__u64 sum = i;

	ADD_8_WORDS(0);
	ADD_8_WORDS(8);
	ADD_8_WORDS(16);
	ADD_8_WORDS(24);
	return sum;
}

static inline __attribute__((always_inline)) __u32 work_read_32(const __u8 *p)
{
	return (__u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

#define HALVE(bits)                                                                                \
	do {                                                                                       \
		if (length >> (bits)) {                                                            \
			log2 += (bits);                                                            \
			length >>= (bits);                                                         \
		}                                                                                  \
	} while (0)

/* A mix: the headers of a packet, and the power of two of its length. */
WORK work_parse(const struct work_data *data, __u32 i)
{
	const __u8 *p = data->packet;
	__u32 at, length, log2 = 0;
	__u64 flow;

	if ((p[12] << 8 | p[13]) != 0x0800 || p[14] >> 4 != 4 || p[23] != 6)
		return 0;
	at = 14 + (p[14] & 15) * 4;
	if (at > 40)
		return 0;
	length = (p[16] << 8 | p[17]) + i;
	flow = (__u64)work_read_32(p + 26) << 32 | work_read_32(p + at);
	HALVE(16);
	HALVE(8);
	HALVE(4);
	HALVE(2);
	HALVE(1);
	return (flow ^ flow >> 29) + log2;
}

#undef WORK

#endif /* INSN_PERF_WORK_H */
