# SPDX-License-Identifier: GPL-2.0-only
"""Boots all guests of a run, several at a time, and saves the results of each when it ends."""
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Event, Thread

from vm import boot as booting
from vm import caches, disk, github, judge, manifest, qemu, tracing
from vm.initramfs import Initramfs
from vm.job import Boot, Job, Verdict
from vm.modes import Mode
from vm.qemu import Qemu
from vm.settings import Session
from vm.status import Fault, Status, Stop, worst

# The seed of the first boot of every kernel.
FIRST_SEED = 42


def prepare(session: Session, jobs: list[Job], machine: Qemu, mode: Mode, initramfs: Initramfs) -> list[Boot]:
    """Returns all boots, ready to start.

    They are in turns, A B A B, so that a change on the host affects all kernels.  Raises Stop.
    """
    from vm import guestargs
    options = session.options
    unit = ["--unit", "insns"] if mode.counts and not guestargs.given(initramfs.options, options.tests, "unit") else []
    strict = ["--strict"] if options.strict else []
    window = ["--window", str(caches.WINDOW)] if options.misses and not guestargs.given(
        initramfs.options, options.tests, "window") else []
    command = ["./test_progs", *unit, *strict, *window, *options.tests, "-J", "/out/results.json"]
    boots: list[Boot] = []
    for turn in range(options.boots):
        for job in jobs:
            if not job.kernel:
                continue
            number = len(boots) + 1
            one = Boot(number, job.label + (f".{turn + 1}" if turn else ""), FIRST_SEED + turn, job.kernel,
                       session.work / f"job.{number}", symbols=job.symbols, possible=job.possible)
            try:
                one.place.mkdir()
                initramfs.job(one.place, job.kernel, command)
                one.command = qemu.command(machine, mode, job.kernel, one.place, options, seed=one.seed,
                                           smp=options.smp or mode.cpus(), possible=job.possible)
                if options.explain:
                    one.command += tracing.words(session)
                (one.place / "qemu").write_bytes(b"".join(os.fsencode(word) + b"\n" for word in one.command))
            except OSError as err:
                raise Stop(Status.SETUP, str(disk.cannot_write(session.work, job.name))) from err
            except Fault as fault:
                raise Stop(Status.SETUP, str(fault)) from fault
            # The first port is the console; the guest sends its results over the second.
            one.command += ["-serial", f"file:{one.place}/console", "-serial", f"file:{one.place}/ttyS1"]
            job.boots.append(one)
            boots.append(one)
    return boots


def keep_result(session: Session, boot: Boot, mode: Mode, machine: Qemu) -> None:
    """Saves the result file, and adds what only the host knows as "vm" of its environment.  Raises
    OSError."""
    source = boot.place / "out/results.json"
    if not source.is_file() or not source.stat().st_size:
        return
    data = json.loads(source.read_text(encoding="utf-8"))
    kernel, cpus = boot.kernel, data["environment"].get("cpus_possible")
    if boot.possible and cpus != boot.possible:
        raise ValueError(f"the kernel has {cpus} possible CPUs, not {boot.possible}: its figures are not kept")
    data["environment"]["vm"] = {"mode": mode.name, "qemu": machine.version, "provider": kernel.provider,
                                 "version": kernel.version, "image_sha256": kernel.sha256}
    if mode.counts and boot.started:
        # The guest's clock starts at the same date in each boot, so that its figures repeat.
        data["run"]["started"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(boot.started))
    if boot.partial:
        data["environment"]["vm"]["ended"] = boot.ended or "killed"
        data["run"]["incomplete"] = True
    name = f"{boot.label}.json"
    disk.write_whole(session.out / name, json.dumps(data, indent=1).encode() + b"\n")
    boot.file = name
    if kernel.config:
        disk.write_whole(session.out / f"{boot.label}.config", kernel.config.read_bytes())


