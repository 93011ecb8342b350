# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Archives that the kernel unpacks as its first file system.  Several, one after
# the other, make one initramfs, so that what rarely changes is packed rarely.

# cpio_pack DIR: to standard output, the same bytes for the same files.  No device
# nodes are needed, and so no root: every kernel brings /dev/console in the archive
# that is built into it, the rest comes with devtmpfs.
cpio_pack() {
	(
		cd "$1" || exit
		find . -mindepth 1 -exec touch --no-dereference -d @0 {} +
		find . -mindepth 1 -print0 | LC_ALL=C sort -z |
			cpio --quiet --null -o -H newc -R 0:0 --reproducible
	)
}
