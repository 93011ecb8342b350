#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks the table of kernels, on terminals and in pipes.

tests/kernel_table.py CASE DIRECTORY: the result files are those of tests/report/table.sh.
"""
import json
import re
import sys
from collections.abc import Callable

from screen import AMBER, GREEN, LONG, RED, fit, piped, plain, shown

SKIPS = "Every kernel skips 1 of 9 operations: -v lists them"
WIDE = {"COLUMNS": "200"}
# Returns the paths of some of the files.
Paths = Callable[..., list[str]]


def rows(text: str, name: str) -> list[list[str]]:
    """Returns the words behind the name of an operation, for each block of the table."""
    return [line.split()[1:] for line in plain(text) if line.startswith(f"{name} ")]


def narrow(path: Paths) -> None:
    """Kernels stand in blocks, each with the first kernel again, and names take no more than they have."""
    kernels = path("1", "2", "3", "4", "5")
    fit(shown(["table", *kernels]), 80)
    # The first line is a sentence, which a pipe gets whole.
    fit(piped(["table", *kernels]).partition("\n")[2], 80)
    for text in (shown(["table", *kernels]), piped(["table", *kernels])):
        lines = plain(text)
        heads = [line.split() for line in lines if line.startswith("operation ")]
        assert heads == [["operation", "5.10.262", "6.1.192", "6.12.107"], ["operation", "5.10.262", "7.2.13", "7.3.1"]], heads
        assert rows(text, "map_perf/array_update") == [["30", "45", "+50.0", "%", "3.69", "-87.7", "%"],
                                                       ["30", "1200", "x40", "30"]], text
        at = lines.index(LONG)
        assert re.fullmatch(r" +31 +31 +=  +31 +=", lines[at + 1]), lines[at + 1]
        assert not any(line != line.rstrip() for line in lines), text
        assert lines[0].startswith("7.3.1: shown without a change: "), lines[0]
    for columns in (60, 100, 120):
        fit(shown(["table", *kernels], columns=columns), columns)


def wide(path: Paths) -> None:
    """Where there is room there is one block, and each name stands in its line."""
    kernels = path("1", "2", "3", "4", "5")
    for text in (shown(["table", *kernels], columns=200), piped(["table", *kernels], WIDE)):
        assert sum(line.startswith("operation ") for line in plain(text)) == 1, text
        assert len(rows(text, LONG)) == 1, text
    one = piped(["table", *path("1"), "--label", "a label that is long"])
    assert re.match("operation +a label that is long\n", one) and len(rows(one, LONG)[0]) == 1, one
    # A label that has no room has several lines.
    labels = [word for label in ("base", "a label of words", "b", "another-of-one-word") for word in ("--label", label)]
    lines = [line.strip() for line in plain(piped(["table", *path("1", "2", "3", "4"), *labels]))]
    assert lines[0].split() == ["operation", "base", "a", "label", "of", "b"] and lines[1] == "words", lines


def figures(path: Paths) -> None:
    """Figures have four digits, and larger ones all of them."""
    text = piped(["table", *path("1", "2", "3")])
    assert rows(text, "map_perf/hash_update_existing")[0][:1] == ["330.5"], text
    assert rows(text, "map_perf/timer_start")[0][:1] == ["124024"], text
    assert rows(text, "map_perf/array_update")[0][-3:] == ["3.69", "-87.7", "%"], text
    assert rows(text, "map_perf/hash_create_bytes")[0] == ["4096", "2048", "-50.0", "%", "4096", "="], text


def grouped(path: Paths) -> None:
    """Operations stand by family, in the order of families, and those of one unit together."""
    lines = plain(piped(["table", *path("1", "2")]))
    heads = [line for line in lines if re.fullmatch(r"[a-z ]+ \([a-z]+\):", line)]
    assert heads == ["map lookups (insns):", "map updates (insns):", "other map operations (insns):",
                     "other map operations (bytes):", "kprobe hooks (insns):", "lsm and seccomp hooks (ns):", "perf buffer output (insns):"], heads
    updates = lines[lines.index("map updates (insns):") + 1:lines.index("other map operations (insns):")]
    assert [line.split()[0] for line in updates] == ["map_perf/array_update", "map_perf/hash_update_existing"], updates


def merged(path: Paths) -> None:
    """Boots of one kernel are a column with their median, and imprecise if most of them are."""
    text = piped(["table", *path("1", "1.2", "1.3"), "--", *path("2")])
    assert next(line for line in plain(text) if line.startswith("operation ")).split() == ["operation", "5.10.262", "6.1.192"]
    assert rows(text, "map_perf/hash_update_existing")[0][0] == "333.3", text
    assert rows(text, "map_perf/hash_lookup_hit")[0][0] == "10~", text
    text = piped(["table", *path("1", "1.3", "2"), "--only", "array", "--label", "a", "--label", "b", "--label", "c"])
    assert text.splitlines()[0].split() == ["operation", "a", "b", "c"], text


def skipped(path: Paths) -> None:
    """What every kernel skips is counted in the last line, and what one of them skips is a row."""
    lines = plain(piped(["table", *path("1", "2")]))
    assert lines[-1] == SKIPS and not any("netkit" in line for line in lines), lines
    assert rows("\n".join(lines), "hook_perf/kprobe") == [["50", "SKIP"]], lines
    # What fails everywhere is no skip.
    assert rows("\n".join(lines), "hook_perf/lsm") == [["FAIL", "FAIL"]], lines
    text = piped(["table", "-v", *path("1", "2")])
    assert rows(text, "hook_perf/netkit_xmit") == [["SKIP", "SKIP"]] and SKIPS not in text, text
    # An operation that a file does not have is not skipped there.
    assert rows(piped(["table", *path("1", "4")]), "hook_perf/kprobe") == [["50", "-"]]


def marks(path: Paths) -> None:
    text = piped(["table", *path("1", "2")])
    assert rows(text, "map_perf/timer_start")[0] == ["124024", "124024!", "="], text
    assert rows(text, "map_perf/hash_lookup_hit")[0] == ["10~", "FAIL"], text
    assert plain(text)[-3:-1] == ["~ imprecise: half of the interval is wider than 10 % of the value", "! over its limit"], text
    # Digits stand below each other, whether or not there is a mark behind.
    ends = {found.end() for found in (re.match(r"map_perf/\S+ +[0-9.]+", line) for line in plain(text)) if found}
    assert len(ends) == 1, text
    assert len({len(line) for line in plain(text) if line.startswith("map_perf/") and line[-1] in "=%"}) == 1, text
    text = piped(["table", *path("3", "4")])
    assert "imprecise" not in text and "limit" not in text, text


def colours(path: Paths) -> None:
    kernels = ["table", *path("1", "2", "3")]
    text = shown(kernels)
    for word in (f"{RED}+50.0 %", f"{GREEN}-87.7 %", f"{RED}124024", f"{RED}FAIL", f"{AMBER}10"):
        assert word in text, (word, text)
    assert plain(text) == plain(shown([*kernels, "--color=never"])) == piped(kernels).splitlines()
    assert "\x1b" not in piped(kernels) + shown(kernels, env={"NO_COLOR": "1"})
    assert RED in piped([*kernels, "--color=always"])


def run(path: Paths) -> None:
    """Of a directory of vmtest.sh the boots are known, and the kernels that have no results."""
    lines = plain(piped(["table", path("run")[0].removesuffix(".json")]))
    assert lines[0].split() == ["operation", "5.10.262", "6.1.192"], lines
    assert lines[-3:] == ["5.4: SKIPPED", "6.6.1: no result", SKIPS], lines


def partial(path: Paths) -> None:
    """A guest that was ended is named."""
    source, = path("1")
    with open(source, encoding="utf-8") as file:
        data = json.load(file)
    data["environment"]["vm"]["ended"] = "timeout"
    data["run"]["incomplete"] = True
    ended, = path("ended")
    with open(ended, "w", encoding="utf-8") as file:
        json.dump(data, file)
    assert f"{ended}: INCOMPLETE: the guest was ended before everything was measured" in plain(piped(["table", ended]))


CASES = [narrow, wide, figures, grouped, merged, skipped, marks, colours, run, partial]

if __name__ == "__main__":
    {case.__name__: case for case in CASES}[sys.argv[1]](
        lambda *names: [f"{sys.argv[2]}/table.{name}.json" for name in names])
