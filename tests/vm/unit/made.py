# SPDX-License-Identifier: GPL-2.0-only
"""Makes result files that report_progs reads."""
import subprocess
import sys
from pathlib import Path

from vm.settings import TOP


def result_file(path: Path, release: str, value: int = 30) -> None:
    """Makes a result file of one operation, map_perf/a, which takes so many instructions."""
    subprocess.run([sys.executable, TOP / "tests/results.py", path, f"env['kernel_release'] = '{release}'",
                    f"results[:] = [result('map_perf/a', {value})]", "insns()"], check=True)
