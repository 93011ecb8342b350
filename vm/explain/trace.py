# SPDX-License-Identifier: GPL-2.0-only
"""Reads a trace.  vm/plugin/out.h describes the file."""
import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

MAGIC = b"bpf-perf trace 1"
_HEAD = struct.Struct("<II")
_BLOCK = struct.Struct("<IIQ")
_NUMBER = struct.Struct("<Q")
# What can be missed, by its number: see vm/plugin/misses.h.
LEVELS = 3
MISSES = ("l1d_misses", "l2_misses", "l3_misses", "mispredicted")
_MISS_BITS = 2


class Damaged(Exception):
    """The file is no trace."""


@dataclass(frozen=True)
class Block:
    """Instructions that QEMU translated as one: where they are, and the bytes of each."""

    address: int
    insns: tuple[bytes, ...]

    @property
    def end(self) -> int:
        return self.address + sum(map(len, self.insns))


@dataclass(frozen=True)
class Text:
    """The words of a line that the guest said."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """The executed blocks of a window.  parts are the places of their numbers in the file: offset
    and size in bytes."""

    parts: tuple[tuple[int, int], ...]
    # As parts: where the file has what the window missed.
    misses: tuple[tuple[int, int], ...] = ()

    @property
    def size(self) -> int:
        return sum(size for _, size in self.parts)


@dataclass
class Trace:
    """A trace, after events() went through it once."""

    path: Path
    blocks: dict[int, Block] = field(default_factory=dict)
    # The trace has its end; the limit was reached; blocks of a window that was never closed.
    complete: bool = False
    full: bool = False
    left_open: int = 0

    def events(self) -> Iterator[Text | Window]:
        """Yields lines and windows in their order, and collects the blocks.  Raises Damaged,
        OSError."""
        with open(self.path, "rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise Damaged(f"{self.path} is not a trace")
            yield from self._chunks(file)

    def _chunks(self, file: BinaryIO) -> Iterator[Text | Window]:
        parts: list[tuple[int, int]] = []
        misses: list[tuple[int, int]] = []
        end = self.path.stat().st_size
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            kind, size = chr(head[0]), _HEAD.unpack(head)[1]
            at = file.tell()
            if at + size > end:
                return
            match kind:
                case "T":
                    yield Text(tuple(file.read(size).decode(errors="replace").split("\t")))
                case "B":
                    self._block(file.read(size))
                case "P":
                    parts.append((at, size))
                case "M":
                    misses.append((at, size))
                case "R":
                    yield Window((*parts, (at, size)), tuple(misses))
                    parts, misses = [], []
                case "A":
                    yield self._again(file, tuple(misses))
                    misses = []
                case "O":
                    self.left_open = _NUMBER.unpack(file.read(size))[0]
                case "F":
                    self.full = True
                    parts, misses = [], []
                case "E":
                    self.complete = True
                case _:
                    raise Damaged(f"{self.path}: an unknown chunk at {at - _HEAD.size}")
            file.seek(at + size)

    @staticmethod
    def _again(file: BinaryIO, misses: tuple[tuple[int, int], ...]) -> Window:
        """Returns an earlier window that is the same: the chunk has its place."""
        at = _NUMBER.unpack(file.read(_NUMBER.size))[0]
        file.seek(at)
        return Window(((at + _HEAD.size, _HEAD.unpack(file.read(_HEAD.size))[1]),), misses)

    def _block(self, data: bytes) -> None:
        number, n, address = _BLOCK.unpack_from(data)
        at = _BLOCK.size + n
        insns = []
        for size in data[_BLOCK.size:at]:
            insns.append(data[at:at + size])
            at += size
        self.blocks[number] = Block(address, tuple(insns))

    def read(self, window: Window) -> array:
        """Returns the numbers of the blocks that the window executed.  Raises OSError."""
        return self._numbers("I", window.parts)

    def read_misses(self, window: Window) -> Iterator[tuple[int, str]]:
        """Yields what the window missed: the place of the block in the window, and a name of MISSES.
        What a level of caches misses, those before it missed, too.  Raises OSError."""
        for number in self._numbers("Q", window.misses):
            place, what = number >> _MISS_BITS, number & (1 << _MISS_BITS) - 1
            if what >= LEVELS:
                yield place, MISSES[what]
            for level in range(what + 1 if what < LEVELS else 0):
                yield place, MISSES[level]

    def _numbers(self, kind: str, parts: tuple[tuple[int, int], ...]) -> array:
        numbers = array(kind)
        with open(self.path, "rb") as file:
            for at, size in parts:
                file.seek(at)
                numbers.frombytes(file.read(size))
        return numbers
