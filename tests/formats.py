#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks what report_progs writes for other programs against its result files.

tests/formats.py FORMAT OUTPUT [--bigger] RESULTS...
tests/formats.py grafana DASHBOARD METRICS RULES
tests/formats.py alerts RULES METRICS

A strict reader reads each format and accepts nothing that the format forbids.  Every result must be
there once, with its verdict and its figure, or every measured one in formats that have only
figures.  grafana: the dashboard may only ask for existing
metrics; its queries go to RULES, for promtool check rules.
"""
import json
import math
import os
import re
import sys
import xml.etree.ElementTree as xml
from datetime import datetime

import junit_rules

TIME = "%Y-%m-%dT%H:%M:%SZ"
# Of the result files, in their order.
PATHS: list[str] = []
HERE = os.path.dirname(os.path.abspath(__file__))
FACTORS = {"ns": ("seconds", 1e-9), "insns": ("instructions", 1), "bytes": ("bytes", 1),
           "%": ("ratio", 0.01), "events/s": ("events_per_second", 1),
           "packets/s": ("packets_per_second", 1), "x": ("factor", 1),
           "verified_insns": ("verified_instructions", 1), "us": ("waiting_seconds", 1e-6),
           "states": ("states", 1)}


def need(good, what):
    if not good:
        sys.exit(what)


def outcome(r):
    judged = r["limit"] and not re.search(r"\([A-Za-z]", r["limit"])
    return {"pass": "pass" if judged else "done", "fail": "fail" if "value" in r else "error",
            "skip": "skip", "undecided": "undecided" if "value" in r else "miss"}[r["verdict"]]


def measured(doc):
    """Returns the results of a file that a format which has only figures may be written of."""
    found = [r for r in doc["results"] if "value" in r]
    need(found, "written although nothing was measured")
    return found


def printable(text):
    """Returns text as terminals take it: "?" for each byte that is not printable ASCII."""
    return "".join(chr(b) if 32 <= b < 127 else "?" for b in text.encode())


def called(doc):
    """Returns the name that somebody gave a file, or the version of its kernel."""
    env = doc["environment"]
    if env.get("label"):
        return printable(env["label"])[:95]
    version = env.get("vm", {}).get("version") or env["kernel_release"]
    return printable(version)[:95].replace(" ", "?")


def tellings(doc, path):
    """Returns what may tell a file from others of its name, the most telling first."""
    env = doc["environment"]
    build = (env.get("kernel_build_id") or "")[:12] or (env.get("kernel_version") or "").split(" ")[0]
    tools = f"clang {printable(env['clang'])[:20]}, libbpf {printable(env['libbpf'])[:20]}"
    return [printable(env["kernel_release"])[:63], f"build {printable(build)[:63]}" if build else "", tools,
            os.path.basename(path).removesuffix(".json")[:63], path[-63:]]


def labels(docs):
    """Returns what each file is called among all: no two are called the same."""
    names = [called(doc) for doc in docs]
    told = [tellings(doc, path) for doc, path in zip(docs, PATHS)]
    out = []
    for i, name in enumerate(names):
        others = [j for j, other in enumerate(names) if j != i and other == name]
        own = next((text for k, text in enumerate(told[i]) if text and all(told[j][k] != text for j in others)), None)
        before = sum(j < i for j in others)
        if others and own:
            name = f"{name[:80]} ({own})"
        elif before:
            name = f"{name[:90]} ({before + 1})"
        out.append(name)
    need(len(set(out)) == len(out), f"two of one name: {out}")
    return out


def unique_names(docs):
    """Returns (name, result) for all measured results; the kernel is in it if there are several."""
    ons = [f" on {label}" if len(docs) > 1 else "" for label in labels(docs)]
    return [(r["name"] + on, r) for doc, on in zip(docs, ons) for r in measured(doc)]


def operation(name):
    return name.split("/")[-1]


def close(a, b):
    return math.isclose(float(a), b, rel_tol=1e-8, abs_tol=1e-18)


def legal(text):
    """Returns text as XML has it, without characters that XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "?", text)


