#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""figures.py BOUNDS LABEL=RESULT.json...: prints the figures that limits need.

A line has label, name, unit, value, and the ends of the interval.
tests/unit/result/test_default_bounds.c checks bounds/default.bounds with the output,
tests/figures.tsv.  The last precise figure of several files of one label counts.
"""
import fnmatch
import json
import re
import sys

METRIC = re.compile(r"^([^#\s]+)\s+(?:<=|>=|in)\s[^#*]*(?:\*\s*(\S+))?")


def mentioned(path: str) -> list[str]:
    with open(path, encoding="utf-8") as file:
        found = [METRIC.match(line) for line in file]
    return [name for match in found if match for name in match.groups() if name]


def main() -> None:
    names = mentioned(sys.argv[1])
    figures: dict[tuple[str, str], tuple[bool, str]] = {}
    for arg in sys.argv[2:]:
        label, path = arg.split("=", 1)
        with open(path, encoding="utf-8") as file:
            results = json.load(file)["results"]
        for r in results:
            if "value" not in r or not any(fnmatch.fnmatch(r["name"], name) for name in names):
                continue
            wide = bool(r.get("imprecise"))
            key = label, r["name"]
            if key in figures and wide and not figures[key][0]:
                continue
            text = "\t".join(f"{x:.6g}" for x in (r["value"], *r["ci"]))
            figures[key] = wide, f"{label}\t{r['name']}\t{r['unit']}\t{text}"
    for _, line in figures.values():
        print(line)


if __name__ == "__main__":
    main()
