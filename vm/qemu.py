# SPDX-License-Identifier: GPL-2.0-only
"""Finds QEMU, and makes its command line."""
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from vm import children, disk, paths, versions
from vm.arch import Arch
from vm.kernel import Kernel
from vm.modes import Mode
from vm.settings import Options
from vm.status import Status, Stop

OLDEST = "6.0"


@dataclass(frozen=True)
class Qemu:
    """The QEMU for guests of an architecture."""

    program: str
    version: str
    arch: Arch
    sandbox: tuple[str, ...]
    # It can load plugins.
    plugins: bool = True


def find(arch: Arch) -> Qemu:
    """Returns the installed QEMU.  Raises Stop if it is missing or too old."""
    name = os.environ.get("VM_QEMU") or arch.qemu
    program = shutil.which(name)
    if not program:
        raise Stop(Status.SETUP, f"{name} is missing: sudo .ci/deps vm")
    found = re.search(r"version ([0-9.]+)", children.output_of([program, "--version"]).partition("\n")[0])
    if not found:
        raise Stop(Status.SETUP, f"{name} --version does not print a version")
    version = found.group(1)
    if versions.key(version) < versions.key(OLDEST):
        raise Stop(Status.SETUP, f"{name} is version {version}; {OLDEST} or newer is needed")
    sandbox: tuple[str, ...] = ()
    usage = children.output_of([program, "--help"])
    if re.search("^-sandbox", usage, re.M):
        # A guest needs no process, user or device of the host.
        sandbox = ("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny")
    return Qemu(program, version, arch, sandbox, bool(re.search("^-plugin", usage, re.M)))


def _lsm(kernel: Kernel) -> list[str]:
    """Returns the parameter for the security modules: the default ones and bpf, which 5.10 leaves
    out."""
    text = kernel.config.read_text(encoding="utf-8", errors="replace") if kernel.config else ""
    found = re.search(r'^CONFIG_LSM="(.*)"', text, re.M)
    if not found or not found.group(1):
        return []
    names = found.group(1)
    return [f"lsm={names}" if "bpf" in names.split(",") else f"lsm={names},bpf"]


def socket(place: Path, directory: str = paths.DIRECTORY) -> str:
    """Returns the path of the control socket of the boot in place."""
    return paths.inside(place, "qmp", directory)


def command(qemu: Qemu, mode: Mode, kernel: Kernel, place: Path, options: Options, *, seed: int = 42,
            smp: int = 1, possible: int | None = None, more: tuple[str, ...] = ()) -> list[str]:
    """Returns the command for a guest whose initrd is in place.  possible is the number of CPUs that
    could be plugged in, with those that are.  more has further kernel parameters."""
    cpus = f"{smp},maxcpus={possible}" if possible else str(smp)
    words = [qemu.program, "-nodefaults", "-no-user-config", "-display", "none", "-vga", "none", "-nic", "none",
             "-monitor", "none", "-no-reboot", "-m", options.memory, "-smp", cpus,
             "-qmp", f"unix:{socket(place)},server=on,wait=off", *qemu.sandbox]
    image = kernel.image
    if kernel.vmlinux:
        image = kernel.vmlinux
        firmware = disk.first_of(*qemu.arch.firmware)
        words += ["-bios", str(firmware)] if firmware else []
    # Keep the parameters identical to the last blank: the kernel also mixes its command line into
    # its random numbers.
    parameters = "".join(f"{word} " for word in (*mode.parameters(qemu.arch), *_lsm(kernel), *options.append))
    return words + ["-kernel", str(image), "-initrd", str(place / "initrd"), "-append", parameters + " ".join(more),
                    *mode.qemu(qemu.arch, seed, possible is not None), *options.qemu]
