# SPDX-License-Identifier: GPL-2.0-only
"""Reads the parts of ELF that kernel images need."""
import struct

MAGIC = b"\x7fELF"
MACHINES = {3: "i386", 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390x", 40: "arm", 62: "x86_64",
            183: "aarch64", 243: "riscv64", 258: "loongarch64"}
PT_NOTE = 4


def machine(data: bytes) -> str:
    """Returns the machine as uname -m names it."""
    order = "<" if data[5] == 1 else ">"
    return MACHINES.get(struct.unpack_from(order + "H", data, 18)[0], "unknown")


def has_note(data: bytes, owner: bytes, wanted: int) -> bool:
    """Returns True if a 64-bit little-endian file has a note of this owner and type."""
    phoff, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for i in range(count):
        kind, _, start, _, _, length = struct.unpack_from("<IIQQQQ", data, phoff + i * size)
        end = start + length
        while kind == PT_NOTE and start + 12 <= end:
            names, descs, note = struct.unpack_from("<III", data, start)
            if note == wanted and data[start + 12:start + 12 + len(owner)] == owner:
                return True
            start += 12 + (names + 3 & ~3) + (descs + 3 & ~3)
    return False
