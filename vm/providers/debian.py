# SPDX-License-Identifier: GPL-2.0-only
"""Debian's signed kernels, from all suites that are served.

    DEBIAN_MIRROR, DEBIAN_SECURITY_MIRROR  default: those of this machine's apt
    DEBIAN_KEYRING                         default: that of the distribution
    DEBIAN_SUITES                          default: all that the mirror serves
"""
import csv
import os
import re
import time
from dataclasses import astuple, dataclass
from pathlib import Path

from vm import arch, disk, download, packages, paths, versions
from vm.apt import HELPER, Apt, host_mirror
from vm.providers import Offer, Provider
from vm.settings import Session
from vm.status import Fault, Gone

DISTRO_INFO = Path("/usr/share/distro-info/debian.csv")
# The successor of this suite, buster, is the first with a kernel that the tests support.
OLDEST_SUITE = 10
DAY = 24 * 3600


@dataclass(frozen=True, order=True)
class Package:
    """A package that is part of a kernel.

    Up to 6.18 a kernel is linux-image-*.  From 6.19 on it is linux-binary-*, with its modules in
    linux-modules-* and its configuration in linux-base-*.
    """

    upstream: str
    name: str
    version: str
    suite: str
    sha256: str
    size: str
    uri: str


def wanted(fields: dict[str, str], architecture: str) -> bool:
    """Returns True for a package of a kernel, by its name and by its size if it should have an
    image."""
    name = fields.get("Package", "")
    if not re.fullmatch(rf"linux-(image|binary|modules|base)-[0-9].*-{architecture}(-unsigned)?", name) or \
            re.search(rf"-(rt|dbg)-{architecture}", name):
        return False
    # A linux-image-* of only a few kB is a metapackage without an image.
    return not re.match("linux-(image|binary)-", name) or int(fields.get("Installed-Size", 0)) > 5000


def suites() -> list[str]:
    """Returns the suites to ask.  Only the answer shows which of them are still served."""
    asked = os.environ.get("DEBIAN_SUITES", "").split()
    if asked:
        return asked
    try:
        with open(DISTRO_INFO, encoding="utf-8", newline="") as file:
            names = [row[2] for row in csv.reader(file) if len(row) > 2 and row[0][:2].isdigit()
                     and int(row[0].split(".")[0]) >= OLDEST_SUITE]
    except OSError:
        names = ["bullseye", "bookworm", "trixie", "forky"]
    parts = [f"{name}{part}" for name in names for part in ("", "-updates", "-backports", "-security")]
    return parts + ["sid", "experimental"]