def counts_are(element, cases, where):
    has = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    need(int(element.get("tests")) == len(cases), f"{where}: tests")
    for attribute, child in has.items():
        n = sum(c.find(child) is not None for c in cases)
        need(int(element.get(attribute, n)) == n, f"{where}: {attribute} is not {n}")


def junit(path, docs):
    root = xml.parse(path).getroot()
    need(root.tag == "testsuites", "no testsuites")
    junit_rules.strict(root)
    junit_rules.readable(root)
    counts_are(root, list(root.iter("testcase")), "testsuites")
    child = {"fail": "failure", "error": "error", "skip": "skipped", "undecided": "skipped", "miss": "skipped"}
    cases = {}
    for suite in root:
        counts_are(suite, suite.findall("testcase"), suite.get("name"))
        for case in suite.findall("testcase"):
            on = case.get("name").partition(" on ")[2]
            need(suite.get("name") == case.get("classname") + (f" on {on}" if on else ""), f"{suite.get('name')}: {on}")
            cases[case.get("classname"), case.get("name")] = case
    need(len(cases) == sum(len(d["results"]) for d in docs), "some are missing")
    classes = {r["name"].split("/")[0] for d in docs for r in d["results"]}
    need({c for c, _ in cases} == classes, "a class that is no test")
    if len(docs) > 1:
        return
    for r in docs[0]["results"]:
        case = cases[r["name"].split("/")[0], operation(r["name"])]
        kinds = [c for c in case if c.tag in ("failure", "error", "skipped")]
        need([c.tag for c in kinds] == [child[o] for o in [outcome(r)] if o in child], r["name"])
        for c in kinds:
            need(legal(r["reason"]).replace("[[", "[ [") in c.get("message"), f"{r['name']}: {c.get('message')!r}")
            need((r["verdict"] == "undecided") == c.get("message").startswith("UNDECIDED: "), r["name"])
        lines = junit_rules.figures(case)
        need(("value" in r) == ("value" in lines), f"{r['name']}: value")
        if "value" in r:
            need(close(lines["value"], r["value"]) and lines["unit"] == r["unit"], r["name"])
            need(close(lines["ci_low"], r["ci"][0]) and close(lines["ci_high"], r["ci"][1]), f"{r['name']}: ci")
            need(("imprecise" in lines) == r.get("imprecise", False), f"{r['name']}: imprecise")
            limit = printable(r["limit"]) if r["limit"] else None
            need(lines.get("limit") == (limit.replace("[[", "[ [") if limit else None), f"{r['name']}: limit")


class Ktap:
    """Reads KTAP level by level, as ktap.rst of the kernel defines it."""

    def __init__(self, text):
        need(text.endswith("\n"), "the last line does not end")
        self.lines = text[:-1].split("\n")
        self.at = 0

    def peek(self, level):
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not re.match(r" *# ", line):
                break
            self.at += 1
        else:
            return None
        pad = len(line) - len(line.lstrip(" "))
        need(pad % 2 == 0, f"indented by {pad}: {line}")
        return line.strip(" ") if pad == 2 * level else None

    def level(self, level):
        """Returns [(ok, name, directive, diagnostics, subtests)]."""
        need(self.peek(level) == "KTAP version 1", f"no version, line {self.at + 1}")
        self.at += 1
        plan = re.fullmatch(r"1\.\.(\d+)", self.peek(level) or "")
        need(plan, f"no plan, line {self.at + 1}")
        self.at += 1
        tests = []
        while len(tests) < int(plan[1]):
            sub = self.level(level + 1) if self.peek(level + 1) else []
            line = self.peek(level) or ""
            m = re.fullmatch(r"(ok|not ok) (\d+) ([^#]*?)(?: # ?(.*))?", line)
            need(m, f"no result, line {self.at + 1}: {line!r}")
            need(int(m[2]) == len(tests) + 1, f"numbered wrongly: {line}")
            # Some readers take any "#" after a space for the start of a directive.
            late = re.search(r" # ?(SKIP|TODO|XFAIL|TIMEOUT|ERROR)\b", "# " + (m[4] or ""))
            need(not late or late.start() == 0, f"a directive in a diagnostic: {line}")
            d = re.match(r"(SKIP|TODO|XFAIL|TIMEOUT|ERROR)\b ?", m[4] or "")
            tests.append((m[1] == "ok", m[3], d[1] if d else None,
                          (m[4] or "")[d.end() if d else 0:], sub))
            self.at += 1
        return tests


