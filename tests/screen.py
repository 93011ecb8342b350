#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks the tables of compare and -l on terminals of several widths, and their colours.

tests/screen.py CASE BASE NEW OTHER: result files of three kernels, see tests/report/screen.sh.
"""
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

from terminal import Terminal

REPORT = "./report_progs"
ESCAPE = r"\x1b\[\d*m"
RED, GREEN, AMBER = "\x1b[31m", "\x1b[32m", "\x1b[33m"
LONG = "output_perf/perf_event_output_wakeup_100_consumer_64"


def shown(args: Sequence[str], columns: int = 80, program: str = REPORT, term: str = "xterm",
          env: Mapping[str, str] | None = None) -> str:
    """Returns what a terminal gets."""
    run = Terminal(args, program=program, columns=columns, term=term, env=env)
    run.wait()
    return run.text.replace("\r\n", "\n")


def piped(args: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    """Returns what a pipe gets."""
    clean = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    return subprocess.run([REPORT, *args], stdout=subprocess.PIPE, check=False,
                          env={**clean, **(env or {})}).stdout.decode()


def plain(text: str) -> list[str]:
    """Returns the lines without colours."""
    return re.sub(ESCAPE, "", text).splitlines()


def fit(text: str, columns: int) -> None:
    long = [line for line in plain(text) if len(line) > columns]
    assert not long, "\n".join(long)


def narrow(files: Sequence[str]) -> None:
    text = shown(["compare", *files[:2]])
    lines = plain(text)
    fit(text, 80)
    # The first word of the first line is the answer.
    assert lines[0].startswith("WORSE: 6.12.107 against 6.1.192: "), lines[0]
    head = next(line for line in lines if line.startswith("operation "))
    assert head.split() == ["operation", "unit", "6.1.192", "6.12.107", "change", "verdict"], head
    assert not any("p (q)" in line for line in lines)
    assert any(re.fullmatch(r"map_perf/hash_update_existing +ns +100\.5 +150\.7 +\+50\.0 % +slower", line)
               for line in lines), text
    # A name that has no room has a line of its own, and its figures stand in their columns.
    at = lines.index(LONG)
    assert re.fullmatch(r" +ns +30\.[0-9] +36\.[0-9] +\+20\.0 % +slower", lines[at + 1]), lines[at + 1]
    assert lines[at + 1].index("ns") == head.index("unit")
    # A reason that has no room is below its row.
    at = next(i for i, line in enumerate(lines) if "BROKEN" in line)
    assert lines[at + 1].startswith("    attaching failed: "), lines[at + 1]


def grouped(files: Sequence[str]) -> None:
    """The worst family is first, and in each family the worst operation."""
    lines = plain(shown(["compare", *files[:2]]))
    heads = [line for line in lines if re.fullmatch(r"[a-z ]+:", line)]
    assert heads == ["kprobe hooks:", "map updates:", "perf buffer output:", "map lookups:"], heads
    updates = lines[lines.index("map updates:") + 1:lines.index("perf buffer output:")]
    assert [line.split()[0] for line in updates] == [
        "map_perf/hash_update_existing", "map_perf/array_update", "map_perf/lru_hash_update"], updates


def wide(files: Sequence[str]) -> None:
    """The rest is there on a wider terminal, with -v on any, and in a pipe where COLUMNS says so."""
    full = r"map_perf/array_update +ns +\S+ +\S+ +\+20\.0 % \[.*\] +\S+ \(\S+\) +slower"
    both = ["compare", *files[:2]]
    for text in (shown(both, columns=140), shown([*both, "-v"]), piped(both, {"COLUMNS": "140"})):
        assert any(re.fullmatch(full, line) for line in plain(text)), text
    fit(shown(both, columns=140), 140)
    for columns in (60, 100):
        fit(shown(both, columns=columns), columns)
    table = [line for line in plain(piped(both)) if line.startswith("map_perf/")]
    assert table and all(len(line) <= 80 for line in table), table


def workload(files: Sequence[str]) -> None:
    """What the changes cost has a line of its own where a name leaves no room."""
    rates = os.path.join(os.path.dirname(files[0]), "screen.rates")
    with open(rates, "w", encoding="utf-8") as file:
        file.write(f"map_perf/array_update 1000\n{LONG} 20000\nmap_perf/hash_lookup_hit 5\n")
    text = shown(["compare", "--events", rates, *files[:2]])
    fit(text, 80)
    lines = plain(text)
    costs = lines[next(i for i, line in enumerate(lines) if line.startswith("Cost ")):]
    assert re.match(r" +20000 +\+\d.* CPU s per day, ", costs[costs.index(LONG) + 1]), text
    assert any(re.match(r"map_perf/array_update +1000 +\+\d.* CPU s per day, .* % of a core$", line)
               for line in plain(shown(["compare", "--events", rates, *files[:2]], columns=140))), text


def sides(files: Sequence[str]) -> None:
    """Several sides stand beside each other where there is room, else below."""
    text = shown(["compare", *files])
    fit(text, 80)
    heads = [line for line in plain(text) if re.fullmatch(r"6\.1\d\.\d+ against 6\.1\.192", line)]
    assert heads == ["6.12.107 against 6.1.192", "6.13.1 against 6.1.192"], text
    text = shown(["compare", *files], columns=160)
    fit(text, 160)
    assert any(re.match(r"map_perf/array_update .*\+20\.0 %.* \+40\.0 %", line)
               for line in plain(text)), text


def colours(files: Sequence[str]) -> None:
    both = ["compare", *files[:2]]
    text = shown(both)
    assert text.startswith(RED + "WORSE"), text[:80]
    assert f"{RED}slower" in text and f"{GREEN}faster" in text and f"{RED}BROKEN" in text, text
    assert f"{AMBER}unsure" in shown([*both, "--unsure"])
    assert plain(text) == plain(shown(both, env={"NO_COLOR": "1"}))
    for without in (shown(both, env={"NO_COLOR": "1"}), shown(both, term="dumb"),
                    shown([*both, "--color=never"]), piped(both),
                    shown([*both, "--mail"]), shown([*both, "--csv"]),
                    piped(["compare", "--color=auto", *files[:2]])):
        assert "\x1b" not in without, without
    # Empty, it says nothing; and who asks for colours gets them.
    assert RED in shown(both, env={"NO_COLOR": ""})
    assert RED in piped([*both, "--color=always"])
    assert RED in shown([*both, "--color=always"], env={"NO_COLOR": "1"})


def unsure(files: Sequence[str]) -> None:
    """What is unsure is counted, and listed only for who asks."""
    both = ["compare", *files[:2]]
    lines = plain(shown(both))
    assert "1 too noisy to say" in " ".join(lines[:3]).replace("      ", ""), lines[:3]
    assert not any("array_of_maps" in line for line in lines)
    lines = plain(shown([*both, "--unsure"]))
    assert any(re.match(r"map_perf/array_of_maps_lookup .*unsure$", line) for line in lines), lines


def listed(_: Sequence[str]) -> None:
    """-l has the description beside the name or below it."""
    args = ["-l", "-a", "map_perf/hash_lookup_hit,map_perf/hash_noprealloc_update_full"]
    run = shown(args, program="./test_progs")
    fit(run, 80)
    lines = run.splitlines()
    assert re.fullmatch(r"#\d+/\d+ +map_perf/hash_lookup_hit  Looks up .*", lines[0]), lines
    assert re.fullmatch(r"#\d+/\d+ +map_perf/hash_noprealloc_update_full", lines[1]), lines
    assert re.fullmatch(r" {9}Tries to insert .*", lines[2]), lines
    assert len(shown(args, program="./test_progs", columns=200).splitlines()) == 2


CASES = [narrow, grouped, wide, workload, sides, colours, unsure, listed]

if __name__ == "__main__":
    {case.__name__: case for case in CASES}[sys.argv[1]](sys.argv[2:])
