# SPDX-License-Identifier: GPL-2.0-only
"""Runs vmtest.sh from its first check to its exit status."""
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vm import arch, bisect, cli, disk, limits, paths
from vm.settings import TOP, Options, Session
from vm.status import Fault, Interrupted, Status, Stop

TOOLS = ("xz", "zstd", "setpriv", "depmod", "modprobe", "ldd", "dpkg-deb")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Prefix of the temporary directories of this and other runs.
WORK = "bpf-perf-vm."


def _interrupt(number: int, frame) -> None:
    for one in _SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    raise Interrupted


def host_arch() -> arch.Arch:
    """Returns the architecture of this machine.  Raises Stop if it is not supported."""
    host = arch.host()
    if not host:
        raise Stop(Status.SETUP, f"this machine is not {' or '.join(sorted(arch.known()))}")
    return host


def check_host(session: Session) -> None:
    """Raises Stop if this machine lacks something."""
    from vm.children import output_of
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    os.environ["PATH"] = path
    for tool in TOOLS:
        if not shutil.which(tool):
            raise Stop(Status.SETUP, f"{tool} is missing: sudo .ci/deps vm")
    busybox = session.busybox
    if not os.access(busybox, os.X_OK) or not output_of([busybox, "--list"]) or output_of(["ldd", busybox]):
        raise Stop(Status.SETUP, f"{busybox} is missing or not static: sudo .ci/deps vm")
    for program in (session.report, session.program):
        if not os.access(program, os.X_OK):
            raise Stop(Status.SETUP, f"{program} is missing: build it with make")
    host_arch()
    if not disk.writable(session.cache):
        raise Stop(Status.SETUP, f"{session.cache} cannot be written: name another place in VM_CACHE")
    session.cache = session.cache.resolve()


def check_tests(session: Session, options: Options) -> None:
    """Raises Stop for an option of test_progs that vmtest.sh itself sets."""
    from vm import guestargs
    known = guestargs.table_of(session.program) if options.tests else guestargs.Table()
    for word in guestargs.words(known, options.tests):
        if word.option and word.option.long == "json":
            raise cli.bad_usage(f"{word.before}{word.value}: vmtest.sh sets this option; results go to -o DIR")
    # What is wrong is said before a kernel boots.  Another machine may have another CPU of that number.
    if not options.tests or guestargs.given(known, options.tests, "cpu") or not guestargs.rereadable(known, options.tests):
        return
    done = subprocess.run([session.program, "-c", *options.tests], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", check=False)
    if done.returncode == Status.USAGE:
        raise Stop(Status.USAGE, done.stderr.strip() or "test_progs refuses its options")


def make_out(session: Session) -> bool:
    """Makes the directory of the results.  Returns True if it is new.  Raises Stop."""
    asked = session.options.out
    if asked is not None:
        session.out = Path(asked)
        new = not session.out.exists()
        if not disk.writable(session.out):
            raise Stop(Status.SETUP, f"{asked} cannot be written")
        return new
    import time
    # The directory of a bisection is a source tree, which must stay as it is.
    base = session.cache / "bisect" if session.options.bisect else Path("results")
    stem, number = f"{base}/{time.strftime('%Y-%m-%d', time.gmtime())}", 1
    try:
        base.mkdir(exist_ok=True)
        while True:
            # A second run on one day gets another directory.
            session.out = Path(stem if number == 1 else f"{stem}.{number}")
            try:
                session.out.mkdir()
                return True
            except FileExistsError:
                number += 1
    except OSError as err:
        raise Stop(Status.SETUP, f"{stem} cannot be written; name another place with -o: {err.strerror}") from err


def remove_leftovers(place: Path) -> None:
    """Removes directories of killed runs.  --keep deletes the file with the process id to protect
    one."""
    for work in place.glob(f"{WORK}*/"):
        try:
            if work.stat().st_uid != os.geteuid():
                continue
            os.kill(int((work / "pid").read_text(encoding="utf-8")), 0)
        except ProcessLookupError:
            shutil.rmtree(work, ignore_errors=True)
        except (OSError, ValueError):
            continue


@contextmanager
def workspace(session: Session) -> Iterator[None]:
    """Makes the temporary directory of the run and removes it at the end."""
    place = Path(os.environ.get("TMPDIR") or "/tmp").absolute()
    try:
        session.work = Path(tempfile.mkdtemp(prefix=WORK, dir=place))
        (session.work / "pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    except OSError as err:
        raise Stop(Status.SETUP, str(disk.cannot_write(place, "vmtest.sh"))) from err
    try:
        remove_leftovers(place)
        yield
    finally:
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        session.console.progress_end()
        if session.options.keep:
            (session.work / "pid").unlink(missing_ok=True)
            session.console.warn(f"kept: {session.work}")
        else:
            shutil.rmtree(session.work, ignore_errors=True)


def _run(session: Session, options: Options) -> int:
    from vm import qemu
    from vm.initramfs import Initramfs
    from vm.measure import measure
    machine = qemu.find(host_arch())
    with workspace(session):
        if options.list:
            from vm import listing
            return listing.show(session, options.kernels)
        limits.apply(session)
        status = measure(session, machine, Initramfs(session))
        return bisect.answer(session, status) if options.bisect else status


def _guarded(session: Session) -> int:
    options = session.options
    new = False
    try:
        paths.check(session, options)
        check_host(session)
        check_tests(session, options)
        if options.bisect:
            bisect.check_build(options)
        if not (options.list or options.fetch or options.resolve or options.interactive):
            new = make_out(session)
        return _run(session, options)
    finally:
        if new:
            try:
                # A directory that is still empty is not needed.
                session.out.rmdir()
            except OSError:
                pass


def main(arguments: list[str]) -> int:
    """Returns the exit status.  With --bisect every error that is not of the kernel is above 127."""
    if not bisect.wanted(arguments):
        return _main(arguments)[0]
    try:
        status, measured = _main(arguments)
    except Exception:
        import traceback
        traceback.print_exc()
        return bisect.Answer.ABORT
    return status if measured or status == Status.INTERRUPTED else bisect.Answer.ABORT


def _version() -> str:
    """Returns what the programs say of the same tree."""
    return subprocess.run([TOP / ".ci" / "version"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


def _main(arguments: list[str]) -> tuple[int, bool]:
    """Returns the exit status, and False if it is that of an error before the measuring."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # File names are bytes and may not be valid UTF-8.
            stream.reconfigure(errors="surrogateescape")
    session = Session(Options())
    for one in _SIGNALS:
        # Keep ignoring signals that nohup ignores.
        if signal.getsignal(one) != signal.SIG_IGN:
            signal.signal(one, _interrupt)
    try:
        options = session.options = cli.parse(arguments)
        if options.help:
            session.console.say(cli.USAGE, end="")
            return Status.PASSED, False
        if options.version:
            session.console.say(f"vmtest.sh {_version()}")
            return Status.PASSED, False
        cli.check(options)
        return _guarded(session), True
    except (Stop, Fault) as stop:
        for line in str(stop).split("\n"):
            session.console.warn(line)
        return stop.status if isinstance(stop, Stop) else Status.SETUP, False
    except Interrupted:
        session.console.warn("interrupted")
        return Status.INTERRUPTED, False
