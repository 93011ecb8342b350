# SPDX-License-Identifier: GPL-2.0-only
"""Writes files completely or not at all, and explains why a write failed."""
import hashlib
import os
from pathlib import Path

from vm.status import Fault

# A file system with less space left counts as full.  The error of a program that writes there may
# not say so.
FULL_BYTES = 4 << 20


def is_full(place: Path) -> bool:
    """Returns True if the file system of place has almost no space left."""
    try:
        found = os.statvfs(place)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize < FULL_BYTES


def cannot_write(place: Path, what: str) -> Fault:
    """Returns the fault for a failed write of what in place."""
    if is_full(place):
        return Fault(f"{what}: no space left on the disk that holds {place}")
    return Fault(f"{what}: cannot write in {place}")


def write_whole(path: Path, data: bytes) -> None:
    """Replaces path, or leaves it unchanged and raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def sha256(path: Path) -> str:
    """Returns the hash in hexadecimal digits.  Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def writable(place: Path) -> bool:
    """Returns True if the directory exists or can be made, and can be written."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


def first_of(*paths: Path) -> Path | None:
    """Returns the first path that is a file."""
    return next((path for path in paths if path.is_file()), None)
