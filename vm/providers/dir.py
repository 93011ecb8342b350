# SPDX-License-Identifier: GPL-2.0-only
"""KERNEL_DIR: packages (linux-image-*.deb), images (vmlinuz-*, with config-*), and directories of
unpacked kernels."""
import os
import re
from pathlib import Path

from vm import entry, image, packages
from vm.providers import Offer, Provider
from vm.status import Fault


class Source(Provider):
    name, rank, local, kept = "dir", 10, True, False

    def list(self) -> list[Offer]:
        place = os.environ.get("KERNEL_DIR")
        if not place:
            return []
        if not Path(place).is_dir():
            raise Fault(f"KERNEL_DIR: {place} is not a directory")
        found = (self._look(path) for path in sorted(Path(place).iterdir()) if not path.name.startswith("."))
        return [offer for offer in found if offer]

    def _look(self, path: Path) -> Offer | None:
        if path.suffix == ".deb":
            name = packages.field(path, "Package")
            if not re.match(r"linux-(image|binary)-", name):
                return None
            version = packages.field(path, "Version").partition("-")[0]
            return Offer(version, packages.release_of(name), str(path), str(path))
        found = entry.find_image(path) if path.is_dir() else path
        try:
            facts = image.inspect(found) if found else None
        except Fault:
            return None
        return Offer(facts.version, facts.release, str(path), str(path)) if facts else None

    def fetch(self, handle: str) -> Path:
        return packages.tree_of(self.session, Path(handle))
