# SPDX-License-Identifier: GPL-2.0-only
"""Exit statuses, and the exceptions for what cannot be done."""
from enum import IntEnum


class Status(IntEnum):
    """The statuses are those of test_progs (bench/runner/options.h), so that there is only one
    list."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    SETUP = 3
    SKIPPED = 4
    UNDECIDED = 5
    INTERRUPTED = 130

    @property
    def word(self) -> str:
        """The word for it in the summary."""
        return _WORDS[self]


_WORDS = {Status.PASSED: "PASSED", Status.FAILED: "FAILED", Status.USAGE: "USAGE", Status.SETUP: "BROKEN",
          Status.SKIPPED: "SKIPPED", Status.UNDECIDED: "UNDECIDED", Status.INTERRUPTED: "STOPPED"}

_WORST_FIRST = (Status.INTERRUPTED, Status.SETUP, Status.USAGE, Status.FAILED, Status.UNDECIDED,
                Status.SKIPPED)


def worst(*statuses: Status) -> Status:
    """Returns the worst of several statuses; PASSED if there is none."""
    return next((status for status in _WORST_FIRST if status in statuses), Status.PASSED)


class Fault(Exception):
    """An error of one kernel; the other kernels go on."""


class Missing(Fault):
    """No provider has the kernel.  unasked are the providers that could not be asked."""

    def __init__(self, message: str, unasked: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.unasked = unasked


class Gone(Fault):
    """A provider listed the kernel and does not serve it any more.  It forgot its list."""


class Stop(Exception):
    """An error that ends everything, with an exit status and a message."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


class Interrupted(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived.  Not an Exception, so that nothing catches it by accident.
    """
