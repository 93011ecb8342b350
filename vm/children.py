# SPDX-License-Identifier: GPL-2.0-only
"""Runs programs, none of which outlives this process.

setpriv starts each with a signal for the case that this process is killed.  A program in the
foreground is ended with all its children when an exception passes through here.
"""
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

Word = str | os.PathLike[str]


def _words(command: Sequence[Word]) -> list[str]:
    return [os.fspath(word) for word in command]


def start(command: Sequence[Word], death: str = "KILL", **options) -> subprocess.Popen:
    """Starts a child, which gets the signal death if the thread that started it ends."""
    return subprocess.Popen(["setpriv", "--pdeathsig", death, "--", *_words(command)], **options)


def run(command: Sequence[Word], output: Path, env: dict[str, str] | None = None, cwd: Path | None = None,
        watch: Callable[[], None] | None = None, every: float = 0.3) -> int:
    """Runs command to its end with both outputs in the file output.  Returns its exit status.

    watch is called every so many seconds meanwhile.
    """
    with open(output, "wb") as out:
        child = start(command, "TERM", stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                      env=env, cwd=cwd, start_new_session=True)
    try:
        while watch:
            try:
                return child.wait(every)
            except subprocess.TimeoutExpired:
                watch()
        return child.wait()
    except BaseException:
        end(child)
        raise


def end(child: subprocess.Popen, patience: float = 5) -> None:
    """Ends a child that leads a session, and everything in that session."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            pass
        try:
            child.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


def output_of(command: Sequence[Word], env: dict[str, str] | None = None) -> str:
    """Returns what a short command prints; empty if it fails or does not exist."""
    try:
        done = subprocess.run(["setpriv", "--pdeathsig", "KILL", "--", *_words(command)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=env, check=False)
    except OSError:
        return ""
    return done.stdout.decode(errors="surrogateescape") if done.returncode == 0 else ""


def last_line(path: Path) -> str:
    """Returns the last line that is not blank, which is what a failed program said."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line.strip()), "")
