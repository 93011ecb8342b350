#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""findings.py COUNT COMPARE.csv RESULT.json...: prints what needs an annotation.

Each line has level, title and text with tabs between.  There are at most COUNT lines of each level;
the last one says how many more there are.  The table may be missing.
"""
import csv
import json
import os
import re
import sys

# Verdicts of report_progs compare --csv.
WORSE = ("slower", "worse", "BROKEN")


def plain(text):
    """Returns one line without tabs, because tabs separate the fields."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", str(text))


def failures(path):
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    kernel = data["environment"].get("kernel_release") or os.path.basename(path)[: -len(".json")]
    for result in data["results"]:
        if result["verdict"] == "fail":
            figure = f"{result['value']:g} {result['unit']}" if result.get("value") is not None else ""
            limit = f"limit {result['limit']}" if result.get("limit") else ""
            text = ", ".join(part for part in (result.get("reason"), figure, limit) if part)
            yield f"{result['name']} on {kernel}", text or "failed"


def changes(path):
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["verdict"] in WORSE:
                text = f"{row['old'] or 'nothing'} -> {row['new'] or 'nothing'} {row['unit']}"
                yield f"{row['operation']}: {row['new_kernel']} against {row['old_kernel']}", (
                    f"{row['verdict']}: {text}" + (f" ({row['why']})" if row["why"] else ""))


def show(level, findings, count):
    for title, text in findings[:count] if len(findings) <= count else findings[: count - 1]:
        print(level, plain(title), plain(text), sep="\t")
    if len(findings) > count:
        print(level, "and more", f"{len(findings) - count + 1} more: see the summary", sep="\t")


def main():
    count, table, *results = sys.argv[1:]
    show("error", [found for path in results for found in failures(path)], int(count))
    show("warning", list(changes(table)), int(count))


if __name__ == "__main__":
    main()
