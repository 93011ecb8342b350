# SPDX-License-Identifier: GPL-2.0-only
"""Writes output that GitHub interprets: annotations, groups, and text that must not be a command.

python3 -m vm.github annotation error|warning|notice TITLE TEXT
python3 -m vm.github inert FILE
"""
import os
import sys
import uuid
from pathlib import Path


def active() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _escape(text: str, more: dict[str, str]) -> str:
    text = text.replace("%", "%25")
    for char, code in more.items():
        text = text.replace(char, code)
    return text.replace("\r", "%0D").replace("\n", "%0A")


def annotation(level: str, title: str, text: str) -> str:
    """Returns an annotation for the page of the run.  Its text cannot end the title, line or
    command."""
    return f"::{level} title={_escape(title, {':': '%3A', ',': '%2C'})}::{_escape(text, {})}"


def inert(text: str) -> str:
    """Returns foreign text so that GitHub takes no line of it as a command."""
    if not active():
        return text
    token = uuid.uuid4()
    return f"::stop-commands::{token}\n{text}\n::{token}::\n"


def main(args: list[str]) -> int:
    if len(args) == 4 and args[0] == "annotation":
        print(annotation(*args[1:]))
    elif len(args) == 2 and args[0] == "inert":
        print(inert(Path(args[1]).read_text(encoding="utf-8", errors="surrogateescape")), end="")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
