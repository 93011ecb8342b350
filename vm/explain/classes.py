# SPDX-License-Identifier: GPL-2.0-only
"""Classes of instructions whose costs a count of instructions hides."""
from collections import Counter
from functools import cache

from vm.explain import x86
from vm.explain.x86 import Flow, Insn

_FLOWS = {Flow.BRANCH: "branches", Flow.RETURN: "returns", Flow.INDIRECT_CALL: "indirect",
          Flow.INDIRECT_JUMP: "indirect"}
# One-byte opcodes that store to the memory of their ModRM byte, or load from it and store.
_STORES = frozenset((0x88, 0x89, 0x8c, 0xc6, 0xc7))
_CHANGES = frozenset((*(8 * i + j for i in range(7) for j in (0, 1)), 0x86, 0x87, 0xc0, 0xc1, 0xd0, 0xd1, 0xd2, 0xd3))
# push, pop and the like, without a ModRM byte.
_PUSHES = frozenset((*range(0x50, 0x58), 0x68, 0x6a, 0x9c))
_POPS = frozenset((*range(0x58, 0x60), 0x9d, 0xc9))
# Instructions of two bytes of opcode that store.
_STORES_TWO = frozenset((0x11, 0x13, 0x17, 0x29, 0x2b, 0x7e, 0x7f, 0xc3, 0xd6, 0xe7, *range(0x90, 0xa0)))
_CHANGES_TWO = frozenset((0xa4, 0xa5, 0xab, 0xad, 0xb0, 0xb1, 0xb3, 0xbb, 0xc0, 0xc1, 0xc7))
# lea and nops name memory, and do not access it; so do prefetches and bound checks.
_NO_ACCESS_TWO = frozenset((0x0d, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0xae))


def _one_byte_memory(insn: Insn) -> tuple[int, int]:
    code = insn.opcode
    if code in _PUSHES:
        return 0, 1
    if code in _POPS:
        return 1, 0
    if code in (0xe8, 0x60):
        return 0, 1
    if code in (0xc2, 0xc3):
        return 1, 0
    if code in (0xa4, 0xa5):
        return 1, 1
    if code in (0xaa, 0xab):
        return 0, 1
    if code in (0xac, 0xad, 0xae, 0xaf):
        return 1, 0
    if code in (0xa6, 0xa7):
        return 2, 0
    if code in (0xff, 0xfe, 0xf6, 0xf7, 0x80, 0x81, 0x83, 0x8f):
        return _group_memory(insn)
    # lea does not access the memory; the rest either has no ModRM byte, or loads.
    if not insn.memory or code == 0x8d or not _has_modrm(code):
        return 0, 0
    if code in _STORES:
        return 0, 1
    return (1, 1) if code in _CHANGES else (1, 0)


def _has_modrm(code: int) -> bool:
    return (code < 0x40 and code & 7 < 4) or code in (0x62, 0x63, 0x69, 0x6b, *range(0x80, 0x90), 0xc0, 0xc1, 0xc6,
                                                      0xc7, *range(0xd0, 0xd4), *range(0xd8, 0xe0), 0xf6, 0xf7, 0xfe, 0xff)


def _group_memory(insn: Insn) -> tuple[int, int]:
    """The groups whose reg bits tell what is done."""
    code, reg, memory = insn.opcode, insn.reg, insn.memory
    if code == 0xff and reg in (2, 3, 6):
        # A call pushes, and so does push.
        return int(memory), 1
    if code == 0x8f:
        return 1, int(memory)
    if not memory:
        return 0, 0
    if code in (0x80, 0x81, 0x83):
        return (1, 0) if reg == 7 else (1, 1)
    if code in (0xf6, 0xf7):
        return (1, 1) if reg in (2, 3) else (1, 0)
    return (1, 1) if reg in (0, 1) else (1, 0)


def _memory(insn: Insn) -> tuple[int, int]:
    """Returns how many loads and stores the instruction does."""
    if insn.map == 0:
        return _one_byte_memory(insn)
    if insn.map == 0xf:
        code = insn.opcode
        if 0x80 <= code <= 0x8f or not insn.memory or code in _NO_ACCESS_TWO:
            return {0xa0: (0, 1), 0xa8: (0, 1), 0xa1: (1, 0), 0xa9: (1, 0)}.get(code, (0, 0))
        if code in (0x05, 0x07, 0x0b, 0x30, 0x31, 0x32, 0xa2, *range(0xc8, 0xd0)):
            return 0, 0
        if code == 0xba:
            return (1, 0) if insn.reg == 4 else (1, 1)
        if code in _STORES_TWO:
            return 0, 1
        return (1, 1) if code in _CHANGES_TWO else (1, 0)
    return (1, 0) if insn.memory else (0, 0)


def accesses(data: bytes) -> bool:
    """Returns True if the instruction accesses memory other than the stack of calls."""
    insn = x86.parse(data)
    if x86.flow(data) in (Flow.CALL, Flow.RETURN) or (insn.map == 0 and insn.opcode in (*_PUSHES, *_POPS)):
        return False
    return any(_memory(insn))


def waits(data: bytes) -> bool:
    """Returns True for hlt: the guest's clock goes on, and nothing is executed."""
    insn = x86.parse(data)
    return insn.map == 0 and insn.opcode == 0xf4


def _locked(insn: Insn) -> bool:
    """A kernel that has one CPU patches lock prefixes to segment prefixes."""
    if 0xf0 in insn.prefixes:
        return True
    changes = (insn.map == 0xf and insn.opcode in (0xab, 0xb0, 0xb1, 0xb3, 0xba, 0xbb, 0xc0, 0xc1, 0xc7)) or (
        insn.map == 0 and insn.opcode in (*_CHANGES, 0x80, 0x81, 0x83, 0xf6, 0xf7, 0xfe, 0xff))
    if 0x3e in insn.prefixes:
        return changes and insn.memory
    # xchg with memory always locks.
    return insn.map == 0 and insn.opcode in (0x86, 0x87) and insn.memory


def _serialises(insn: Insn) -> bool:
    if insn.map == 0:
        # cli, sti, pushf, popf, hlt, in, out, iret, int3.
        return insn.opcode in (0xfa, 0xfb, 0x9c, 0x9d, 0xf4, 0xcf, 0xcc, *range(0xe4, 0xe8), *range(0xec, 0xf0))
    if insn.map != 0xf:
        return False
    if insn.opcode == 0xae:
        # lfence, mfence, sfence.
        return insn.modrm >= 0xe8
    # swapgs, rdtscp, xgetbv and the like; moves to control registers; msr, rdtsc, cpuid, syscall.
    return insn.opcode in (0x01, 0x05, 0x07, 0x20, 0x22, 0x30, 0x31, 0x32, 0x33, 0xa2)


@cache
def _of(data: bytes) -> Counter[str]:
    insn = x86.parse(data)
    loads, stores = _memory(insn)
    found = Counter({"loads": loads, "stores": stores, "locked": int(_locked(insn)),
                     "serialising": int(_serialises(insn))})
    flow = _FLOWS.get(x86.flow(data))
    if flow:
        found[flow] += 1
    return +found


@cache
def of(insns: tuple[bytes, ...]) -> Counter[str]:
    """Returns how many of the instructions are of each class."""
    found: Counter[str] = Counter()
    for data in insns:
        found.update(_of(data))
    return found
