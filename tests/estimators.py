#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares estimators over full runs: tests/estimators.py QUIET.tsv... -- BUSY.tsv...

The files are what `test_progs --dump` wrote: those before "--" beside nobody, those
after it beside a busy neighbour.  For every estimator it prints

  spread  median and 95th percentile over operations of |a - b| / mean(a, b), over
          all pairs of runs of the same kind that followed each other
  bias    median over operations of the busy runs' mean over the quiet runs' mean

An estimator is a quantile of a round's samples, of all of them or of those that the
calibration loop found quiet (all where none is), as they are or divided by the same
quantile of the calibration readings of the round; and a quantile of the rounds.
"""
import collections
import statistics
import sys

QUANTILES = ["min", "5%", "10%", "25%", "median"]
# Quiet rounds from which the others are left out.
ENOUGH_QUIET = 5
OVER_ROUNDS = {"min": 0.0, "25%": 0.25, "median": 0.5}


def read(path):
    """{(operation, round): (base, readings, all, quiet)}"""
    rows = {}
    with open(path) as f:
        for line in f:
            field = line.rstrip("\n").split("\t")
            if len(field) != 21:
                continue
            sets = []
            for i in range(3):
                part = field[3 + 6 * i:9 + 6 * i]
                sets.append((int(part[0]), [float(x) for x in part[1:]]))
            rows[field[0], int(field[2])] = (field[1], *sets)
    return rows


def quantile(values, q):
    values = sorted(values)
    position = q * (len(values) - 1)
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (position - below) * (values[above] - values[below])


def figure(rows, name, number, which, normalise, discard):
    base, readings, everything, quiet = rows[name, number]
    of = quiet if discard and quiet[0] else everything
    value = of[1][which]
    calm = quiet[0] > 0
    if base != "-":
        other = rows.get((name.split("/")[0] + "/" + base, number))
        if not other:
            return None
        of = other[3] if discard and other[3][0] else other[2]
        value -= of[1][which]
        calm = calm and other[3][0] > 0
    if normalise:
        value /= readings[1][which]
    return value, calm


def estimate(rows, which, over, normalise, discard):
    by_name = collections.defaultdict(list)
    for name, number in rows:
        if "/base_" in name:
            continue
        one = figure(rows, name, number, which, normalise, discard)
        if one:
            by_name[name].append(one)
    values = {}
    for name, ones in by_name.items():
        calm = [v for v, c in ones if c]
        if discard and len(calm) >= ENOUGH_QUIET:
            values[name] = quantile(calm, over)
        else:
            values[name] = quantile([v for v, c in ones], over)
    return values


def differences(runs):
    found = []
    for a, b in zip(runs, runs[1:]):
        for name in a.keys() & b.keys():
            mean = (abs(a[name]) + abs(b[name])) / 2
            if mean:
                found.append(abs(a[name] - b[name]) / mean)
    return found


def main():
    args = sys.argv[1:]
    split = args.index("--") if "--" in args else len(args)
    quiet = [read(p) for p in args[:split]]
    busy = [read(p) for p in args[split + 1:]]
    print("| a round's samples | which | normalised | rounds | spread quiet: median, 95 % "
          "| spread busy: median, 95 % | bias |")
    print("|---|---|---|---|---|---|---|")
    for which, name in enumerate(QUANTILES):
        for discard in (False, True):
            for normalise in (False, True):
                for over_name, over in OVER_ROUNDS.items():
                    line = []
                    means = []
                    for kind in (quiet, busy):
                        runs = [estimate(r, which, over, normalise, discard) for r in kind]
                        d = differences(runs)
                        line.append("%.1f %%, %.1f %%" % (100 * quantile(d, 0.5),
                                                          100 * quantile(d, 0.95))
                                    if d else "-")
                        common = set.intersection(*(set(r) for r in runs)) if runs else set()
                        means.append({n: statistics.mean(r[n] for r in runs) for n in common})
                    bias = [means[1][n] / means[0][n] for n in means[0].keys() & means[1].keys()
                            if means[0][n] > 0]
                    print("| %s | %s | %s | %s | %s | %s | %s |" % (
                        name, "quiet" if discard else "all", "yes" if normalise else "no",
                        over_name, line[0], line[1],
                        "%+.1f %%" % (100 * (quantile(bias, 0.5) - 1)) if bias else "-"))


main()
