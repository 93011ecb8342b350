# SPDX-License-Identifier: GPL-2.0-only
"""run.json: records what a run of vmtest.sh booted, and which result files belong to which kernel.

Read it to find the results of a kernel; the name of a file says nothing.

python3 -m vm.manifest files DIR           prints a line per kernel that was not skipped, separated by tabs: label
                                           and result files in DIR
python3 -m vm.manifest notes DIR           prints a line per kernel that was skipped or is not the one of the lock
                                           file
python3 -m vm.manifest merge DIR FROM...   copies the results of the FROM directories to DIR, as if
                                           of one run, and prints the worst of their statuses
"""
import json
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from vm import disk
from vm.job import Boot, Job
from vm.status import Status, worst

NAME = "run.json"
SCHEMA = "bpf-perf-run/1"


@dataclass
class Run:
    """The fields of run.json.  kernel_entry() makes the members of kernels."""

    started: str = ""
    seconds: float = 0
    command: list[str] = field(default_factory=list)
    mode: str = ""
    qemu: str = ""
    status: int = 0
    # False until all kernels have verdicts: then the run was killed.
    finished: bool = False
    kernels: list[dict] = field(default_factory=list)

    def measured(self) -> list[dict]:
        """Returns the kernels without those that --skip-missing skipped."""
        return [kernel for kernel in self.kernels if not skipped(kernel)]

    def files(self, directory: Path) -> dict[str, list[str]]:
        """Returns the existing result files of each kernel, by its label."""
        return {kernel["label"]: [name for name in kernel["files"] if (directory / name).is_file()]
                for kernel in self.measured()}

    def notes(self) -> list[str]:
        """Returns a line for each kernel that is not the one of the lock file."""
        return [f"{kernel['name']}: {kernel['note']}" for kernel in self.kernels if kernel.get("note")]

    def skips(self) -> list[str]:
        """Returns a line for each kernel that was skipped."""
        return [f"{kernel['name']}: SKIPPED: {reason(kernel)}" for kernel in self.kernels if skipped(kernel)]

    def everything(self) -> list[str]:
        """Returns the names of all files that the run wrote, run.json last."""
        names = [boot.get(kind) for kernel in self.kernels for boot in kernel["boots"]
                 for kind in ("file", "log", "config", "explained")]
        return [name for name in names if name] + [NAME]


def skipped(kernel: dict) -> bool:
    """Returns True for an entry of a kernel that --skip-missing skipped."""
    return not kernel.get("boots") and kernel.get("status") == Status.SKIPPED


def reason(kernel: dict) -> str:
    """Returns in a few words why there was no kernel to boot."""
    return "no provider has it" if skipped(kernel) else kernel["message"].partition("\n")[0]


def overall(statuses: list[Status], skips: int) -> Status:
    """Returns the worst status.  Kernels that --skip-missing skipped only count if all were."""
    return worst(*statuses) if statuses or not skips else Status.SKIPPED


def _boot_entry(boot: Boot, directory: Path) -> dict:
    verdict = boot.verdict
    log, config = f"{boot.label}.log", f"{boot.label}.config"
    started = boot.started or 0
    return {
        "file": boot.file or None, "explained": boot.explained or None, "log": log if (directory / log).is_file() else None,
        "config": config if (directory / config).is_file() else None, "seed": boot.seed,
        "seconds": round(boot.seconds, 1), "first_operation": round(boot.first - started, 1) if boot.first else None,
        "status": int(verdict.status) if verdict else None, "verdict": verdict.word if verdict else None,
        "message": verdict.message if verdict else None, "ended": boot.ended or None, "partial": boot.partial,
    }


def kernel_entry(job: Job, directory: Path) -> dict:
    """Returns the entry of a kernel: its name, what it stood for, its results and its outcome."""
    kernel, verdict = job.kernel, job.verdict()
    return {
        "name": job.name, "label": job.label, "release": kernel.release if kernel else None,
        "version": kernel.version if kernel else None,
        "build": {"provider": kernel.provider, "origin": kernel.origin, "image_sha256": kernel.sha256,
                  "config_sha256": kernel.config_sha256} if kernel else None,
        "files": job.files(), "boots": [_boot_entry(boot, directory) for boot in job.boots],
        "possible": job.possible,
        "seconds": round(sum(boot.seconds for boot in job.boots), 1),
        "status": int(verdict.status) if verdict else None, "verdict": verdict.word if verdict else None,
        "message": verdict.message if verdict else None, "note": job.note or None,
    }


def write(directory: Path, run: Run) -> None:
    """Writes run.json completely or not at all.  Raises OSError."""
    data = {"schema": SCHEMA} | run.__dict__
    # A path need not be UTF-8, and a JSON reader takes nothing else: such bytes become "?".
    text = json.dumps(data, indent=1, ensure_ascii=False).encode(errors="replace")
    disk.write_whole(directory / NAME, text + b"\n")


def read(directory: Path) -> Run | None:
    """Returns the run whose results are in directory; None without a run.json of this schema."""
    try:
        data = json.loads((directory / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict) or data.pop("schema", None) != SCHEMA:
        return None
    known = {name: data[name] for name in Run.__dataclass_fields__ if name in data}
    return Run(**known)


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def merge(directory: Path, sources: list[Path]) -> Status:
    """Copies the results of several runs into directory, and writes a run.json for all.

    Returns the worst of their statuses.  Raises OSError.
    """
    merged = Run(started=now(), finished=True, command=["vm.manifest", "merge"])
    statuses = []
    for source in sources:
        run = read(source)
        if not run or not run.finished:
            statuses.append(Status.SETUP)
        if not run:
            continue
        for name in run.everything():
            if name != NAME and (source / name).is_file():
                shutil.copy(source / name, directory / name)
        merged.kernels += run.kernels
        merged.mode, merged.qemu = run.mode, run.qemu
        if run.measured():
            statuses.append(Status(run.status))
    status = overall(statuses, len(merged.kernels) - len(merged.measured()))
    merged.status = int(status)
    write(directory, merged)
    return status


def main(args: list[str]) -> int:
    match args:
        case ["merge", into, _, *_]:
            print(int(merge(Path(into), [Path(place) for place in args[2:]])))
        case ["notes", place]:
            run = read(Path(place))
            print("".join(f"{note}\n" for note in ([*run.notes(), *run.skips()] if run else [])), end="")
        case ["files", place]:
            run = read(Path(place))
            for label, names in (run.files(Path(place)) if run else {}).items():
                print(label.replace("\t", " "), *names, sep="\t")
        case _:
            print(__doc__, file=sys.stderr)
            return Status.USAGE
    return Status.PASSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
