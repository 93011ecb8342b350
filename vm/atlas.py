# SPDX-License-Identifier: GPL-2.0-only
"""make atlas: what changed from kernel to kernel, and why, as one text and one page.

python3 -m vm.atlas MD HTML KERNEL... [-- VMTEST-OPTION... [-- TEST-PROGS-OPTION...]]

Measures the kernels with vmtest.sh --explain, and puts together what report_progs says of them.  A
directory instead of a kernel has the results of an earlier run.
"""
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from vm import disk, manifest
from vm.manifest import Run
from vm.settings import TOP, Options, Session
from vm.status import Status

# Smaller changes are for a comparison of two kernels.
THRESHOLD = "10%"
# What report_progs compare says when something is worse, or when it cannot be told.
_ANSWERS = (0, 1, 4)


class NoAtlas(Exception):
    """There is nothing to write, or it cannot be written."""


@dataclass(frozen=True)
class Column:
    """A kernel: its name, and its result file, or why there is none."""

    name: str
    version: str
    release: str
    file: str
    why: str


def columns(run: Run, directory: Path) -> list[Column]:
    """Returns the kernels of a run in their order.  Those that could not be had stay."""
    found = []
    for kernel in run.kernels:
        files = [] if manifest.skipped(kernel) else [name for name in kernel["files"] if (directory / name).is_file()]
        found.append(Column(kernel["name"], (kernel["version"] or "").replace("~", "-"), kernel["release"] or "",
                            str(directory / files[0]) if files else "", "" if files else
                            manifest.reason(kernel) if kernel["message"] else "there is no result"))
    return found


def measure(session: Session, kernels: list[str], options: list[str]) -> Path:
    """Measures the kernels.  Returns the directory of the results.  Raises NoAtlas."""
    place = Path("results") / f"atlas-{manifest.now()[:10]}"
    number = 1
    while place.exists():
        number += 1
        place = place.with_name(f"{place.name.partition('.')[0]}.{number}")
    command = [str(TOP / "vmtest.sh"), "--explain", "--skip-missing", "-o", str(place), *kernels, *options]
    session.console.note(" ".join(command))
    status = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
    if not manifest.read(place):
        raise NoAtlas(f"vmtest.sh ended with status {status} and without results")
    return place


def said(session: Session, *words: str) -> str:
    """Returns what report_progs prints.  Raises NoAtlas."""
    done = subprocess.run([str(session.report), *words], check=False, capture_output=True, text=True, errors="replace")
    if done.returncode not in _ANSWERS:
        raise NoAtlas(done.stderr.strip() or f"report_progs {words[0]} ended with status {done.returncode}")
    return done.stdout


def _cell(text: str) -> str:
    """Returns a text, such as a reason, as a cell of Markdown."""
    return re.sub(r"[|<>*_`\\\[\]\r\n]", lambda found: f"&#{ord(found[0])};", text)


def _kernels(found: list[Column]) -> list[str]:
    lines = ["| kernel | version | release |", "|---|---|---|"]
    for one in found:
        lines.append(f"| {_cell(one.name)} | {_cell(one.version)} | {_cell(one.release)} |" if one.file else
                     f"| {_cell(one.name)} | not measured: {_cell(one.why)} | |")
    return lines


def _changes(session: Session, old: Column, new: Column) -> list[str]:
    """Returns the section of two neighbours."""
    text = said(session, "compare", "--why", f"--threshold={THRESHOLD}", old.file, new.file)
    # A fence of so many marks is in no line of it.
    return [f"## {_cell(old.version)} to {_cell(new.version)}", "", "~~~~~ text", *text.rstrip("\n").split("\n"), "~~~~~", ""]


def text_of(session: Session, run: Run, found: list[Column]) -> str:
    """Returns the atlas in Markdown.  Raises NoAtlas."""
    measured = [one for one in found if one.file]
    if len(measured) < 2:
        raise NoAtlas(f"{len(measured)} kernels were measured, and there is no change without two")
    files = [one.file for one in measured]
    options = run.command[run.command.index("--") + 1:] if "--" in run.command else []
    lines = [
        "# Atlas: what changed from kernel to kernel", "",
        f"`make atlas` measured this on {run.started[:10]} with QEMU {_cell(run.qemu)} in instructions "
        f"(mode {_cell(run.mode)}), {'all operations' if not options else 'with `' + ' '.join(options).replace('`', '?') + '`'}. "
        "[explain.md](explain.md) says what the functions below a change are, and [vm.md](vm.md) what the guests are. "
        "An instruction is no unit of time.", "", *_kernels(found), "",
        "## Families by kernels", "",
        f"Geometric means against {_cell(measured[0].version)}, and how many operations changed by {THRESHOLD.rstrip('%')} % "
        "and more.", "",
        said(session, "md", "--families", f"--threshold={THRESHOLD}", *files).rstrip("\n"), ""]
    for old, new in zip(measured, measured[1:]):
        lines += _changes(session, old, new)
    lines += ["## Published figures", "", said(session, "claims", "--md", *files).rstrip("\n"), ""]
    return "\n".join(lines)


def write(session: Session, directory: Path, md: Path, html: Path) -> None:
    """Writes both.  Raises NoAtlas, OSError."""
    run = manifest.read(directory)
    if not run:
        raise NoAtlas(f"{directory} has no {manifest.NAME}")
    found = columns(run, directory)
    for path, text in ((md, text_of(session, run, found)),
                       (html, said(session, "html", *(one.file for one in found if one.file)))):
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.write_whole(path, text.encode(errors="replace"))
        session.console.say(f"{path}: {sum(bool(one.file) for one in found)} kernels")


def main(arguments: list[str]) -> int:
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return Status.USAGE
    session = Session(Options())
    md, html, *words = arguments
    end = words.index("--") if "--" in words else len(words)
    kernels, options = words[:end], words[end + 1:]
    try:
        earlier = Path(kernels[0]) if len(kernels) == 1 and (Path(kernels[0]) / manifest.NAME).is_file() else None
        write(session, earlier or measure(session, kernels, options), Path(md), Path(html))
    except (NoAtlas, OSError) as err:
        session.console.warn(f"atlas: {err}")
        return Status.SETUP
    return Status.PASSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
