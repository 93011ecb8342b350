# SPDX-License-Identifier: GPL-2.0-only
"""Ubuntu's builds of unpatched kernels: UBUNTU_MAINLINE/vX.Y[.Z]/amd64/.

Each has a package with the image and one with the modules.  Every file is verified with CHECKSUMS.
"""
import os
import re
from pathlib import Path

from vm import arch, children, disk, download, packages, versions
from vm.providers import Offer, Provider
from vm.status import Fault


class Source(Provider):
    name, rank = "ubuntu", 30

    @property
    def _base(self) -> str:
        return os.environ.get("UBUNTU_MAINLINE") or "https://kernel.ubuntu.com/mainline"

    def _builds(self, version: str) -> str:
        host = arch.host()
        return f"{self._base}/v{version}/{host.package if host else 'amd64'}"

    def _get(self, url: str) -> str:
        file, why = self.session.work / "ubuntu", self.session.work / "why"
        if children.run(["curl", "-fsSL", "--connect-timeout", "20", "--retry", "2", "-o", file, "--", url], why):
            raise Fault(f"Ubuntu mainline: {url}: {children.last_line(why)}")
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def list(self) -> list[Offer]:
        # The release is only known after a look into the directory.
        found = re.findall(r'href="v(\d+\.\d+(?:\.\d+)?(?:-rc\d+)?)/"', self._get(self._base + "/"))
        return [Offer(versions.sortable(version), version, version, "Ubuntu mainline")
                for version in sorted(set(found))]

    def _packages(self, version: str) -> dict[str, str]:
        """Returns SHA-256 sums by name.  Lines of another length belong to another algorithm."""
        found = re.findall(r"^([0-9a-f]{64}) [ *](?:.*/)?(\S+)$", self._get(self._builds(version) + "/CHECKSUMS"), re.M)
        wanted = re.compile(r"linux-(image-unsigned|modules)-.*-generic_.*_amd64\.deb")
        return {name: sha256 for sha256, name in sorted(found) if wanted.fullmatch(name)}

    def usable(self, offer: Offer) -> bool:
        """Returns False for a failed build, which has no packages."""
        try:
            return len(self._packages(offer.handle)) >= 2
        except Fault:
            return False

    def _size(self, url: str) -> int:
        text = children.output_of(["curl", "-fsIL", url])
        found = re.findall(r"^content-length:\s*(\d+)", text, re.M | re.I)
        return int(found[-1]) if found else 0

    def fetch(self, handle: str) -> Path:
        base, files = self._builds(handle), []
        place = self.session.cache / "packages"
        place.mkdir(parents=True, exist_ok=True)
        for name, sha256 in self._packages(handle).items():
            url, file = f"{base}/{name}", place / name
            files.append(file)
            if download.have(file, sha256):
                continue
            command = ["curl", "-fsSL", "--retry", "2", "-o", str(file), "--", url]
            if download.watched(self.session, file, self._size(url), command):
                file.unlink(missing_ok=True)
                raise Fault(f"{url}: {children.last_line(self.session.work / 'why')}")
            if disk.sha256(file) != sha256:
                file.unlink()
                raise Fault(f"{url}: checksum mismatch: the file differs from CHECKSUMS")
        if len(files) < 2:
            raise Fault(f"{base}: the build is incomplete: the package of the image or of the modules is missing")
        tree = self.session.scratch("tree")
        packages.unpack(self.session, tree, files)
        return tree
