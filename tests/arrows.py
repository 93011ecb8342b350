#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/arrows.py BUILD: which folder of the C sources may depend on which.

ALLOWED is the one table of this.  A file depends on what it includes, and on the file that
defines what it calls, which the objects in BUILD tell.  Neither headers nor sources may depend
on each other in a circle.  Whatever breaks a rule is printed, a line each; the status is then 1.
"""
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from re import MULTILINE, compile as regex

# What runs the tests: no test has to know it.
RUNNER = tuple(f"!bench/{name}.h" for name in (
    "catalog", "child", "engine", "launch", "options", "preflight", "print", "progress", "select",
    "session", "summary"))

# A place is a folder with all below it, as far as these have no line of their own; a * stands
# for one name, and each folder that it matches is a place by itself.  A source beside them,
# at the top, is a place, too.  What a place may depend on are places and single headers, NAME
# being the file's own name without its suffix; not on headers with a "!".  It may always depend
# on itself.
ALLOWED: dict[str, tuple[str, ...]] = {
    "bench": (),
    "report": ("bench/bounds.h", "bench/claims.h", "bench/hash.h", "bench/result.h",
               "bench/result_hw.h", "bench/results_file.h", "bench/stats.h"),
    "prog_tests": ("test_progs.h", "prog_tests/NAME", "progs", "bench", *RUNNER),
    "prog_tests/*": ("test_progs.h", "prog_tests/NAME.h", "progs", "bench", *RUNNER),
    "progs": ("bench/abi.h",),
    "test_progs.h": ("bench/bench.h",),
    "test_progs.c": ("test_progs.h", "bench", "report", "prog_tests"),
    "report_progs.c": ("report",),
    "tests/fuzz": ("bench", "report"),
    "tests/unit": ("bench", "report"),
    "tests/progs": ("progs",),
    "tests/prog_tests": ("test_progs.h", "tests/progs", "prog_tests/output_perf",
                         "prog_tests/sampling_perf", "bench", *RUNNER),
}

# Circles that are there: two sources, by their names without suffix, that use each other.
# The list may only become shorter: one that is no circle any more has to leave it.
CIRCLES: tuple[tuple[str, str], ...] = (
    ("count", "estimate"),
    ("hook", "round"),
    ("compare", "verification"),
    ("series", "view"),
)

# Where the compiler looks for what is included with quotes, after the file's own folder.
INCLUDE_DIRS = ("", "prog_tests", "progs", "tests/prog_tests", "tests/progs")
# Made by the build from a source of progs/, or from the list of tests.
GENERATED = (".skel.h", "tests.inc")
# Sources that the build's objects are not made of: BPF, and the project's own tests.
NO_OBJECT = ("progs/", "tests/")

INCLUDE = regex(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', MULTILINE)
SKIPPED = {"build", "results", ".git"}

Graph = dict[str, dict[str, str]]
"""Of each file those it depends on, each with the place or the name that shows it."""


def sources() -> list[str]:
    """The paths of all C sources and headers, whatever the depth."""
    found = (path for top in sorted(Path().iterdir()) if top.name not in SKIPPED
             for path in ([top] if top.is_file() else top.rglob("*")))
    return sorted(path.as_posix() for path in found if path.suffix in (".c", ".h"))


@cache
def place_of(path: str) -> str | None:
    """The place that a file belongs to: of those in the table that match, the longest."""
    for candidate in (PurePosixPath(path), *PurePosixPath(path).parents):
        for place in ALLOWED:
            if len(PurePosixPath(place).parts) == len(candidate.parts) and candidate.match(place):
                # What is in a folder of a * only; NAME.c beside these folders is no such folder.
                if "*" not in place or candidate != PurePosixPath(path):
                    return candidate.as_posix()
    return None


@cache
def line_of(place: str) -> tuple[str, ...]:
    """What the table allows a place to depend on."""
    if place in ALLOWED:
        return ALLOWED[place]
    return next(allowed for key, allowed in ALLOWED.items() if PurePosixPath(place).match(key))


def permitted(path: str, target: str, whole_places: bool) -> bool:
    """Whether PATH may depend on TARGET; WHOLE_PLACES: a header in the table stands for all of
    its place, as what it declares is defined beside it."""
    place, to = place_of(path), place_of(target)
    if place == to or place is None or to is None:
        return True
    if "!" + target in line_of(place):
        return False
    for allowed in line_of(place):
        allowed = allowed.replace("NAME", PurePosixPath(path).stem)
        if target == allowed or target.startswith(allowed + "/"):
            return True
        if whole_places and allowed.endswith(".h") and place_of(allowed) == to:
            return True
    return False


def included(path: str, known: set[str]) -> Iterator[tuple[int, str, str | None]]:
    """(line, name, file) of what PATH includes with quotes; no file: it is nowhere."""
    text = Path(path).read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        name, line = match[1], text.count("\n", 0, match.start(1)) + 1
        if name.endswith(GENERATED):
            continue
        places = (str(PurePosixPath(path).parent), *INCLUDE_DIRS)
        tried = (normal(f"{place}/{name}") for place in places)
        yield line, name, next((file for file in tried if file in known), None)


def normal(path: str) -> str:
    """PATH without what leads nowhere: a/../b is b."""
    parts: list[str] = []
    for part in PurePosixPath(path.lstrip("/")).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def symbols(objects: dict[str, Path]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Which file defines a name, and which names each file uses without defining them."""
    defined: dict[str, str] = {}
    wanted: dict[str, set[str]] = {path: set() for path in objects}
    by_object = {str(file): path for path, file in objects.items()}
    listing = subprocess.run(["nm", "-A", "-P", "-g", "--", *by_object], check=True,
                             capture_output=True, text=True)
    for line in listing.stdout.splitlines():
        file, name, kind = line.split()[:3]
        path = by_object[file.removesuffix(":")]
        if kind == "U":
            wanted[path].add(name)
        elif name != "main":
            defined[name] = path
    return defined, wanted