def ktap(path, docs):
    with open(path, encoding="utf-8", newline="") as f:
        reader = Ktap(f.read())
    top = reader.level(0)
    reader.peek(0)
    need(reader.at == len(reader.lines), f"more after the end, line {reader.at + 1}")
    if len(docs) > 1:
        need(len({t[1] for t in top}) == len(docs), "not a test for each file")
    for doc, tests in zip(docs, [t[4] for t in top] if len(docs) > 1 else [top]):
        by_name = {(t[1], s[1]): s for t in tests for s in t[4]}
        need(len(by_name) == len(doc["results"]), "some are missing, or there twice")
        for ok, name, directive, _, sub in tests:
            bad = any(not s[0] for s in sub)
            none = all(s[2] == "SKIP" for s in sub)
            need(ok != bad and (directive == "SKIP") == none, f"{name}: not the sum")
        for r in doc["results"]:
            ok, _, directive, rest, _ = by_name[r["name"].split("/")[0], operation(r["name"])]
            o = outcome(r)
            need(ok == (o not in ("fail", "error")), f"{r['name']}: ok")
            need(directive == {"skip": "SKIP", "undecided": "SKIP", "miss": "SKIP",
                               "error": "ERROR"}.get(o), r["name"])
            need((r["verdict"] == "undecided") == rest.startswith("UNDECIDED: "), f"{r['name']}: {rest}")
            need(("value" in r) == bool(re.search(r"\S+ \S+ \[\S+, \S+\]", rest)), r["name"])
            need(bool(re.search(r"(^| )~\S+ \S+ \[\S+, \S+\]", rest)) == r.get("imprecise", False),
                 f"{r['name']}: imprecise: {rest}")


def is_time(text):
    """Returns True for a valid time since 1970."""
    try:
        return datetime.strptime(text, TIME).strftime(TIME) == text and text >= "1970"
    except ValueError:
        return False


def kcidb(path, docs):
    import jsonschema
    with open(path, encoding="utf-8") as f:
        report = json.load(f)
    with open(os.path.join(HERE, "kcidb.schema.json"), encoding="utf-8") as f:
        jsonschema.Draft202012Validator(json.load(f), format_checker=jsonschema.FormatChecker()
                                        ).validate(report)
    try:
        import kcidb_io
        kcidb_io.schema.LATEST.validate(report)
        print("kcidb_io agrees")
    except ImportError:
        pass
    ids = {kind: [o["id"] for o in report[kind]] for kind in ("checkouts", "builds", "tests")}
    for kind, of in ids.items():
        need(len(set(of)) == len(of), f"ids of {kind} are there twice")
    for build in report["builds"]:
        need(build["checkout_id"] in ids["checkouts"], "a build of nothing")
    for test in report["tests"]:
        need(not report["builds"] or test["build_id"] in ids["builds"], "a test of nothing")
    # A file that is given twice is one run.
    docs = list({json.dumps(d): d for d in docs}.values())
    need(len(report["tests"]) == sum(len(d["results"]) + 1 for d in docs), "some are missing")
    tests = iter(report["tests"])
    for doc in docs:
        run = next(tests)
        real = doc["environment"].get("vm", {}).get("mode") != "icount"
        need(("duration" in run) == real, "a time that is none")
        began = doc["run"]["started"] if real and is_time(doc["run"]["started"]) else None
        need(run.get("start_time") == began, "when it began")
        for r, t in zip(doc["results"], tests):
            o = outcome(r)
            need(t.get("start_time") == began, f"{r['name']}: when it began")
            need(t["misc"]["name"] == r["name"], f"{r['name']}: order")
            need(t["status"] == {"undecided": "DONE"}.get(o, o.upper()), f"{r['name']}: status")
            need(("number" in t) == ("value" in r and not r.get("imprecise")), f"{r['name']}: number")
            if "number" in t:
                need(close(t["number"]["value"], r["value"]), f"{r['name']}: value")
                need(t["number"]["unit"] == r["unit"], f"{r['name']}: unit")


