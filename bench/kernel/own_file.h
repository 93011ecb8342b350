/* SPDX-License-Identifier: GPL-2.0-only */
/* Places in the file of this program, for probes on itself. */
#ifndef BENCH_OWN_FILE_H
#define BENCH_OWN_FILE_H

#include <stddef.h>

/* Gets the offset in /proc/self/exe of one of the program's functions or variables. Returns 0, or
 * -ENOENT if the address is not in what the file has. */
int own_file_offset(const void *addr, size_t *offset);

#endif /* BENCH_OWN_FILE_H */
