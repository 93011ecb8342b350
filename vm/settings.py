# SPDX-License-Identifier: GPL-2.0-only
"""Paths, and the options of the command line."""
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from vm.console import Console

TOP = Path(__file__).resolve().parent.parent
GUEST = TOP / "vm" / "guest"
CONFIGS = TOP / "configs"


def _place(variable: str, default: Path | str) -> Path:
    return Path(os.environ.get(variable) or default)


def _number(variable: str, default: int) -> int:
    text = os.environ.get(variable, "")
    return int(text) if text.isdigit() else default


def cache_place() -> Path:
    """Returns the directory of the cache: everything in it can be fetched or made again."""
    home = os.environ.get("XDG_CACHE_HOME") or f"{os.environ.get('HOME') or '/tmp'}/.cache"
    return _place("VM_CACHE", f"{home}/bpf-perf")


# The values of --locked; the first is that without a value.
LOCKED = ("series", "strict", "known")


@dataclass
class Options:
    """The parsed command line."""

    kernels: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    mode: str = "auto"
    parallel: int | None = None
    boots: int = 1
    timeout: int = 900
    memory: str = "2G"
    smp: int | None = None
    # Numbers of possible CPUs to boot each kernel with; empty: those of smp.
    possible: list[int] = field(default_factory=list)
    append: list[str] = field(default_factory=list)
    qemu: list[str] = field(default_factory=list)
    out: str | None = None
    limits: list[str] = field(default_factory=list)
    list: bool = False
    update: bool = False
    fetch: bool = False
    resolve: bool = False
    compare: bool = False
    explain: bool = False
    # The most megabytes of the trace of a boot.
    explain_limit: int = 4000
    # Also what a model of these caches and of branch prediction misses.
    misses: bool = False
    caches: str = ""
    # A git tree of the kernel.
    source: str | None = None
    strict: bool = False
    bisect: bool = False
    lock: bool = False
    # "" without --locked, else one of LOCKED.
    locked: str = ""
    skip_missing: bool = False
    interactive: bool = False
    keep: bool = False
    help: bool = False
    version: bool = False


@dataclass
class Session:
    """One run of vmtest.sh, which is passed to every part."""

    options: Options
    console: Console = field(default_factory=Console)
    # The directories of the results, and of everything that is removed at the end.
    out: Path = Path()
    work: Path = Path()
    started: float = field(default_factory=time.time)
    cache: Path = field(default_factory=cache_place)
    program: Path = field(default_factory=lambda: _place("VM_PROGRAM", TOP / "test_progs"))
    report: Path = field(default_factory=lambda: _place("VM_REPORT", TOP / "report_progs"))
    plugin: Path = field(default_factory=lambda: _place("VM_PLUGIN", TOP / "build/vm/plugin/trace.so"))
    busybox: Path = field(default_factory=lambda: _place("VM_BUSYBOX", "/bin/busybox"))
    lock_file: Path = field(default_factory=lambda: _place("KERNELS_LOCK", CONFIGS / "kernels.lock"))
    # Seconds within which a guest must boot.
    boot_timeout: int = field(default_factory=lambda: _number("VM_BOOT_TIMEOUT", 60))
    # Seconds for the test of KVM.  It takes one second, or this long if KVM does not work.
    probe_seconds: int = field(default_factory=lambda: _number("VM_PROBE_SECONDS", 10))

    def scratch(self, name: str) -> Path:
        """Makes a directory that is removed at the end.  Raises OSError."""
        import tempfile
        return Path(tempfile.mkdtemp(prefix=f"{name}.", dir=self.work))
