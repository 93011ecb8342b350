# SPDX-License-Identifier: GPL-2.0-only
"""The kernels of a run and their boots."""
import time
from dataclasses import dataclass, field
from pathlib import Path

from vm.kernel import Kernel
from vm.status import Status, worst


@dataclass(frozen=True)
class Verdict:
    """The outcome of a boot or of a kernel."""

    status: Status
    message: str
    # Without --strict a run that decided too little has the status of a pass.  It is not called one.
    open: bool = False

    @property
    def word(self) -> str:
        """The word for it in the summary."""
        return Status.UNDECIDED.word if self.open else self.status.word


@dataclass
class Boot:
    """One boot.

    Before the boot its directory has initrd and qemu (the command, one argument per line).
    Afterwards it also has console, ttyS1 (what the guest sent), out/ (the unpacked ttyS1) and err
    (what QEMU printed).
    """

    number: int
    # The name of the results without .json: that of the kernel, with .2 and so on from the second
    # boot on.
    label: str
    seed: int
    kernel: Kernel
    place: Path
    command: list[str] = field(default_factory=list)
    # In seconds since the epoch; None until the boot has come so far.
    started: float | None = None
    up: float | None = None
    run: float | None = None
    first: float | None = None
    seconds: float = 0
    # Why QEMU was ended: late, timeout, interrupted, or "" if it ended by itself; and its exit
    # status.
    ended: str = ""
    returncode: int = 0
    verdict: Verdict | None = None
    # The name of the result file; empty if there is none.  partial: the guest was ended before
    # everything was measured.
    file: str = ""
    partial: bool = False
    # The name of the file that explains the results; empty if there is none.
    explained: str = ""
    # For --explain: the list of the kernel's functions.
    symbols: Path | None = None
    # The number of possible CPUs that it must have; None for no more than there are.
    possible: int | None = None

    def elapsed(self) -> float:
        return time.time() - (self.started or time.time())


@dataclass
class Job:
    """A kernel as the user named it, and its boots."""

    name: str
    kernel: Kernel | None = None
    # Why there is no kernel to boot.
    fault: str = ""
    # For --explain: the list of its functions.
    symbols: Path | None = None
    # The same of each of its boots.
    possible: int | None = None
    # No provider has it, and --skip-missing is given.
    missing: bool = False
    # A provider that may have the kernel could not be asked.
    unasked: bool = False
    # What people must know of the kernel: it is not the one of the lock file.
    note: str = ""
    # The name of its results.
    label: str = ""
    boots: list[Boot] = field(default_factory=list)

    def files(self) -> list[str]:
        """Returns the result files of all boots that can be shown, complete or partial."""
        return [boot.file for boot in self.boots if boot.file and boot.verdict and
                (boot.partial or boot.verdict.status != Status.SETUP)]

    def verdict(self) -> Verdict | None:
        """Returns the worst verdict of its boots, the first of equals; None if there is none yet.
        """
        if self.missing:
            return Verdict(Status.SKIPPED, self.fault)
        if self.fault:
            return Verdict(Status.USAGE, self.fault)
        known = [boot.verdict for boot in self.boots if boot.verdict]
        if not known:
            return None
        status = worst(*(verdict.status for verdict in known))
        return next(verdict for verdict in known if verdict.status == status)
