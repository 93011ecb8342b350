# SPDX-License-Identifier: GPL-2.0-only
"""x86_64: a bzImage contains the compressed kernel, which QEMU can start directly with CONFIG_PVH.
"""
import struct
from dataclasses import dataclass
from pathlib import Path

from vm import elf
from vm.arch import Arch, Image

XEN_ELFNOTE_PHYS32_ENTRY = 18


def _is_bzimage(data: bytes) -> bool:
    return len(data) > 4096 and data[0x202:0x206] == b"HdrS"


def _payload(data: bytes) -> tuple[int, int]:
    """Returns where the compressed kernel is, from the end of the setup
    (Documentation/arch/x86/boot.rst)."""
    offset, length = struct.unpack_from("<II", data, 0x248)
    return ((data[0x1f1] or 4) + 1) * 512 + offset, length


def _machine(data: bytes) -> str:
    # boot.rst: from protocol 2.12 on bit 0 of xloadflags says that there is a 64-bit entry point.
    protocol, flags = struct.unpack_from("<H", data, 0x206)[0], data[0x236]
    return "x86_64" if protocol >= 0x20c and flags & 1 else "i386"


def _banner(data: bytes) -> str:
    at = struct.unpack_from("<H", data, 0x20e)[0] + 0x200
    return data[at:data.index(b"\0", at)].decode(errors="replace")


@dataclass(frozen=True, kw_only=True)
class X86(Arch):
    def inspect(self, data: bytes) -> Image | None:
        if _is_bzimage(data):
            if sum(_payload(data)) > len(data):
                raise ValueError("not a whole kernel image: the file is truncated")
            return Image("bzimage", _machine(data), _banner(data))
        return None

    def extract(self, data: bytes) -> bytes:
        if data[:4] != elf.MAGIC:
            if not _is_bzimage(data):
                raise ValueError("not a bzImage")
            from vm import unpack
            start, length = _payload(data)
            data = unpack.kernel(data[start:start + length])
        if data[:4] != elf.MAGIC:
            raise ValueError("the unpacked kernel is not an ELF file")
        if not elf.has_note(data, b"Xen\0", XEN_ELFNOTE_PHYS32_ENTRY):
            raise ValueError("the kernel has no PVH entry point (CONFIG_PVH)")
        return data


ARCH = X86(
    name="x86_64", qemu="qemu-system-x86_64", machine=(), emulated_cpu="qemu64,+rdrand", console="ttyS0",
    # The kernel would calibrate the timer of the APIC with another clock, in a busy loop of four
    # seconds of real time.
    icount_parameters=("nolapic_timer", "tsc_early_khz=1000000"),
    # 6.12 and later believe that CPUs can be plugged in only on a hypervisor that they know; 6.1 always.
    possible_cpu=",-hypervisor", possible=("-smbios", "type=1,serial=VMware-1", "-machine", "vmport=on"),
    # This firmware starts a vmlinux with a hundredth of the instructions of a PC's BIOS.
    firmware=(Path("/usr/share/seabios/bios-microvm.bin"), Path("/usr/share/qemu/bios-microvm.bin"),
              Path("/usr/share/qemu/qboot.rom")),
    package="amd64", pinned="insns.x86_64", make_arch="x86_64", make_target="bzImage",
    built_image="arch/x86/boot/bzImage")
