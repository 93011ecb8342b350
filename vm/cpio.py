# SPDX-License-Identifier: GPL-2.0-only
"""Makes archives that the kernel unpacks as its initramfs.

Several archives in a row make one initramfs, so that files that rarely change are packed rarely.
No device nodes are needed, and so no root: the kernel has /dev/console built in, and devtmpfs makes
the others.  The same files give the same bytes: names are sorted, times are 0, and root owns
everything.
"""
import os
import stat
from pathlib import Path

BLOCK = 512


class Archive:
    """Files by their names in the guest, without the first slash."""

    def __init__(self) -> None:
        self._entries: dict[bytes, tuple[int, bytes]] = {}

    def __contains__(self, name: str) -> bool:
        return os.fsencode(name) in self._entries

    def _add(self, name: str, mode: int, data: bytes = b"") -> None:
        parent = os.path.dirname(name)
        if parent and parent not in self:
            self.directory(parent)
        self._entries[os.fsencode(name)] = (mode, data)

    def directory(self, name: str) -> None:
        self._add(name, stat.S_IFDIR | 0o755)

    def link(self, name: str, target: str) -> None:
        self._add(name, stat.S_IFLNK | 0o777, os.fsencode(target))

    def data(self, name: str, data: bytes, mode: int = 0o644) -> None:
        self._add(name, stat.S_IFREG | mode, data)

    def file(self, name: str, path: Path) -> None:
        """Adds a copy of path, which is executable if path is.  Raises OSError."""
        executable = path.stat().st_mode & 0o111
        self.data(name, path.read_bytes(), 0o755 if executable else 0o644)

    def tree(self, name: str, path: Path) -> None:
        """Adds a copy of a directory with everything in it.  Raises OSError."""
        self.directory(name)
        for found in sorted(path.iterdir()):
            if found.is_dir():
                self.tree(f"{name}/{found.name}", found)
            else:
                self.file(f"{name}/{found.name}", found)

    def pack(self) -> bytes:
        """Returns the archive in the kernel's format "newc"."""
        out = bytearray()
        for number, (name, (mode, data)) in enumerate(sorted(self._entries.items())):
            out += _member(number, name, mode, data)
        out += _member(0, b"TRAILER!!!", 0, b"")
        return bytes(out + bytes(-len(out) % BLOCK))


def _member(number: int, name: bytes, mode: int, data: bytes) -> bytes:
    links = 2 if stat.S_ISDIR(mode) else 1
    # inode, mode, uid, gid, links, mtime, size, device, rdevice, length of the name, checksum
    fields = (number, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % value for value in fields) + name + b"\0"
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
