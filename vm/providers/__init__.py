# SPDX-License-Identifier: GPL-2.0-only
"""Providers of kernels.

Each file here is a provider with a class Source, which is a Provider.  No other place lists them.
"""
import importlib
import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from vm.settings import Session


@dataclass(frozen=True)
class Offer:
    """A kernel that a provider has.  version sorts (7.3~rc4), origin is the name for people."""

    version: str
    release: str
    handle: str
    origin: str


class Provider(ABC):
    """A source of kernels."""

    # The name that users write before a colon, and the order in which providers are asked for a
    # version. None: it is not asked.
    name: ClassVar[str]
    rank: ClassVar[int | None]
    # Whether it works without a network, and whether its kernels are kept in the cache.
    local: ClassVar[bool] = False
    kept: ClassVar[bool] = True

    def __init__(self, session: Session) -> None:
        self.session = session

    @abstractmethod
    def list(self) -> list[Offer]:
        """Returns all kernels, the preferred one first among equals.  Raises Fault if it cannot be
        asked."""

    def renew(self) -> None:
        """Makes list() ask again if it would answer from an earlier run."""

    def usable(self, offer: Offer) -> bool:
        """Returns False if a closer look shows that the kernel is incomplete."""
        return True

    @abstractmethod
    def fetch(self, handle: str) -> Path:
        """Returns a directory with the verified and unpacked kernel: boot/vmlinuz-*, modules and so
        on.

        Raises Fault, OSError.
        """


@cache
def known() -> dict[str, type[Provider]]:
    """Returns all providers by name."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {module.Source.name: module.Source for module in modules}


def searched() -> list[type[Provider]]:
    """Returns the providers that are asked for a version, in this order."""
    ranks = {one.rank: one for one in known().values() if one.rank is not None}
    return [ranks[rank] for rank in sorted(ranks)]