LABEL = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(r"([a-z_]+)\{(" + LABEL + "(?:," + LABEL + r")*)\} (-?[0-9.e+-]+)")


def metrics(path):
    """Returns {(name, labels): value}.  Is as strict as OpenMetrics and text format 0.0.4 together.
    """
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    need(text.endswith("\n# EOF\n"), "no # EOF at the end")
    samples, families, name = {}, set(), None
    for line in text[:-len("# EOF\n")].splitlines():
        meta = re.fullmatch(r"# (HELP|TYPE|UNIT) ([a-z_]+) (.+)", line)
        if meta:
            if meta[1] == "HELP":
                name = meta[2]
                need(name not in families, f"{name}: in two places")
                families.add(name)
            need(meta[2] == name, f"{line}: not of {name}")
            need(meta[1] != "TYPE" or meta[3] == "gauge", line)
            need(meta[1] != "UNIT" or name.endswith("_" + meta[3]), line)
            continue
        m = SAMPLE.fullmatch(line)
        need(m and m[1] == name, f"no sample of {name}: {line!r}")
        labels = re.findall(r'([a-z_]+)="((?:[^"\\]|\\.)*)"', m[2])
        need(len(dict(labels)) == len(labels), f"a label twice: {line}")
        labels = {k: re.sub(r"\\(.)", lambda e: "\n" if e[1] == "n" else e[1], v)
                  for k, v in labels}
        key = name, tuple(sorted(labels.items()))
        need(key not in samples, f"a series twice: {line}")
        samples[key] = float(m[3])
    return samples


def limit_ends(limit, unit):
    """Returns the lower and the upper end of a printed limit in this unit; None for what it has not."""
    if not limit or re.search(r"\([A-Za-z]", limit):
        return None, None
    scaled = re.search(r"\((.*)\)", limit)
    text = (scaled[1] if scaled else "") if " * " in limit else limit.removeprefix("<= ").removeprefix(">= ")
    number = r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
    m = re.match(rf"({number})(?:\.\.({number}))? +{re.escape(unit)}(?![\w/])", text)
    if not m:
        return None, None
    if limit.startswith("<= "):
        return None, float(m[1])
    return float(m[1]), None if limit.startswith(">= ") else float(m[2])


def openmetrics(path, docs):
    samples = metrics(path)
    # A file that is given twice is one run.
    docs = list({json.dumps(d): d for d in docs}.values())
    runs = {(dict(labels)["kernel"], dict(labels).get("build"), dict(labels)["run"])
            for name, labels in samples if name == "bpf_perf_run_info"}
    need(len(runs) == len(docs), f"runs that are not told apart: {runs}")
    verdicts, values = {}, {}
    for (name, labels), value in samples.items():
        labels = dict(labels)
        key = labels["kernel"], labels.get("test"), labels.get("operation")
        if name == "bpf_perf_operation_verdict":
            verdicts.setdefault(key, []).append(labels["verdict"])
        elif "test" in labels:
            values.setdefault((name, *key), []).append(value)
    need(len(docs) == sum(n == "bpf_perf_run_info" for n, _ in samples), "not all runs")
    need(sum(map(len, verdicts.values())) == sum(len(d["results"]) for d in docs), "not all")
    for doc in docs:
        kernel = re.sub("[\x00-\x09\x0b-\x1f\x7f]", "?", doc["environment"]["kernel_release"])
        for r in doc["results"]:
            key = kernel, r["name"].split("/")[0], operation(r["name"])
            need(r["verdict"] in verdicts[key], f"{r['name']}: verdict")
            unit, factor = FACTORS[r["unit"]]
            for end, value in zip(("low", "high"), limit_ends(r["limit"], r["unit"])):
                have = values.get((f"bpf_perf_operation_limit_{end}_{unit}", *key), [])
                need(bool(have) == (value is not None and "value" in r) or len(docs) > 1, f"{r['name']}: {end}: {have}")
                need(value is None or "value" not in r or any(close(v, value * factor) for v in have),
                     f"{r['name']}: limit {r['limit']}, not in {have}")
            for kind, value in (("", r.get("value")), ("low_", r.get("ci", [None])[0])):
                have = values.get((f"bpf_perf_operation_{kind}{unit}", *key), [])
                need(value is None or any(close(v, value * factor) for v in have),
                     f"{r['name']}: {kind}value {value}, not in {have}")


