# SPDX-License-Identifier: GPL-2.0-only
"""A separate apt, with its state, cache and sources in the cache directory.

The apt of the machine is only read, to learn the mirror and the proxy.  apt verifies the signatures
of the suites with the keyring of the distribution, and every package with its suite.
"""
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vm import children
from vm.status import Fault

HELPER = "/usr/lib/apt/apt-helper"
_NETWORK = re.compile("Could not resolve|Could not connect|Cannot initiate|onnection failed|Temporary failure|"
                      "onnection timed out|Network is unreachable|onnection refused")
_NETWORK_LINE = re.compile("could not|failure|failed|unreachable|refused|timed out|initiate", re.I)
_SIGNATURE = re.compile("NO_PUBKEY|BADSIG|not signed|nvalid signature|EXPKEYSIG|NODATA")
_DAMAGE = re.compile("Hash Sum mismatch|unexpected size|o space left")
# Messages about suites that are no longer or not yet served are not errors.
_HARMLESS = re.compile(
    "does not have a Release file|no longer has a Release|404 +Not Found|is not available|apt-secure|"
    "^E: Some index files failed|Valid-Until|disabled by default|^Err:[0-9]+ .*Release$|already downloaded|File not found")


def host_mirror(codename: str) -> str:
    """Returns the Debian mirror of this machine's apt whose codename matches; empty if there is
    none."""
    text = children.output_of(["apt-get", "indextargets", "--format", "$(ORIGIN)|$(CODENAME)|$(REPO_URI)"])
    for line in text.splitlines():
        origin, name, uri = (line.split("|") + ["", ""])[:3]
        if origin.startswith("Debian") and re.search(codename, name):
            return uri
    return ""


def judge(log: str, keyring: Path) -> None:
    """Raises Fault if the output of an update reports an error."""
    lines = [line for line in log.splitlines() if re.match(r"(E|W|Err):? ?", line) and not _HARMLESS.search(line)]
    text = "\n".join(lines)

    def first(pattern: re.Pattern[str]) -> str:
        return next((line[:200] for line in lines if pattern.search(line)), "")

    if _NETWORK.search(text):
        raise Fault(f"Debian: no network: {first(_NETWORK_LINE)}")
    if _SIGNATURE.search(text):
        raise Fault(f"Debian: the mirror's signature does not verify with {keyring}: {first(_SIGNATURE)}")
    if _DAMAGE.search(text):
        raise Fault(f"Debian: {first(_DAMAGE)}")


@dataclass(frozen=True)
class Apt:
    """The directory of the separate apt, and the architecture of the packages."""

    place: Path
    architecture: str

    @property
    def sources(self) -> Path:
        return self.place / "etc/sources.list"

    @property
    def env(self) -> dict[str, str]:
        return dict(os.environ, APT_CONFIG=str(self.place / "apt.conf"), LC_ALL="C")

    def configure(self, sources: str) -> None:
        """Writes the configuration.  It takes only the proxy from this machine's apt.  Raises
        OSError."""
        for name in ("state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d", "log"):
            (self.place / name).mkdir(parents=True, exist_ok=True)
        (self.place / "state/status").write_text("", encoding="utf-8")
        self.sources.write_text(sources, encoding="utf-8")
        lines = [f'Dir "{self.place}"']
        lines += [f"Dir::{text}" for text in (
            'State "state/"', 'State::status "status"', 'Cache "cache/"', 'Etc "etc/"', 'Etc::sourceparts "-"',
            'Etc::trustedparts "-"', 'Log "log/"', 'Cache::pkgcache ""', 'Cache::srcpkgcache ""')]
        lines += [f'APT::Architecture "{self.architecture}"', f'APT::Architectures {{ "{self.architecture}"; }}',
                  'APT::Sandbox::User ""', 'Acquire::Languages "none"', 'Acquire::PDiffs "false"',
                  'Acquire::GzipIndexes "true"', 'Acquire::Retries "2"', 'Acquire::http::Timeout "20"',
                  'Acquire::Check-Valid-Until "false"']
        env = {name: value for name, value in os.environ.items() if name != "APT_CONFIG"}
        proxies = [line.rstrip(";") for line in children.output_of(["apt-config", "dump"], env).splitlines()
                   if re.match("Acquire::https?::Proxy", line, re.I)]
        (self.place / "apt.conf").write_text("".join(f"{line};\n" for line in lines + proxies), encoding="utf-8")

    def update(self, keyring: Path) -> None:
        """Updates all suites.  Raises Fault if a served suite could not be fetched."""
        log = self.place / "log/update"
        children.run(["apt-get", "-q", "update"], log, env=self.env)
        judge(log.read_text(encoding="utf-8", errors="replace"), keyring)

    def packages(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yields codename, base address and fields of every package of all suites."""
        listing = children.output_of(["apt-get", "indextargets", "--format", "$(CODENAME)|$(REPO_URI)|$(FILENAME)",
                                      "Created-By: Packages"], self.env)
        wanted = re.compile(r"(Package|Version|Installed-Size|Filename|Size|SHA256): (\S+)")
        for target in listing.splitlines():
            suite, uri, file = target.split("|", 2)
            with children.start([HELPER, "cat-file", file], env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                encoding="utf-8", errors="replace") as child:
                fields: dict[str, str] = {}
                for line in child.stdout or ():
                    if line == "\n":
                        yield suite, uri, fields
                        fields = {}
                    elif line[0] in "PVIFS" and (match := wanted.match(line)):
                        fields[match.group(1)] = match.group(2)
                if fields:
                    yield suite, uri, fields
