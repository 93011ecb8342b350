# SPDX-License-Identifier: GPL-2.0-only
"""--bisect: the exit status that "git bisect run" expects.

git takes 0 as good, 125 as "cannot be tested", 1 to 127 otherwise as bad, and stops above 127.  So an
error that has nothing to do with the kernel must be above 127, or a bisection blames a commit for it.
"""
import json
import re
from enum import IntEnum
from fnmatch import fnmatchcase
from pathlib import Path

from vm import build, limits, manifest
from vm.limits import Limit
from vm.names import BUILD
from vm.settings import Options, Session
from vm.status import Fault, Status, Stop

OPTION = "--bisect"


class Answer(IntEnum):
    """What git bisect is told."""

    GOOD = 0
    BAD = 1
    UNTESTABLE = 125
    # Bad usage, or this machine lacks something.
    ABORT = 129
    INTERRUPTED = 130


def wanted(arguments: list[str]) -> bool:
    """Returns True if the option is given.  Works for a command line with errors, too."""
    return OPTION in arguments[:arguments.index("--") if "--" in arguments else None]


def check(options: Options) -> None:
    """Raises Stop for options that make no sense with --bisect."""
    if not options.bisect:
        return
    if not options.limits:
        raise Stop(Status.USAGE, f"{OPTION} needs a limit: --limit 'map_perf/hash_lookup_hit <= 190 insns'")
    if len(options.kernels) != 1:
        raise Stop(Status.USAGE, f"{OPTION} takes exactly one kernel, such as --build DIR")
    if options.list or options.fetch or options.resolve or options.interactive:
        raise Stop(Status.USAGE, f"{OPTION} measures: it cannot be given with --list, --fetch, --resolve or -i")


def check_build(options: Options) -> None:
    """Raises Stop for what would make each commit untestable: a tree that cannot be built, or a
    missing tool."""
    for name in options.kernels:
        if not name.startswith(BUILD):
            continue
        try:
            build.check_tree(Path(name.removeprefix(BUILD)).resolve())
            build.check_tools()
        except Fault as fault:
            raise Stop(Status.SETUP, str(fault)) from fault


def _judged(result: dict) -> bool:
    """Returns True if the result was held against a limit, like limit_judged() in
    bench/result/verdict.c.  A note in brackets says why it was not."""
    limit = result.get("limit") or ""
    note = limit.partition("(")[2]
    return bool(limit) and not re.match("[A-Za-z]", note)


def judge(wanted_limits: list[Limit], results: list[dict]) -> tuple[Answer, str]:
    """Returns the answer of one boot's results, and why."""
    doubt = ""
    for limit in wanted_limits:
        found = [one for one in results if fnmatchcase(one["name"], limit.metric)]
        if not found:
            doubt = doubt or f"{limit.metric}: not measured"
        for one in found:
            if one["verdict"] == "fail" and one.get("cause") == "limit":
                return Answer.BAD, f"{one['name']} breaks its limit: {one.get('value', 0):g} {one['unit']}, {one.get('limit')}"
            if one["verdict"] != "pass":
                doubt = doubt or f"{one['name']}: {one['verdict']}: {one.get('reason') or 'no reason is known'}"
            elif not _judged(one):
                doubt = doubt or f"{one['name']}: the limit is not for this figure: {one.get('limit') or one['unit']}"
    return (Answer.UNTESTABLE, doubt) if doubt else (Answer.GOOD, "all limits hold")


def _boot(session: Session, boot: dict) -> tuple[Answer, str]:
    if boot["status"] is None or boot["status"] == Status.SETUP or not boot["file"]:
        return Answer.UNTESTABLE, boot["message"] or "not booted"
    try:
        results = json.loads((session.out / boot["file"]).read_text(encoding="utf-8"))["results"]
        return judge(limits.parsed(session.options), results)
    except (OSError, ValueError, KeyError) as err:
        return Answer.UNTESTABLE, f"{boot['file']} cannot be read: {err}"


def answer(session: Session, status: int) -> Answer:
    """Returns the exit status after measuring, and says why.  status is that without --bisect."""
    if status == Status.INTERRUPTED:
        return Answer.INTERRUPTED
    run = manifest.read(session.out)
    kernel = run.kernels[0] if run and run.kernels else {"boots": [], "status": None, "message": "nothing was measured"}
    if not kernel["boots"]:
        given = Answer.UNTESTABLE, manifest.reason(kernel)
    else:
        boots = [_boot(session, boot) for boot in kernel["boots"]]
        # One boot that breaks a limit is enough, and all have to keep it.
        given = next((one for kind in (Answer.BAD, Answer.UNTESTABLE) for one in boots if one[0] == kind), boots[0])
    session.console.say(f"bisect: {given[0].name.lower()} ({int(given[0])}): {given[1]}")
    return given[0]
