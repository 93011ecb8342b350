#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes result files for tests: tests/results.py OUT [CHANGE...]

The file has a made run of seven operations in ns with 13 rounds each.  CHANGE is a statement that
changes it first: "op('map_perf/a')['unit'] = 'bytes'", "run['unit'] = 'insns'", "env['arch'] =
'arm64'", "scale('map_perf/a', 1.1)", "skip('map_perf/a', 'why')".  text('a', 'b') replaces text of
the written file.  HOSTILE is a string that ends its element in every format.
"""
import json
import random
import sys

NAMES = {"map_perf/a": 30, "map_perf/b": 100, "map_perf/c": 1000, "helper_perf/d": 25,
         "helper_perf/e": 0.2, "helper_perf/f": 36, "load_perf/bytes": 4096}

# This ends its element in every format, and has characters that some formats forbid.
HOSTILE = ("a\"b\\'<c>&amp;]]></testsuites>\n# EOF\nbpf_perf_x{} 1\nok 1 x\r # SKIP\t\x01\x1b[2J\x7f"
           "\ufffe\uffff\ufdd0\u202e\U0001f600{{x}}")


def result(name, value):
    unit = "bytes" if name.endswith("bytes") else "ns"
    noise = random.Random(name)
    rounds = [value if unit == "bytes" else value * (1 + noise.uniform(0, 0.01)) for _ in range(13)]
    tail = {"p50": value, "p95": value * 2, "p99": value * 3, "p999": value * 4,
            "max": value * 9, "count": 4096}
    return {"name": name, "verdict": "pass", "reason": None, "unit": unit, "better": "lower",
            "limit": None, "value": sorted(rounds)[3], "ci": [min(rounds), sorted(rounds)[7]],
            "median": value, "rounds": rounds, "quiet_rounds": [True] * 13, "raw": value + 1,
            "baseline": 1, "quiet": 0.8, "tail": tail, "runs": 100000, "errors": 0}


env = {"kernel_release": "6.1.192", "arch": "x86_64", "accelerator": "kvm",
       "config_hash": "crc32:00000001", "mitigations": {"l1tf": "Not affected"},
       "microcode": "0x1", "clocksource": "tsc", "libbpf": "v1.4", "cpu_model": "A CPU",
       "governor": None, "smt_active": 0, "bpf_jit_enable": 1, "hypervisor": None, "clang": "14"}
run = {"started": "2026-11-21T11:00:00Z", "seconds": 50.0, "unit": "ns", "argv": ["./test_progs"],
       "incomplete": False, "cpu": 1, "quiet": 0.8, "quick": False}
results = [result(n, v) for n, v in NAMES.items()]
replaced = []


def op(name):
    return next(r for r in results if r["name"] == name)


def scale(name, factor):
    r = op(name)
    for key in ("value", "median", "raw"):
        r[key] *= factor
    for key in ("ci", "rounds"):
        r[key] = [v * factor for v in r[key]]


def skip(name, why, verdict="skip", cause=None):
    results[results.index(op(name))] = {"name": name, "verdict": verdict, "reason": why,
                                        "unit": "ns", "better": "lower", "limit": None}
    if cause:
        op(name)["cause"] = cause


def verifier(time=1, insns=1, rounds=None, ci=None):
    """Adds figures of the verifier to every operation: a thousand instructions, a millisecond."""
    for r in results:
        if r["unit"] == "bytes":
            continue
        noise = random.Random(r["name"])
        us = [round(time * (1000 + noise.uniform(0, 20))) for _ in range(13)]
        us = rounds(us) if rounds else us
        r["program"] = {"programs": 1, "verified_insns": round(1000 * insns), "xlated_bytes": 800,
                        "jited_bytes": 500,
                        "verify_us": {"value": sorted(us)[6], "rounds": us,
                                      "ci": ci or [sorted(us)[2], sorted(us)[10]]}}


def powers():
    """Adds the histogram in powers of two to every tail: half of the operations in the bin of the
    median, the others in the next two and in the bin of the maximum."""
    for r in results:
        tail = r["tail"]
        first, last = int(tail["p50"]).bit_length() - 1, int(tail["max"]).bit_length() - 1
        counts = [0] * max(last + 1, first + 3)
        for power, count in ((first, 2048), (first + 1, 1024), (first + 2, 1023), (last, 1)):
            counts[max(power, 0)] += count
        tail["powers"] = counts


def insns():
    """Changes the file to counted instructions, with three equal rounds."""
    run["unit"] = "insns"
    env["accelerator"] = "tcg"
    env["vm"] = {"mode": "icount", "version": env["kernel_release"]}
    for r in results:
        if r["unit"] == "ns":
            r.update(unit="insns", value=float(round(r["value"])), quiet_rounds=[True] * 3)
            r.update(rounds=[r["value"]] * 3, ci=[r["value"]] * 2)


def core(cycle_ns, state="exclusive", names=None):
    """Changes the figures to core cycles of this length, on a core in this state, with the same
    number of cycles."""
    run["core"] = {"cycle_ns": cycle_ns, "loads": 4, "exclusive": 0.9, "shared": 0.1}
    for r in results:
        if r["unit"] != "ns" or (names and r["name"] not in names):
            continue
        r.pop("quiet_rounds", None)
        scale(r["name"], cycle_ns / 0.28)
        r.update(core=state, cycle_ns=cycle_ns, cycles=r["value"] / cycle_ns)


def text(old, new):
    replaced.append((old, new))


for change in sys.argv[2:]:
    exec(change)
data = json.dumps({"schema": "bpf-perf-results/1", "environment": env, "run": run,
                   "results": results}, indent=1)
for old, new in replaced:
    assert old in data, old
    data = data.replace(old, new, 1)
with open(sys.argv[1], "w", encoding="utf-8", errors="surrogateescape") as f:
    f.write(data)
