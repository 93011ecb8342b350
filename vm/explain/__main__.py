# SPDX-License-Identifier: GPL-2.0-only
"""python3 -m vm.explain TRACE KALLSYMS.gz RESULT.json OUT.json [QEMU-OUTPUT [MODEL]]

Writes OUT.json, which explains the figures of RESULT.json.  MODEL says what models the misses that
the trace has, as JSON for OUT.json.
"""
import gzip
import json
import sys
from pathlib import Path

from vm import disk
from vm.explain import explain
from vm.explain.symbols import NoSymbols, Static
from vm.explain.trace import Damaged, Trace

PLUGIN_SAYS = "bpf-perf trace: "


def _plugin_said(path: Path | None) -> str:
    """Returns what the plugin complained about."""
    if not path or not path.is_file():
        return ""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.removeprefix(PLUGIN_SAYS) for line in lines if line.startswith(PLUGIN_SAYS)), "")


def _write(trace_path: Path, symbols: Path, result: Path, into: Path, said: str, model: dict | None) -> str:
    """Returns what is wrong; empty if nothing is."""
    results = json.loads(result.read_text(encoding="utf-8"))
    trace = Trace(trace_path)
    with gzip.open(symbols, "rt", encoding="utf-8", errors="replace") as lines:
        static = Static(lines)
    operations = explain.explain(trace, static, results["results"], bool(model))
    environment = results["environment"]
    whole = {
        "schema": explain.SCHEMA, "result": result.name, "kernel_release": environment["kernel_release"],
        "version": environment.get("vm", {}).get("version"), "qemu": environment.get("vm", {}).get("qemu"),
        "mitigations": environment.get("mitigations"), "cmdline": environment.get("cmdline"),
        "trace": {"bytes": trace_path.stat().st_size, "complete": trace.complete, "full": trace.full,
                  "left_open": trace.left_open, "message": said or None},
        "model": model | {"window": environment.get("window")} if model else None, "operations": operations,
    }
    disk.write_whole(into, json.dumps(whole, indent=1).encode() + b"\n")
    if said:
        return said
    return "" if trace.complete else "the trace ends early: was QEMU ended?"


def main(arguments: list[str]) -> int:
    if len(arguments) not in (4, 5, 6):
        print(__doc__, file=sys.stderr)
        return 2
    paths = [Path(argument) for argument in arguments[:5]]
    model = json.loads(arguments[5]) if len(arguments) > 5 else None
    said = _plugin_said(paths[4] if len(paths) > 4 else None)
    try:
        wrong = _write(paths[0], paths[1], paths[2], paths[3], said, model)
    except FileNotFoundError as err:
        wrong = said or f"{err.filename}: {err.strerror}"
    except (OSError, ValueError, KeyError, EOFError, Damaged, NoSymbols) as err:
        wrong = said or str(err)
    if wrong:
        print(wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
