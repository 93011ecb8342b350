#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks what report_progs writes for others against the result files it was made of.

tests/formats.py junit|ktap|kcidb|openmetrics OUTPUT RESULTS...
tests/formats.py grafana DASHBOARD METRICS RULES

Each format is read by a reader that lets nothing through that the format forbids, and has
to hold every result once, with its verdict and its figure.  grafana: the dashboard asks
for metrics that there are; its queries go to RULES, for promtool check rules.
"""
import json
import math
import os
import re
import sys
import xml.etree.ElementTree as xml
from datetime import datetime

TIME = "%Y-%m-%dT%H:%M:%SZ"
HERE = os.path.dirname(os.path.abspath(__file__))
FACTORS = {"ns": ("seconds", 1e-9), "insns": ("instructions", 1), "bytes": ("bytes", 1),
           "%": ("ratio", 0.01), "events/s": ("events_per_second", 1),
           "packets/s": ("packets_per_second", 1), "x": ("factor", 1)}


def need(good, what):
    if not good:
        sys.exit(what)


def outcome(r):
    judged = r["limit"] and not re.search(r"\([A-Za-z]", r["limit"])
    return {"pass": "pass" if judged else "done", "fail": "fail" if "value" in r else "error",
            "skip": "skip", "undecided": "undecided" if "value" in r else "miss"}[r["verdict"]]


def operation(name):
    return name.split("/")[-1]


def close(a, b):
    return math.isclose(float(a), b, rel_tol=1e-8, abs_tol=1e-18)


def legal(text):
    """As XML has it: without what it cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "?", text)


def counts_are(element, cases, where):
    has = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    need(int(element.get("tests")) == len(cases), f"{where}: tests")
    for attribute, child in has.items():
        n = sum(c.find(child) is not None for c in cases)
        need(int(element.get(attribute)) == n, f"{where}: {attribute} is not {n}")


def junit(path, docs):
    root = xml.parse(path).getroot()
    need(root.tag == "testsuites", "no testsuites")
    counts_are(root, list(root.iter("testcase")), "testsuites")
    child = {"fail": "failure", "error": "error", "skip": "skipped", "undecided": "skipped", "miss": "skipped"}
    cases = {}
    for suite in root:
        need(suite.tag == "testsuite", suite.tag)
        counts_are(suite, suite.findall("testcase"), suite.get("name"))
        for case in suite.findall("testcase"):
            key = case.get("classname"), case.get("name")
            need(key not in cases, f"{key} is there twice")
            need(case.get("classname") == suite.get("name"), f"{key}: not its suite's")
            cases[key] = case
    need(len(cases) == sum(len(d["results"]) for d in docs), "some are missing")
    if len(docs) > 1:
        return
    for r in docs[0]["results"]:
        case = cases[r["name"].split("/")[0], operation(r["name"])]
        kinds = [c for c in case if c.tag in ("failure", "error", "skipped")]
        need([c.tag for c in kinds] == [child[o] for o in [outcome(r)] if o in child], r["name"])
        for c in kinds:
            need(legal(r["reason"]) in c.get("message"), f"{r['name']}: {c.get('message')!r}")
            need((r["verdict"] == "undecided") == c.get("message").startswith("UNDECIDED: "), r["name"])
        props = {p.get("name"): p.get("value") for p in case.iter("property")}
        need(("value" in r) == ("value" in props), f"{r['name']}: value")
        if "value" in r:
            need(close(props["value"], r["value"]) and props["unit"] == r["unit"], r["name"])
            need(("imprecise" in props) == r.get("imprecise", False), f"{r['name']}: imprecise")
            need(props.get("limit") == (legal(r["limit"]) if r["limit"] else None), r["name"])


class Ktap:
    """The lines of one level at a time, as the kernel's ktap.rst has them."""

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
        """[(ok, name, directive, diagnostics, subtests)]"""
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
            # Any "#" preceded by a space, however late, is a directive's to some readers.
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
    """Of a day that there is, since 1970."""
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
    """{(name, labels): value}; as strict as OpenMetrics and text format 0.0.4 together."""
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


def openmetrics(path, docs):
    samples = metrics(path)
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
            for kind, value in (("", r.get("value")), ("low_", r.get("ci", [None])[0])):
                have = values.get((f"bpf_perf_operation_{kind}{unit}", *key), [])
                need(value is None or any(close(v, value * factor) for v in have),
                     f"{r['name']}: {kind}value {value}, not in {have}")


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


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == "grafana":
        grafana(*args)
        return
    docs = []
    for path in args[1:]:
        with open(path, encoding="utf-8") as f:
            docs.append(json.load(f))
    {"junit": junit, "ktap": ktap, "kcidb": kcidb, "openmetrics": openmetrics}[what](args[0], docs)


main()
