# SPDX-License-Identifier: GPL-2.0-only
"""Prints progress, warnings and results.

Progress on a terminal is one line that is overwritten; elsewhere it is a line for each new state,
without percentages.  Results go to standard output.  A reader that stops reading ends nothing here,
because files have everything, too.
"""
import os
import sys


class Console:
    """Standard output and error of this run."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty() and not os.environ.get("VM_QUIET")
        # The kernel that the progress is about.  Each line of progress starts with it.
        self.subject = ""
        self._line = ""

    def warn(self, text: str) -> None:
        self.progress_end()
        _write(sys.stderr, f"vmtest.sh: {text}\n")

    def note(self, text: str) -> None:
        """Prints a line that is not overwritten."""
        self.progress_end()
        _write(sys.stderr, text + "\n")

    def say(self, text: str = "", end: str = "\n") -> None:
        """Prints a line of the results."""
        _write(sys.stdout, text + end)

    def progress(self, text: str) -> None:
        line = f"{self.subject}: {text}" if self.subject else text
        if self.terminal:
            width = int(os.environ.get("COLUMNS") or 80) - 1
            _write(sys.stderr, f"\r\033[K{line[:width]}")
        elif line != self._line:
            _write(sys.stderr, line + "\n")
        self._line = line

    def progress_end(self) -> None:
        if self.terminal and self._line:
            _write(sys.stderr, "\r\033[K")
        self._line = ""


def _write(stream, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Otherwise Python would write the rest again when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def human_size(size: int) -> str:
    """Formats a size in bytes like numfmt --to=iec --suffix=B, rounded up to at least two digits.
    """
    import math
    value, unit = float(size), ""
    for unit in ("", "K", "M", "G", "T"):
        if value < 1000 or unit == "T":
            break
        value /= 1024
    rounded = math.ceil(value * 10) / 10
    return f"{rounded:.1f}{unit}B" if rounded < 10 and unit else f"{math.ceil(value)}{unit}B"
