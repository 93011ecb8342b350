# SPDX-License-Identifier: GPL-2.0-only
"""-i: connects this terminal to the console of the guest."""
import os
import subprocess

from vm import paths, qemu
from vm.initramfs import Initramfs
from vm.kernel import Kernel
from vm.modes import Mode
from vm.qemu import Qemu
from vm.settings import Session
from vm.status import Status


def run(session: Session, machine: Qemu, mode: Mode, initramfs: Initramfs, kernel: Kernel) -> Status:
    """Runs a shell in the guest until it ends.  Raises Fault, OSError."""
    options = session.options
    place = session.scratch("job")
    initramfs.job(place, kernel, ["./test_progs", *options.tests])
    directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    words = qemu.command(machine, mode, kernel, place, options, smp=options.smp or mode.cpus(), more=("vm.shell",))
    words = [word.replace(paths.DIRECTORY, str(directory)) for word in words]
    # The monitor of QEMU uses the same terminal.
    at = words.index("-monitor")
    del words[at:at + 2]
    session.console.warn(f"this is a shell on {kernel.release}: test_progs is in /t; exit ends the guest, Ctrl-A X kills it")
    done = subprocess.run(["setpriv", "--pdeathsig", "KILL", "--", *words, "-serial", "mon:stdio"],
                          pass_fds=(directory,), check=False)
    return Status.PASSED if done.returncode == 0 else Status.SETUP
