#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/vm/plugin.py TRACE KIND: checks the trace that tests/vm/plugin.c leaves."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from vm.explain.trace import MISSES, Text, Trace  # noqa: E402

trace = Trace(Path(sys.argv[1]))
events = list(trace.events())
seen = [event.words if isinstance(event, Text) else list(trace.read(event)) for event in events]
assert trace.complete, "no end"
if sys.argv[2] == "misses":
    in_caches, of_branches = (list(trace.read_misses(event)) for event in events)
    levels = [[place for place, what in in_caches if what == name] for name in MISSES]
    assert levels == [[1, 3, 4, 5, 6, 7, 8, 9], [1, 3, 5, 6, 7, 8, 9], [1, 3, 5, 6, 7, 8], []], levels
    # The counter of each history must be raised twice: 12 histories once, and that of the loop twice.
    # Then the end of the loop, an indirect jump for the first time and to another target, and a return.
    assert of_branches == [(place, "mispredicted") for place in (*range(14), 39, 42, 45, 48)], of_branches
elif sys.argv[2] == "full":
    assert trace.full and seen == [("one",), ("two",)], seen
else:
    large = [] if sys.argv[2] == "partly" else [[0] * 1000]
    assert seen == [("one",), [0, 1, 0], [0, 1, 0], ("two",), [1], *large, [1]], seen
    assert events[1] == events[2] and events[4] == events[-1], "a window is written again"
    assert trace.full == (not large) and trace.left_open == 1, trace
    assert {n: (block.address, block.insns) for n, block in trace.blocks.items()} == {
        0: (0x2000, (b"\x90", b"\x75\xfe")), 1: (0x2000, (b"\x91", b"\x75\xfe"))}, trace.blocks
