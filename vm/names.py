# SPDX-License-Identifier: GPL-2.0-only
"""Finds the kernel that a name stands for, and makes it bootable."""
import os
import re
import shutil
from pathlib import Path

from vm import disk, entry, kernel, packages, providers, versions
from vm.kernel import Kernel
from vm.providers import Offer, Provider
from vm.settings import Session
from vm.status import Fault, Missing

# Prefix of --build DIR in the list of names.
BUILD = "build:"


def _place(session: Session, provider: str, release: str) -> Path:
    return session.cache / "kernels" / f"{provider}_{re.sub(r'[^A-Za-z0-9.+-]', '_', release)}"


def _import(session: Session, provider: Provider, place: Path, name: str, handle: str, origin: str) -> Kernel:
    tree = provider.fetch(handle)
    session.console.progress("unpacking")
    made = entry.make(session, tree, place, name, handle, origin)
    if tree.is_relative_to(session.work):
        shutil.rmtree(tree, ignore_errors=True)
    return made


def fetch(session: Session, provider: Provider, offer: Offer) -> Kernel:
    """Returns the offered kernel, from the cache if it is there.  Raises Fault, OSError.

    With --resolve it is only described.
    """
    if session.options.resolve:
        provider_name = offer.origin if provider.name == "cache" else provider.name
        return Kernel(Path(), release=offer.release, version=offer.version, provider=provider_name, handle=offer.handle,
                      origin=offer.origin)
    if provider.name == "cache":
        place = session.cache / "kernels" / offer.handle
        found = entry.ready(place)
        if found:
            return found
        old = kernel.load(place)
        if not old:
            raise Fault(f"{offer.release}: {place} does not exist any more")
        return _import(session, providers.known()[old.provider](session), place, old.provider, old.handle, old.origin)
    if not provider.kept:
        place = session.scratch("entry") / "kernel"
    else:
        place = _place(session, provider.name, offer.release)
        found = entry.ready(place, offer.handle)
        if found:
            return found
    return _import(session, provider, place, provider.name, offer.handle, offer.origin)


def by_version(session: Session, wanted: str, asked: list[type[Provider]]) -> Kernel:
    """Returns the kernel from the first provider that has it.  Raises Missing if none has it, Fault,
    OSError."""
    looked, seen, unasked = [], [], set()
    for kind in asked:
        session.console.progress(f"looking in {kind.name}")
        provider = kind(session)
        try:
            offers = provider.list()
        except Fault as fault:
            looked.append(f"\n  {kind.name}: {fault}")
            unasked.add(kind.name)
            continue
        fitting = [offer for offer in offers if versions.matches(wanted, offer.version, offer.release)]
        for offer in sorted(fitting, key=lambda offer: versions.key(offer.version), reverse=True):
            if provider.usable(offer):
                return fetch(session, provider, offer)
        seen += [offer.version for offer in offers if offer.version]
        looked.append(f"\n  {kind.name}: {len(offers)} kernels, but not this one")
    near = versions.nearest(wanted, seen)
    raise Missing(f"{wanted}: no provider has this kernel:{''.join(looked)}" +
                  (f"\n  nearest: {' '.join(near)}" if near else ""), frozenset(unasked))


def newest(session: Session, wanted: str, asked: list[type[Provider]]) -> Kernel | None:
    """Returns the newest kernel of all providers; None if no provider has it.

    The first provider is preferred among equals.  Of the cache only kernels of the other providers
    count.  Raises Fault, OSError.
    """
    known = {kind.name for kind in asked}
    found: list[tuple[Provider, Offer]] = []
    for kind in asked:
        session.console.progress(f"looking in {kind.name}")
        provider = kind(session)
        try:
            offers = provider.list()
        except Fault:
            continue
        found += [(provider, offer) for offer in offers if versions.matches(wanted, offer.version, offer.release)
                  and (kind.name != "cache" or offer.origin in known)]
    for provider, offer in sorted(found, key=lambda one: versions.key(one[1].version), reverse=True):
        if provider.usable(offer):
            return fetch(session, provider, offer)
    return None


def by_path(session: Session, path: str) -> Kernel:
    """Makes a kernel of a path.  It is not cached, because the file may change.  Raises Fault,
    OSError."""
    session.console.progress("unpacking")
    # An absolute path is no option of the programs that unpack it.
    tree = packages.tree_of(session, Path(path).absolute())
    return entry.make(session, tree, session.scratch("entry") / "kernel", "path", path, path)


def _host(session: Session) -> Kernel:
    release = os.uname().release
    places = (f"/boot/vmlinuz-{release}", f"/usr/lib/modules/{release}/vmlinuz", f"/lib/modules/{release}/vmlinuz")
    image = next((path for path in places if Path(path).is_file()), None)
    if not image:
        raise Fault(f"host: no image of the running kernel {release} in /boot or /lib/modules")
    if not os.access(image, os.R_OK):
        raise Fault(f"host: {image} is not readable for this user (sudo chmod a+r {image})")
    return by_path(session, image)


def _build(session: Session, path: str) -> Kernel:
    from vm.providers.source import Source
    source = Source(session)
    return fetch(session, source, source.offer(Path(path)))


def names_a_version(name: str) -> bool:
    """Returns True if providers are asked for this name; False for a path and the like."""
    provider = name.partition(":")[0]
    if provider in {kind.name for kind in providers.searched()} and ":" in name:
        return True
    return not os.path.exists(name) and (name == versions.CANDIDATE or bool(re.match(r"v?\d+\.\d+", name)))


def resolve(session: Session, name: str) -> Kernel:
    """Returns the kernel that name stands for.  Raises Fault with the reason if there is none."""
    try:
        return _resolve(session, name)
    except OSError as err:
        where = Path(err.filename or session.work)
        if disk.is_full(session.work):
            raise disk.cannot_write(session.work, name) from err
        if disk.is_full(session.cache):
            raise disk.cannot_write(session.cache, name) from err
        raise Fault(f"{name}: {where}: {err.strerror}") from err


def _resolve(session: Session, name: str) -> Kernel:
    kinds = {kind.name: kind for kind in providers.searched()}
    provider, colon, rest = name.partition(":")
    if name == "host":
        return _host(session)
    if name.startswith(BUILD):
        return _build(session, name.removeprefix(BUILD))
    if colon and provider in kinds:
        return by_version(session, rest, [kinds[provider]])
    if os.path.exists(name):
        return by_path(session, name)
    if names_a_version(name):
        asked = [kind for kind in kinds.values() if kind.name != "cache" or not session.options.update]
        return by_version(session, name, asked)
    if "/" in name:
        raise Fault(f"{name}: no such file or directory")
    raise Fault(f"{name}: neither a version (6.1, 6.1.192, 7.3-rc4, rc), nor a path, nor host, "
                f"nor provider:version ({' '.join(kinds)})")
