# SPDX-License-Identifier: GPL-2.0-only
"""Runs one boot in its own thread, from the start of QEMU to its end."""
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from vm import children, paths, qemu, qmp
from vm.job import Boot
from vm.modes import Mode
from vm.settings import Session

# Seconds between two looks at the console.
EVERY = 0.1
# The line of progress of test_progs: operation 3 of 22, or 3 of 22 followed by a figure.
PROGRESS = re.compile(r"(?:operation )?(\d+ of \d+)\b")
# Seconds that QEMU gets to end.
PATIENCE = 5
# A guest that was told to end its tests sends what it measured.  It gets this many seconds of the
# host's CPU, because on a busy host it makes little progress in a second of the clock: detaching a
# probe from all functions takes most of it.  It gets at most this many seconds of the clock.
LAST_WORDS = 40
LAST_WORDS_AT_MOST = 120
# A guest that needs less CPU than this share, for this long, waits for something that will not
# happen.
IDLE = 0.02
IDLE_AFTER = 10


@dataclass
class Console:
    """Follows what the guest prints.  test_progs overwrites its line of progress."""

    path: Path
    say: Callable[[str], None]
    _at: int = 0
    _left: bytes = b""
    _operation: str = ""

    def follow(self, boot: Boot) -> None:
        """Reads new output, records in boot how far the guest came, and says so."""
        with open(self.path, "rb") as file:
            file.seek(self._at)
            new = file.read()
        self._at += len(new)
        *chunks, self._left = re.split(rb"[\r\n]", self._left + new)
        for chunk in chunks:
            self._look(boot, chunk.decode(errors="replace"))

    def _look(self, boot: Boot, text: str) -> None:
        if "VM: up" in text and not boot.up:
            boot.up = time.time()
            self.say("settling")
        elif "VM: run" in text and not boot.run:
            boot.run = time.time()
            self.say("measuring")
        elif found := PROGRESS.match(text):
            # The first line of progress means that the first operation was measured.
            boot.first = boot.first or time.time()
            if found.group(1) != self._operation:
                self._operation = found.group(1)
                self.say(f"operation {self._operation}")


def _reason_to_end(session: Session, boot: Boot, stop: Event) -> str:
    """Returns why QEMU must be ended now; empty if it may go on."""
    if stop.is_set():
        return "interrupted"
    if boot.elapsed() > session.options.timeout:
        return "timeout"
    if not boot.up and boot.elapsed() > session.boot_timeout:
        return "late"
    return ""


def _cpu_seconds(pid: int) -> float:
    """Returns the CPU time that a process has used, or 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _last_words(child: subprocess.Popen) -> bool:
    """Waits until QEMU ends by itself.  Returns false if it is of no use to wait longer."""
    started, used = time.monotonic(), _cpu_seconds(child.pid)
    while True:
        try:
            child.wait(EVERY)
            return True
        except subprocess.TimeoutExpired:
            pass
        elapsed, cpu = time.monotonic() - started, _cpu_seconds(child.pid) - used
        if cpu > LAST_WORDS or elapsed > LAST_WORDS_AT_MOST or (elapsed > IDLE_AFTER and cpu < IDLE * elapsed):
            return False


def _end(child: subprocess.Popen, boot: Boot | None = None, path: str = "") -> None:
    """Ends QEMU.  With boot, a guest that is in its tests first sends what it measured so far."""
    if boot and boot.run and qmp.end_tests(path, boot.place, lambda: child.poll() is None) and _last_words(child):
        return
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _watch(session: Session, boot: Boot, child: subprocess.Popen, path: str, say: Callable[[str], None],
           stop: Event) -> None:
    """Watches QEMU until it ends or must be ended.  path is its control socket."""
    console = Console(boot.place / "console", say)
    while True:
        try:
            boot.returncode = child.wait(EVERY)
        except subprocess.TimeoutExpired:
            pass
        console.follow(boot)
        if child.returncode is not None:
            return
        boot.ended = _reason_to_end(session, boot, stop)
        if boot.ended:
            say("ending")
            _end(child, boot, path)
            boot.returncode = child.wait()
            console.follow(boot)
            return


def run(session: Session, mode: Mode, boot: Boot, say: Callable[[str], None], stop: Event) -> None:
    """Runs boot.command until it ends or must be ended.  Raises OSError."""
    place = boot.place
    for name in ("console", "ttyS1"):
        (place / name).touch()
    directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # The command contains the number of this descriptor if the path of the socket is too long.
        command = [word.replace(paths.DIRECTORY, str(directory)) for word in boot.command]
        boot.started = time.time()
        say("booting")
        with open(place / "err", "wb") as err:
            child = children.start(command, stdin=subprocess.DEVNULL, stdout=err, stderr=subprocess.STDOUT,
                                   pass_fds=(directory,))
        try:
            path = qemu.socket(place, str(directory))
            if not mode.counts:
                qmp.pin(path, lambda: child.poll() is None)
            _watch(session, boot, child, path, say, stop)
        finally:
            if child.poll() is None:
                _end(child)
    finally:
        os.close(directory)
        boot.seconds = boot.elapsed()
