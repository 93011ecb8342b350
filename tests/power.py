#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Measures how often report_progs compare is wrong, and what it finds; docs/compare.md has the
results.

tests/power.py same K FILE...     false alarms: runs of one kernel, K of them per side
tests/power.py scale K P% FILE... power: the same, with one operation at a time slower by P % of its
                                  figure in all rounds, values and intervals of a side; without %
                                  slower by P ns or instructions.  In instructions one file may be
                                  both sides.
tests/power.py rebuild OUT test/operation=N...
                                  builds a test_progs OUT whose operations take N more instructions
tests/power.py found test/operation... -- BASE.json... -- NEW.json...
                                  power with such a build: in how many comparisons these operations
                                  and others are reported
"""
import collections
import csv
import io
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# The most comparisons of one kind, and the number of operations that are scaled in each.
MOST = 200
OPERATIONS = 12


def compare(base, new):
    """Returns {operation: row} of compare --csv without verification; base and new are lists of
    files."""
    done = subprocess.run([os.path.join(TOP, "report_progs"), "compare", "--csv", *base, "--", *new],
                          capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return {row["operation"]: row for row in csv.DictReader(io.StringIO(done.stdout))
            if " " not in row["operation"]}


def reported(rows):
    return [n for n, r in rows.items() if r["verdict"] not in ("unchanged", "unsure", "only old", "only new", "neither")]


def pairs_of(files, runs):
    """Returns pairs of sides with this many different runs each.

    These are all ordered pairs if there are at most MOST of one run; otherwise MOST are drawn in a
    repeatable way.
    """
    rng = random.Random(1)
    if runs == 1:
        pairs = [([a], [b]) for a, b in itertools.permutations(files, 2)]
        rng.shuffle(pairs)
        return pairs[:MOST]
    drawn = [rng.sample(files, 2 * runs) for _ in range(MOST)]
    return [(d[:runs], d[runs:]) for d in drawn]


def same(runs, files):
    alarms, operations, unsure, who = 0, 0, 0, collections.Counter()
    pairs = pairs_of(files, runs)
    for base, new in pairs:
        rows = compare(base, new)
        found = reported(rows)
        operations += len(rows)
        unsure += sum(r["verdict"] == "unsure" for r in rows.values())
        alarms += bool(found)
        who.update(found)
    print(f"{len(pairs)} comparisons of {len(files)} runs, {runs} a side, {operations // len(pairs)} operations each: "
          f"{alarms} ({100 * alarms / len(pairs):.1f} %) with any reported change, "
          f"{sum(who.values())} operations ({100 * sum(who.values()) / operations:.3f} %), "
          f"{unsure / len(pairs):.1f} a comparison too noisy to say")
    for name, n in who.most_common(8):
        print(f"  {n:4d} {name}")


def scaled(path, name, by, out):
    with open(path, encoding="utf-8") as f:
        data = json.load(f)
    one = next(r for r in data["results"] if r["name"] == name)
    if "value" not in one:
        shutil.copy(path, out)
        return
    more = one["value"] * float(by[:-1]) / 100 if by.endswith("%") else float(by)
    for key in ("value", "median", "raw"):
        one[key] += more
    for key in ("ci", "rounds"):
        one[key] = [v + more for v in one[key]]
    with open(out, "w", encoding="utf-8") as f:
        json.dump(data, f)


def scale(runs, by, files):
    hits, tries, others, comparisons = collections.Counter(), collections.Counter(), 0, 0
    rng = random.Random(2)
    with tempfile.TemporaryDirectory() as work:
        for base, new in pairs_of(files, runs)[:30]:
            with open(new[0], encoding="utf-8") as f:
                names = [r["name"] for r in json.load(f)["results"]
                         if r.get("value", 0) >= (25 if by == "2%" else 10)
                         and r["unit"] in ("ns", "insns")]
            for name in rng.sample(names, min(OPERATIONS, len(names))):
                outs = [os.path.join(work, os.path.basename(one)) for one in new]
                for one, out in zip(new, outs):
                    scaled(one, name, by, out)
                found = reported(compare(base, outs))
                tries[name] += 1
                hits[name] += name in found
                others += bool(set(found) - {name})
                comparisons += 1
    total = sum(tries.values())
    print(f"{comparisons} comparisons with one operation {by} dearer, {runs} runs a side: found in "
          f"{sum(hits.values())} ({100 * sum(hits.values()) / total:.1f} %); "
          f"another one reported in {others} ({100 * others / comparisons:.1f} %)")
    always = [n for n in tries if hits[n] >= 0.95 * tries[n]]
    print(f"{len(always)} of {len(tries)} operations found in 95 % and more of the tries")


# Each of these moves a constant to an unused register, which is one instruction.
MORE = '{ __u64 x_; asm volatile("%0 = 1" : "=r"(x_)); } '


def rebuild(out, wanted):
    """Adds the instructions to the loop programs of these operations in a copy of progs/.

    The compiler selects the operation, whose name it knows.
    """
    cases = ""
    for one in wanted:
        name, _, count = one.partition("=")
        prefix = f"loop__{name.split('/')[1]}__over__"
        cases += (f'if (!__builtin_strncmp(prog, "{prefix}", {len(prefix)})) '
                  f'{{ {MORE * int(count)}}} ')
    with tempfile.TemporaryDirectory() as work:
        progs = os.path.join(work, "progs")
        shutil.copytree(os.path.join(TOP, "progs"), progs)
        os.symlink(os.path.join(TOP, "bench"), os.path.join(work, "bench"))
        header = os.path.join(progs, "bench.bpf.h")
        with open(header, encoding="utf-8") as f:
            source = f.read()
        changed, n = re.subn(r"(fn\(ctx, i[^)]*, BENCH_MODE_LOOP\);)", r"\1 BENCH_MORE(#prog);", source)
        assert n == 8, n
        changed = changed.replace("#define BENCH_LOOP_PROG", f"#define BENCH_MORE(prog) do {{ {cases}}} while (0)\n"
                                  "#define BENCH_LOOP_PROG", 1)
        with open(header, "w", encoding="utf-8") as f:
            f.write(changed)
        subprocess.run(["make", "--no-print-directory", f"BUILD={work}/build", f"BPF_BUILD={work}/bpf",
                        f"PROGS_DIR={progs}", f"PROGRAM={out}", out],
                       cwd=TOP, check=True, stdout=subprocess.DEVNULL)


def found(wanted, bases, news):
    """Compares every base with every new run: exactly the slower operations must be reported."""
    hits, others, which = 0, 0, collections.Counter()
    for base, new in itertools.product(bases, news):
        got = set(reported(compare([base], [new])))
        hits += set(wanted) <= got
        others += bool(got - set(wanted))
        which.update(got - set(wanted))
    pairs = len(bases) * len(news)
    print(f"{pairs} comparisons of {len(bases)} and {len(news)} runs: {' '.join(wanted)} found in {hits} "
          f"({100 * hits / pairs:.1f} %); another one reported in {others} ({100 * others / pairs:.1f} %)")
    for name, n in which.most_common(8):
        print(f"  {n:4d} {name}")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    what, args = sys.argv[1], sys.argv[2:]
    if what == "same":
        same(int(args[0]), args[1:])
    elif what == "scale":
        scale(int(args[0]), args[1], args[2:])
    elif what == "rebuild":
        rebuild(os.path.abspath(args[0]), args[1:])
    elif what == "found":
        wanted, bases, news = [list(g) for sep, g in itertools.groupby(args, "--".__eq__) if not sep]
        found(wanted, bases, news)
    else:
        sys.exit(__doc__)


main()
