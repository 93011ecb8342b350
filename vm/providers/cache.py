# SPDX-License-Identifier: GPL-2.0-only
"""The cache: kernels that other providers fetched before, which need no network.

Kernels that the user built are not offered for a version.
"""
from pathlib import Path

from vm import kernel, providers
from vm.providers import Offer, Provider
from vm.status import Fault


class Source(Provider):
    name, rank, local = "cache", 0, True

    def list(self) -> list[Offer]:
        found = []
        for place in sorted((self.session.cache / "kernels").glob("*/")):
            one = None if place.name.startswith(".") else kernel.load(place)
            if one and one.provider in providers.known() and providers.known()[one.provider].rank is not None:
                found.append(Offer(one.version, one.release, place.name, one.provider))
        return found

    def fetch(self, handle: str) -> Path:
        """Fetches the kernel again, because this vmtest.sh needs other parts of it."""
        one = kernel.load(self.session.cache / "kernels" / handle)
        if not one:
            raise Fault(f"cache: {handle} does not exist any more")
        return providers.known()[one.provider](self.session).fetch(one.handle)
