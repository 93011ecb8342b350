# SPDX-License-Identifier: GPL-2.0-only
"""--limit: limits of the command line, as a file for test_progs and as names of operations."""
import re
import subprocess
from dataclasses import dataclass

from vm import guestargs
from vm.settings import Options, Session
from vm.status import Status, Stop

# Units of limits that mean something in one kind of mode alone (docs/bounds.md).
_COUNTED, _TIMED = "insns", "ns"
_TAIL = re.compile(r"\.(?:p50|p95|p99|p999|max)$")
# Options of test_progs that select operations.
_SELECTING = ("allow", "deny", "name", "deny-name", "num")


@dataclass(frozen=True)
class Limit:
    """A limit as written.  Only test_progs knows whether all of it is right."""

    text: str
    # The names of results, which may be globs, without tails.  other is the one of a relative limit.
    metric: str
    other: str
    unit: str


def _bad(text: str) -> Stop:
    return Stop(Status.USAGE, f"--limit: {text}\nsee vmtest.sh --help")


def parse(text: str) -> Limit:
    """Returns the limit.  Raises Stop for text that cannot be one."""
    words = text.partition(" #")[0].split()
    if len(words) < 3 or "\n" in text or text.lstrip().startswith("#"):
        raise _bad(f"'{text}' is not a limit like 'map_perf/hash_lookup_hit <= 190 insns'")
    other = words[words.index("*") + 1] if "*" in words[1:-1] else ""
    unit = "" if other and not words[-1].startswith("[") else words[-1].strip("[]")
    return Limit(text, _TAIL.sub("", words[0]), _TAIL.sub("", other), unit)


def parsed(options: Options) -> list[Limit]:
    return [parse(text) for text in options.limits]


def choose_mode(options: Options) -> None:
    """Chooses a mode in which the limits mean something.  Raises Stop if there is none."""
    units = {limit.unit for limit in parsed(options)}
    if _COUNTED in units and _TIMED in units:
        raise _bad("limits in ns and limits in insns need different modes")
    if _COUNTED in units and options.mode == "auto":
        options.mode = "icount"
    if _COUNTED in units and options.mode != "icount":
        raise _bad(f"instructions are not counted in mode {options.mode}")
    if _TIMED in units and options.mode == "icount":
        raise _bad("mode icount measures no ns")


def bounds(limits: list[Limit], alone: bool) -> str:
    """Returns the bounds file.  alone: no other limit is for these operations."""
    lines = [limit.text for limit in limits]
    if alone:
        lines += [f"{metric} none" for metric in dict.fromkeys(limit.metric for limit in limits)]
    return "".join(f"{line}\n" for line in lines)


def names(limits: list[Limit]) -> list[str]:
    """Returns the operations that are needed to judge the limits."""
    return list(dict.fromkeys(name for limit in limits for name in (limit.metric, limit.other) if name))


def apply(session: Session) -> None:
    """Adds the limits and the operations that they name to the options of test_progs.

    Raises Stop for a limit that test_progs refuses, and for an operation that it does not know.
    """
    options = session.options
    limits = parsed(options)
    if not limits:
        return
    file = session.work / "limits.bounds"
    file.write_text(bounds(limits, options.bisect), encoding="utf-8", errors="surrogateescape")
    added = ["-B", str(file)]
    known = guestargs.table_of(session.program)
    if not any(guestargs.given(known, options.tests, name) for name in _SELECTING):
        added += ["-a", ",".join(names(limits))]
    options.tests = [*added, *options.tests]
    if not guestargs.rereadable(known, options.tests):
        return
    done = subprocess.run([session.program, "-c", *options.tests], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", check=False)
    if done.returncode:
        said = done.stderr.strip().removeprefix("test_progs: ")
        raise _bad(said.replace(f"{file}:", "limit ") or f"test_progs ended with status {done.returncode}")
