#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How well two result files of the same kernel agree: tests/repeat.py A.json B.json"""
import json
import sys


def figures(path):
    with open(path) as f:
        return {r["name"]: r for r in json.load(f)["results"] if "value" in r}


def quantile(values, q):
    values = sorted(values)
    return values[min(int(q * len(values)), len(values) - 1)]


def report(what, a, b, names):
    off = [abs(a[n]["value"] - b[n]["value"]) /
           max((abs(a[n]["value"]) + abs(b[n]["value"])) / 2, 1e-9) for n in names]
    overlap = [a[n]["ci"][0] <= b[n]["ci"][1] and b[n]["ci"][0] <= a[n]["ci"][1] for n in names]
    print("%-28s %3d: difference median %.2f %%, 95 %% of them within %.1f %%; "
          "intervals overlap %.0f %%" % (what, len(names), 100 * quantile(off, 0.5),
                                         100 * quantile(off, 0.95),
                                         100 * sum(overlap) / len(overlap)))
    return sorted(zip(off, names), reverse=True)


a, b = (figures(p) for p in sys.argv[1:3])
both = sorted(a.keys() & b.keys())
worst = report("all operations", a, b, both)
report("of 0.5 ns and more", a, b, [n for n in both if abs(a[n]["value"]) >= 0.5])
for off, name in worst[:8]:
    print("  %6.1f %%  %s  %.2f %s  %.2f %s" % (100 * off, name, a[name]["value"], a[name]["ci"],
                                               b[name]["value"], b[name]["ci"]))
