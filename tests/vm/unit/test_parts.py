# SPDX-License-Identifier: GPL-2.0-only
"""Tests the five parts of what a tool costs."""
import json
from pathlib import Path

from vm import parts

RESULTS = [{"name": "snoop/cpu", "value": 1.5}, {"name": "snoop/reaching", "value": 2.0},
           {"name": "snoop/running", "value": 3.0}, {"name": "snoop/start", "value": 400.0},
           {"name": "snoop/verified", "reason": "this kernel does not tell it"}]
STACKS = {"[user];do_syscall_64;trace;bpf_prog:enter": 100, "trace;bpf_prog:enter;htab_map_update_elem": 20,
          "trace;bpf_prog:enter;bpf_prog:inner": 3, "[user]": 4, "[user];do_syscall_64;trace": 1000}


def _lines(tmp_path: Path, stacks: dict | None) -> list[str]:
    result, explained = tmp_path / "r.json", tmp_path / "r.explain.json"
    result.write_text(json.dumps({"results": RESULTS}))
    explained.write_text(json.dumps({"operations": {"snoop/added": {"stacks": stacks}}}))
    return parts.lines(result, explained if stacks else None)


def test_attributed_by_stacks(tmp_path: Path) -> None:
    title, user, maps, hooks, verified, running = _lines(tmp_path, STACKS)
    assert "snoop" in title and "user space has 4 instructions" in user and " 20 instructions" in maps
    assert " 1000 instructions" in hooks and " 103 instructions" in running and "3 us" in running
    assert "this kernel does not tell it" in verified and "400 us" in verified


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    _, user, maps, hooks, _, _ = _lines(tmp_path, None)
    assert "1.5 %" in user and "not counted" in maps and "2 us" in hooks


def test_other_results_have_no_parts(tmp_path: Path) -> None:
    result = tmp_path / "r.json"
    result.write_text(json.dumps({"results": [{"name": "map_perf/hash", "value": 1}]}))
    assert not parts.lines(result, None)
