#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks what test_progs shows on a terminal: tests/terminal.py CASE DIRECTORY"""
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Any

ONE = ["-a", "map_perf/hash_lookup_hit"]
COLUMNS = 80


class Terminal:
    """A run of a program with its own terminal for these descriptors."""

    def __init__(self, args: Sequence[str], fds: Sequence[int] = (1, 2), term: str = "xterm",
                 program: str = "./test_progs", columns: int = COLUMNS,
                 env: Mapping[str, str] | None = None):
        self.started = time.monotonic()
        self.text = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": term, **(env or {})})
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            null = os.open("/dev/null", os.O_WRONLY)
            for fd in {1, 2} - set(fds):
                os.dup2(null, fd)
            os.execv(program, [program, *args])

    def read(self) -> bool:
        """Reads more text; returns False at the end."""
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.text += data.decode(errors="replace")
        return bool(data)

    def wait_for(self, pattern: str) -> float:
        """Returns the seconds until the pattern appeared."""
        while not re.search(pattern, self.text):
            assert self.read(), f"no {pattern!r} in {self.text!r}"
        return time.monotonic() - self.started

    def wait(self) -> int:
        """Reads to the end and returns the exit status."""
        while self.read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


PROVISIONAL = r"#\d+/\d+ +map_perf/hash_lookup_hit:\? +\d[\d.]* ns"


def figures(_: str) -> None:
    run = Terminal([*ONE, "--time", "20"])
    first = run.wait_for(PROVISIONAL)
    assert first < 5, f"the first figure took {first:.1f} s"
    assert "Summary" not in run.text
    status = run.wait()
    assert status in (0, 1), status
    before, table = run.text.split("Linux ", 1)
    # The provisional line is dim, the lower line has the current figure, and the table has none.
    assert re.search(r"\x1b\[2m" + PROVISIONAL + r" *(±[\d.]+)?\x1b\[0m", before), before
    assert re.search(r"\d of 1, at most \d+ s left: map_perf/hash_lookup_hit:\? [\d.]+ ns", before)
    assert ":?" not in table and "settled" not in table and "Summary: " in table, table
    # It is printed only when it appeared and when it had settled.
    assert len(re.findall(r"(?m)^.*#\d+/\d+ +map_perf/hash_lookup_hit:", before)) <= 2, before


def lines_fit(_: str) -> None:
    run = Terminal(["-t", "output_perf", "--quick", "--time", "6"])
    run.wait()
    before = run.text.split("Linux ", 1)[0]
    assert ":?" in before, before
    shown = re.split(r"[\r\n]+", re.sub(r"\x1b\[\d*[mK]", "", before))
    # A failed line has a reason that may wrap, so it is not overwritten.
    long = [line for line in shown if len(line) >= COLUMNS and ":FAIL " not in line]
    assert not long, long


def only_stdout(_: str) -> None:
    run = Terminal([*ONE, "--time", "2"], fds=(1,))
    run.wait_for(PROVISIONAL)
    run.wait_for("Summary: ")
    run.wait()


def none_of(run: Terminal) -> None:
    run.wait()
    assert "hash_lookup_hit:?" not in run.text, run.text
    assert "\x1b[2m" not in run.text, run.text


def no_figures_in_pipes(_: str) -> None:
    """If only standard error is a terminal, it shows the progress and nothing else."""
    run = Terminal([*ONE, "--time", "2"], fds=(2,))
    none_of(run)
    assert re.search(r"operation \d of 1, at most \d+ s left", run.text), run.text
    out = subprocess.run(["./test_progs", *ONE, "--time", "2"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, check=False).stdout.decode()
    assert ":?" not in out and "\x1b" not in out and "\r" not in out, out


def no_figures_for_machines(_: str) -> None:
    run = Terminal([*ONE, "--time", "2", "--ktap"])
    none_of(run)
    assert "KTAP version 1" in run.text


def no_figures_on_dumb_terminals(_: str) -> None:
    none_of(Terminal([*ONE, "--time", "2"], term="dumb"))


def table(directory: str) -> None:
    """The table is by family, what failed first, for this width, and coloured."""
    bounds = os.path.join(directory, "never.bounds")
    with open(bounds, "w", encoding="utf-8") as file:
        file.write("helper_perf/get_current_task <= 0.0001 ns\n")
    names = "map_perf/array_lookup,helper_perf/get_current_task,helper_perf/ktime_get_ns"
    args = ["-a", names, "-B", bounds, "--quick", "--time", "2"]

    def shown(*more: str, **how: Any) -> tuple[str, list[str]]:
        run = Terminal([*args, *more], **how)
        run.wait()
        text = run.text.replace("\r\n", "\n").rpartition("\r")[2]
        return text, re.sub(r"\x1b\[\d*[mK]", "", text).splitlines()

    text, lines = shown()
    assert all(len(line) <= COLUMNS for line in lines), text
    # On a core that is shared the limit is not broken for certain.
    bad = re.compile(r"#\d+/\d+ +helper_perf/get_current_task:(FAIL|UNDECIDED) ")
    rest = [line for line in lines if re.match(r"#|[a-z ]+:$", line)]
    assert rest[0] == "helpers and kfuncs:" and bad.match(rest[1]), text
    assert rest[2].split()[1] == "helper_perf/ktime_get_ns:OK", text
    assert rest[3] == "map lookups:" and rest[4].split()[1] == "map_perf/array_lookup:OK", text
    assert "p99" not in text and "<= 0.0001 ns" in text, text
    assert re.search(r"\x1b\[3[13]m(FAIL|UNDECIDED)\x1b\[0m", text), text
    assert re.match(r"(\x1b\[K)?\x1b\[3[123]m(PASSED|FAILED|UNDECIDED)\x1b\[0m: Linux ", text), text
    # A wider terminal, and -v, have the rest; NO_COLOR takes the colours of the table.  A limit whose
    # remarks are long has a line of its own.
    wide = shown(columns=160)[0]
    assert re.search(r"get_current_task:.* p99 [\d.]+\s+<= 0\.0001 ns", wide), wide
    assert "p99.9" in shown("-v")[0]
    plain = shown(env={"NO_COLOR": "1"})[0]
    assert "FAILED: Linux" in plain or "UNDECIDED: Linux" in plain, plain
    assert "\x1b[3" not in plain and "\x1b[1m" not in plain, plain


def hangup(directory: str) -> None:
    """A closed window makes the kernel send SIGHUP to the whole group."""
    path = os.path.join(directory, "hangup.json")
    run = Terminal(["-t", "map_perf", "-b", "map_perf/*_1m", "--time", "120", "-J", path])
    run.wait_for(r"map_perf/array_lookup:\?")
    os.close(run.master)
    os.waitpid(run.pid, 0)
    assert time.monotonic() - run.started < 100
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    assert result["run"]["incomplete"] is True
    assert any("value" in r for r in result["results"])


CASES = [figures, lines_fit, only_stdout, no_figures_in_pipes, no_figures_for_machines,
         no_figures_on_dumb_terminals, table, hangup]

if __name__ == "__main__":
    {case.__name__: case for case in CASES}[sys.argv[1]](sys.argv[2])
