#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""table.py LABEL=FILE[,FILE...]...: a row for each operation, a column for each kernel;
the second and further ones with their change against the first.  Several files of
one kernel are boots of it: the median is shown.  A LABEL= without a file is a kernel that
gave no result."""
import json
import statistics
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def figures(files):
    """name: (value, unit) or (None, reason)."""
    seen = {}
    for data in files:
        for result in data["results"]:
            seen.setdefault(result["name"], []).append(result)
    merged = {}
    for name, results in seen.items():
        values = [r["value"] for r in results if "value" in r and r["verdict"] != "skip"]
        imprecise = any(r.get("imprecise") or r["verdict"] == "noisy" for r in results)
        failed = any(r["verdict"] == "fail" for r in results)
        if values:
            merged[name] = (statistics.median(values), results[0]["unit"],
                            "!" if failed else "~" if imprecise else "")
        else:
            merged[name] = (None, "", results[0]["verdict"].upper())
    return merged


def cell(this, first, column):
    if this is None:
        return "-"
    value, unit, mark = this
    if value is None:
        return mark
    text = f"{value:.4g}{mark}" if value < 1000 else f"{value:.0f}{mark}"
    if column and first and first[0] is not None and first[1] == unit:
        change = (value - first[0]) / first[0] * 100 if first[0] else 0
        text += f" {change:+7.1f} %" if abs(value - first[0]) > 1e-9 else "       = "
    return text


def main():
    columns = []
    for arg in sys.argv[1:]:
        label, _, paths = arg.partition("=")
        columns.append((label, figures([load(p) for p in paths.split(",") if p])))
    names = list(dict.fromkeys(name for _, merged in columns for name in merged))
    if not names:
        return
    units = {m[n][1] for _, m in columns for n in m if m[n][1]}
    rows = [[f"operation ({', '.join(sorted(units))})"] + [label for label, _ in columns]]
    for name in names:
        first = columns[0][1].get(name)
        rows.append([name] + [("no result" if not merged else cell(merged.get(name), first, i))
                              for i, (_, merged) in enumerate(columns)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0])] +
                        [text.rjust(width) for text, width in zip(row[1:], widths[1:])]).rstrip())
    if any(m[n][2] == "~" for _, m in columns for n in m):
        print("~ imprecise: half of the interval is wider than 10 %")
    if any(m[n][2] == "!" for _, m in columns for n in m):
        print("! over its limit")


if __name__ == "__main__":
    main()