def usable_rounds(r):
    """Returns the rounds that comparisons use: the quiet ones, if there are five."""
    quiet = r.get("quiet_rounds", [])
    return [v for i, v in enumerate(r["rounds"]) if sum(quiet) < 5 or quiet[i]]


GO = {"ns": "ns/op", "insns": "insns/op", "us": "us/op", "verified_insns": "verified-insns"}


def go_units(doc):
    """Returns the lines that describe the units of a file."""
    lines = set()
    for unit in {r["unit"] for r in measured(doc)}:
        better = {r["better"] for r in measured(doc) if r["unit"] == unit}
        lines |= {f"Unit {GO.get(unit, unit)} better={b}" for b in better if len(better) == 1}
        if unit in ("insns", "bytes", "verified_insns", "states"):
            lines.add(f"Unit {GO.get(unit, unit)} assume=exact")
    return lines


def benchstat(path, docs):
    with open(path, encoding="ascii", newline="") as f:
        text = f.read()
    need(text.endswith("\n"), "the last line does not end")
    files = text.removeprefix("goos: linux\n").split("\ngoos: linux\n")
    need(text.startswith("goos: linux\n") and len(files) == len(docs), "not a head for each file")
    for lines, doc, label in zip((f.removesuffix("\n").split("\n") for f in files), docs, labels(docs)):
        env = doc["environment"]
        cpu, kernel = (printable(text) if len(text.encode()) <= 200 else printable(text)[:200] + "..."
                       for text in (env["cpu_model"], env["kernel_release"]))
        arch = {"x86_64": "amd64", "aarch64": "arm64"}.get(env["arch"], printable(env["arch"]))
        comment = "# " if len(docs) == 1 else ""
        head = [f"goarch: {arch}", "pkg: bpf-perf", f"cpu: {cpu}", f"{comment}kernel: {kernel}"]
        if env.get("label") or sum(d["environment"]["kernel_release"] == env["kernel_release"] for d in docs) > 1:
            head.append(f"{comment}label: {label}")
        need(lines[:len(head)] == head, f"head: {lines[:5]}")
        units = [line for line in lines if line.startswith("Unit ")]
        need(len(units) == len(set(units)) and set(units) == go_units(doc), f"units: {units}")
        rounds = [(r, v) for r in measured(doc) for v in usable_rounds(r)]
        need(len(lines) == len(head) + len(units) + len(rounds), "not a line for each round")
        for line, (r, value) in zip(lines[len(head) + len(units):], rounds):
            m = re.fullmatch(r"Benchmark([A-Z][A-Za-z0-9]*)/([\w.+-]+)  ([1-9]\d*)  (-?[0-9.e+-]+) (\S+)", line)
            need(m, f"not a line of Go's: {line!r}")
            test = "".join(word.capitalize() for word in r["name"].split("/")[0].split("_"))
            need((m[1], m[2]) == (test, operation(r["name"])), f"{r['name']}: {line}")
            need(int(m[3]) == (r["runs"] // len(r["rounds"]) or 1), f"{r['name']}: runs: {line}")
            need(close(m[4], value) and m[5] == GO.get(r["unit"], r["unit"]), f"{r['name']}: {line}")


def benchmark_json(path, docs):
    better = "higher" if "--bigger" in sys.argv else "lower"
    with open(path, encoding="utf-8") as f:
        entries = json.load(f)
    expected = [(name, r) for name, r in unique_names(docs) if r["better"] == better]
    need([e["name"] for e in entries] == [name for name, _ in expected], "not the measured operations")
    need(len({e["name"] for e in entries}) == len(entries), "a name twice")
    for e, (name, r) in zip(entries, expected):
        need(set(e) == {"name", "unit", "value", "range", "extra"}, f"{name}: members")
        need(type(e["value"]) in (int, float) and close(e["value"], r["value"]), f"{name}: value")
        need(e["unit"] == r["unit"], f"{name}: unit")
        half = max(r["ci"][1] - r["value"], r["value"] - r["ci"][0])
        m = re.fullmatch(r"\u00b1 ([0-9.]+)", e["range"])
        need(m and math.isclose(float(m[1]), half, rel_tol=0.01, abs_tol=0.005), f"{name}: {e['range']}")
        need(("~" in e["extra"]) == r.get("imprecise", False), f"{name}: {e['extra']}")


def once(pairs):
    need(len({key for key, _ in pairs}) == len(pairs), "a name twice")
    return dict(pairs)


MEASURES = {"ns": "latency", "insns": "instructions", "bytes": "size", "%": "percentage",
            "events/s": "throughput", "packets/s": "throughput", "x": "factor",
            "verified_insns": "verified-instructions", "us": "microseconds", "states": "states"}


def bmf(path, docs):
    with open(path, encoding="utf-8") as f:
        report = json.load(f, object_pairs_hook=once)
    expected = unique_names(docs)
    need(list(report) == [name for name, _ in expected], "not the measured operations")
    for name, r in expected:
        need(list(report[name]) == [MEASURES[r["unit"]]], f"{name}: measure")
        metric = report[name][MEASURES[r["unit"]]]
        need(set(metric) == {"value", "lower_value", "upper_value"}, f"{name}: members")
        need(all(close(metric[key], v) for key, v in zip(
            ("value", "lower_value", "upper_value"), (r["value"], *r["ci"]))), f"{name}: {metric}")


def grafana(path, text, rules):
    known = {name for name, _ in metrics(text)}
    with open(path, encoding="utf-8") as f:
        board = json.load(f)
    variables = {v["name"] for v in board["templating"]["list"]}
    queries = [t["expr"] for p in board["panels"] for t in p["targets"]]
    need(len({p["id"] for p in board["panels"]}) == len(board["panels"]), "ids are there twice")
    lookups = [v["definition"] for v in board["templating"]["list"] if v["type"] == "query"]
    for query in queries + lookups:
        names = re.findall(r"\bbpf_perf_\w+", query)
        need(names and not set(names) - known, f"no such metric: {query}")
        used = set(re.findall(r"\$\{?(\w+)", query))
        need(not used - variables, f"no such variable: {query}")
    with open(rules, "w", encoding="utf-8") as f:
        plain = [re.sub(r"\$\w+", ".*", q) for q in queries]
        json.dump({"groups": [{"name": "dashboard", "rules": [
            {"record": f"panel:{i}", "expr": q} for i, q in enumerate(plain)]}]}, f)


def alerts(path, text):
    """The rules may only ask for existing metrics."""
    known = {name for name, _ in metrics(text)}
    with open(path, encoding="utf-8") as f:
        rules = [line for line in f if not line.lstrip().startswith("#")]
    names = set(re.findall(r"\bbpf_perf_\w+", "".join(rules)))
    need(names and not names - known, f"no such metric: {names - known}")


FORMATS = {f.__name__.replace("_", "-"): f
           for f in (junit, ktap, kcidb, openmetrics, benchstat, benchmark_json, bmf)}


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == "grafana":
        grafana(*args)
        return
    if what == "alerts":
        alerts(*args)
        return
    docs = []
    for path in (arg for arg in args[1:] if not arg.startswith("-")):
        with open(path, encoding="utf-8") as f:
            docs.append(json.load(f))
        PATHS.append(path)
    FORMATS[what](args[0], docs)


main()
