# SPDX-License-Identifier: GPL-2.0-only
"""Shows the outcome: the table or the comparison, the verdict of each kernel, and the exit status.

All of it is read from run.json.
"""
import json
import signal
import subprocess
from pathlib import Path

from vm import configs, github, manifest, parts
from vm.explain import commits
from vm.job import Job
from vm.manifest import Run
from vm.settings import Session
from vm.status import Status
from vm.versions import readable


def _path(session: Session, name: str) -> str:
    """Returns a path that is not an option, even if the directory begins with "-"."""
    path = str(session.out / name)
    return f"./{path}" if path.startswith("-") else path


def warn_configs(session: Session, jobs: list[Job]) -> None:
    """Warns if the configurations of the kernels differ, because this affects their figures."""
    known = []
    for job in jobs:
        if job.kernel and job.kernel.config:
            known.append((job.label, configs.load(job.kernel.config)))
        elif job.kernel and len(jobs) > 1:
            session.console.warn(f"{job.label}: kernel config unknown: cannot check for differences")
    for label, options in known[1:]:
        differ = configs.differences(known[0][1], options)
        if differ:
            session.console.warn(f"warning: {label} is configured differently from {known[0][0]}: {', '.join(differ)}")


def _reported(session: Session, command: list[str]) -> int:
    """Runs a command of report_progs, which prints for this terminal, and returns its status."""
    session.console.progress_end()
    done = subprocess.run(["setpriv", "--pdeathsig", "TERM", "--", str(session.report), *command], check=False)
    return done.returncode


def _table(session: Session, run: Run) -> Status:
    """Shows a column for each kernel with all its boots, and a line for each without results."""
    if not any(run.files(session.out).values()):
        return Status.PASSED
    # A reader that stops reading is no fault.
    if _reported(session, ["table", _path(session, "")]) in (0, -signal.SIGPIPE):
        return Status.PASSED
    session.console.warn("the table is missing")
    return Status.SETUP


# The status of report_progs compare --strict when too little was judged.
_CANNOT_TELL = 4


def _compare(session: Session, run: Run) -> Status:
    """Compares each further kernel with the first.

    Returns FAILED if something is worse, UNDECIDED with --strict if it cannot be told, and USAGE if they cannot be compared or one has no result.
    """
    words: list[str] = []
    for label, files in run.files(session.out).items():
        if not files:
            session.console.warn(f"--compare: {label} gave no result")
            return Status.USAGE
        words += (["--"] if words else []) + [_path(session, name) for name in files]
    strict = ["--strict"] if session.options.strict else []
    status = _reported(session, ["compare", *strict, *words])
    if status == _CANNOT_TELL:
        return Status.UNDECIDED
    try:
        return Status(status)
    except ValueError:
        return Status.SETUP


def _candidates(session: Session, files: list[str]) -> None:
    """Shows commits that may be the reason of what changed."""
    old, new = (json.loads(Path(path).read_text(encoding="utf-8")) for path in files)
    try:
        lines = commits.candidates(commits.Source(Path(session.options.source or "")), old, new)
    except commits.NoSource as why:
        session.console.warn(f"--source: {why}")
        return
    session.console.say("\n" + "\n".join(lines))


def _explain(session: Session, run: Run) -> None:
    """Shows which functions the figures consist of; of several kernels, what changed since the
    first."""
    files = [_path(session, name) for kernel in run.measured()
             if (name := next((boot["explained"] for boot in kernel["boots"] if boot["explained"]), None))]
    for words in [[files[0], other] for other in files[1:]] or [files]:
        if words:
            session.console.say()
            _reported(session, ["explain", *words])
        if len(words) > 1 and session.options.source:
            _candidates(session, words)


def _parts(session: Session, run: Run) -> None:
    """Shows where the cost of tools goes, on each kernel."""
    for kernel in run.measured():
        boot = next((one for one in kernel["boots"] if one["file"]), None)
        result = Path(_path(session, boot["file"])) if boot else None
        if not boot or not result or not result.is_file():
            continue
        explained = Path(_path(session, boot["explained"])) if boot["explained"] else None
        said = parts.lines(result, explained)
        if said:
            session.console.say(f"\n{kernel['release']}\n" + "\n".join(said))


