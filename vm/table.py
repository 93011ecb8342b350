# SPDX-License-Identifier: GPL-2.0-only
"""Makes the table: a row for each operation and a column for each kernel.

The second and further columns show the change against the first.
"""
import json
import statistics
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Column:
    """A kernel and the result files of its boots, of which the median is shown.

    partial: the boots did not measure everything that was selected.
    """

    label: str
    files: list[Path]
    partial: bool = False
    # There is no such kernel, and --skip-missing is given.
    skipped: bool = False


@dataclass(frozen=True)
class Figure:
    """A cell.  If value is None, mark says why.  Otherwise mark is ! over its limit, ~ imprecise,
    or empty."""

    value: float | None
    unit: str
    mark: str


def _figures(files: list[Path]) -> dict[str, Figure]:
    seen: dict[str, list[dict]] = {}
    for path in files:
        for result in json.loads(path.read_text(encoding="utf-8"))["results"]:
            seen.setdefault(result["name"], []).append(result)
    return {name: _merge(results) for name, results in seen.items()}


def _merge(results: list[dict]) -> Figure:
    values = [one["value"] for one in results if "value" in one and one["verdict"] != "skip"]
    verdicts = {one["verdict"] for one in results}
    if not values:
        return Figure(None, "", results[0]["verdict"].upper())
    imprecise = "noisy" in verdicts or any(one.get("imprecise") for one in results)
    mark = "!" if "fail" in verdicts else "~" if imprecise else ""
    return Figure(statistics.median(values), results[0]["unit"], mark)


def _cell(this: Figure | None, first: Figure | None) -> str:
    if not this:
        return "-"
    if this.value is None:
        return this.mark
    text = f"{this.value:.4g}{this.mark}" if this.value < 1000 else f"{this.value:.0f}{this.mark}"
    if first and first.value is not None and first.unit == this.unit:
        change = (this.value - first.value) / first.value * 100 if first.value else 0
        text += f" {change:+7.1f} %" if abs(this.value - first.value) > 1e-9 else "       = "
    return text


def lines(columns: list[Column]) -> list[str]:
    """Returns the lines of the table; none without any figure.  Raises OSError, ValueError,
    KeyError."""
    figures = [_figures(column.files) for column in columns]
    names = list(dict.fromkeys(name for column in figures for name in column))
    if not names:
        return []
    marks = {one.mark for column in figures for one in column.values() if one.value is not None}
    units = sorted({one.unit for column in figures for one in column.values() if one.unit})
    rows = [[f"operation ({', '.join(units)})"] + [column.label for column in columns]]
    base = next(i for i, column in enumerate(columns) if not column.skipped)
    for name in names:
        first = figures[base].get(name)
        rows.append([name] + [_cell(column.get(name), first if i != base else None) if column else
                              "SKIPPED" if columns[i].skipped else "no result" for i, column in enumerate(figures)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    out = ["  ".join([row[0].ljust(widths[0])] +
                     [text.rjust(width) for text, width in zip(row[1:], widths[1:])]).rstrip() for row in rows]
    if "~" in marks:
        out.append("~ imprecise: half of the interval is wider than 10 % of the value")
    if "!" in marks:
        out.append("! over its limit")
    out += [f"{column.label}: the guest was ended before everything was measured" for column in columns if column.partial]
    return out
