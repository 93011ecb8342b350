# SPDX-License-Identifier: GPL-2.0-only
"""Paths that become text of another language: an option of QEMU, a file of apt, a line, make.

Most programs take any path as a word of their command line.  Those that do not are named here: for
QEMU there is another path to the same file, and what cannot work is refused before anything is done.
"""
import os
import re
from pathlib import Path

from vm.settings import Options, Session
from vm.status import Fault, Status, Stop

# Placeholder in a command for the number of the open descriptor of the boot's directory.
DIRECTORY = "@DIRECTORY@"
# The address of a socket has at most 108 bytes.
LONGEST_SOCKET = 100

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What has a meaning for make, the shell in its recipes, or Kconfig.
_MAKE = re.compile(r"""[\s:;#$%&|<>()'"`*?\[\]{}!,=\\\x00-\x1f\x7f]""")
# apt has no way to write these in its configuration, nor in the lines of its sources.
_APT = re.compile(r'["\x00-\x1f\x7f]')
_SOURCES = re.compile(r"[\s,\[\]\x00-\x1f\x7f]")


def shown(path: str) -> str:
    """Returns the path for a message of one line."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in os.fsencode(path).decode(errors="backslashreplace"))


def plain(path: str) -> bool:
    """Returns True if an option of QEMU and a string of JSON can have the path as it is."""
    return path.isascii() and path.isprintable() and "," not in path and len(path) <= LONGEST_SOCKET


def inside(place: Path, name: str, directory: str = DIRECTORY) -> str:
    """Returns a path of a file in the directory of a boot that QEMU can read in any option.

    If the path is too long for a socket, or is not plain, it goes through /proc and directory: the
    number of a descriptor of place that QEMU inherits.
    """
    path = f"{place}/{name}"
    return path if plain(path) else f"/proc/self/fd/{directory}/{name}"


def _refuse(what: str, path: str, bad: re.Pattern[str], why: str) -> None:
    found = bad.search(path)
    if found:
        char = found.group(0)
        name = "a blank" if char == " " else repr(char) if not char.isprintable() else f"'{char}'"
        raise Fault(f"{what} {shown(path)} has {name}, which {why}: name another place")


def check_tree(tree: Path) -> None:
    """Raises Fault for a directory that make cannot build in or from."""
    _refuse("--build: the path", str(tree), _MAKE, "make cannot have in a path")


def check_keyring(keyring: Path) -> None:
    """Raises Fault for a keyring that a line of apt's sources cannot name."""
    _refuse("DEBIAN_KEYRING:", str(keyring), _SOURCES, "apt cannot have in the path of a keyring")


def check(session: Session, options: Options) -> None:
    """Raises Stop for a place that a program cannot take.  Needs no file."""
    try:
        _refuse("TMPDIR:", os.environ.get("TMPDIR", ""), _CONTROL, "would end a line of the programs that use it")
        _refuse("VM_CACHE:", str(session.cache.absolute()), _APT, "apt cannot have in a path")
        for name in options.kernels:
            _refuse("the kernel", name, _CONTROL, "would end a line of the files that name it")
        if options.out is not None:
            _refuse("-o:", options.out, _CONTROL, "would end a line of what is printed")
    except Fault as fault:
        raise Stop(Status.USAGE, str(fault)) from fault
