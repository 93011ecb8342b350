#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/vm/plugin.py TRACE KIND: checks the trace that tests/vm/plugin.c leaves."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from vm.explain.trace import Text, Trace  # noqa: E402

trace = Trace(Path(sys.argv[1]))
events = list(trace.events())
seen = [event.words if isinstance(event, Text) else list(trace.read(event)) for event in events]
assert trace.complete, "no end"
if sys.argv[2] == "full":
    assert trace.full and seen == [("one",), ("two",)], seen
else:
    assert seen == [("one",), [0, 1, 0], [0, 1, 0], ("two",), [1]], seen
    assert events[1] == events[2], "the second window is written again"
    assert not trace.full and trace.left_open == 1, trace
    assert {n: (block.address, block.insns) for n, block in trace.blocks.items()} == {
        0: (0x2000, (b"\x90", b"\x75\xfe")), 1: (0x2000, (b"\x91", b"\x75\xfe"))}, trace.blocks
