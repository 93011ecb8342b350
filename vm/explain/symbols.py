# SPDX-License-Identifier: GPL-2.0-only
"""Finds the function that an address belongs to.

The kernel's own functions are those of the guest's /proc/kallsyms, or of the System.map of a build.
Code that the kernel generates comes and goes, and the guest says so.
"""
import re
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field

USER = "[user]"
# No symbol has the address.
UNKNOWN = "[unknown]"
# The program whose clock reads are the ends of the window.
PROGRAM = "[program]"
_USER_END = 1 << 47
# No function has as many bytes.
_LONGEST = 1 << 20
# The compiler's names for parts and copies of a function.
_COPY = re.compile(r"(\.(cold|isra|part|constprop|llvm|lto_priv)(\.\d+)*)+$")
_PROGRAM = re.compile(r"bpf_prog_[0-9a-f]{16}_?(.*)$")
_TRAMPOLINE = re.compile(r"bpf_trampoline_[0-9_]+$")
# Names that are no functions: marks of the linker, and the padding before a function.
_MARK = re.compile(r"_(text|code)_(start|end)$|^_{1,2}[se]?text|^__pfx_|_(begin|end)$|^\.L|_thunk_array$")
_LINE = re.compile(r"([0-9a-f]{8,16}) ([tTwW]) (\S+)(?:\s+\[(\S+)\])?$")


def fold(name: str) -> str:
    """Returns the name of a function without what differs between builds of the same source."""
    name = _COPY.sub("", name.removeprefix("__pfx_"))
    program = _PROGRAM.match(name)
    if program:
        return f"bpf_prog:{program[1]}" if program[1] else "bpf_prog"
    return "bpf_trampoline" if _TRAMPOLINE.match(name) else name


def _rank(name: str, kind: str) -> tuple[bool, bool, int, str]:
    """Returns a key by which the best name of several for one address is the least."""
    return bool(_MARK.search(name)), kind not in "TW", name.count("__"), name


NO_LIST = "it has no list of its functions (CONFIG_KALLSYMS)"


class NoSymbols(Exception):
    """The kernel does not say where its functions are."""


class Static:
    """The kernel's own functions."""

    def __init__(self, lines: Iterable[str]) -> None:
        best: dict[int, tuple[tuple[bool, bool, int, str], str]] = {}
        n = zeros = 0
        for line in lines:
            found = _LINE.match(line.rstrip("\n"))
            if not found:
                continue
            address, kind, name = int(found[1], 16), found[2], found[3]
            n += 1
            zeros += address == 0
            rank = _rank(name, kind)
            # Programs are in the list, too, but the guest says more of them: when they came and went.
            if found[4] != "bpf" and (address not in best or rank < best[address][0]):
                best[address] = (rank, name)
        if not n:
            raise NoSymbols(NO_LIST)
        if zeros > n // 2:
            raise NoSymbols("it does not tell the addresses of its functions (kernel.kptr_restrict)")
        self._addresses = sorted(best)
        self._names = [fold(best[address][1]) for address in self._addresses]

    def find(self, address: int) -> str:
        at = bisect_right(self._addresses, address) - 1
        # A System.map has no modules, which are behind all that it has.
        return self._names[at] if at >= 0 and address - self._addresses[at] < _LONGEST else UNKNOWN

    def starts(self, address: int) -> bool:
        """Returns True if a function begins at the address."""
        at = bisect_right(self._addresses, address) - 1
        return at >= 0 and self._addresses[at] == address


@dataclass
class Symbols:
    """All functions at one point of the trace."""

    static: Static
    _starts: list[int] = field(default_factory=list)
    _generated: dict[int, tuple[int, str]] = field(default_factory=dict)
    # Their names as the kernel has them.
    _names: dict[int, str] = field(default_factory=dict)

    def add(self, address: int, size: int, name: str) -> None:
        if address not in self._generated:
            insort(self._starts, address)
        self._generated[address] = (size, fold(name))
        self._names[address] = name

    def remove(self, address: int) -> None:
        if self._generated.pop(address, None):
            self._starts.remove(address)
            del self._names[address]

    def generated(self, address: int) -> tuple[int, int, str] | None:
        """Returns start, size and name of the generated code at the address."""
        at = bisect_right(self._starts, address) - 1
        if at < 0:
            return None
        start = self._starts[at]
        size, name = self._generated[start]
        return (start, size, name) if address < start + size else None

    def named(self, begin: str) -> tuple[int, int, str] | None:
        """Returns start, size and name of the only generated code whose name begins so."""
        found = [address for address, name in self._names.items() if name.startswith(begin)]
        return (found[0], *self._generated[found[0]]) if len(found) == 1 else None

    def starts(self, address: int) -> bool:
        """Returns True if a function, or generated code, begins at the address."""
        code = self.generated(address)
        return code[0] == address if code else self.static.starts(address)

    def find(self, address: int) -> str:
        if address < _USER_END:
            return USER
        code = self.generated(address)
        return code[2] if code else self.static.find(address)
