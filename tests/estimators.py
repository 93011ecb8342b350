#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares estimators over runs: tests/estimators.py DUMP...

The files are from `test_progs --dump`, one sample per line.  For each estimator it prints the
median and the 95th percentile, over operations, of |a - b| / mean(a, b) over all pairs of
successive runs.  Estimators use all samples or those of one state of the core, in time or in core
cycles, with a quantile of the samples of a round and a quantile of the rounds.
"""
import collections
import sys
from typing import Iterator

ANY = "any"
STATES = (ANY, "exclusive", "shared")
SAMPLES = {"min": 0.0, "10%": 0.1, "25%": 0.25, "median": 0.5}
ROUNDS = {"25%": 0.25, "median": 0.5}
# The same values as in bench/engine/figures.c and bench/engine/estimate.c.
ENOUGH_SAMPLES = 4
ENOUGH_ROUNDS = 5

# {(operation, round): [(state, ns, cycle_ns)]} and {operation: baseline}
Run = tuple[dict[tuple[str, int], list[tuple[str, float, float]]], dict[str, str]]


def read(path: str) -> Run:
    samples: dict[tuple[str, int], list[tuple[str, float, float]]] = collections.defaultdict(list)
    bases = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            name, base, number, state, ns, cycle = line.rstrip("\n").split("\t")
            bases[name] = base
            samples[name, int(number)].append((state, float(ns), float(cycle)))
    return samples, bases


def quantile(values: list[float], q: float) -> float:
    values = sorted(values)
    position = q * (len(values) - 1)
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (position - below) * (values[above] - values[below])


def of_round(samples: list[tuple[str, float, float]], state: str, cycles: bool,
             q: float) -> float | None:
    mine = [(ns / cycle if cycle else 0.0) if cycles else ns for s, ns, cycle in samples
            if state in (ANY, s)]
    if not mine or (len(mine) < ENOUGH_SAMPLES and 2 * len(mine) < len(samples)):
        return None
    return quantile(mine, q)


def estimates(run: Run, state: str, cycles: bool, q: float, over: float) -> dict[str, float]:
    samples, bases = run
    rounds = collections.defaultdict(list)
    for (name, number), mine in samples.items():
        if "/base_" in name:
            continue
        value = of_round(mine, state, cycles, q)
        base = name.split("/")[0] + "/" + bases[name]
        less = of_round(samples.get((base, number), []), state, cycles, q) \
            if bases[name] != "-" else 0.0
        if value is not None and less is not None:
            rounds[name].append(value - less)
    return {n: quantile(r, over) for n, r in rounds.items() if len(r) >= ENOUGH_ROUNDS}


def differences(runs: list[dict[str, float]]) -> Iterator[float]:
    for a, b in zip(runs, runs[1:]):
        for name in a.keys() & b.keys():
            mean = (abs(a[name]) + abs(b[name])) / 2
            if mean:
                yield abs(a[name] - b[name]) / mean


def main() -> None:
    runs = [read(path) for path in sys.argv[1:]]
    print("| state | in | a round's samples | rounds | operations | median, 95 % |")
    print("|---|---|---|---|---|---|")
    for state in STATES:
        for cycles in (False, True):
            for which, q in SAMPLES.items():
                for over_name, over in ROUNDS.items():
                    d = list(differences([estimates(r, state, cycles, q, over) for r in runs]))
                    said = f"{100 * quantile(d, 0.5):.2f} %, {100 * quantile(d, 0.95):.1f} %" \
                        if d else "-"
                    print(f"| {state} | {'cycles' if cycles else 'ns'} | {which} | {over_name} "
                          f"| {len(d)} | {said} |")


main()