def show(session: Session, run: Run, why: str) -> Status:
    """Shows everything and returns the worst of all statuses.  why explains a mode that the user
    did not choose."""
    say = session.console.say
    booted = any(kernel["boots"] for kernel in run.kernels)
    status = Status.PASSED
    if booted:
        compare = session.options.compare and len(run.measured()) > 1
        status = _compare(session, run) if compare else _table(session, run)
        if session.options.explain:
            _explain(session, run)
        _parts(session, run)
        for note in run.notes():
            say(note)
    say()
    if booted:
        say(f"mode {run.mode}{f' ({why})' if why else ''}, results in {session.out}")
    verdicts = _verdicts(session, run)
    return manifest.overall([status, *verdicts] if run.measured() else [], len(run.kernels))


def _verdicts(session: Session, run: Run) -> list[Status]:
    """Shows a line for each boot, and then one for each kernel that was not booted.  Returns the
    statuses of all kernels that were not skipped."""
    statuses = []
    boots = [(turn, kernel["label"], boot) for kernel in run.kernels for turn, boot in enumerate(kernel["boots"])]
    for turn, label, boot in sorted(boots, key=lambda one: one[0]):
        known = boot["status"] is not None
        one = Status(boot["status"]) if known else Status.INTERRUPTED
        message = boot["message"] if known else "not booted: interrupted"
        word = boot["verdict"] if known else one.word
        partial = " (the results so far are kept)" if boot["partial"] else ""
        session.console.say(f"{word:<10} {label}{f'.{turn + 1}' if turn else ''}: {message}{partial}")
        statuses.append(one)
    for kernel in run.kernels:
        if not kernel["boots"] and kernel["status"] is not None and not manifest.skipped(kernel):
            session.console.say(f"{'NOT BOOTED':<10} {kernel['name']}: {manifest.reason(kernel)}")
            statuses.append(Status(kernel["status"]))
    for skip in run.skips():
        session.console.say(skip)
    return statuses


def fetched(session: Session, jobs: list[Job]) -> Status:
    """Shows a line for each kernel of --fetch.

    Returns USAGE if one is missing.  With --skip-missing it returns SKIPPED if all are.
    """
    say = session.console.say
    for job in jobs:
        if job.kernel:
            say(f"{job.kernel.release} {readable(job.kernel.version)} from {job.kernel.origin}")
    return _missing(session, jobs)


def _missing(session: Session, jobs: list[Job]) -> Status:
    for job in jobs:
        if not job.kernel:
            unasked = " unasked" if session.options.resolve and job.unasked else ""
            session.console.say(f"{'SKIPPED' if job.missing else 'MISSING'} {job.name}{unasked}")
    statuses = [Status.PASSED if job.kernel else Status.USAGE for job in jobs if not job.missing]
    return manifest.overall(statuses, len(jobs))


def resolved(session: Session, jobs: list[Job]) -> Status:
    """Shows name, release, provider and, of a path, hash of each kernel of --resolve, and which
    may exist at a provider that could not be asked.  Returns a status as fetched()."""
    for job in jobs:
        if job.kernel:
            session.console.say(f"{job.name} {job.kernel.release} {job.kernel.provider} {job.kernel.sha256 or '-'}")
    return _missing(session, jobs)


def noted(session: Session, job: Job) -> None:
    """Reports at once that a kernel is not the one of the lock file."""
    session.console.warn(f"{job.name}: {job.note}")
    if github.active():
        session.console.say(github.annotation("notice", job.name, job.note))


def not_booted(session: Session, job: Job) -> None:
    """Reports at once why a kernel is not booted."""
    session.console.warn(job.fault)
    if github.active():
        session.console.say(github.annotation("notice" if job.missing else "error", job.name, job.fault))


