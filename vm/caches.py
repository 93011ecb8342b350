# SPDX-License-Identifier: GPL-2.0-only
"""--misses: the caches of the model in QEMU's plugin (vm/plugin/misses.h)."""
import re

# Size and ways of the first, second and third level.
DEFAULT = "32K/8,1M/16,32M/16"
# Operations of a window.  With fewer, what comes before a window is a larger part of its misses.
WINDOW = 256
LEVELS = ("l1d", "l2", "l3")
_LINE = 64
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20}
_MOST = 1 << 30


def parse(text: str) -> dict[str, tuple[int, int]]:
    """Returns size in bytes and ways of each level.  Raises ValueError."""
    words = text.split(",")
    if len(words) != len(LEVELS):
        raise ValueError(f"'{text}' are not three caches like {DEFAULT}")
    caches = {}
    for level, word in zip(LEVELS, words):
        found = re.fullmatch(r"([1-9][0-9]{0,9})([KM]?)/([1-9][0-9]{0,3})", word)
        if not found:
            raise ValueError(f"'{word}' is not a size and a number of ways like 32K/8")
        size, ways = int(found[1]) * _UNITS[found[2]], int(found[3])
        sets = size // (_LINE * ways)
        if sets * ways * _LINE != size or sets & (sets - 1) or not 0 < size <= _MOST:
            raise ValueError(f"{word}: the number of sets, size / ways / {_LINE}, must be a power of two, and the size at most 1024M")
        caches[level] = (size, ways)
    return caches


def words(text: str) -> list[str]:
    """Returns the arguments of the plugin."""
    return [f"{level}={size}/{ways}" for level, (size, ways) in parse(text).items()]


def model(text: str) -> dict:
    """Returns what RELEASE.explain.json says of the model."""
    return {"line": _LINE} | {level: {"bytes": size, "ways": ways} for level, (size, ways) in parse(text).items()} | {
        "branches": "gshare of 16384 2-bit counters with 12 bits of history, 4096 last targets, 16 returns"}
