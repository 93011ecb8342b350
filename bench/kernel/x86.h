/* SPDX-License-Identifier: GPL-2.0-only */
/* Machine code of x86-64. */
#ifndef BENCH_X86_H
#define BENCH_X86_H

#include <stddef.h>
#include <stdint.h>

/*
 * Returns the length in bytes of the instruction at code, of which size bytes may be read, or 0 if
 * it does not end in them. It is for what compilers and the kernel's JIT write: of AVX-512 and of
 * AMD's XOP it knows nothing.
 */
size_t x86_length(const uint8_t *code, size_t size);

/* Counts the instructions of code. Returns a negative errno if the last one does not end where the
 * code ends: the count would be wrong. */
long x86_count(const uint8_t *code, size_t size);

#endif /* BENCH_X86_H */