@dataclass
class Runner:
    """Runs the boots of one run."""

    session: Session
    mode: Mode
    machine: Qemu
    # Called when run.json must be written.
    record: Callable[[], None]
    _events: Queue = field(default_factory=Queue)
    _stop: Event = field(default_factory=Event)
    _running: dict[int, tuple[Boot, Thread]] = field(default_factory=dict)
    _states: dict[int, str] = field(default_factory=dict)

    def run(self, boots: list[Boot], parallel: int) -> None:
        """Runs all boots to their ends."""
        waiting = list(boots)
        while waiting or self._running:
            while waiting and len(self._running) < parallel:
                self._start(waiting.pop(0))
            self._handle()
        self.session.console.progress_end()

    def stop(self) -> None:
        """Ends all running guests.  Finished ones keep their verdicts."""
        self._stop.set()
        while self._running:
            self._handle()

    def _start(self, boot: Boot) -> None:
        thread = Thread(target=self._boot, args=(boot,), name=boot.label)
        self._running[boot.number] = (boot, thread)
        thread.start()

    def _boot(self, boot: Boot) -> None:
        """Runs in its own thread, because it takes time."""
        try:
            booting.run(self.session, self.mode, boot, lambda state: self._events.put((boot.number, state)), self._stop)
            boot.verdict = judge.judge(self.session, boot)
        except OSError as err:
            boot.verdict = Verdict(Status.SETUP, f"{err.filename or boot.place}: {err.strerror}")
        finally:
            self._events.put((boot.number, "done"))

    def _handle(self) -> None:
        """Handles the next event of a boot, if one comes soon."""
        try:
            number, state = self._events.get(timeout=0.5)
        except Empty:
            return
        self._states[number] = state
        if state == "done":
            boot, thread = self._running.pop(number)
            thread.join()
            self._finish(boot)
        elif not state.startswith("operation") or self.session.console.terminal:
            self._show(number)

    def _show(self, number: int) -> None:
        console = self.session.console
        if not console.terminal:
            console.progress(f"{self._running[number][0].label}: {self._states[number]}")
            return
        console.progress(" | ".join(f"{boot.label}: {self._states.get(of, 'starting')}"
                                    for of, (boot, _) in self._running.items()))

    def _finish(self, boot: Boot) -> None:
        """Saves the results and the log of a boot, and reports its verdict."""
        session = self.session
        boot.verdict = boot.verdict or Verdict(Status.SETUP, "ended without a verdict (this is a bug in vmtest.sh)")
        log = session.out / f"{boot.label}.log"
        try:
            log.write_text(judge.log_text(boot), encoding="utf-8", errors="surrogateescape")
            keep_result(session, boot, self.mode, self.machine)
        except (OSError, ValueError, KeyError) as err:
            fault = disk.cannot_write(session.out, boot.label) if isinstance(err, OSError) else err
            boot.verdict = Verdict(Status.SETUP, str(fault))
        if session.options.explain and boot.file:
            self._explain(boot)
        if not session.options.keep:
            (boot.place / "initrd").unlink(missing_ok=True)
        self.record()
        session.console.note(f"{boot.label}: {boot.verdict.message} ({self._times(boot)})")
        self._announce(boot.label, boot.verdict)

    def _explain(self, boot: Boot) -> None:
        """Explains the results.  What cannot be explained is as bad as a result that is missing."""
        session = self.session
        name = f"{boot.label}.explain.json"
        session.console.progress(f"{boot.label}: explaining")
        try:
            tracing.explain(session, boot, session.out / boot.file, session.out / name)
            session.console.note(f"{boot.label}: {tracing.summary(session.out / name)}")
        except Fault as fault:
            session.console.warn(str(fault))
            assert boot.verdict
            boot.verdict = Verdict(worst(boot.verdict.status, Status.SETUP), str(fault).removeprefix(f"{boot.label}: "))
        if (session.out / name).is_file():
            boot.explained = name

    def _times(self, boot: Boot) -> str:
        """Returns the times since the boot and since vmtest.sh was started."""
        started = boot.started or time.time()
        text = f"{time.time() - started:.1f} s"
        if boot.first:
            text += (f"; first operation measured {boot.first - started:.1f} s after QEMU, "
                     f"{boot.first - self.session.started:.1f} s after vmtest.sh")
        return text

    def _announce(self, label: str, verdict: Verdict) -> None:
        """Writes an annotation, which GitHub shows at the top of the run, and a folded log."""
        if not github.active():
            return
        say = self.session.console.say
        say(f"::group::{label} console")
        log = self.session.out / f"{label}.log"
        if log.is_file():
            say(github.inert(log.read_text(encoding="utf-8", errors="surrogateescape")), end="")
        say("::endgroup::")
        if verdict.open or verdict.status != Status.PASSED:
            warns = verdict.open or verdict.status in (Status.SKIPPED, Status.UNDECIDED)
            level = "warning" if warns else "error"
            say(github.annotation(level, label, verdict.message))


def move_earlier(session: Session, jobs: list[Job]) -> None:
    """Moves the results of an earlier run in the same directory to a directory of their own.

    So none of them is replaced, or taken for a result of this run.  Raises Stop.
    """
    out = session.out
    earlier = manifest.read(out)
    names = set(earlier.everything()) if earlier else set()
    # A boot of an earlier run may have a higher number, and no run.json that names it.
    labels = "|".join(re.escape(job.label) for job in jobs if job.boots)
    ours = re.compile(rf"(?:{labels})(?:\.[1-9][0-9]*)?(?:\.explain)?\.(?:json|log|config)")
    names |= {path.name for path in out.iterdir() if labels and ours.fullmatch(path.name)}
    there = sorted(name for name in names if "/" not in name and (out / name).exists())
    if not there:
        return
    when = max((out / name).stat().st_mtime for name in there)
    stem = time.strftime("earlier-%Y-%m-%d-%H%M%S", time.gmtime(when))
    number, place = 1, out / stem
    while place.exists():
        number += 1
        place = out / f"{stem}.{number}"
    try:
        place.mkdir()
        for name in there:
            shutil.move(out / name, place / name)
    except OSError as err:
        raise Stop(Status.SETUP, f"{place}: cannot keep the results of an earlier run: {err.strerror}") from err
    session.console.warn(f"{out} had results of an earlier run: they were moved to {place}")


