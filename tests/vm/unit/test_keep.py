# SPDX-License-Identifier: GPL-2.0-only
"""Tests what the host adds to a result file of a guest."""
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from vm import run
from vm.modes import MODES

GUEST = "2024-01-01T00:00:05Z"


def kept(tmp_path: Path, mode: str, started: float | None, possible: int | None = None) -> dict:
    """Returns the result file that is kept of a guest in this mode."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/results.json").write_text(json.dumps({"environment": {"cpus_possible": 16}, "run": {"started": GUEST}}))
    kernel = SimpleNamespace(provider="cache", version="6.1.192", sha256="00", config=None)
    boot = SimpleNamespace(place=tmp_path, kernel=kernel, partial=False, label="a", started=started,
                           possible=possible)
    run.keep_result(SimpleNamespace(out=tmp_path), boot, MODES[mode], SimpleNamespace(version="7.2"))
    return json.loads((tmp_path / "a.json").read_text())


@pytest.mark.parametrize("mode, started, wanted", [
    ("icount", 1795946400.5, "2026-11-29T10:00:00Z"), ("icount", None, GUEST), ("tcg", 1795946400.5, GUEST),
    ("kvm", 1795946400.5, GUEST)])
def test_date(tmp_path: Path, mode: str, started: float | None, wanted: str) -> None:
    """The clock of a guest that counts instructions always begins at the same date."""
    result = kept(tmp_path, mode, started)
    assert result["run"]["started"] == wanted
    assert result["environment"]["vm"]["mode"] == mode


def test_possible_cpus(tmp_path: Path) -> None:
    """A guest that has not the CPUs that were asked for would be taken for one that has."""
    kept(tmp_path, "icount", None, 16)
    (tmp_path / "out/results.json").unlink()
    (tmp_path / "out").rmdir()
    with pytest.raises(ValueError, match="the kernel has 16 possible CPUs, not 128"):
        kept(tmp_path, "icount", None, 128)
