# SPDX-License-Identifier: GPL-2.0-only
"""configs/kernels.lock: records exactly which kernel a name stands for.

--lock writes the lines of the kernels of this run, and --locked takes these.  A mirror drops a
release when the next one comes.  Then --locked takes the newest of its series and says so, and
--locked=strict refuses.  A name is escaped like in a URL, so that it is one word.
"""
from dataclasses import astuple, dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from vm import disk, names, providers, versions
from vm.kernel import Kernel
from vm.providers import Provider
from vm.settings import Session
from vm.status import Fault, Gone, Missing

HEAD = """# SPDX-License-Identifier: GPL-2.0-only
# Written by vmtest.sh --lock.  name provider release sha256(image) sha256(config)
"""
# Stands for a configuration that is not known.
NOTHING = "-"


@dataclass(frozen=True)
class Line:
    """A line of the file.  name is escaped."""

    name: str
    provider: str
    release: str
    sha256: str
    config_sha256: str


def escaped(name: str) -> str:
    return quote(name, safe="/:+~.,=@-_", errors="surrogateescape")


def read(path: Path) -> list[Line]:
    """Returns all complete lines; none if the file does not exist."""
    try:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return [Line(*(words + [NOTHING])[:5]) for words in lines if len(words) >= 4]


def record(session: Session, name: str, kernel: Kernel) -> None:
    """Adds or replaces the line for name.  Raises Fault if the file cannot be written."""
    path, word = session.lock_file, escaped(name)
    new = Line(word, kernel.provider, escaped(kernel.release), kernel.sha256, kernel.config_sha256 or NOTHING)
    lines = [line for line in read(path) if line.name != word] + [new]
    text = HEAD + "".join(sorted(" ".join(astuple(line)) + "\n" for line in lines))
    try:
        disk.write_whole(path, text.encode(errors="surrogateescape"))
    except OSError as err:
        raise Fault(f"{name}: {path} cannot be written: {err.strerror}") from err


def _verify(session: Session, name: str, line: Line, found: Kernel) -> Kernel:
    """Returns found if it is exactly the kernel of the line.  Raises Fault otherwise.

    With --resolve there is no image yet to be verified.
    """
    if session.options.resolve and not found.sha256:
        return found
    if found.sha256 != line.sha256 or (found.config_sha256 or NOTHING) != line.config_sha256:
        what = f"{found.sha256}, not {line.sha256}"
        if found.sha256 == line.sha256:
            what = f"configuration {found.config_sha256 or NOTHING}, not {line.config_sha256}"
        raise Fault(f"{name}: {found.release} is another image or configuration than {session.lock_file} names: {what}")
    return found


def _instead(session: Session, name: str, line: Line, kind: type[Provider], lost: Missing | Gone) -> tuple[Kernel, str]:
    """Returns the newest kernel that name stands for, and a note that says so.

    Raises lost if there is none, as for an exact version, or if the provider cannot be asked.
    """
    wanted = name.rpartition(":")[2]
    unasked = lost.unasked if isinstance(lost, Missing) else frozenset()
    if session.options.locked == "strict" or kind.name in unasked:
        raise lost
    found = names.newest(session, wanted, [kind, providers.known()["dir"], providers.known()["cache"]])
    if not found:
        raise lost
    if escaped(found.release) == line.release:
        return _verify(session, name, line, found), ""
    locked = unquote(line.release)
    if versions.key(found.release) < versions.key(locked):
        return found, f"{locked} is not served here: {found.release}, which is older, is measured instead"
    hint = "" if session.options.lock else "; --lock records it"
    return found, f"{locked} is not served any more: {found.release} is measured instead{hint}"


def resolve(session: Session, name: str) -> tuple[Kernel, str]:
    """Returns the kernel that the file names, from any provider that has it, and an empty note.

    If none has it any more, returns the newest of its series, and a note for people.  Raises Fault
    for a kernel that has the recorded release and is another, and for a name that is not recorded.
    """
    path = session.lock_file
    line = next((line for line in read(path) if line.name == escaped(name)), None)
    if not line:
        if session.options.locked == "known":
            return names.resolve(session, name), ""
        raise Fault(f"{name}: not in {path} (vmtest.sh --lock {name} writes it there)")
    kind = providers.known().get(line.provider)
    if not names.names_a_version(name) or not kind or kind.rank is None:
        # A path or a source tree can only be in one place.
        return _verify(session, name, line, names.resolve(session, name)), ""
    kinds = dict.fromkeys([providers.known()["cache"], providers.known()["dir"], kind])
    release = unquote(line.release)
    try:
        return _verify(session, name, line, names.by_version(session, release, list(kinds))), ""
    except (Missing, Gone):
        # The list of a provider may be older than the lock file.
        kind(session).renew()
    try:
        return _verify(session, name, line, names.by_version(session, release, list(kinds))), ""
    except (Missing, Gone) as lost:
        return _instead(session, name, line, kind, lost)
