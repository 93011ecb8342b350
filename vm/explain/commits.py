# SPDX-License-Identifier: GPL-2.0-only
"""Lists commits that may be the reason of a change: those that touch the functions that changed.

    python3 -m vm.explain.commits SOURCE OLD.explain.json NEW.explain.json

SOURCE is a git tree of the kernel.  A commit that touches a function need not be the reason, so they
are candidates.  The commits of all files are read at once, because git takes most of the time to
walk through the history.
"""
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vm import children

# Functions of an operation, and commits of a function.
MOST_FUNCTIONS = 3
MOST_COMMITS = 5
# A change of fewer instructions is no reason to look for commits.
LEAST = 0.5
_MARK = "\x01"
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)")


class NoSource(Exception):
    """The source tree cannot answer."""


@dataclass
class Source:
    """A git tree of the kernel."""

    place: Path

    def git(self, *words: str) -> str:
        return children.output_of(["git", "-C", self.place, *words])

    def tag(self, version: str) -> str:
        """Returns the tag of a version.  A tree of the main line has no stable releases.  Raises
        NoSource."""
        series = ".".join(version.split("-")[0].split(".")[:2])
        for name in (f"v{version}", f"v{series}"):
            if self.git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip():
                return name
        raise NoSource(f"{self.place}: there is neither v{version} nor v{series} (is it a git tree of the kernel, with tags?)")

    def files(self, tag: str, functions: Iterable[str]) -> dict[str, list[str]]:
        """Returns the files that define each function."""
        names = "|".join(map(re.escape, functions))
        pattern = rf"^([A-Za-z_].*[ *])?({names})\(|^(BPF_CALL_[0-9]|SYM_[A-Z_]*START[A-Z_]*)\(({names})[,)]"
        found: dict[str, list[str]] = {}
        for line in self.git("grep", "-E", "-e", pattern, tag, "--", "*.c", "*.h", "*.S").splitlines():
            _, path, text = line.split(":", 2)
            # A declaration ends with a semicolon; a call in a line that begins like a definition does, too.
            hit = re.search(rf"\b({names})\b", text)
            if hit and not text.rstrip().endswith(";") and path not in found.setdefault(hit[1], []):
                found[hit[1]].append(path)
        return found

    def commits(self, old: str, new: str, paths: Iterable[str]) -> Iterator["Commit"]:
        """Yields the commits from old to new that touch the paths, the newest first."""
        text = self.git("log", "--no-merges", "-p", "--unified=0", "--no-color", "--no-ext-diff",
                        f"--format={_MARK}%h %s", f"{old}..{new}", "--", *paths)
        for part in text.split(_MARK)[1:]:
            title, _, patch = part.partition("\n")
            yield Commit(title, patch)


@dataclass
class Commit:
    """A commit: its short hash with its subject, and its patch."""

    title: str
    patch: str
    _touched: set[str] = field(default_factory=set)

    def touches(self, function: str) -> bool:
        """Returns True if a hunk is in the function, or a changed line names it."""
        word = re.compile(rf"\b{re.escape(function)}\b")
        for line in self.patch.splitlines():
            hunk = _HUNK.match(line)
            if hunk and word.search(hunk[5]):
                return True
            if line[:1] in "+-" and line[:3] not in ("+++", "---") and word.search(line):
                return True
        return False


def changed(old: dict, new: dict) -> list[str]:
    """Returns the functions that changed most in each operation, those of most operations first."""
    seen: dict[str, int] = {}
    for name, operation in new["operations"].items():
        before = old["operations"].get(name, {}).get("functions")
        after = operation.get("functions")
        if before is None or after is None:
            continue
        changes = {function: after.get(function, {}).get("insns", 0) - before.get(function, {}).get("insns", 0)
                   for function in {**before, **after} if not function.startswith(("[", "bpf_prog", "bpf_trampoline"))}
        ordered = sorted((function for function, change in changes.items() if abs(change) >= LEAST),
                         key=lambda function: -abs(changes[function]))
        for function in ordered[:MOST_FUNCTIONS]:
            seen[function] = seen.get(function, 0) + 1
    return sorted(seen, key=lambda function: -seen[function])


def candidates(source: Source, old: dict, new: dict) -> list[str]:
    """Returns the lines to print.  Raises NoSource."""
    functions = changed(old, new)
    first, last = (source.tag(one.get("version") or one["kernel_release"]) for one in (old, new))
    if not functions:
        return ["no function changed"]
    files = source.files(last, functions)
    for function, paths in source.files(first, [name for name in functions if name not in files] or ["-"]).items():
        files[function] = paths
    paths = sorted({path for found in files.values() for path in found})
    commits = list(source.commits(first, last, paths)) if paths else []
    lines = [f"Candidates: commits from {first} to {last} that touch what changed, at most {MOST_COMMITS} of each function"]
    for function in functions:
        touching = [commit.title for commit in commits if commit.touches(function)]
        lines.append(f"  {function} ({', '.join(files[function])})" if function in files else
                     f"  {function}: no file of the tree defines it")
        lines += [f"    {title}" for title in touching[:MOST_COMMITS]]
        if len(touching) > MOST_COMMITS:
            lines.append(f"    and {len(touching) - MOST_COMMITS} older ones")
        elif function in files and not touching:
            lines.append("    none")
    return lines


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        old, new = (json.loads(Path(path).read_text(encoding="utf-8")) for path in arguments[1:])
        print("\n".join(candidates(Source(Path(arguments[0])), old, new)))
    except (OSError, ValueError, KeyError, NoSource) as err:
        print(f"vm.explain.commits: {err}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
