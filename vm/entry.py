# SPDX-License-Identifier: GPL-2.0-only
"""Turns an unpacked kernel into an entry of the cache (vm/kernel.py)."""
import gzip
import hashlib
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from vm import arch, cpio, disk, image, kernel, modules
from vm.kernel import Kernel
from vm.settings import TOP, Session
from vm.status import Fault

# Prefix of entries that are not finished, which a killed vmtest.sh may leave in the cache.
UNFINISHED = ".part."


@cache
def made_by() -> str:
    """Returns a hash that changes when entries of an older vmtest.sh must be made again."""
    parts = ["guest/modules", "entry.py", "modules.py", "image.py", "unpack.py", "cpio.py", "elf.py"]
    sums = hashlib.sha256()
    for path in [TOP / "vm" / part for part in parts] + sorted((TOP / "vm" / "arch").glob("*.py")):
        sums.update(path.read_bytes())
    return sums.hexdigest()[:16]


def _first(tree: Path, *patterns: str) -> Path | None:
    found = (path for pattern in patterns for path in sorted(tree.glob(pattern)))
    return next((path for path in found if path.is_file()), None)


def find_image(tree: Path) -> Path | None:
    """Returns the kernel image in an unpacked package, a built source tree or any other directory.
    """
    built = [one.built_image for one in arch.known().values()]
    return _first(tree, "boot/vmlinuz-*", "usr/lib/modules/*/vmlinuz", "lib/modules/*/vmlinuz",
                  *built, "bzImage", "vmlinuz", "vmlinuz-*", "vmlinux")


def find_config(tree: Path) -> Path | None:
    return _first(tree, "boot/config-*", "usr/lib/modules/*/config", "lib/modules/*/config",
                  ".config", "config", "config-*")


def find_map(tree: Path) -> Path | None:
    return _first(tree, "boot/System.map-*", "usr/lib/modules/*/System.map", "lib/modules/*/System.map",
                  "System.map", "System.map-*")


def _safe(release: str) -> str:
    """Returns release as a safe file name, because it is text from an image."""
    return re.sub(r"[^A-Za-z0-9._+~-]", "_", release)


def _fill(session: Session, tree: Path, found: Path, part: Path, provider: str, handle: str, origin: str) -> None:
    facts = image.inspect(found)
    config = find_config(tree)
    if config:
        shutil.copyfile(config, part / "config")
    if image.extract(found, facts.arch, part / "vmlinux") and not config:
        inside = image.config(part / "vmlinux")
        if inside:
            (part / "config").write_bytes(inside)
    functions = find_map(tree)
    if functions:
        (part / "System.map.gz").write_bytes(gzip.compress(functions.read_bytes(), 1, mtime=0))
    shutil.copyfile(found, part / "image")
    archive = cpio.Archive()
    archive.directory("boot")
    sums = ""
    if (part / "config").is_file():
        sums = disk.sha256(part / "config")
        archive.file(f"boot/config-{_safe(facts.release)}", part / "config")
    modules.add(session, tree, facts.release, archive)
    (part / "kernel.cpio").write_bytes(archive.pack())
    kernel.save(Kernel(part, facts.type, facts.arch, facts.release, facts.version, provider, handle, origin,
                       disk.sha256(part / "image"), sums, made_by()))


def make(session: Session, tree: Path, place: Path, provider: str, handle: str, origin: str) -> Kernel:
    """Makes the entry place from the kernel unpacked in tree.  Replaces an old entry.  Raises
    Fault."""
    found = find_image(tree)
    if not found:
        raise Fault(f"{origin}: contains no kernel image (neither vmlinuz nor bzImage)")
    part = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.parent))
        _fill(session, tree, found, part, provider, handle, origin)
        if place.exists():
            shutil.rmtree(place)
        part.rename(place)
    except OSError as err:
        raise disk.cannot_write(place.parent, origin) from err
    finally:
        if part:
            shutil.rmtree(part, ignore_errors=True)
    made = kernel.load(place)
    if not made:
        raise Fault(f"{origin}: {place} disappeared")
    return made


def ready(place: Path, handle: str | None = None) -> Kernel | None:
    """Returns the entry at place if this version of vmtest.sh made it, and made it of this handle.
    """
    found = kernel.load(place)
    if not found or found.made_by != made_by() or handle not in (None, found.handle):
        return None
    return found
