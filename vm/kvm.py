# SPDX-License-Identifier: GPL-2.0-only
"""Finds out whether KVM works, and chooses the mode.

KVM may not work even though /dev/kvm can be opened: on some hosts the guest hangs, or QEMU stops
with internal-error and never ends.  So a guest is booted that powers off at once.  The answer is
kept until the host boots again.
"""
import os
import subprocess
from pathlib import Path

from vm import children, paths, qemu, qmp
from vm.initramfs import Initramfs
from vm.kernel import Kernel
from vm.modes import MODES, Mode
from vm.qemu import Qemu
from vm.settings import Session
from vm.status import Status, Stop

DEVICE = Path("/dev/kvm")
WORKS = "works"


def _probe(session: Session, machine: Qemu, initramfs: Initramfs, kernel: Kernel) -> str:
    """Boots a guest under KVM.  Returns WORKS, or why KVM does not work."""
    place = session.scratch("probe")
    initramfs.job(place, kernel, ["true"])
    directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    command = qemu.command(machine, MODES["kvm"], kernel, place, session.options, more=("vm.probe",))
    command = [word.replace(paths.DIRECTORY, str(directory)) for word in command]
    console, err = place / "console", place / "err"
    with open(err, "wb") as out:
        child = children.start([*command, "-serial", f"file:{console}"], stdin=subprocess.DEVNULL, stdout=out,
                               stderr=subprocess.STDOUT, pass_fds=(directory,))
    try:
        ended = qmp.watch(qemu.socket(place, str(directory)), session.probe_seconds, lambda: child.poll() is None)
    finally:
        child.kill()
        child.wait()
        os.close(directory)
    if console.exists() and any(line.startswith(b"VM: probe") for line in console.read_bytes().splitlines()):
        return WORKS
    if ended == "gone":
        return f"QEMU: {children.last_line(err)}"
    return f"a guest under KVM ended in '{ended}' within {session.probe_seconds} s"


def state(session: Session, machine: Qemu, initramfs: Initramfs, kernel: Kernel) -> str:
    """Returns WORKS, or why KVM does not work."""
    if not DEVICE.exists():
        return f"there is no {DEVICE}"
    if not os.access(DEVICE, os.W_OK):
        return f"{DEVICE} is not writable for this user (group kvm)"
    known = session.cache / "kvm"
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    key = f"{boot},{machine.version}"
    try:
        said, _, answer = known.read_text(encoding="utf-8").partition(" ")
        if said == key:
            return answer.strip()
    except OSError:
        pass
    session.console.progress("probing KVM")
    answer = _probe(session, machine, initramfs, kernel)
    known.write_text(f"{key} {answer}\n", encoding="utf-8")
    return answer


def choose(session: Session, machine: Qemu, initramfs: Initramfs, kernel: Kernel) -> tuple[Mode, str]:
    """Returns the mode, and why it was chosen if the user did not choose it.  Raises Stop."""
    asked = session.options.mode
    if asked == "auto" and session.options.interactive:
        return MODES["tcg"], ""
    if asked not in ("auto", "kvm"):
        return MODES[asked], ""
    why = state(session, machine, initramfs, kernel)
    if asked == "auto":
        return MODES["kvm" if why == WORKS else "icount"], f"KVM: {why}"
    if why != WORKS:
        raise Stop(Status.SETUP, f"--mode kvm: KVM does not work here: {why}")
    return MODES["kvm"], ""
