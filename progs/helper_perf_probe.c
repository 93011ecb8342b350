// SPDX-License-Identifier: GPL-2.0-only
/* Reads of kernel and user memory that may fault. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* The largest page of any configuration on which BPF runs. */
#define MAX_PAGE 65536
/* Strings of 16 and of 128 bytes both end at the end of the text. */
#define TEXT_SIZE 128

/* Address of 4096 bytes of memory of the measuring process, which begin with a text of TEXT_SIZE.
 * It has its own section, so that user space finds it. */
const volatile __u64 user_addr SEC(".rodata.user") = 0;

/* Global variables are kernel memory: each section is the value of a map. */
char text[TEXT_SIZE] = { [0 ... TEXT_SIZE - 2] = 'x' };
char src[2 * MAX_PAGE] __attribute__((aligned(MAX_PAGE)));
char dst[4096];

#define USER ((const void *)user_addr)

#define PROBE(name, helper, size, from)                                                            \
	BENCH(name, base_empty)                                                                    \
	{                                                                                          \
		done(helper(dst, size, from));                                                     \
	}

/* Reads N bytes of kernel memory. */
PROBE(probe_read_kernel_8, bpf_probe_read_kernel, 8, src)
/* Reads N bytes of kernel memory. */
PROBE(probe_read_kernel_64, bpf_probe_read_kernel, 64, src)
/* Reads N bytes of kernel memory. */
PROBE(probe_read_kernel_256, bpf_probe_read_kernel, 256, src)
/* Reads N bytes of kernel memory. */
PROBE(probe_read_kernel_1024, bpf_probe_read_kernel, 1024, src)
/* Reads N bytes of kernel memory. */
PROBE(probe_read_kernel_4096, bpf_probe_read_kernel, 4096, src)
/* Reads 8 bytes of kernel memory, half of them on the next page. That is so for every page size. */
PROBE(probe_read_kernel_page_cross, bpf_probe_read_kernel, 8, src + MAX_PAGE - 4)
/* Reads N bytes with the old helper, for memory of kernel or user. */
PROBE(probe_read_8, bpf_probe_read, 8, src)

/* Reads N bytes of user memory. */
PROBE(probe_read_user_8, bpf_probe_read_user, 8, USER)
/* Reads N bytes of user memory. */
PROBE(probe_read_user_64, bpf_probe_read_user, 64, USER)
/* Reads N bytes of user memory. */
PROBE(probe_read_user_256, bpf_probe_read_user, 256, USER)
/* Reads N bytes of user memory. */
PROBE(probe_read_user_4096, bpf_probe_read_user, 4096, USER)

/* Reads user memory that is not mapped. Nothing is ever mapped in the first page:
 * vm.mmap_min_addr. */
BENCH_SLOW(probe_read_user_fault, base_empty)
{
	refused(bpf_probe_read_user(dst, 8, (const void *)64));
}

/* Expects the whole string with its terminating zero. */
#define PROBE_STR(name, helper, size, from)                                                        \
	BENCH(name, base_empty)                                                                    \
	{                                                                                          \
		long ret = helper(dst, sizeof(dst), (const char *)(from) + TEXT_SIZE - (size));    \
                                                                                                   \
		bench_outcome(ret, ret != (size));                                                 \
	}

/* Reads a string of N bytes from kernel memory. */
PROBE_STR(probe_read_kernel_str_16, bpf_probe_read_kernel_str, 16, text)
/* Reads a string of N bytes from kernel memory. */
PROBE_STR(probe_read_kernel_str_128, bpf_probe_read_kernel_str, 128, text)
/* Reads a string of N bytes from user memory. */
PROBE_STR(probe_read_user_str_16, bpf_probe_read_user_str, 16, USER)
/* Reads a string of N bytes from user memory. */
PROBE_STR(probe_read_user_str_128, bpf_probe_read_user_str, 128, USER)
