# SPDX-License-Identifier: GPL-2.0-only
"""Adds the few modules that the tests need (guest/modules), and their dependencies."""
import os
import re
import shutil
import subprocess
from pathlib import Path

from vm import children, unpack
from vm.cpio import Archive
from vm.settings import GUEST, Session
from vm.status import Fault

# depmod and modprobe may not be in the PATH of an ordinary user.
_ENV = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _copy(source: Path, target: Path) -> None:
    """Copies a directory, with hard links where possible.

    depmod writes next to the modules, which may belong to the user.
    """
    def link_or_copy(one: str, two: str) -> None:
        try:
            os.link(one, two)
        except OSError:
            shutil.copyfile(one, two)
    shutil.copytree(source, target, copy_function=link_or_copy, symlinks=True)
    for path in [*target.glob("modules.*.bin"), target / "modules.dep"]:
        path.unlink(missing_ok=True)


def _wanted(base: Path, release: str) -> list[Path]:
    """Returns the modules in the order of insertion, each once."""
    found: dict[Path, None] = {}
    for name in (GUEST / "modules").read_text(encoding="utf-8").split("\n"):
        if not name or name.startswith("#"):
            continue
        text = children.output_of(["modprobe", "-d", base, "-S", release, "-C", "/dev/null", "--show-depends", name],
                                  env=_ENV)
        for line in text.splitlines():
            # The path may contain blanks, and options of the module may follow it.
            if match := re.match(r"insmod (.*\.ko(?:\.\w+)?)(?: |$)", line):
                found[Path(match.group(1))] = None
    return list(found)


def add(session: Session, tree: Path, release: str, archive: Archive) -> None:
    """Adds modules of an unpacked kernel, and modules.list, which guest/init reads."""
    source = next((path for path in (tree / "lib/modules" / release, tree / "usr/lib/modules" / release)
                   if release and "/" not in release and path.is_dir()), None)
    if not source:
        return
    base = session.scratch("modules")
    (base / "lib/modules").mkdir(parents=True)
    _copy(source, base / "lib/modules" / release)
    done = subprocess.run(["setpriv", "--pdeathsig", "KILL", "depmod", "-b", base, release], env=_ENV, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode:
        raise Fault(f"{source}: depmod failed")
    names = []
    for path in _wanted(base, release):
        name = f"lib/modules/{path.name.partition('.ko')[0]}.ko"
        archive.data(name, unpack.module(path))
        names.append(f"/{name}\n")
    archive.data("modules.list", "".join(names).encode())
    shutil.rmtree(base)
