# SPDX-License-Identifier: GPL-2.0-only
"""Makes the initramfs of a guest.

It has busybox, guest/init, test_progs with its libraries and bounds/, then the modules of the
kernel, then the command of the boot.  The first part is the same for all kernels and is kept in the
cache.
"""
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vm import arch, children, cpio, disk, guestargs
from vm.kernel import Kernel
from vm.settings import GUEST, TOP, Session
from vm.status import Fault, Status, Stop

BOUNDS = TOP / "bounds"
WEEK = 7 * 24 * 3600
_EMPTY = ("proc", "sys", "dev", "tmp", "out", "root", "etc", "t", "lib", "run", "var", "mnt",
          "bin", "sbin", "usr/bin", "usr/sbin")


def _bounds() -> Iterator[Path]:
    """Yields all files of limits except those that are pinned for another architecture."""
    ours = [one.pinned for one in [arch.host()] if one]
    for path in sorted(BOUNDS.rglob("*")):
        inside = path.relative_to(BOUNDS).parts[0]
        if path.is_file() and (not inside.startswith("insns.") or inside.startswith(tuple(ours))):
            yield path


@dataclass
class Initramfs:
    """The first archive of all guests, with the test_progs of this session."""

    session: Session

    @cached_property
    def _libraries(self) -> list[Path]:
        """The libraries that ldd finds, which keep their paths in the guest.  Raises Stop if one is
        missing."""
        program = self.session.program
        text = children.output_of(["ldd", program])
        missing = re.findall(r"^\t(.*) => not found", text, re.M)
        if missing:
            raise Stop(Status.SETUP, f"{program}: libraries are missing: {' '.join(missing)}")
        return sorted({Path(path) for path in re.findall(r"(/.+?)(?: \(0x[0-9a-f]+\))?$", text, re.M)})

    @cached_property
    def options(self) -> guestargs.Table:
        """The options of test_progs."""
        return guestargs.table_of(self.session.program)

    def _key(self) -> str:
        sums = hashlib.sha256()
        for path in (self.session.busybox, GUEST / "init", TOP / "vm/initramfs.py", TOP / "vm/cpio.py",
                     self.session.program, *_bounds(), *self._libraries):
            sums.update(f"{path}\0{disk.sha256(path)}\n".encode(errors="surrogateescape"))
        return sums.hexdigest()[:16]

    def _test_progs(self) -> bytes:
        """Returns test_progs without debug information, if strip is installed."""
        program = self.session.program
        stripped = self.session.scratch("strip") / "test_progs"
        if shutil.which("strip"):
            done = subprocess.run(["setpriv", "--pdeathsig", "KILL", "strip", "--strip-debug", "-o", stripped, program],
                                  stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            if done.returncode == 0:
                return stripped.read_bytes()
        return program.read_bytes()

    def _fill(self) -> cpio.Archive:
        archive = cpio.Archive()
        for name in _EMPTY:
            archive.directory(name)
        archive.data("bin/busybox", self.session.busybox.read_bytes(), 0o755)
        for applet in children.output_of([self.session.busybox, "--list-full"]).split():
            if applet not in archive:
                archive.link(applet, "/bin/busybox")
        archive.data("init", (GUEST / "init").read_bytes(), 0o755)
        archive.data("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
        archive.data("etc/group", b"root:x:0:\n")
        archive.data("t/test_progs", self._test_progs(), 0o755)
        for path in _bounds():
            archive.file(f"t/bounds/{path.relative_to(BOUNDS)}", path)
        for library in self._libraries:
            archive.file(str(library).lstrip("/"), library)
        return archive

    @cached_property
    def base(self) -> Path:
        """The archive, which is made again when an input changed.  Raises Stop, also for a full
        disk."""
        place = self.session.cache / "initramfs"
        file = place / f"{self._key()}.cpio"
        try:
            if file.is_file() and file.stat().st_size:
                file.touch()
                return file
            place.mkdir(parents=True, exist_ok=True)
            disk.write_whole(file, self._fill().pack())
            for old in place.glob("*.cpio*"):
                if old.stat().st_mtime < time.time() - WEEK:
                    old.unlink(missing_ok=True)
        except OSError as err:
            raise Stop(Status.SETUP, str(disk.cannot_write(self.session.cache, "initramfs"))) from err
        return file

    def job(self, place: Path, kernel: Kernel, command: Sequence[str]) -> None:
        """Writes place/initrd for a boot that runs command: a test_progs with options.  Raises
        Fault."""
        archive = cpio.Archive()
        archive.directory("t/files")
        try:
            words = [command[0], *guestargs.carry(self.options, command[1:], archive)]
            archive.data("cmd", os.fsencode(shlex.join(words)) + b" ")
            with open(place / "initrd", "wb") as out:
                for part in (self.base, kernel.archive):
                    with open(part, "rb") as file:
                        shutil.copyfileobj(file, out, 1 << 20)
                out.write(archive.pack())
        except PermissionError as err:
            raise Fault(f"{err.filename}: {err.strerror}") from err
        except OSError as err:
            raise disk.cannot_write(self.session.work, kernel.release) from err
