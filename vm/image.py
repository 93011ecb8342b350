# SPDX-License-Identifier: GPL-2.0-only
"""Inspects kernel images of every architecture that has a file in arch/."""
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from vm import arch, elf
from vm.status import Fault

PE_MACHINES = {0x14c: "i386", 0x8664: "x86_64", 0xaa64: "aarch64", 0x5064: "riscv64", 0x6264: "loongarch64"}


@dataclass(frozen=True)
class Facts:
    """What an image says.  version is upstream's and sorts (7.3~rc4); release is that of uname -r.
    """

    type: str
    arch: str
    release: str
    version: str


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        raise Fault(f"{path}: {err.strerror}") from err


def upstream_version(release: str, banner: str) -> str:
    """Returns the version, such as 6.1.192 for Debian's release 6.1.0-56-cloud-amd64."""
    debian = re.search(r"Debian ([0-9][^ ]*)", banner)
    for text in (debian.group(1) if debian else "", release):
        found = re.match(r"(\d+\.\d+(?:\.\d+)?)(?:[~-](rc\d+))?", text)
        if found:
            return found.group(1) + ("~" + found.group(2) if found.group(2) else "")
    return ""


def _other(data: bytes) -> str:
    """Returns the architecture of an image that arch/ does not know; empty if it is no image."""
    if data[0x38:0x3c] == b"ARM\x64":
        return "aarch64"
    if data[0x24:0x28] == struct.pack("<I", 0x016f2818):
        return "arm"
    if data[0x30:0x35] == b"RISCV":
        return "riscv64"
    if data[:2] == b"MZ" and len(data) > 0x40:
        pe = struct.unpack_from("<I", data, 0x3c)[0]
        if data[pe:pe + 4] == b"PE\0\0":
            return PE_MACHINES.get(struct.unpack_from("<H", data, pe + 4)[0], "unknown")
    return ""


def _look(path: Path, data: bytes) -> arch.Image:
    for one in arch.known().values():
        found = one.inspect(data)
        if found:
            return found
    if data[:4] == elf.MAGIC and (banner := re.search(rb"Linux version ([0-9][ -~]+)", data)):
        return arch.Image("vmlinux", elf.machine(data), banner.group(1).decode())
    machine = _other(data)
    if machine in ("", "i386", *arch.known()):
        raise Fault(f"{path}: not a kernel image (neither bzImage nor vmlinux), or damaged")
    return arch.Image("other", machine, "")


def inspect(path: Path) -> Facts:
    """Returns what an image says.  Raises Fault, which begins with the path, if it is no image."""
    data = read(path)
    try:
        found = _look(path, data)
    except (struct.error, ValueError, IndexError) as err:
        raise Fault(f"{path}: {'damaged: ' if isinstance(err, struct.error) else ''}{err}") from err
    release = found.banner.split(" ")[0]
    return Facts(found.kind, found.arch, release, upstream_version(release, found.banner))


def extract(path: Path, machine: str, out: Path) -> bool:
    """Writes the ELF file that QEMU can start directly to out.  Returns False if there is none."""
    try:
        out.write_bytes(arch.known()[machine].extract(read(path)))
    except (KeyError, ValueError, struct.error, Fault):
        out.unlink(missing_ok=True)
        return False
    return True


def config(vmlinux: Path) -> bytes:
    """Returns the configuration that CONFIG_IKCONFIG embeds; empty if there is none."""
    data = read(vmlinux)
    at = data.find(b"IKCFG_ST\x1f\x8b\x08")
    if at < 0:
        return b""
    try:
        return zlib.decompressobj(31).decompress(data[at + 8:])
    except zlib.error:
        return b""
