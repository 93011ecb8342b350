# SPDX-License-Identifier: GPL-2.0-only
"""Makes vm/ importable, and prints and counts the result of each test like tests/lib.sh."""
import os
import re
import struct
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TOP))
sys.dont_write_bytecode = True

from vm.settings import Options, Session  # noqa: E402


def _tally(kind: str, text: str) -> None:
    place = os.environ.get("TALLY")
    if place:
        with open(Path(place, kind), "a", encoding="utf-8") as file:
            file.write(text + "\n")


def _title(node: str) -> str:
    """Returns "vm names: a version is any patch release [6.1]" for
    unit/test_names.py::test_a_version_is_..."""
    path, _, name = node.partition("::")
    name = name if len(name) < 90 else name.partition("[")[0]
    subject = re.sub(r"^test_|\.py$", "", os.path.basename(path))
    return f"vm {subject}: {name.removeprefix('test_').replace('_', ' ')}"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """The functions below print the results instead of pytest."""
    config.pluginmanager.unregister(name="terminalreporter")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        print(f"FAIL  {_title(report.nodeid)}")
        print("\n".join(f"      {line}" for line in report.longreprtext.splitlines()[-30:]))
        _tally("failed", "x")
    elif report.when == "call" and report.passed:
        print(f"ok    {_title(report.nodeid)}")
        _tally("ok", _title(report.nodeid))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        print(f"FAIL  {report.nodeid}\n{report.longreprtext}")
        _tally("failed", "x")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session whose directories are temporary, and that has no mirror."""
    for name in ("KERNEL_DIR", "DEBIAN_MIRROR", "VM_CACHE", "KERNELS_LOCK"):
        monkeypatch.delenv(name, raising=False)
    one = Session(Options(), cache=tmp_path / "cache", work=tmp_path / "work", out=tmp_path / "out",
                  lock_file=tmp_path / "kernels.lock")
    for place in (one.cache, one.work, one.out):
        place.mkdir()
    return one


@pytest.fixture
def image():
    """Returns a function that makes a file with only the header of a bzImage, which names a
    release."""
    def make(path: Path, release: str, banner: str = "(b@h) #1 SMP") -> Path:
        data = bytearray(8192)
        data[0x1f1] = 4
        data[0x202:0x206] = b"HdrS"
        struct.pack_into("<H", data, 0x206, 0x20f)
        struct.pack_into("<H", data, 0x20e, 0x600)
        data[0x236] = 1
        text = f"{release} {banner}".encode() + b"\0"
        data[0x800:0x800 + len(text)] = text
        struct.pack_into("<II", data, 0x248, 0, 64)
        path.write_bytes(data)
        return path
    return make
