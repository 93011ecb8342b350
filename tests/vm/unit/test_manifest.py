# SPDX-License-Identifier: GPL-2.0-only
"""Tests that report_progs can read run.json, whatever paths are called."""
import json
from pathlib import Path

import pytest

from vm import manifest

RAW = b"vm\xe9linuz".decode(errors="surrogateescape")


@pytest.mark.parametrize("run", [
    manifest.Run(command=["vmtest.sh", RAW]), manifest.Run(kernels=[{"name": RAW, "files": []}]),
    manifest.Run(kernels=[{"name": "6.1", "message": f"{RAW}: no such file", "files": []}])])
def test_bytes_that_are_no_text(tmp_path: Path, run: manifest.Run) -> None:
    manifest.write(tmp_path, run)
    text = (tmp_path / manifest.NAME).read_bytes()
    assert b"vm?linuz" in text and b"\\ud" not in text
    json.loads(text.decode())
