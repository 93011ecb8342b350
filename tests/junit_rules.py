# SPDX-License-Identifier: GPL-2.0-only
"""Rules for JUnit XML, which has no schema that all agree on.

strict() has what the strictest known reader demands, junit-10.xsd of Jenkins' xUnit plugin; readable()
what GitLab and Azure DevOps take from a file.  All in our own words, and narrower in places: what no
reader needs is not written, and what one of them misreads is an error here.
"""
import math
import re
import sys
from datetime import datetime

ANY = re.compile(r".*", re.S)
COUNT = re.compile(r"[0-9]+")
# At most three decimals, no sign, no exponent.
SECONDS = re.compile(r"[0-9]+(\.[0-9]{1,3})?")
# UTC without a zone: some readers know no zone, and none takes it for another one.
WHEN = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
WORD = re.compile(r"\S(.*\S)?", re.S)

# For each element its attributes (required or not, and what they look like), its children, and
# whether it may have text.  What is not here is refused.
ELEMENTS = {
    "testsuites": ({"name": (False, WORD), "time": (True, SECONDS), "tests": (True, COUNT), "failures": (True, COUNT),
                    "errors": (True, COUNT)}, {"testsuite"}, False),
    "testsuite": ({"name": (True, WORD), "tests": (True, COUNT), "failures": (True, COUNT), "errors": (True, COUNT),
                   "skipped": (True, COUNT), "time": (True, SECONDS), "timestamp": (False, WHEN),
                   "hostname": (True, WORD)}, {"properties", "testcase"}, False),
    "properties": ({}, {"property"}, False),
    "property": ({"name": (True, WORD), "value": (True, ANY)}, set(), False),
    "testcase": ({"name": (True, WORD), "classname": (True, re.compile(r"[A-Za-z0-9_.+-]+")), "time": (True, SECONDS)},
                 {"skipped", "error", "failure", "system-out"}, False),
    "failure": ({"type": (True, WORD), "message": (True, WORD)}, set(), True),
    "error": ({"type": (True, WORD), "message": (True, WORD)}, set(), True),
    "skipped": ({"message": (True, WORD)}, set(), True),
    "system-out": ({}, set(), True),
}


def need(good, what):
    if not good:
        sys.exit(what)


def strict(element):
    """Checks an element and all in it against the table."""
    need(element.tag in ELEMENTS, f"an element {element.tag}")
    attributes, children, text = ELEMENTS[element.tag]
    for name, (required, form) in attributes.items():
        value = element.get(name)
        need(value is not None or not required, f"{element.tag}: no {name}")
        need(value is None or form.fullmatch(value), f"{element.tag}: {name} is {value!r}")
    need(not element.keys() - attributes.keys(), f"{element.tag}: attributes {element.keys() - attributes.keys()}")
    need(text or not (element.text or "").strip(), f"{element.tag}: text {element.text!r}")
    for child in element:
        need(child.tag in children, f"{element.tag}: an element {child.tag} in it")
        need(not (child.tail or "").strip(), f"{element.tag}: text {child.tail!r}")
        strict(child)


def readable(root):
    """Checks what GitLab and Azure DevOps make of it."""
    seen = set()
    total = 0.0
    for suite in root:
        if suite.get("timestamp"):
            datetime.fromisoformat(suite.get("timestamp"))
        cases = suite.findall("testcase")
        for case in cases:
            # GitLab ignores all but the first of a name, and Azure shows no more than the name.
            key = case.get("classname"), case.get("name")
            need(key not in seen, f"{key} is there twice")
            seen.add(key)
            kinds = [c for c in case if c.tag in ("failure", "error", "skipped")]
            need(len(kinds) <= 1, f"{key}: more than one outcome")
            # GitLab shows the text and ignores the message; Azure the other way round.
            for kind in kinds:
                need(kind.text == kind.get("message"), f"{key}: the text is not the message")
            # GitLab takes this for a file to show, wherever it stands.
            need(not any("[[" in t for t in case.itertext()), f"{key}: an attachment")
        spent = sum(float(case.get("time")) for case in cases)
        need(math.isclose(spent, float(suite.get("time")), abs_tol=0.001 * (len(cases) + 1)), "time of a suite")
        total += float(suite.get("time"))
    need(not total or math.isclose(total, float(root.get("time")), abs_tol=0.001 * (len(root) + 1)), "time of all")


def figures(case):
    """Returns the lines "name: value" of a test case's output."""
    out = case.findtext("system-out")
    return dict(line.split(": ", 1) for line in out.split("\n")[1:] if line) if out else {}
