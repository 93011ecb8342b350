# SPDX-License-Identifier: GPL-2.0-only
"""--list: shows the newest release of each series of each provider, and what is cached.

If versions are given, it shows all their releases.
"""
from dataclasses import dataclass

from vm import providers, versions
from vm.settings import Session
from vm.status import Fault, Status


@dataclass(frozen=True)
class Row:
    version: str
    release: str
    provider: str


def _wanted(row: Row, asked: list[str]) -> bool:
    return not asked or versions.series(row.version) in asked or \
        any(versions.matches(name, row.version, row.release) for name in asked)


def rows(found: list[Row], asked: list[str]) -> list[Row]:
    """Returns the rows to show, the newest first."""
    shown: dict[Row, None] = {}
    seen = set()
    for row in sorted(found, key=lambda row: versions.key(row.version), reverse=True):
        if not _wanted(row, asked):
            continue
        group = (row.provider, versions.series(row.version), "~" in row.version)
        if asked or group not in seen:
            seen.add(group)
            shown[row] = None
    return list(shown)


def show(session: Session, asked: list[str]) -> Status:
    """Shows the list.  Returns USAGE if all providers other than the cache failed."""
    console = session.console
    found: list[Row] = []
    cached: dict[str, Row] = {}
    failed = 0
    for kind in providers.searched():
        console.progress(f"looking in {kind.name}")
        try:
            offers = kind(session).list()
        except Fault as fault:
            console.warn(f"{kind.name}: {fault}")
            failed += 1
            continue
        if kind.name == "cache":
            cached = {one.release: Row(one.version, one.release, "cache") for one in offers}
        else:
            found += [Row(one.version, one.release, kind.name) for one in offers]
    console.progress_end()
    # The cache may have kernels that a provider has dropped or that cannot be listed now.
    releases = {row.release for row in found}
    found += [row for release, row in cached.items() if release not in releases]
    console.say(f"{'version':<12} {'release':<36} {'from':<10} cached")
    for row in rows(found, asked):
        mark = "yes" if row.release in cached else "-"
        console.say(f"{versions.readable(row.version):<12} {row.release:<36} {row.provider:<10} {mark}")
    if failed and all(row.provider == "cache" for row in found):
        return Status.USAGE
    return Status.PASSED
