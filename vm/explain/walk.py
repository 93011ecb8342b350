# SPDX-License-Identifier: GPL-2.0-only
"""Follows the calls of a window, and counts the instructions of each block under each stack.

QEMU says when it begins a block.  It may leave one before its end: for an exception, or to access a
device.  Where it goes on shows how far it came.  So the counts are those of the guest's clock.
"""
import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from vm.explain import classes, symbols, x86
from vm.explain.trace import Block
from vm.explain.x86 import Flow

# Where the kernel begins to handle exceptions and interrupts.
_ENTRY = re.compile("asm_(exc|sysvec)_|asm_(common|spurious)_interrupt|asm_int80")
_VECTORS = re.compile("(irq|spurious)_entries_start")
# An exception that comes in the middle of a block, which executed nothing from there on.
_FAULT = re.compile("asm_exc_(?!debug|int3|nmi|machine_check|invalid_op)")
_SYSCALL = re.compile("entry_SYSCALL_64|entry_SYSENTER|asm_fred_entrypoint")
_THUNK = re.compile(r"__x86_(indirect|return)|srso_|retbleed_|zen_untrain|entry_ibpb")
# So many guesses about the places of faults are tried.  The clock is a count that is rounded.
MOST_GUESSES = 1000
CLOCK_ROUNDS = 1
_DIRECT = (Flow.NEXT, Flow.BRANCH, Flow.JUMP, Flow.CALL, Flow.REPEAT)


@dataclass(frozen=True)
class Node:
    """A function in a stack: the numbers of its caller's node, and its name."""

    parent: int
    name: str


@dataclass
class Tree:
    """All stacks of a window.  Node 0 is their root."""

    nodes: list[Node] = field(default_factory=lambda: [Node(0, "")])
    _numbers: dict[tuple[int, str], int] = field(default_factory=dict)

    def child(self, parent: int, name: str) -> int:
        """Returns the number of the node."""
        key = (parent, name)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.nodes)
            self.nodes.append(Node(parent, name))
        return number

    def path(self, number: int) -> list[str]:
        """Returns the names of a stack, the outermost first.  A thunk is a part of its caller."""
        names: list[str] = []
        while number:
            node = self.nodes[number]
            if not _THUNK.match(node.name):
                names.append(node.name)
            number = node.parent
        names.reverse()
        return names


@dataclass(frozen=True)
class Shape:
    """What is needed of a block again and again."""

    address: int
    end: int
    # Where its last instruction begins, how that continues, and where it may go directly.
    last: int
    flow: Flow
    next: tuple[int, ...]
    n: int
    reads_clock: bool


def shape(block: Block) -> Shape:
    data, end = block.insns[-1], block.end
    last = end - len(data)
    flow = x86.flow(data)
    to = x86.target(last, data)
    follow: tuple[int, ...] = ()
    if flow in (Flow.NEXT, Flow.TRAP):
        follow = (end,)
    elif flow == Flow.REPEAT:
        follow = (last, end)
    elif flow == Flow.BRANCH:
        follow = (end,) if to is None else (to, end)
    elif to is not None:
        follow = (to,)
    return Shape(block.address, end, last, flow, follow, len(block.insns), x86.reads_clock(data))


@dataclass
class _Frame:
    """What a return goes back to.  For an exception or an interrupt: the block that it came in."""

    node: int
    address: int = 0
    # The place in the window of the interrupted block, and whether it was a fault of that block.
    place: int = -1
    fault: bool = False
    kernel: bool = False


@dataclass(frozen=True)
class Share:
    """The executed instructions of a block: all of them, or the first n."""

    block: int
    n: int


@dataclass
class Counts:
    """How often the blocks of a window were executed, by node and block."""

    tree: Tree
    blocks: Counter[tuple[int, Share]]
    # Instructions between the clock reads, and faults whose place is not known.
    insns: int
    unsure: int
    # What was missed, by node and name.
    misses: Counter[tuple[int, str]] = field(default_factory=Counter)


class NoCut(Exception):
    """The window has no two clock reads that are its ends, or the names are wrong."""


