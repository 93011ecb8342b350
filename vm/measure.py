# SPDX-License-Identifier: GPL-2.0-only
"""Measures: from the names of the kernels to the results."""
import dataclasses
import fcntl
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vm import disk, entry, kernel, kvm, lockfile, manifest, names, report, run, shell, tracing
from vm.initramfs import Initramfs
from vm.job import Job
from vm.modes import Mode
from vm.qemu import Qemu
from vm.settings import Session
from vm.status import Fault, Interrupted, Missing, Status, Stop, worst


@contextmanager
def cache_lock(session: Session) -> Iterator[None]:
    """Holds the lock of the cache.  Raises Stop."""
    try:
        file = open(session.cache / "lock", "w", encoding="utf-8")
    except OSError as err:
        raise Stop(Status.SETUP, f"{session.cache} cannot be written") from err
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            session.console.progress("waiting for another vmtest.sh that fills the cache")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def resolve_all(session: Session, machine: Qemu, initramfs: Initramfs) -> list[Job]:
    """Returns a job for each name, with its kernel or a fault."""
    jobs = []
    options = session.options
    with cache_lock(session):
        if not options.resolve:
            initramfs.base  # pylint: disable=pointless-statement
        for left in (session.cache / "kernels").glob(f"{entry.UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        for name in options.kernels:
            session.console.subject = name
            job = Job(name)
            try:
                found, note = lockfile.resolve(session, name) if options.locked else (names.resolve(session, name), "")
                if not options.resolve:
                    kernel.check(found, name, machine.arch.name)
                if options.lock:
                    lockfile.record(session, name, found)
                job.kernel, job.note = found, note
                if note:
                    report.noted(session, job)
            except Fault as fault:
                job.fault = str(fault)
                job.missing = options.skip_missing and isinstance(fault, Missing)
                job.unasked = bool(isinstance(fault, Missing) and fault.unasked)
                report.not_booted(session, job)
            jobs.append(job)
    session.console.subject = ""
    session.console.progress_end()
    return jobs


def for_possible(jobs: list[Job], numbers: list[int]) -> list[Job]:
    """Returns each kernel once for each number of possible CPUs; as it is if there are none."""
    if not numbers:
        return jobs
    return [dataclasses.replace(job, possible=number, boots=[]) for job in jobs for number in numbers]


def choose_labels(jobs: list[Job]) -> None:
    """Chooses a label for the results of each kernel.  Two builds may have the same release."""
    seen: Counter[str] = Counter()
    for job in jobs:
        if not job.kernel:
            job.label = job.name
            continue
        label = job.kernel.release or Path(job.name).name
        # The label becomes a file name, and a release is text from an image.
        label = re.sub(r"[^A-Za-z0-9._+~-]", "_", label)
        label = f"_{label}" if label[:1] in ("-", ".", "") else label
        label += f"-possible{job.possible}" if job.possible else ""
        seen[label] += 1
        while seen[label] > 1:
            label = f"{label}_{seen[label]}"
            seen[label] += 1
        job.label = label


class Recorder:
    """Writes the current state to run.json."""

    def __init__(self, session: Session, jobs: list[Job], mode: Mode, machine: Qemu) -> None:
        self.session, self.jobs = session, jobs
        self.run = manifest.Run(manifest.now(), mode=mode.name, qemu=machine.version,
                                command=["vmtest.sh", *session.options.kernels, "--", *session.options.tests])

    def __call__(self) -> None:
        session = self.session
        self.run.kernels = [manifest.kernel_entry(job, session.out) for job in self.jobs]
        self.run.seconds = round(time.time() - session.started, 1)
        try:
            manifest.write(session.out, self.run)
        except OSError:
            session.console.warn(str(disk.cannot_write(session.out, manifest.NAME)))


def _nothing_to_boot(session: Session, jobs: list[Job], machine: Qemu, mode: Mode) -> Status:
    recorder = Recorder(session, jobs, mode, machine)
    recorder.run.finished = True
    recorder()
    recorder.run.status = report.show(session, recorder.run, "")
    recorder()
    return Status(recorder.run.status)


def measure(session: Session, machine: Qemu, initramfs: Initramfs) -> Status:
    """Runs everything.  Returns the worst of all statuses.  Raises Stop, Interrupted."""
    options = session.options
    if options.explain:
        tracing.check(session, machine)
    jobs = resolve_all(session, machine, initramfs)
    jobs = for_possible(jobs, options.possible)
    choose_labels(jobs)
    if options.resolve:
        return report.resolved(session, jobs)
    if options.fetch:
        return report.fetched(session, jobs)
    first = next((job.kernel for job in jobs if job.kernel), None)
    if not first:
        return _nothing_to_boot(session, jobs, machine, kvm.MODES["icount"])
    mode, why = kvm.choose(session, machine, initramfs, first)
    if options.interactive:
        return shell.run(session, machine, mode, initramfs, first)
    report.warn_configs(session, jobs)
    if options.explain:
        _get_symbols(session, jobs, machine, mode, initramfs)
    return _boot(session, jobs, machine, mode, why, initramfs)


def _get_symbols(session: Session, jobs: list[Job], machine: Qemu, mode: Mode, initramfs: Initramfs) -> None:
    """Gets each kernel's list of functions.  A kernel without one is not booted.  Raises Stop."""
    for job in jobs:
        if not job.kernel:
            continue
        try:
            job.symbols = tracing.symbols(session, machine, mode, initramfs, job.kernel)
        except Fault as fault:
            job.kernel, job.fault = None, str(fault)
            report.not_booted(session, job)
    session.console.progress_end()


def _boot(session: Session, jobs: list[Job], machine: Qemu, mode: Mode, why: str, initramfs: Initramfs) -> Status:
    recorder = Recorder(session, jobs, mode, machine)
    runner = run.Runner(session, mode, machine, recorder)
    status = Status.PASSED
    try:
        boots = run.prepare(session, jobs, machine, mode, initramfs)
        run.move_earlier(session, jobs)
        recorder()
        runner.run(boots, session.options.parallel or mode.parallel())
    except Interrupted:
        runner.stop()
        session.console.warn("interrupted")
        status = Status.INTERRUPTED
    recorder.run.finished = True
    recorder()
    status = worst(status, report.show(session, recorder.run, why))
    recorder.run.status = int(status)
    recorder()
    return status
