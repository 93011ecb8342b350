# SPDX-License-Identifier: GPL-2.0-only
"""Unpacks Debian packages and kernels that a path names."""
import glob
import os
import re
import shutil
from pathlib import Path

from vm import arch, children
from vm.settings import Session
from vm.status import Fault


def field(package: Path, name: str) -> str:
    """Returns a field of a package; empty if the file is not a package."""
    return children.output_of(["dpkg-deb", "-f", package, name]).strip()


def release_of(name: str) -> str:
    """Returns 6.1.0-56-amd64 for linux-image-6.1.0-56-amd64, linux-modules-... and linux-binary-...
    """
    return re.sub(r"^linux-[^-]*-", "", name)


def unpack(session: Session, into: Path, packages: list[Path]) -> None:
    """Unpacks packages.  Raises Fault for one that is damaged or for another architecture."""
    why = session.work / "why"
    host = arch.host()
    for package in packages:
        machine = field(package, "Architecture")
        if not machine:
            raise Fault(f"{package}: not a Debian package, or damaged")
        if host and machine not in (host.package, "all"):
            raise Fault(f"{package}: a package for {machine}; only {host.name} kernels can be booted here")
        if children.run(["dpkg-deb", "-x", package, into], why):
            raise Fault(f"{package}: cannot be unpacked: {children.last_line(why)}")


def _siblings(package: Path) -> list[Path]:
    """Returns the other packages of the same kernel that are in the same directory."""
    release = release_of(field(package, "Package")).removeprefix("unsigned-")
    if not release:
        return []
    beside = package.parent
    return [path for part in ("modules", "base")
            for path in sorted(beside.glob(f"linux-{part}-{glob.escape(release)}_*.deb"))]


def _companions(image: Path, into: Path) -> None:
    """Adds the configuration, the addresses of functions and the modules of an image in a /boot directory."""
    release = image.name.removeprefix("vmlinuz-")
    boot = image.resolve().parent
    config, modules = boot / f"config-{release}", boot.parent / "lib/modules" / release
    if os.access(config, os.R_OK):
        shutil.copyfile(config, into / "config")
    if os.access(boot / f"System.map-{release}", os.R_OK):
        shutil.copyfile(boot / f"System.map-{release}", into / "System.map")
    if modules.is_dir():
        (into / "lib/modules").mkdir(parents=True)
        (into / "lib/modules" / release).symlink_to(modules.resolve())


def tree_of(session: Session, path: Path) -> Path:
    """Returns a directory with the kernel of path: an unpacked or built kernel, a package or an
    image.

    Nothing is written next to path.  Raises Fault, OSError.
    """
    if path.is_dir():
        return path.resolve()
    into = session.scratch("tree")
    if path.suffix == ".deb":
        unpack(session, into, [path, *_siblings(path)])
    else:
        shutil.copyfile(path, into / "vmlinuz")
        _companions(path, into)
    return into
