#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Looks into kernel images.

image.py inspect IMAGE      arch, release, version, type as key=value lines
image.py extract IMAGE OUT  the ELF vmlinux out of a bzImage
image.py config VMLINUX     the configuration that CONFIG_IKCONFIG put inside

Exit status 1, with the reason on standard error: not to be had.
"""
import bz2
import lzma
import re
import struct
import subprocess
import sys
import zlib

ELF_MACHINES = {3: "i386", 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390x", 40: "arm",
                62: "x86_64", 183: "aarch64", 243: "riscv64", 258: "loongarch64"}
PE_MACHINES = {0x14c: "i386", 0x8664: "x86_64", 0xaa64: "aarch64", 0x5064: "riscv64",
               0x6264: "loongarch64"}
XEN_ELFNOTE_PHYS32_ENTRY = 18


def fail(reason):
    sys.exit(reason)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as err:
        fail(f"{path}: {err.strerror}")


def elf_arch(data):
    order = "<" if data[5] == 1 else ">"
    return ELF_MACHINES.get(struct.unpack_from(order + "H", data, 18)[0], "unknown")


def is_bzimage(data):
    return len(data) > 4096 and data[0x202:0x206] == b"HdrS"


def bzimage_arch(data):
    # Documentation/arch/x86/boot.rst: protocol 2.12 has xloadflags, whose bit 0
    # says that there is a 64-bit entry point.
    protocol, flags = struct.unpack_from("<H", data, 0x206)[0], data[0x236]
    return "x86_64" if protocol >= 0x20c and flags & 1 else "i386"


def banner_of(data):
    """What uname would say, from a bzImage's header or from a vmlinux's text."""
    if is_bzimage(data):
        at = struct.unpack_from("<H", data, 0x20e)[0] + 0x200
        return data[at:data.index(b"\0", at)].decode(errors="replace")
    found = re.search(rb"Linux version ([0-9][ -~]+)", data)
    return found.group(1).decode() if found else ""


def upstream_version(release, banner):
    """6.1.192 of Debian's 6.1.0-56-cloud-amd64, which names the ABI instead."""
    for text in (re.search(r"Debian ([0-9][^ ]*)", banner), re.match(r"(.*)", release)):
        found = text and re.match(r"(\d+\.\d+(?:\.\d+)?)(?:[~-](rc\d+))?", text.group(1))
        if found:
            return found.group(1) + ("~" + found.group(2) if found.group(2) else "")
    return ""


def other_arch(data):
    """The architecture of an image that is no x86 one; empty when it is no image."""
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


def payload_place(data):
    """Where a bzImage has the compressed kernel: boot.rst, offset from the setup's end."""
    offset, length = struct.unpack_from("<II", data, 0x248)
    return ((data[0x1f1] or 4) + 1) * 512 + offset, length


def inspect(path):
    data = read(path)
    if is_bzimage(data):
        if sum(payload_place(data)) > len(data):
            fail(f"{path}: not a whole kernel image: it was cut short")
        kind, arch = "bzimage", bzimage_arch(data)
    elif data[:4] == b"\x7fELF" and b"Linux version " in data:
        kind, arch = "vmlinux", elf_arch(data)
    else:
        kind, arch = "other", other_arch(data)
        if arch in ("", "x86_64", "i386"):
            fail(f"{path}: not a kernel image (no bzImage, no vmlinux), or a damaged one")
    banner = banner_of(data) if kind != "other" else ""
    release = banner.split(" ")[0]
    print(f"type={kind}\narch={arch}\nrelease={release}")
    print(f"version={upstream_version(release, banner)}")


def pipe(command):
    return lambda data: subprocess.run(command, input=data, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, check=False).stdout


# The payload ends in its unpacked size, which for gzip is gzip's own.
UNPACK = {
    b"\x1f\x8b": lambda data: zlib.decompressobj(31).decompress(data),
    b"\xfd7zXZ": lambda data: lzma.LZMADecompressor().decompress(data),
    b"\x5d\0\0": lambda data: lzma.LZMADecompressor().decompress(data),
    b"BZh": lambda data: bz2.BZ2Decompressor().decompress(data),
    b"\x28\xb5\x2f\xfd": pipe(["zstd", "-dcq"]),
    b"\x02\x21\x4c\x18": pipe(["lz4", "-dcq"]),
}


def has_pvh_entry(elf):
    """True when QEMU can start it directly: CONFIG_PVH's note is there."""
    phoff, = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    for i in range(count):
        kind, _, start, _, _, length = struct.unpack_from("<IIQQQQ", elf, phoff + i * size)[:6]
        end = start + length
        while kind == 4 and start + 12 <= end:
            names, descs, note = struct.unpack_from("<III", elf, start)
            if note == XEN_ELFNOTE_PHYS32_ENTRY and elf[start + 12:start + 16] == b"Xen\0":
                return True
            start += 12 + (names + 3 & ~3) + (descs + 3 & ~3)
    return False


def extract(path, out):
    data = read(path)
    if data[:4] != b"\x7fELF":
        if not is_bzimage(data):
            fail(f"{path}: not a bzImage")
        start, length = payload_place(data)
        payload = data[start:start + length]
        unpack = next((f for magic, f in UNPACK.items() if payload.startswith(magic)), None)
        if not unpack:
            fail(f"{path}: compressed in a way that is not known here: {payload[:6]!r}")
        data = unpack(payload if payload[:2] == b"\x1f\x8b" else payload[:-4])
    if data[:4] != b"\x7fELF":
        fail(f"{path}: unpacks to something that is no ELF file")
    if not has_pvh_entry(data):
        fail(f"{path}: has no PVH entry point (CONFIG_PVH)")
    with open(out, "wb") as file:
        file.write(data)


def config(path):
    data = read(path)
    at = data.find(b"IKCFG_ST\x1f\x8b\x08")
    if at < 0:
        fail(f"{path}: contains no configuration (CONFIG_IKCONFIG)")
    sys.stdout.buffer.write(zlib.decompressobj(31).decompress(data[at + 8:]))


COMMANDS = {"inspect": (inspect, 1), "extract": (extract, 2), "config": (config, 1)}

if __name__ == "__main__":
    run, wanted = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
    if not run or len(sys.argv) != 2 + wanted:
        fail(__doc__)
    try:
        run(*sys.argv[2:])
    except (zlib.error, lzma.LZMAError, struct.error, ValueError) as err:
        fail(f"{sys.argv[2]}: damaged: {err}")
    except OSError as err:
        fail(f"{err.filename or sys.argv[2]}: {err.strerror}")
