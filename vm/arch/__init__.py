# SPDX-License-Identifier: GPL-2.0-only
"""Architectures: each file here has one as ARCH."""
import importlib
import os
import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Image:
    """What a kernel image says about itself.  kind is its name in messages and in meta."""

    kind: str
    arch: str
    banner: str


@dataclass(frozen=True, kw_only=True)
class Arch(ABC):
    """What differs between architectures; both QEMU and the guest need these values."""

    # The name that uname -m prints.
    name: str
    # The QEMU program (VM_QEMU overrides it), its arguments in every mode, and the emulated CPU.
    qemu: str
    machine: tuple[str, ...]
    emulated_cpu: str
    # The first serial port, which is the console of the kernel.
    console: str
    # Kernel parameters for modes in which QEMU's clock counts instructions.
    icount_parameters: tuple[str, ...]
    # What makes a kernel take CPUs for possible that are not there: properties of the CPU, and
    # further arguments of QEMU.
    possible_cpu: str
    possible: tuple[str, ...]
    # Firmware that starts a kernel fastest; the first one that exists is used.
    firmware: tuple[Path, ...]
    # Debian's name of the architecture, as in names of packages.
    package: str
    # Prefix of the directories in bounds/ with limits of this architecture.
    pinned: str
    # For building: ARCH and target of make, and the image that it makes.
    make_arch: str
    make_target: str
    built_image: str

    @abstractmethod
    def inspect(self, data: bytes) -> Image | None:
        """Returns None if data is no image of this architecture.  Raises ValueError if it is
        damaged."""

    @abstractmethod
    def extract(self, data: bytes) -> bytes:
        """Returns the ELF file that QEMU can start directly.  Raises ValueError if there is none.
        """


@cache
def known() -> dict[str, Arch]:
    """Returns all architectures by name."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {module.ARCH.name: module.ARCH for module in modules}


def host() -> Arch | None:
    """Returns the architecture of this machine, whose programs run in the guests; None if it is
    unknown."""
    return known().get(os.uname().machine)
