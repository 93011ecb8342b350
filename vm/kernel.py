# SPDX-License-Identifier: GPL-2.0-only
"""A kernel that can be booted: a directory, called an entry, in the cache or made for one run.

    image        the original image
    vmlinux      the ELF file from it, if QEMU can start that directly
    config       its configuration, if it is known
    System.map.gz  addresses of its functions, if they are beside the image
    kernel.cpio  modules and configuration for the initramfs
    meta         the fields of Kernel as key=value lines
"""
from dataclasses import dataclass, fields
from pathlib import Path

from vm.status import Fault


@dataclass(frozen=True)
class Kernel:
    """What is known of an entry.  release is that of uname -r; version is upstream's and sorts."""

    place: Path
    type: str = ""
    arch: str = ""
    release: str = ""
    version: str = ""
    # The provider, the provider's name for the kernel, and the name for people.
    provider: str = ""
    handle: str = ""
    origin: str = ""
    sha256: str = ""
    config_sha256: str = ""
    # The hash of the program that made the entry.  Another program makes it again.
    made_by: str = ""

    @property
    def image(self) -> Path:
        return self.place / "image"

    @property
    def vmlinux(self) -> Path | None:
        path = self.place / "vmlinux"
        return path if path.is_file() and path.stat().st_size else None

    @property
    def config(self) -> Path | None:
        path = self.place / "config"
        return path if path.is_file() and path.stat().st_size else None

    @property
    def map(self) -> Path | None:
        path = self.place / "System.map.gz"
        return path if path.is_file() else None

    @property
    def archive(self) -> Path:
        return self.place / "kernel.cpio"


_KEYS = [field.name for field in fields(Kernel) if field.name != "place"]


def load(place: Path) -> Kernel | None:
    """Returns the entry at place; None if there is none."""
    try:
        # Only a newline ends a line: a path may have other characters that Python takes for one.
        text = (place / "meta").read_bytes().decode(errors="surrogateescape")
    except OSError:
        return None
    known = dict(line.partition("=")[::2] for line in text.split("\n") if line)
    return Kernel(place, **{key: known[key] for key in _KEYS if key in known}) if known else None


def save(kernel: Kernel) -> None:
    """Writes meta.  Raises OSError, and Fault for a value with a line break."""
    lines = []
    for key in _KEYS:
        value = getattr(kernel, key)
        if "\n" in value:
            raise Fault(f"{kernel.origin!r}: a name with a line break is not supported")
        if value:
            lines.append(f"{key}={value}\n")
    (kernel.place / "meta").write_bytes("".join(lines).encode(errors="surrogateescape"))


# Without these options a guest cannot be booted or has nothing to measure.
REQUIRED = {
    "BLK_DEV_INITRD": "take an initramfs", "SERIAL_8250_CONSOLE": "print on a serial console",
    "BINFMT_ELF": "run a program", "DEVTMPFS": "give the guest its devices", "BPF_SYSCALL": "load BPF programs",
}


def check(kernel: Kernel, name: str, arch: str) -> None:
    """Raises Fault if the kernel can already be known to fail on arch."""
    if kernel.arch != arch:
        raise Fault(f"{name}: an image for {kernel.arch}; only {arch} kernels can be booted here")
    if not kernel.config:
        return
    lines = set(kernel.config.read_text(encoding="utf-8", errors="replace").splitlines())
    for option, purpose in REQUIRED.items():
        if f"CONFIG_{option}=y" not in lines:
            raise Fault(f"{name}: was built without CONFIG_{option}, so it cannot {purpose} "
                        "(configs/config.vm has what is needed)")
