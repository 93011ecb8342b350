# SPDX-License-Identifier: GPL-2.0-only
"""Fetches files over the network and shows the progress."""
from pathlib import Path

from vm import children, disk
from vm.console import human_size
from vm.settings import Session


def watched(session: Session, file: Path, size: int, command: list[str], env: dict[str, str] | None = None) -> int:
    """Runs command, which fetches file, and returns its exit status.  size is in bytes, 0 if
    unknown.

    The output of the command is in the file "why" of the session's directory.
    """
    console = session.console
    console.progress(f"downloading {file.name}" + (f" ({human_size(size)})" if size else ""))

    def watch() -> None:
        if size and file.exists():
            console.progress(f"downloading {100 * file.stat().st_size // size} %")

    return children.run(command, session.work / "why", env=env, watch=watch if console.terminal else None)


def have(file: Path, sha256: str) -> bool:
    """Returns True if the file exists and has this hash."""
    return file.is_file() and disk.sha256(file) == sha256
