# SPDX-License-Identifier: GPL-2.0-only
"""What an x86-64 instruction does, as far as it matters here: where it continues, and its class.

QEMU has already found the instructions, so nothing here must find their ends.
"""
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Flow(Enum):
    """How an instruction continues."""

    NEXT = "next"
    BRANCH = "branch"
    JUMP = "jump"
    INDIRECT_JUMP = "indirect jump"
    CALL = "call"
    INDIRECT_CALL = "indirect call"
    RETURN = "return"
    SYSCALL = "system call"
    # iret, sysret: it leaves an exception, an interrupt or a system call.
    LEAVE = "leave"
    # int3 and the like: an exception that is no fault.
    TRAP = "trap"
    REPEAT = "repeat"


_PREFIXES = frozenset(b"\x66\x67\xf2\xf3\x2e\x36\x3e\x26\x64\x65\xf0")
_STRING = frozenset((0x6c, 0x6d, 0x6e, 0x6f, 0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf))


@dataclass(frozen=True)
class Insn:
    """The parts of an instruction.  opcode is that of its map: 0 for one byte, 0xf for two bytes,
    0x38 and 0x3a for three.  modrm is -1 if the instruction ends before it."""

    prefixes: bytes
    wide: bool
    map: int
    opcode: int
    modrm: int
    data: bytes

    @property
    def reg(self) -> int:
        """The three bits that tell some instructions with the same opcode apart."""
        return self.modrm >> 3 & 7

    @property
    def memory(self) -> bool:
        """True if its ModRM byte, if it has one, names memory."""
        return self.modrm >= 0 and self.modrm < 0xc0


@cache
def parse(data: bytes) -> Insn:
    at = 0
    while at < len(data) and data[at] in _PREFIXES:
        at += 1
    prefixes = data[:at]
    wide = False
    if at < len(data) and data[at] & 0xf0 == 0x40:
        wide = bool(data[at] & 8)
        at += 1
    table = 0
    if at < len(data) and data[at] == 0x0f:
        table, at = 0xf, at + 1
        if at < len(data) and data[at] in (0x38, 0x3a):
            table, at = data[at], at + 1
    opcode = data[at] if at < len(data) else -1
    modrm = data[at + 1] if at + 1 < len(data) else -1
    return Insn(prefixes, wide, table, opcode, modrm, data)


def _group5(insn: Insn) -> Flow:
    return {2: Flow.INDIRECT_CALL, 3: Flow.INDIRECT_CALL, 4: Flow.INDIRECT_JUMP,
            5: Flow.INDIRECT_JUMP}.get(insn.reg, Flow.NEXT)


def _one_byte(insn: Insn) -> Flow:
    code, size = insn.opcode, len(insn.data)
    if 0x70 <= code <= 0x7f or 0xe0 <= code <= 0xe3:
        return Flow.BRANCH
    if code in (0xe9, 0xeb):
        return Flow.JUMP
    # A block may end with the beginning of an instruction that crosses a page.
    if code == 0xe8 and size >= 5:
        return Flow.CALL
    if code == 0xff and insn.modrm >= 0:
        return _group5(insn)
    if code in (0xc2, 0xc3):
        return Flow.RETURN
    if code == 0xcf:
        return Flow.LEAVE
    if code in (0xcc, 0xcd, 0xf1):
        return Flow.TRAP
    if code in _STRING and (0xf3 in insn.prefixes or 0xf2 in insn.prefixes):
        return Flow.REPEAT
    return Flow.NEXT


def _two_bytes(insn: Insn) -> Flow:
    if 0x80 <= insn.opcode <= 0x8f:
        return Flow.BRANCH
    return {0x05: Flow.SYSCALL, 0x34: Flow.SYSCALL, 0x07: Flow.LEAVE, 0x35: Flow.LEAVE}.get(insn.opcode, Flow.NEXT)


@cache
def flow(data: bytes) -> Flow:
    """Returns how the instruction continues."""
    insn = parse(data)
    if insn.map == 0:
        return _one_byte(insn)
    return _two_bytes(insn) if insn.map == 0xf else Flow.NEXT


_SHORT = frozenset((*range(0x70, 0x80), *range(0xe0, 0xe4), 0xeb))


def target(address: int, data: bytes) -> int | None:
    """Returns where a direct branch, jump or call at address goes; None for other instructions."""
    if flow(data) not in (Flow.BRANCH, Flow.JUMP, Flow.CALL):
        return None
    insn = parse(data)
    width = 1 if insn.map == 0 and insn.opcode in _SHORT else 4
    if len(data) < width + 1:
        return None
    return (address + len(data) + int.from_bytes(data[-width:], "little", signed=True)) % (1 << 64)


def reads_clock(data: bytes) -> bool:
    """Returns True for rdtsc and rdtscp."""
    insn = parse(data)
    return insn.map == 0xf and (insn.opcode == 0x31 or (insn.opcode == 0x01 and insn.modrm == 0xf9))
