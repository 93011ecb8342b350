#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Reads Markdown of report_progs md as GitHub shows it: tests/markdown.py FILE

It knows what the summary is made of and refuses all else: text of a file outside of a code span, a row
with other cells than its head, a fold that does not end, a character that no mail can show.
"""
import re
import sys

# GitHub refuses a comment of more characters.
COMMENT = 65536
# The project's own limit in bytes.
MOST = 60000
FOLD = re.compile(r"<details><summary>\d+ [a-z ]+</summary>")
# Outside of code spans: own words, figures and bars.
PLAIN = re.compile(r"(\*\*[A-Za-z :]+\*\*)?[A-Za-z0-9 |:.,;()%+>/_\[\]-]*")


def need(good, what):
    if not good:
        sys.exit(what)


def cells(line):
    need(line.endswith("|"), f"a row without an end: {line}")
    return len(re.split(r"(?<!\\)\|", line)) - 2


def check(text):
    need(len(text.encode()) <= MOST < COMMENT, f"{len(text.encode())} bytes")
    need(re.fullmatch(r"[ -~\n]*", text), "a character that is not printable")
    depth, columns, before = 0, None, ""
    for number, line in enumerate(text.split("\n"), 1):
        where = f"line {number}: {line[:100]}"
        if line.startswith("<"):
            need(line == "</details>" or FOLD.fullmatch(line), where)
            depth += 1 if line != "</details>" else -1
            need(0 <= depth <= 1, f"{where}: a fold in a fold, or an end of none")
            # Only behind an empty line GitHub reads Markdown again.
            need(before == "", f"{where}: no empty line before it")
            columns = None
        elif before.startswith("<"):
            need(line == "", f"{where}: no empty line behind a fold's head")
        need("`" not in re.sub(r"`[^`]+`", "", line), f"{where}: a code span that does not end")
        plain = re.sub(r"`[^`]+`", "", line)
        need(line.startswith("<") or PLAIN.fullmatch(plain), f"{where}: text outside of a code span")
        need("](" not in plain and "http" not in plain and "www." not in plain, f"{where}: a link")
        if line.startswith("|"):
            columns = columns or cells(line)
            need(cells(line) == columns, f"{where}: {cells(line)} cells, not {columns}")
            # A name is text of a file.
            need(not re.match(r"\| \w+/", line), f"{where}: a name outside of a code span")
        elif line == "":
            columns = None
        before = line
    need(depth == 0, "a fold that does not end")


with open(sys.argv[1], encoding="utf-8", newline="") as f:
    check(f.read())
