#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/arrows.py BUILD: checks which folder of the C sources depends on which.

The table ALLOWED has the rules.  A file depends on what it includes, and on the file that defines
what it calls, as the objects in BUILD show.  Neither headers nor sources may have a circle.  Prints
a line for each violation, and then exits with 1.
"""
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from re import MULTILINE, compile as regex

# A test only sees the interface of the engine.
ENGINE = tuple(f"bench/engine/{name}.h" for name in ("bench", "hist", "samples", "verifier"))
KERNEL = tuple(f"bench/kernel/{name}.h" for name in ("cgroup", "clock", "guard", "log", "memcg", "mount", "netns",
                                                     "own_file", "perf_event", "tracefs", "tracefs_divert", "x86"))
BENCH = tuple(f"bench/{name}" for name in ("engine", "env", "kernel", "programs", "result", "runner", "tool"))
REPORT = ("report/command.h", "bench/result",
          *(f"report/{name}" for name in ("compare", "explain", "formats", "guide", "page", "store", "text")))

# A place is a folder with everything below it that has no line of its own.  "*" stands for one
# name, and each matching folder is its own place.  A source at the top is a place, too.  A place
# may depend on places and single headers; NAME is the name of the file without its suffix.  It may
# always depend on itself.  If a header has a line of its own, its users may also use what it
# includes.
ALLOWED: dict[str, tuple[str, ...]] = {
    "bench/result": (),
    "bench/env": ("bench/kernel", "bench/result"),
    "bench/kernel": ("bench/result",),
    "bench/engine": ("bench/kernel", "bench/result"),
    "bench/programs": ("bench/engine", "bench/kernel", "bench/result"),
    "bench/runner": ("bench/engine", "bench/env", "bench/kernel", "bench/programs", "bench/result", "bench/tool"),
    "bench/tool": ("bench/engine", "bench/kernel", "bench/programs/counting.h", "bench/programs/drive.h",
                   "bench/result"),
    "report": (),
    "report/text": ("bench/result",),
    "report/explain": ("report/command.h", "report/text", "bench/result"),
    "report/compare": ("report/command.h", "report/explain", "report/text", "bench/result"),
    "report/formats": ("report/command.h", "report/text", "report/compare", "report/store",
                       "bench/result"),
    "report/store": ("report/command.h", "report/text", "report/compare", "bench/result"),
    "report/guide": ("report/command.h", "report/text", "report/compare", "report/store", "bench/result"),
    "report/page": ("report/command.h", "report/explain", "report/text", "report/compare", "report/store", "report/guide",
                    "report/formats", "bench/result"),
    "prog_tests": ("test_progs.h", "prog_tests/NAME", "progs"),
    "prog_tests/*": ("test_progs.h", "progs"),
    "progs": ("bench/engine/abi.h",),
    "test_progs.h": (*ENGINE, *KERNEL, "bench/env/cpus.h", "bench/env/threads.h",
                     "bench/result/array.h", "bench/result/stats.h"),
    "test_progs.c": ("test_progs.h", *BENCH, "report/command.h", "report/compare",
                     "report/formats", "prog_tests"),
    "report_progs.c": REPORT,
    "tests/fuzz": REPORT,
    "vm/plugin": (),
    "tests/vm": ("vm/plugin",),
    "tests/unit": (*BENCH, *REPORT),
    "tests/objects": (),
    "tests/progs": ("progs",),
    "tests/prog_tests": ("test_progs.h", "tests/progs", "prog_tests/output_perf",
                         "prog_tests/sampling_perf", "bench/engine/count.h"),
}

# The compiler searches quoted includes here after the folder of the file.
INCLUDE_DIRS = ("", "prog_tests", "progs", "tests/prog_tests", "tests/progs")
# The build makes these from a source of progs/ or from the list of tests.
GENERATED = (".skel.h", "tests.inc", "timing.inc")
# These sources have no object of the build: BPF programs and the tests of the project.
NO_OBJECT = ("progs/", "tests/")

INCLUDE = regex(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', MULTILINE)
SKIPPED = {"build", "results", ".git"}

Graph = dict[str, dict[str, str]]
"""For each file: the files it depends on, with the place or the name that shows it."""


def sources() -> list[str]:
    """Returns the paths of all C sources and headers at any depth."""
    found = (path for top in sorted(Path().iterdir()) if top.name not in SKIPPED
             for path in ([top] if top.is_file() else top.rglob("*")))
    return sorted(path.as_posix() for path in found if path.suffix in (".c", ".h"))


@cache
def place_of(path: str) -> str | None:
    """Returns the place of a file: the longest match in the table."""
    for candidate in (PurePosixPath(path), *PurePosixPath(path).parents):
        for place in ALLOWED:
            if len(PurePosixPath(place).parts) == len(candidate.parts) and candidate.match(place):
                # "*" only matches files in a folder, not NAME.c beside these folders.
                if "*" not in place or candidate != PurePosixPath(path):
                    return candidate.as_posix()
    return None


@cache
def line_of(place: str) -> tuple[str, ...]:
    """Returns what the table allows for a place."""
    if place in ALLOWED:
        return ALLOWED[place]
    return next(allowed for key, allowed in ALLOWED.items() if PurePosixPath(place).match(key))


def permitted(path: str, target: str, whole_places: bool) -> bool:
    """Returns True if PATH may depend on TARGET.  With WHOLE_PLACES a header in the table stands
    for its place."""
    place, to = place_of(path), place_of(target)
    if place == to or place is None or to is None:
        return True
    for allowed in line_of(place):
        allowed = allowed.replace("NAME", PurePosixPath(path).stem)
        if target == allowed or target.startswith(allowed + "/"):
            return True
        if whole_places and allowed.endswith(".h"):
            # The header is defined in its own place, or passes on declarations of others.
            if place_of(allowed) == to or (allowed in ALLOWED and permitted(allowed, target, True)):
                return True
    return False


def included(path: str, known: set[str]) -> Iterator[tuple[int, str, str | None]]:
    """Yields (line, name, file) of the quoted includes of PATH; file is None if it does not exist.
    """
    text = Path(path).read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        name, line = match[1], text.count("\n", 0, match.start(1)) + 1
        if name.endswith(GENERATED):
            continue
        places = (str(PurePosixPath(path).parent), *INCLUDE_DIRS)
        tried = (normal(f"{place}/{name}") for place in places)
        yield line, name, next((file for file in tried if file in known), None)


def normal(path: str) -> str:
    """Returns PATH without redundant parts: a/../b is b."""
    parts: list[str] = []
    for part in PurePosixPath(path.lstrip("/")).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def symbols(objects: dict[str, Path]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Returns which file defines a name, and which undefined names each file uses."""
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
    """Returns for each source the sources that define what it uses, with one of the names."""
    defined, wanted = symbols(objects)
    graph: Graph = {}
    for path, names in wanted.items():
        graph[path] = {defined[name]: name for name in sorted(names, reverse=True) if name in defined}
    return graph


def shortest_circle(graph: Graph, start: str) -> list[str] | None:
    """Returns the shortest way from START back to START, with START at both ends."""
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
    """Yields every circle once: the shortest one through its first file."""
    seen: set[frozenset[str]] = set()
    for start in sorted(graph):
        way = shortest_circle(graph, start)
        if way and frozenset(way) not in seen:
            seen.add(frozenset(way))
            shown = (f"{b} ({graph[a][b]})" for a, b in zip(way, way[1:]))
            yield f"a circle, to be broken: {way[0]} -> " + " -> ".join(shown)


def check_places(paths: Iterable[str]) -> Iterator[str]:
    """Yields files without a line of the table, and lines without a file."""
    used = {place_of(path) for path in paths}
    for path in paths:
        if place_of(path) is None:
            yield f"{path}: its folder has no line in ALLOWED"
    for place in ALLOWED:
        if not any(PurePosixPath(known).match(place) for known in used if known):
            yield f"ALLOWED: {place} is no place of any file"


def check_includes(paths: list[str]) -> Iterator[str]:
    """Yields includes that the table does not allow, and circles of headers."""
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
    """Yields uses that the table does not allow, and circles of sources."""
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