class Source(Provider):
    name, rank = "debian", 20

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        host = arch.host()
        self.apt = Apt(session.cache / "debian", host.package if host else "amd64")
        self.index = self.apt.place / "packages"
        self.keyring = Path(os.environ.get("DEBIAN_KEYRING") or "/usr/share/keyrings/debian-archive-keyring.gpg")

    def _sources(self) -> tuple[str, str]:
        """Returns the main mirror and the text of sources.list."""
        main = os.environ.get("DEBIAN_MIRROR", "")
        security = os.environ.get("DEBIAN_SECURITY_MIRROR", "")
        if not security and not main:
            security = host_mirror("-security$")
        main = main or host_mirror("^[a-z]+$")
        if not main:
            raise Fault("Debian: the apt of this machine has no Debian mirror: name one in DEBIAN_MIRROR")
        paths.check_keyring(self.keyring)
        if not os.access(self.keyring, os.R_OK):
            raise Fault(f"Debian: {self.keyring} is missing: install debian-archive-keyring")
        lines = [f"deb [signed-by={self.keyring}] {site} {suite} main\n" for suite in suites()
                 if (site := security if suite.endswith("-security") else main)]
        return main, "".join(lines)

    def _fresh(self) -> bool:
        """Returns True if the suites were asked within a day and --update is not given."""
        try:
            found = self.index.stat()
            listed = self.apt.sources.stat()
            known = self.apt.sources.read_text(encoding="utf-8")
        except OSError:
            return False
        return bool(found.st_size and not self.session.options.update and found.st_mtime > listed.st_mtime and
                    found.st_mtime > time.time() - DAY and self._sources()[1] == known)

    def renew(self) -> None:
        try:
            if self.index.stat().st_mtime < self.session.started:
                # The list stays, because without a network there is no other.
                os.utime(self.index, (0, 0))
        except OSError:
            pass

    def _refresh(self) -> None:
        if self._fresh():
            return
        console = self.session.console
        console.progress("asking Debian's suites (expired ones are accepted, because they have old kernels)")
        main, sources = self._sources()
        try:
            self.apt.configure(sources)
            self.apt.update(self.keyring)
        except OSError as err:
            raise disk.cannot_write(self.apt.place, "Debian") from err
        except Fault as fault:
            if not self.index.exists() or "no network" not in str(fault):
                raise
            console.warn(f"warning: {fault}; using the last known packages")
            return
        found = self._read()
        if not found:
            raise Fault(f"Debian: no kernels in {sources.count(chr(10))} suites of {main}")
        text = "".join("\t".join(astuple(one)) + "\n" for one in found)
        disk.write_whole(self.index, text.encode())

    def _read(self) -> list[Package]:
        found = set()
        for suite, uri, fields in self.apt.packages():
            if wanted(fields, self.apt.architecture):
                found.add(Package(fields["Version"].rpartition("-")[0] or fields["Version"], fields["Package"],
                                  fields["Version"], suite, fields["SHA256"], fields["Size"], uri + fields["Filename"]))
        return sorted(found)

    def _packages(self) -> list[Package]:
        self._refresh()
        return [Package(*line.split("\t")) for line in self.index.read_text(encoding="utf-8").splitlines()]

    def list(self) -> list[Offer]:
        found = [one for one in self._packages() if re.match("linux-(image|binary)-", one.name)]
        # The newest comes first, signed before unsigned, and the cloud flavour before the general
        # one.
        found.sort(key=lambda one: versions.key(packages.release_of(one.name)), reverse=True)
        found.sort(key=lambda one: ("cloud" not in one.name) * 2 + one.name.endswith("-unsigned"))
        return [Offer(one.upstream, packages.release_of(one.name).removesuffix("-unsigned"),
                      f"{one.name}={one.version}", f"Debian {one.suite}") for one in found]

    def fetch(self, handle: str) -> Path:
        """Fetches a kernel; handle is PACKAGE=VERSION."""
        name, _, version = handle.partition("=")
        known = {(one.name, one.version): one for one in self._packages()}
        release = packages.release_of(name)
        parts = [known.get((part, version)) for part in (name, f"linux-modules-{release}", f"linux-base-{release}")]
        files = [self._download(one) for one in parts if one]
        if not files:
            raise Gone(f"Debian: {name} {version} is not served any more")
        tree = self.session.scratch("tree")
        packages.unpack(self.session, tree, files)
        return tree

    def _download(self, one: Package) -> Path:
        file = self.session.cache / "packages" / one.uri.rpartition("/")[2]
        file.parent.mkdir(parents=True, exist_ok=True)
        if download.have(file, one.sha256):
            return file
        file.unlink(missing_ok=True)
        command = [HELPER, "download-file", one.uri, str(file), f"SHA256:{one.sha256}"]
        if not download.watched(self.session, file, int(one.size), command, self.apt.env):
            return file
        file.unlink(missing_ok=True)
        why = (self.session.work / "why").read_text(encoding="utf-8", errors="replace")
        if re.search("hash sum mismatch|unexpected size", why, re.I):
            raise Fault(f"{one.uri}: checksum mismatch: the file differs from the index of the suite")
        if re.search(r"\s404\s", why):
            # The mirror has changed since its suites were asked, so they must be asked again.
            self.index.unlink(missing_ok=True)
            raise Gone(f"{one.uri}: not served any more")
        line = next((line[:200] for line in why.splitlines() if re.search("^E:|rror", line)), "")
        raise Fault(f"{one.uri}: {line}")
