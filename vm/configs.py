# SPDX-License-Identifier: GPL-2.0-only
"""Compares kernel configurations in the options that affect what BPF costs."""
import fnmatch
import re
from pathlib import Path

# The options, one a line, which test_progs records, too.
TIMING = Path(__file__).resolve().parent.parent / "configs/timing"


def _timing(text: str) -> tuple[list[str], dict[str, str], set[str]]:
    """Returns globs of the options that matter, the newest names of older ones, and those options that
    older kernels do without."""
    globs, old, once = [], {}, set()
    for line in text.splitlines():
        match line.partition("#")[0].split():
            case [name, "=", newer]:
                old[name] = newer
            case [name, "?"]:
                once.add(name)
            case [name]:
                globs.append(name)
    return globs, old, once


GLOBS, OLD_NAMES, ONCE_UNCONDITIONAL = _timing(TIMING.read_text(encoding="utf-8"))
# Globs of whole names have only a "*" at their ends.
MATTERS = re.compile("|".join(fnmatch.translate(glob) for glob in GLOBS))


def parse(text: str) -> dict[str, str]:
    """Returns options by name: y, m, a number, a string without quotes, or n for "is not set".

    A later line overrides an earlier one.
    """
    options = {}
    for line in text.splitlines():
        if found := re.match(r"CONFIG_(\w+)=(.*)", line):
            options[found.group(1)] = found.group(2).strip('"')
        elif found := re.match(r"# CONFIG_(\w+) is not set", line):
            options[found.group(1)] = "n"
    return options


def load(path: Path) -> dict[str, str]:
    """Reads a configuration with the option names of the newest kernels.  Raises OSError."""
    options = parse(path.read_text(encoding="utf-8", errors="replace"))
    return {OLD_NAMES.get(name, name): value for name, value in options.items()}


def _change(name: str, old: str, new: str) -> str:
    """Describes a change, such as HZ 250->1000.  A list shows what was removed and added."""
    if "," not in old + new:
        return f"{name} {old}->{new}"
    before, after = old.split(","), new.split(",")
    return " ".join([name] + ["-" + x for x in before if x not in after] +
                    ["+" + x for x in after if x not in before])


def differences(base: dict[str, str], other: dict[str, str]) -> list[str]:
    """Lists the options that matter and differ.  An option that a kernel does not have is off."""
    names = sorted(name for name in base.keys() | other.keys() if MATTERS.match(name))
    names = [name for name in names if name not in ONCE_UNCONDITIONAL or name in base and name in other]
    return [_change(name, base.get(name, "n"), other.get(name, "n")) for name in names
            if base.get(name, "n") != other.get(name, "n")]
