/* SPDX-License-Identifier: GPL-2.0-only */
/* Detached mounts of the kernel's file systems. They are visible nowhere and disappear with their
 * file descriptor. Paths are relative to the root of the mount. */
#ifndef BENCH_MOUNT_H
#define BENCH_MOUNT_H

#include <stddef.h>

/* Mounts the file system. Returns a directory fd of its root, which the caller closes, or a
 * negative errno. */
int mount_private(const char *fstype);

/* mount_read() reads a file's text without its last newline, cut to size - 1 bytes. mount_write()
 * writes the text. Both return 0 or a negative errno. */
int mount_read(int dir, const char *path, char *text, size_t size);
int mount_write(int dir, const char *path, const char *text);

#endif /* BENCH_MOUNT_H */
