# SPDX-License-Identifier: GPL-2.0-only
"""Modes: what the figures measure, and how QEMU and the kernel of the guest are set up for it."""
import os
from dataclasses import dataclass

from vm.arch import Arch


@dataclass(frozen=True)
class Mode:
    """A way to run guests."""

    name: str
    accelerator: str
    # Seconds of the guest's clock before measuring begins.
    settle: int = 2
    # True if the clock counts instructions.  Then everything runs on one CPU.
    counts: bool = False

    def cpus(self) -> int:
        """Returns the default number of CPUs of the guest."""
        return 2 if self.name == "kvm" and (os.cpu_count() or 1) > 1 else 1

    def parallel(self) -> int:
        """Returns the default number of parallel boots.  Load from other boots only leaves
        instruction counts unchanged."""
        return os.cpu_count() or 1 if self.counts else 1

    def qemu(self, arch: Arch, seed: int, possible: bool = False) -> list[str]:
        """Returns the arguments of QEMU.  possible: CPUs can be plugged in.

        In a mode that counts instructions the clock advances by one nanosecond per instruction, and
        nothing in the guest depends on the real clock or the time of day.  The n-th boot of every
        kernel has the same seed, and each boot of a kernel another one.  So only what depends on
        the kernel's random numbers (hash seeds, addresses) varies between boots.  -seed also fixes
        RDRAND.  Without RDRAND the first program that needs a random number would make the kernel
        busily collect randomness from its timer for five seconds of real time.
        """
        cpu = "host" if self.accelerator == "kvm" else arch.emulated_cpu
        words = [*arch.machine, "-accel", self.accelerator, "-cpu", cpu + (arch.possible_cpu if possible else "")]
        words += arch.possible if possible else ()
        if self.counts:
            words += ["-icount", "shift=0,sleep=off", "-seed", str(seed),
                      "-rtc", "base=2024-01-01T00:00:00,clock=vm"]
        return words

    def parameters(self, arch: Arch) -> list[str]:
        """Returns the parameters of the kernel."""
        words = [f"console={arch.console}", "nokaslr", "panic=-1", "quiet", "random.trust_cpu=on"]
        # The self-tests of the ciphers take more than half of the instructions of a boot.
        words.append("cryptomgr.notests")
        return words + [*(arch.icount_parameters if self.counts else ()), f"vm.settle={self.settle}"]


MODES = {mode.name: mode for mode in (
    Mode("kvm", "kvm"), Mode("icount", "tcg", settle=5, counts=True), Mode("tcg", "tcg"))}
