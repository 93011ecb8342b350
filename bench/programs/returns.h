/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of what programs return. */
#ifndef BENCH_PROGRAMS_RETURNS_H
#define BENCH_PROGRAMS_RETURNS_H

#include <stddef.h>
#include <stdint.h>

#include <linux/bpf.h>

/* Writes the name of a return value, such as "XDP_PASS", or the number. */
void return_name(enum bpf_prog_type type, uint32_t value, char *text, size_t size);

#endif /* BENCH_PROGRAMS_RETURNS_H */
