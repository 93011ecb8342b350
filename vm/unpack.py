# SPDX-License-Identifier: GPL-2.0-only
"""Decompresses kernels and modules."""
import bz2
import gzip
import lzma
import subprocess
import zlib
from pathlib import Path

from vm.status import Fault


def _pipe(*command: str):
    def run(data: bytes) -> bytes:
        return subprocess.run(["setpriv", "--pdeathsig", "KILL", *command], input=data, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False).stdout
    return run


# The payload of a kernel ends with its unpacked size, which for gzip is part of the format.
_KERNEL = {
    b"\x1f\x8b": lambda data: zlib.decompressobj(31).decompress(data),
    b"\xfd7zXZ": lambda data: lzma.LZMADecompressor().decompress(data[:-4]),
    b"\x5d\0\0": lambda data: lzma.LZMADecompressor().decompress(data[:-4]),
    b"BZh": lambda data: bz2.BZ2Decompressor().decompress(data[:-4]),
    b"\x28\xb5\x2f\xfd": lambda data: _pipe("zstd", "-dcq")(data[:-4]),
    b"\x02\x21\x4c\x18": lambda data: _pipe("lz4", "-dcq")(data[:-4]),
}


def kernel(payload: bytes) -> bytes:
    """Unpacks the payload of a kernel.  Raises ValueError if the format is unknown or the data
    damaged."""
    for magic, method in _KERNEL.items():
        if payload.startswith(magic):
            try:
                return method(payload)
            except (zlib.error, lzma.LZMAError, OSError) as err:
                raise ValueError(f"damaged: {err}") from err
    raise ValueError(f"the compression is unknown: {payload[:6]!r}")


def module(path: Path) -> bytes:
    """Returns a module as the kernel loads it.  Raises OSError, and Fault if it is damaged."""
    data = path.read_bytes()
    try:
        match path.suffix:
            case ".xz":
                return lzma.decompress(data)
            case ".gz":
                return gzip.decompress(data)
            case ".zst":
                return _pipe("zstd", "-dcq")(data)
    except (zlib.error, lzma.LZMAError, OSError) as err:
        raise Fault(f"{path}: damaged: {err}") from err
    return data
