# SPDX-License-Identifier: GPL-2.0-only
"""Makes files that options of test_progs name available in the guest.

The options are read from test_progs --help and parsed like its argp does: short options may be
combined (-vBfile), values may be attached, and long options may be abbreviated.
"""
import glob
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vm import children
from vm.cpio import Archive

# Values with these names are never files, even if a file of that name exists.
_NO_FILES = ("NUM", "NAME=NUM", "SEC", "N", "U", "NAME", "CMD")
# Arguments without an option are further values of this one.
_PROGRAMS = "programs"
# The values of these are commands of the shell, whose programs are carried.
_COMMANDS = ("load", "tool")
# Of these the program is looked for as a shell of this machine would, because busybox has none.
_TOOL = "tool"
# Where Debian has tools that only root runs; a user's PATH often lacks it.
_SBIN = "/usr/sbin"
# -t with this value runs these tools under these loads, as far as they are installed: bench/tool/standard.c.
_SELECTED, _STANDARD = "name", "tool_perf"
_STANDARD_FILES = (*(f"/usr/sbin/{tool}" for tool in (
    "execsnoop", "opensnoop", "runqlat", "biolatency", "tcpconnlat", "cpudist", "memleak")), "/usr/bin/stress-ng")
# This value is names of operations, or @FILE with such names.
_NAMES = "NAMES"


@dataclass(frozen=True)
class Option:
    """An option.  value is the name of its value in --help; empty if it takes none."""

    long: str
    value: str


@dataclass
class Table:
    """All options of a test_progs."""

    short: dict[str, Option] = field(default_factory=dict)
    long: dict[str, Option] = field(default_factory=dict)

    def find(self, name: str) -> Option | None:
        """Returns the option with this name or unique prefix of a name."""
        if name in self.long:
            return self.long[name]
        found = [option for long, option in self.long.items() if long.startswith(name)]
        return found[0] if len(found) == 1 else None


def table(help_text: str) -> Table:
    """Parses the options of a help text."""
    found = Table()
    for short, long, value in re.findall(r"^ {2,6}(?:-(.), )?--([\w-]+)(?:=(\S+))?", help_text, re.M):
        option = Option(long, value)
        found.long[long] = option
        if short:
            found.short[short] = option
    return found


def table_of(program: Path) -> Table:
    """Returns the options of this test_progs; none if it does not run."""
    return table(children.output_of([program, "--help"]))


@dataclass(frozen=True)
class Word:
    """One argument, split before the value of an option: before + value is the whole."""

    before: str
    value: str = ""
    option: Option | None = None


def words(known: Table, arguments: Iterable[str]) -> list[Word]:
    """Returns each argument with the option that its value belongs to."""
    found: list[Word] = []
    waiting: Option | None = None
    left = iter(arguments)
    for text in left:
        if waiting:
            found.append(Word("", text, waiting))
            waiting = None
        elif text == "--":
            return found + [Word(text)] + [Word(rest) for rest in left]
        elif text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            option = known.find(name)
            found.append(Word(f"--{name}{equals}", value, option))
            if option and option.value and not equals:
                waiting = option
        else:
            word, waiting = _short(known, text)
            found.append(word)
    return found


def _short(known: Table, text: str) -> tuple[Word, Option | None]:
    """Returns a word of short options, and the option that takes its value from the next word."""
    if not text.startswith("-"):
        return Word(text), None
    for at, letter in enumerate(text[1:], 1):
        option = known.short.get(letter)
        if option and option.value:
            rest = text[at + 1:]
            return Word(text[:at + 1], rest, option), None if rest else option
    # No option of the word takes a value, so the last one stands for all.
    return Word(text, "", known.short.get(text[-1:])), None


def given(known: Table, arguments: Iterable[str], long: str) -> bool:
    """Returns True if the option is among the arguments, in whatever form."""
    return any(word.option and word.option.long == long for word in words(known, arguments))


def _with_objects(known: Table, found: list[Word]) -> list[Word]:
    """Returns the words with each object file of --programs as a word of its own."""
    programs = known.long.get(_PROGRAMS)
    if not programs or not any(word.option == programs for word in found):
        return found
    out = []
    for word in found:
        if not word.option and not word.before.startswith("-"):
            word = Word("", word.before, programs)
        if word.option == programs and word.value and not Path(word.value).exists():
            # The guest lacks the directory in which test_progs would look for a pattern.
            files = sorted(glob.glob(word.value))
            # "--programs" and its value are two words, or one word with "=".
            out.extend(Word(word.before, file, programs) for file in files[:1])
            out.extend(Word("", file, programs) for file in files[1:])
            if files:
                continue
        out.append(word)
    return out


def _carry_command(command: str, archive: Archive) -> str:
    """Adds the program of a shell command and its libraries if it is named by a path.  Returns the
    command for the guest.  Raises OSError."""
    program, blank, rest = command.partition(" ")
    if "/" not in program or not Path(program).is_file():
        return command
    inside = f"files/bin/{Path(program).name}"
    _carry_program(program, f"t/{inside}", archive)
    return inside + blank + rest


def _carry_program(program: str, inside: str, archive: Archive) -> None:
    """Adds a program under this name, with its libraries."""
    archive.data(inside, Path(program).read_bytes(), 0o755)
    for library in re.findall(r"(/\S+)(?: \(0x[0-9a-f]+\))$", children.output_of(["ldd", program]), re.M):
        if library.lstrip("/") not in archive:
            archive.file(library.lstrip("/"), Path(library))


def _found(command: str) -> str:
    """Returns a command of the shell with the path of its program, if it is on this machine."""
    program, blank, rest = command.partition(" ")
    path = shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:{_SBIN}")
    return f"{path}{blank}{rest}" if path else command


def rereadable(known: Table, arguments: Iterable[str]) -> bool:
    """Returns False if an argument names a pipe or the like, which can be read only once."""
    paths = (word.value.removeprefix("@") for word in words(known, arguments) if word.option)
    return not any(Path(path).exists() and not Path(path).is_file() and not Path(path).is_dir() for path in paths if path)


def carry(known: Table, arguments: Iterable[str], archive: Archive) -> list[str]:
    """Adds the files that the arguments name to the archive.  Returns the arguments for the guest.

    A file keeps its name, because a test is named after its object.  Raises OSError.
    """
    out = []
    number = 0
    for word in _with_objects(known, words(known, arguments)):
        before, path = word.before, word.value
        if word.option and word.option.long in _COMMANDS and path:
            if word.option.long == _TOOL:
                path = _found(path)
            out.append(before + _carry_command(path, archive))
            continue
        if word.option and word.option.long == _SELECTED and path == _STANDARD:
            for program in filter(os.path.isfile, _STANDARD_FILES):
                _carry_program(program, program.lstrip("/"), archive)
        if not word.option or word.option.value in _NO_FILES:
            path = ""
        elif word.option.value == _NAMES:
            before, path = before + "@", path[1:] if path.startswith("@") else ""
        # A pipe is read, too, as in -B <(command).
        if path and Path(path).exists() and not Path(path).is_dir():
            number += 1
            inside = f"files/{number}/{Path(path).name}"
            archive.data(f"t/{inside}", Path(path).read_bytes())
            out.append(before + inside)
        else:
            out.append(word.before + word.value)
    return out
