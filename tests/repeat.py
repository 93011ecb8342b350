#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Shows how well two result files of one kernel on one machine agree: tests/repeat.py A.json B.json

Figures that both runs counted in core cycles are compared in cycles.  Figures in different states
of the core are counted but not compared, like in report_progs compare.
"""
import collections
import json
import sys
from typing import Any

Result = dict[str, Any]


def read(path: str) -> tuple[dict[str, Any], dict[str, Result]]:
    with open(path, encoding="utf-8") as f:
        doc = json.load(f)
    return doc["run"], {r["name"]: r for r in doc["results"] if "value" in r}


def quantile(values: list[float], q: float) -> float:
    values = sorted(values)
    return values[min(int(q * len(values)), len(values) - 1)] if values else 0.0


def scale(r: Result, other: Result) -> float:
    return 1 / r["cycle_ns"] if "cycle_ns" in r and "cycle_ns" in other else 1.0


def wide(r: Result) -> bool:
    half = (r["ci"][1] - r["ci"][0]) / 2
    return half > 0.1 * abs(r["value"]) and half > (5 if r["unit"] == "%" else 0.5)


def report(what: str, pairs: list[tuple[Result, Result]]) -> list[tuple[float, str, str]]:
    off, half, overlap = [], [], 0
    for a, b in pairs:
        x, y = a["value"] * scale(a, b), b["value"] * scale(b, a)
        ends = [e * scale(a, b) for e in a["ci"]] + [e * scale(b, a) for e in b["ci"]]
        mean = max((abs(x) + abs(y)) / 2, 1e-9)
        off.append((abs(x - y) / mean, a["name"],
                    f"{a['value']:.2f} {a['ci']}  {b['value']:.2f} {b['ci']} {a['unit']}"))
        half.append((ends[1] - ends[0]) / 2 / mean)
        overlap += ends[0] <= ends[3] and ends[2] <= ends[1]
    differ = [o[0] for o in off]
    print(f"{what:22} {len(pairs):3} operations: differ by {100 * quantile(differ, 0.5):.2f} %"
          f" (median), {100 * quantile(differ, 0.95):.1f} % (95 %); intervals ±"
          f"{100 * quantile(half, 0.5):.1f} % (median), {100 * overlap / max(len(pairs), 1):.0f} %"
          f" overlap; imprecise {sum(wide(a) for a, _ in pairs)} and "
          f"{sum(wide(b) for _, b in pairs)}")
    return sorted(off, reverse=True)


def main() -> None:
    (run_a, a), (run_b, b) = (read(p) for p in sys.argv[1:3])
    for run in (run_a, run_b):
        core = run.get("core")
        if core:
            print(f"core {1 / core['cycle_ns']:.2f} GHz, exclusive {100 * core['exclusive']:.0f} %,"
                  f" shared {100 * core['shared']:.0f} % of the samples; {run['seconds']:.0f} s")
    tests = collections.defaultdict(list)
    states = 0
    for name in sorted(a.keys() & b.keys()):
        if a[name].get("core") != b[name].get("core"):
            states += 1
            continue
        # A relative difference of an operation that costs almost nothing means nothing.
        if a[name]["unit"] != "ns" or abs(a[name]["value"]) >= 0.5:
            tests[name.split("/")[0]].append((a[name], b[name]))
    for test, pairs in sorted(tests.items()):
        report(test, pairs)
    worst = report("all", [p for pairs in tests.values() for p in pairs])
    print(f"{states} measured in different states of the core, not compared")
    for off, name, figures in worst[:8]:
        print(f"  {100 * off:6.1f} %  {name}  {figures}")


main()
