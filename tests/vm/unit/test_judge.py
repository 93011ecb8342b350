# SPDX-License-Identifier: GPL-2.0-only
"""Tests what a guest's results are called, which arrived whole."""
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from vm import judge
from vm.job import Boot
from vm.settings import Session
from vm.status import Status

HEADLINE = "{word}: Linux 6.1.0: 474 operations measured\nSummary: 1/474 PASSED\n"


def sent(place: Path, **files: str) -> Boot:
    """Returns a boot whose guest sent these files."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    data = archive.getvalue()
    (place / "console").write_bytes(b"")
    (place / "ttyS1").write_bytes(b"VMOUT1 %d %s\n" % (len(data), hashlib.sha256(data).hexdigest().encode()) + data)
    return Boot(1, "6.1.0", 42, None, place)


@pytest.mark.parametrize("said, word, status, called", [
    ("0", "PASSED", Status.PASSED, "PASSED"),
    ("0", "UNDECIDED", Status.PASSED, "UNDECIDED"),
    ("5", "UNDECIDED", Status.UNDECIDED, "UNDECIDED"),
    ("1", "FAILED", Status.FAILED, "FAILED"),
    ("4", "NOTHING MEASURED", Status.SKIPPED, "SKIPPED"),
    ("139", "PASSED", Status.SETUP, "BROKEN"),
])
def test_what_decided_too_little_is_not_called_a_pass(said: str, word: str, status: Status, called: str,
                                                      session: Session, tmp_path: Path) -> None:
    verdict = judge.judge(session, sent(tmp_path, status=said, stdout=HEADLINE.format(word=word), dmesg=""))
    assert (verdict.status, verdict.word) == (status, called)
    assert verdict.message == "Summary: 1/474 PASSED"
