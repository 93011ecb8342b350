#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Carves BPF objects out of programs: tests/carve.py DIRECTORY PROGRAM...

A program that is built with a skeleton has its ELF object among its constants.  The object's own header says
how long it is: where its table of sections or its last section ends.  PROGRAM.bpf.o is written to the
directory; a second object of a program is PROGRAM+2.bpf.o.
"""
import struct
import sys
from pathlib import Path

EM_BPF = 247
ET_REL = 1
SHT_NOBITS = 8
HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SECTION = struct.Struct("<IIQQQQIIQQ")
# 64 bits, little-endian, version 1.
MAGIC = b"\x7fELF\x02\x01\x01"


def length(data: bytes, at: int) -> int:
    """Returns the length of the BPF object at this place, or 0 if there is none."""
    if at + HEADER.size > len(data):
        return 0
    (_, kind, machine, _, _, _, sections, _, _, _, _, size, count, _) = HEADER.unpack_from(data, at)
    end = sections + size * count
    if kind != ET_REL or machine != EM_BPF or size != SECTION.size or at + end > len(data):
        return 0
    for i in range(count):
        (_, kind, _, _, offset, extent, *_) = SECTION.unpack_from(data, at + sections + i * size)
        if kind != SHT_NOBITS:
            end = max(end, offset + extent)
    return end if at + end <= len(data) else 0


def objects(data: bytes) -> list[bytes]:
    """Returns the objects that are in a program."""
    found = []
    at = data.find(MAGIC, 1)
    while at >= 0:
        size = length(data, at)
        if size:
            found.append(data[at:at + size])
        at = data.find(MAGIC, at + max(size, 1))
    return found


def main(directory: Path, programs: list[Path]) -> None:
    """Writes the objects of all programs."""
    for program in programs:
        for number, data in enumerate(objects(program.read_bytes()), 1):
            name = program.name if number == 1 else f"{program.name}+{number}"
            (directory / f"{name}.bpf.o").write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [Path(program) for program in sys.argv[2:]])