def uses(objects: dict[str, Path]) -> Graph:
    """Of each source those that define what it uses, with one of the names."""
    defined, wanted = symbols(objects)
    graph: Graph = {}
    for path, names in wanted.items():
        graph[path] = {defined[name]: name for name in sorted(names, reverse=True) if name in defined}
    return graph


def shortest_circle(graph: Graph, start: str) -> list[str] | None:
    """The shortest way from START back to it, with it at both ends."""
    came_from: dict[str, str] = {}
    queue = [start]
    for path in queue:
        for target in sorted(graph.get(path, {})):
            if target == start:
                way = [path]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return [*reversed(way), start]
            if target not in came_from:
                came_from[target] = path
                queue.append(target)
    return None


def circles(graph: Graph) -> Iterator[str]:
    """Every circle, once: through the first of its files the shortest."""
    seen: set[frozenset[str]] = set()
    for start in sorted(graph):
        way = shortest_circle(graph, start)
        if way and frozenset(way) not in seen:
            seen.add(frozenset(way))
            shown = (f"{b} ({graph[a][b]})" for a, b in zip(way, way[1:]))
            yield f"a circle, to be broken: {way[0]} -> " + " -> ".join(shown)


def without_known(graph: Graph) -> Iterator[str]:
    """Takes the circles of CIRCLES out of GRAPH; yields those that there are none of."""
    for pair in CIRCLES:
        edges = [(path, target) for path, targets in graph.items() for target in targets
                 if {PurePosixPath(path).stem, PurePosixPath(target).stem} == set(pair)]
        if len(edges) < 2:
            yield f"{pair[0]} and {pair[1]} are no circle (any more): take them out of CIRCLES"
        for path, target in edges:
            del graph[path][target]


def check_places(paths: Iterable[str]) -> Iterator[str]:
    """Files and lines of the table that have nothing to do with each other."""
    used = {place_of(path) for path in paths}
    for path in paths:
        if place_of(path) is None:
            yield f"{path}: its folder has no line in ALLOWED"
    for place in ALLOWED:
        if not any(PurePosixPath(known).match(place) for known in used if known):
            yield f"ALLOWED: {place} is no place of any file"


def check_includes(paths: list[str]) -> Iterator[str]:
    """What no line of the table allows to be included, and circles of headers."""
    known = set(paths)
    headers: Graph = {}
    for path in paths:
        for line, name, target in included(path, known):
            if target is None:
                yield f'{path}:{line}: "{name}" is nowhere'
            elif not permitted(path, target, False):
                yield (f"{path}:{line}: {place_of(path)} may not include {target}: "
                       f"it may {', '.join(line_of(place_of(path) or '')) or 'nothing else'}")
            if target and path.endswith(".h"):
                headers.setdefault(path, {})[target] = f"line {line}"
    yield from circles(headers)


def check_uses(paths: list[str], build: Path) -> Iterator[str]:
    """What no line of the table allows to be used, and circles of sources."""
    objects = {path: build / PurePosixPath(path).with_suffix(".o")
               for path in paths if path.endswith(".c") and not path.startswith(NO_OBJECT)}
    missing = [str(file) for file in objects.values() if not file.exists()]
    if missing:
        yield f"{missing[0]} is missing, of {len(missing)}: make"
        return
    graph = uses(objects)
    for path, targets in graph.items():
        for target, name in targets.items():
            if not permitted(path, target, True):
                yield f"{path}: {place_of(path)} may not use {name}() of {target}"
    yield from without_known(graph)
    yield from circles(graph)


def main() -> int:
    paths = sources()
    faults = [*check_places(paths), *check_includes(paths), *check_uses(paths, Path(sys.argv[1]))]
    for fault in faults:
        print(fault)
    print(f"{len(paths)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
