# SPDX-License-Identifier: GPL-2.0-only
"""--build DIR: a kernel from source, built in the cache (vm/build.py).

The kernel is kept.  make only runs again if the commit, the changes to it, the configuration or the
compiler changed.
"""
import hashlib
import os
import shutil
import time
from pathlib import Path

from vm import arch, build, children, paths
from vm.providers import Offer, Provider
from vm.status import Fault, Status, Stop


def _git(tree: Path, *words: str) -> str:
    return children.output_of(["git", "-C", tree, *words])


def _is_repository(tree: Path) -> bool:
    """Returns False for a tree that is only a subdirectory of another repository."""
    top = _git(tree, "rev-parse", "--show-toplevel").rstrip("\n")
    return bool(top) and Path(top).resolve() == tree


def _stamp(path: Path) -> str:
    try:
        found = path.lstat()
    except OSError:
        return f"{path} gone\n"
    return f"{path} {found.st_size} {found.st_mtime_ns}\n"


def state(tree: Path) -> tuple[str, int]:
    """Returns text that changes with the content of the tree, and the time of the last change in
    seconds."""
    if _is_repository(tree):
        others = _git(tree, "ls-files", "-o", "-z", "--exclude-standard").split("\0")
        text = _git(tree, "rev-parse", "HEAD") + _git(tree, "diff", "HEAD")
        text += "".join(_stamp(tree / name) for name in others if name)
        return text, int(_git(tree, "log", "-1", "--format=%ct").strip() or 0)
    stamps, newest = [], 0.0
    for place, directories, names in os.walk(tree):
        directories.sort()
        for name in sorted(names):
            path = Path(place, name)
            stamps.append(_stamp(path))
            newest = max(newest, path.lstat().st_mtime)
    return "".join(stamps), int(newest)


class Source(Provider):
    name, rank = "source", None

    def list(self) -> list[Offer]:
        """Returns nothing: a kernel has no version before it is built, so only a path selects it.
        """
        return []

    def _arch(self) -> arch.Arch:
        host = arch.host()
        if not host:
            raise Stop(Status.SETUP, "kernels cannot be built for this machine")
        return host

    def _key(self, tree: Path, held: str) -> str:
        parts = [held, *(path.read_text(encoding="utf-8") for path in build.fragments(tree, self._arch())),
                 children.output_of([*build.compiler().split(), "--version"]).partition("\n")[0],
                 children.output_of(["pahole", "--version"])]
        return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:16]

    def offer(self, path: Path) -> Offer:
        """Returns the kernel that fetch() would build of the tree at path.  Raises Fault."""
        if not path.is_dir():
            raise Fault(f"--build: {path} is not a directory")
        tree = path.resolve()
        build.check_tree(tree)
        return Offer("", self._key(tree, state(tree)[0]), str(path), str(path))

    def fetch(self, handle: str) -> Path:
        tree = Path(handle).resolve()
        build.check_tree(tree)
        held, changed = state(tree)
        key = self._key(tree, held)
        # Each tree has one output directory, so that make only compiles what changed.
        place = hashlib.sha256(os.fsencode(tree)).hexdigest()[:8]
        out = self.session.cache / "build" / f"{tree.name}-{place}"
        one = build.Build(self.session, self._arch(), tree, out, {
            "KBUILD_BUILD_USER": "bpf-perf", "KBUILD_BUILD_HOST": "vmtest", "KBUILD_BUILD_VERSION": f"1-{key[:8]}",
            "KBUILD_BUILD_TIMESTAMP": time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(changed))})
        paths.check_tree(out)
        build.check_tools()
        out.mkdir(parents=True, exist_ok=True)
        one.configure()
        one.compile()
        into = self.session.scratch("tree")
        (into / "boot").mkdir()
        shutil.copyfile(one.image, into / "boot/vmlinuz-built")
        shutil.copyfile(out / ".config", into / "boot/config-built")
        if (out / "System.map").is_file():
            shutil.copyfile(out / "System.map", into / "boot/System.map-built")
        return into
