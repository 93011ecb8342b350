# SPDX-License-Identifier: GPL-2.0-only
"""Tests how long a guest that was told to end may take to send its results."""
import subprocess
import sys

import pytest

from vm import boot

# Each works for a tenth of the time, as QEMU does on a busy host, so that it needs little CPU.
SLOW = """
import time
end = time.monotonic() + 1.5
while time.monotonic() < end:
    busy = time.process_time() + 0.02
    while time.process_time() < busy:
        pass
    time.sleep(0.1)
"""


@pytest.mark.parametrize("program, ends", [
    pytest.param("pass", True, id="ends at once"),
    pytest.param(SLOW, True, id="works slowly for longer than its share of the CPU takes on an idle host"),
    pytest.param("while True: pass", False, id="uses its CPU time up"),
    pytest.param("import time; time.sleep(600)", False, id="waits for ever"),
])
def test_last_words(program: str, ends: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot, "LAST_WORDS", 0.5)
    monkeypatch.setattr(boot, "IDLE_AFTER", 0.5)
    with subprocess.Popen([sys.executable, "-c", program]) as child:
        try:
            assert boot._last_words(child) == ends
        finally:
            child.kill()


def test_never_longer_than_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guest that always works, but too little to use its share up, is ended, too."""
    monkeypatch.setattr(boot, "LAST_WORDS", 1000)
    monkeypatch.setattr(boot, "LAST_WORDS_AT_MOST", 0.5)
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as child:
        try:
            assert not boot._last_words(child)
        finally:
            child.kill()
