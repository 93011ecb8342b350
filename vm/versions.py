# SPDX-License-Identifier: GPL-2.0-only
"""Version strings, as users write them (7.3-rc4) and as they sort (7.3~rc4)."""
import re
from collections.abc import Iterable

# Names the newest release candidate.
CANDIDATE = "rc"


def sortable(version: str) -> str:
    return version.replace("-rc", "~rc", 1)


def readable(version: str) -> str:
    return version.replace("~rc", "-rc")


def key(text: str) -> list:
    """Returns a key that sorts versions and releases: numbers by value, and ~ before the end."""
    parts: list = []
    for part in re.findall(r"\d+|~|[^\d~]+", text):
        parts.append((2, int(part), "") if part.isdigit() else (0, 0, "") if part == "~" else (3, 0, part))
    return parts + [(1, 0, "")]


def series(version: str) -> str:
    """Returns 6.1 for 6.1.192 and for 6.1~rc3."""
    return ".".join((version.partition("~")[0].split(".") + [""])[:2])


def matches(wanted: str, version: str, release: str) -> bool:
    """Returns True if wanted names it: 6.1 is any 6.1.x, 6.1.192 only that, rc any candidate; a
    release of uname -r is accepted."""
    if wanted == CANDIDATE:
        return "~rc" in version
    want = sortable(wanted.removeprefix("v"))
    if wanted == release or want == version:
        return True
    return bool(re.fullmatch(r"\d+\.\d+", want)) and version.startswith(want + ".") and "~" not in version


def nearest(wanted: str, seen: Iterable[str]) -> list[str]:
    """Returns the versions that are nearest to wanted among all that were seen."""
    if wanted == CANDIDATE:
        return []
    want = sortable(wanted.removeprefix("v"))
    order = sorted({*seen, want}, key=key)
    at = order.index(want)
    return [readable(version) for version in order[max(at - 3, 0):at + 4] if version != want]
