# SPDX-License-Identifier: GPL-2.0-only
"""--explain: has QEMU write what the guest executes, and explains the figures by it.

The plugin writes a trace of the windows that the guest marks.  The kernel's functions come from a
boot of their own, once for each kernel, so that the guest that measures is the same with and
without --explain, and from System.map if the kernel does not list them.  The analysis is a program
of its own (vm/explain).
"""
import gzip
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from vm import boot as booting
from vm import caches, children, disk, judge, paths, qemu
from vm.explain.symbols import NO_LIST, NoSymbols, Static
from vm.initramfs import Initramfs
from vm.job import Boot
from vm.kernel import Kernel
from vm.modes import Mode
from vm.qemu import Qemu
from vm.settings import TOP, Options, Session
from vm.status import Fault, Status, Stop

# Files of a boot: the trace, and what the analysis says.
TRACE = "trace"
# In the directory of a kernel: its list of functions, compressed.
SYMBOLS = "kallsyms.gz"


def check_options(options: Options) -> None:
    """Raises Stop for options that make no sense with --explain."""
    if options.mode not in ("auto", "icount"):
        raise Stop(Status.USAGE, f"--explain: there are no instructions to explain with --mode {options.mode}\n"
                   "see vmtest.sh --help")
    options.mode = "icount"
    options.caches = options.caches or caches.DEFAULT
    try:
        caches.parse(options.caches)
    except ValueError as err:
        raise Stop(Status.USAGE, f"--caches: {err}\nsee vmtest.sh --help") from err
    if options.source and not (Path(options.source) / ".git").exists():
        raise Stop(Status.USAGE, f"--source: {options.source} is not a git tree\nsee vmtest.sh --help")
    if "kaslr" in options.append:
        raise Stop(Status.USAGE, "--explain: --append kaslr: the functions of a kernel must be at the same addresses in each boot\n"
                   "see vmtest.sh --help")


def check(session: Session, machine: Qemu) -> None:
    """Raises Stop if this machine cannot trace a guest."""
    if not machine.plugins:
        raise Stop(Status.SETUP, f"--explain: {machine.program} is built without plugins (-plugin is not in its --help): "
                   "install another one, and name it in VM_QEMU")
    if not session.plugin.is_file():
        raise Stop(Status.SETUP, f"--explain: {session.plugin} is missing: build it with make (on x86_64)")


def words(session: Session) -> list[str]:
    """Returns the arguments of QEMU."""
    # A comma ends a value, and two are one.
    plugin = str(session.plugin.resolve()).replace(",", ",,")
    limit = session.options.explain_limit * 1_000_000
    model = [f",{word}" for word in caches.words(session.options.caches)] if session.options.misses else []
    return ["-plugin", f"file={plugin},out=/proc/self/fd/{paths.DIRECTORY}/{TRACE},limit={limit}{''.join(model)}"]


def _boot_for_symbols(session: Session, machine: Qemu, mode: Mode, initramfs: Initramfs, kernel: Kernel,
                      say: Callable[[str], None]) -> Path:
    """Boots the kernel to get its list of functions.  Returns the list, which does not exist if the
    kernel has none.  Raises Fault."""
    try:
        place = session.scratch("symbols")
        initramfs.job(place, kernel, ["true"])
        one = Boot(0, kernel.release, 42, kernel, place)
        one.command = qemu.command(machine, mode, kernel, place, session.options, more=("vm.symbols",))
        one.command += ["-serial", f"file:{place}/console", "-serial", f"file:{place}/ttyS1"]
        booting.run(session, mode, one, say, Event())
        verdict = judge.judge(session, one)
        (place / "initrd").unlink(missing_ok=True)
    except OSError as err:
        raise disk.cannot_write(session.work, kernel.release) from err
    if not (place / "out/status").is_file():
        raise Fault(f"{kernel.release}: the boot for the list of its functions failed: {verdict.message}")
    return place / "out" / SYMBOLS


def _read(path: Path) -> Static:
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        return Static(lines)


def _beside(kernel: Kernel, why: Exception) -> Path:
    """Returns the System.map that was beside the image of a kernel that does not list its functions.
    Raises Fault."""
    try:
        if kernel.map and _read(kernel.map):
            return kernel.map
    except (OSError, EOFError, NoSymbols):
        # Debian's only says where the real one is.
        pass
    raise Fault(f"{kernel.release}: no figure can be explained: {why}, and no System.map with them is beside its image") from why


def symbols(session: Session, machine: Qemu, mode: Mode, initramfs: Initramfs, kernel: Kernel) -> Path:
    """Returns the kernel's list of functions, from an earlier run or a boot.  Raises Fault."""
    kept = kernel.place / SYMBOLS
    if kept.is_file():
        return kept
    got = _boot_for_symbols(session, machine, mode, initramfs, kernel,
                            lambda state: session.console.progress(f"{kernel.release}: the kernel's functions: {state}"))
    try:
        if not got.is_file():
            raise NoSymbols(NO_LIST)
        _read(got)
    except (OSError, EOFError, NoSymbols) as err:
        got = _beside(kernel, err)
    try:
        disk.write_whole(kept, got.read_bytes())
        return kept
    except OSError:
        # It may be a place that only others may write.
        return got


def explain(session: Session, boot: Boot, result: Path, into: Path) -> None:
    """Explains the results of a boot that has ended.  Raises Fault."""
    place = boot.place
    model = [json.dumps(caches.model(session.options.caches))] if session.options.misses else []
    message = place / "explain"
    status = children.run([sys.executable, "-m", "vm.explain", str(place / TRACE), str(boot.symbols), str(result),
                           str(into), str(place / "err"), *model], message, env=os.environ | {"PYTHONPATH": str(TOP)}, cwd=TOP)
    (place / TRACE).unlink(missing_ok=True)
    if status:
        # The plugin only knows the place by a descriptor.
        why = re.sub(rf"/proc/self/fd/\d+/{TRACE}", lambda _: str(place / TRACE), children.last_line(message))
        raise Fault(f"{boot.label}: not explained: {why or f'status {status}'}")


def summary(path: Path) -> str:
    """Returns a few words on how much a file explains."""
    operations = json.loads(path.read_text(encoding="utf-8"))["operations"].values()
    whole = [one for one in operations if "functions" in one]
    exact = sum(abs(one["result"] - one["sum"]) <= 0.01 for one in whole)
    return f"{exact} of {len(operations)} figures explained to the instruction" + (
        f", {len(whole) - exact} nearly" if exact < len(whole) else "")
