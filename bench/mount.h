/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * File systems of the kernel's that are mounted nowhere: detached mounts, which
 * die with their file descriptor.  Paths are relative to a mount's root.
 */
#ifndef BENCH_MOUNT_H
#define BENCH_MOUNT_H

#include <stddef.h>

/* A directory fd on the root of a new mount, the caller's; or a negative errno. */
int mount_private(const char *fstype);

/*
 * Reads a file's text without its last newline, cut to size - 1 bytes; writes
 * one.  0 or a negative errno.
 */
int mount_read(int dir, const char *path, char *text, size_t size);
int mount_write(int dir, const char *path, const char *text);

#endif /* BENCH_MOUNT_H */