@dataclass
class Walk:
    """A walk through one window.  find() returns the function of an address; starts() is True if
    one begins there."""

    blocks: Mapping[int, Block]
    find: Callable[[int], str]
    starts: Callable[[int], bool]
    # The range of the program whose clock reads are the ends; None: those of user space.
    program: tuple[int, int] | None
    shapes: dict[int, Shape]
    tree: Tree = field(default_factory=Tree)
    _stack: list[_Frame] = field(default_factory=list)
    # Interrupts and exceptions that are not finished.
    _inside: int = 0
    _names: dict[int, str] = field(default_factory=dict)
    _run: array = field(default_factory=lambda: array("I"))
    # Blocks that were left early: how many of their instructions were executed.
    _cut: dict[int, int] = field(default_factory=dict)
    # Faults that may be at several instructions of their blocks: these, by place in the window.
    _unsure: dict[int, tuple[int, ...]] = field(default_factory=dict)
    # How deep the program is in the stack; -1 outside of it.
    _depth: int = -1
    _clock: list[int] = field(default_factory=list)

    def count(self, run: array, clock: float | None = None, misses: Iterable[tuple[int, str]] = ()) -> Counts:
        """Counts what the window executed.  clock is what it took by the guest's clock, and misses
        has the places in the window where something was missed.  Raises NoCut."""
        self._run = run
        nodes = self._nodes(run)
        if len(self._clock) < 2:
            raise NoCut("the program's clock was not read twice" if self.program else
                        "the clock was not read twice in user space")
        first, last = self._clock[0] + 1, self._clock[-1] + 1
        self._ask_clock(first, last, clock)
        counts: Counter[tuple[int, Share]] = Counter()
        for (node, number), n in Counter(zip(nodes[first:last], run[first:last])).items():
            counts[node, Share(number, self.shapes[number].n)] += n
        for place, n in self._cut.items():
            if first <= place < last:
                number, node = run[place], nodes[place]
                counts[node, Share(number, self.shapes[number].n)] -= 1
                if n:
                    counts[node, Share(number, n)] += 1
        total = sum(share.n * n for (_, share), n in counts.items())
        missed = Counter((nodes[place], name) for place, name in misses if first <= place < last)
        return Counts(self.tree, counts, total, sum(first <= place < last for place in self._unsure), missed)

    def _ask_clock(self, first: int, last: int, clock: float | None) -> None:
        """Finds out by the clock where faults were that may be at several instructions."""
        inside = {place: at for place, at in self._unsure.items() if first <= place < last}
        kinds = Counter((self._run[place], at) for place, at in inside.items())
        if not kinds or clock is None or math.prod(len(at) for _, at in kinds) > MOST_GUESSES:
            return
        # What is executed without any of these blocks.
        known = sum(self.shapes[self._run[place]].n if place not in self._cut else self._cut[place]
                    for place in range(first, last) if place not in inside)
        fit = [guess for guess in product(*(at for _, at in kinds))
               if abs(known + sum(n * at for n, at in zip(kinds.values(), guess)) - clock) <= CLOCK_ROUNDS]
        if len(fit) == 1:
            answers = dict(zip(kinds, fit[0]))
            for place, at in inside.items():
                self._cut[place] = answers[self._run[place], at]
                del self._unsure[place]

    def _shape(self, number: int) -> Shape:
        found = self.shapes.get(number)
        if found is None:
            found = self.shapes[number] = shape(self.blocks[number])
        return found

    def _name(self, number: int) -> str:
        name = self._names.get(number)
        if name is None:
            name = self._names[number] = self._find(self.blocks[number].address)
        return name

    def _find(self, address: int) -> str:
        if self.program and self.program[0] <= address < self.program[1]:
            return symbols.PROGRAM
        return self.find(address)

    def _nodes(self, run: array) -> array:
        """Returns the node of each executed block."""
        nodes = array("I")
        before: Shape | None = None
        node = 0
        for place, number in enumerate(run):
            now, name = self._shape(number), self._name(number)
            node = self._step(place, before, now, node, name)
            nodes.append(node)
            if now.reads_clock:
                self._read_clock(place, now)
            before = now
        return nodes

    def _read_clock(self, place: int, now: Shape) -> None:
        if self._inside:
            return
        if self._depth >= 0 if self.program else now.address < 1 << 47:
            self._clock.append(place)

    def _step(self, place: int, before: Shape | None, now: Shape, node: int, name: str) -> int:
        """Returns the node of the block at place, whose predecessor has node."""
        at = now.address
        if before is None:
            node = self.tree.child(0, name)
        elif at in before.next:
            if before.flow == Flow.CALL:
                self._stack.append(_Frame(node, before.end))
                node = self.tree.child(node, name)
            else:
                node = self._same(node, name)
        elif before.flow == Flow.TRAP or self._is_entry(at, name):
            node = self._enter(place - 1, node, name)
        elif before.flow == Flow.RETURN:
            node = self._return(place, before, now, node, name)
        elif before.flow == Flow.LEAVE:
            node = self._leave(place, now, name)
        elif before.address < at < before.end:
            self._truncate(place - 1, before, at)
            node = self._same(node, name)
        elif before.flow == Flow.INDIRECT_CALL:
            self._stack.append(_Frame(node, before.end))
            node = self.tree.child(node, name)
        elif before.flow == Flow.SYSCALL:
            if not _SYSCALL.match(name):
                raise NoCut(f"a system call seems to go to {name}: the list of functions is not that of this kernel, "
                            "or its functions are at random addresses (KASLR)")
            self._stack.append(_Frame(node, before.end, kernel=True))
            node = self.tree.child(node, name)
        elif before.flow in _DIRECT:
            # It did not come to its end.
            node = self._enter(place - 1, node, name)
        else:
            node = self._same(node, name)
        self._watch(name)
        return node

    def _is_entry(self, address: int, name: str) -> bool:
        """Returns True if the processor goes there for an exception or an interrupt."""
        return bool(_ENTRY.match(name) and self.starts(address) or _VECTORS.match(name))

    def _watch(self, name: str) -> None:
        """Notes when the program begins and ends."""
        if self._depth < 0:
            if name == symbols.PROGRAM and not self._inside:
                self._depth = len(self._stack)
        elif len(self._stack) < self._depth:
            self._depth = -1

    def _same(self, node: int, name: str) -> int:
        """Returns the node after a jump, which may be the last call of a function."""
        here = self.tree.nodes[node]
        return node if here.name == name else self.tree.child(here.parent, name)

    def _enter(self, place: int, node: int, name: str) -> int:
        """An exception or an interrupt came in the block at place."""
        self._stack.append(_Frame(node, place=place, fault=bool(_FAULT.match(name))))
        self._inside += 1
        return self.tree.child(node, name)

    def _return(self, place: int, before: Shape, now: Shape, node: int, name: str) -> int:
        if not self._stack:
            return self.tree.child(0, name)
        frame = self._stack[-1]
        if frame.address == now.address:
            self._stack.pop()
            return self._same(frame.node, name)
        if before.address < now.address < before.end:
            self._truncate(place - 1, before, now.address)
            return self._same(node, name)
        if self._unwind(now.address):
            return self._same(self._stack.pop().node, name)
        if frame.place < 0 and not frame.kernel and self.starts(now.address):
            self._stack.pop()
            caller = self.tree.nodes[frame.node]
            # A retpoline returns to where it jumps.  Else the return address was replaced, as for a
            # kretprobe.
            return self.tree.child(caller.parent if _THUNK.match(caller.name) else frame.node, name)
        return self._back(node, name)

    def _back(self, node: int, name: str) -> int:
        """Returns the node of a function that something else than its call returns to."""
        above = node
        while above:
            if self.tree.nodes[above].name == name:
                return above
            above = self.tree.nodes[above].parent
        return self._same(node, name)

    def _unwind(self, address: int) -> bool:
        """Drops returns that never happen: a trampoline skips that of the function that it is for.
        Returns False if nothing returns to the address."""
        for depth in range(len(self._stack) - 1, -1, -1):
            frame = self._stack[depth]
            if frame.place >= 0 or frame.kernel:
                return False
            if frame.address == address:
                del self._stack[depth + 1:]
                return True
        return False

    def _leave(self, place: int, now: Shape, name: str) -> int:
        """The end of an exception, an interrupt or a system call."""
        while self._stack:
            frame = self._stack.pop()
            if frame.place >= 0:
                self._inside -= 1
                self._resume(frame, now, place)
                return self._same(frame.node, name)
            if frame.kernel:
                return self._same(frame.node, name)
        return self.tree.child(0, name)

    def _resume(self, frame: _Frame, now: Shape, place: int) -> None:
        """Finds out how far the interrupted block came."""
        number = self._run[frame.place]
        left = self.shapes[number]
        if left.flow == Flow.TRAP or (not frame.fault and now.address in left.next):
            return
        if left.address <= now.address < left.end:
            self._truncate(frame.place, left, now.address)
        elif frame.fault:
            self._fix_up(frame.place)

    def _fix_up(self, place: int) -> None:
        """A fault in the block at place was followed by other code instead of the instruction.  Only
        an access to memory can be it."""
        block = self.blocks[self._run[place]]
        accesses = [i for i, insn in enumerate(block.insns) if classes.accesses(insn)]
        if len(accesses) == 1:
            self._cut[place] = accesses[0]
        else:
            self._unsure[place] = tuple(accesses)

    def _truncate(self, place: int, left: Shape, at: int) -> None:
        """The block at place was left before the instruction at an address."""
        block = self.blocks[self._run[place]]
        address, n = block.address, 0
        for insn in block.insns:
            if address >= at:
                break
            address, n = address + len(insn), n + 1
        self._cut[place] = n
