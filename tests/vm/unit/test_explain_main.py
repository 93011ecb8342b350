# SPDX-License-Identifier: GPL-2.0-only
"""Tests what the analysis of --explain says when a trace, or what belongs to it, is wrong."""
import gzip
import json
import struct

import pytest

from vm.explain import __main__ as analysis

LIST = b"ffffffff81000000 T entry\nffffffff81001000 T helper\n"
MAGIC = b"bpf-perf trace 1"
END = struct.pack("<II", ord("E"), 0)
RESULT = {"results": [{"name": "t/x", "value": 5.0}], "environment": {"kernel_release": "6.1"}}


def said(tmp_path, capsys, trace=MAGIC + END, symbols=LIST, qemu="", result=RESULT):
    """Returns the status, what is printed, and the file that was written."""
    paths = [tmp_path / name for name in ("trace", "kallsyms.gz", "result.json", "out.json", "err")]
    if trace is not None:
        paths[0].write_bytes(trace)
    paths[1].write_bytes(gzip.compress(symbols))
    paths[2].write_text(json.dumps(result))
    paths[4].write_text(qemu)
    status = analysis.main([str(path) for path in paths])
    found = json.loads(paths[3].read_text()) if paths[3].exists() else None
    return status, capsys.readouterr().out.strip(), found


def test_a_whole_trace(tmp_path, capsys):
    status, text, found = said(tmp_path, capsys)
    assert (status, text) == (0, "") and found["trace"]["complete"]
    assert found["operations"]["t/x"]["reason"] == "it was not run in a window"


@pytest.mark.parametrize("trace", [MAGIC, MAGIC + END[:5], MAGIC + struct.pack("<II", ord("T"), 99) + b"round"])
def test_a_trace_that_ends_early(tmp_path, capsys, trace):
    status, text, found = said(tmp_path, capsys, trace)
    assert (status, text) == (1, "the trace ends early: was QEMU ended?")
    assert found["operations"]["t/x"]["reason"] == "the trace ends before its figure" and not found["trace"]["complete"]


@pytest.mark.parametrize("trace", [MAGIC, MAGIC + END, b"", None])
def test_what_the_plugin_complained_about_comes_first(tmp_path, capsys, trace):
    status, text, found = said(tmp_path, capsys, trace, qemu="qemu: x\nbpf-perf trace: /t: No space left on device\n")
    assert (status, text) == (1, "/t: No space left on device")
    assert not found or found["trace"]["message"] == text


def test_no_trace(tmp_path, capsys):
    status, text, found = said(tmp_path, capsys, None)
    assert status == 1 and text.endswith("trace: No such file or directory") and not found


@pytest.mark.parametrize("changed, why", [
    ({"trace": b"something else."}, "is not a trace"), ({"trace": MAGIC + struct.pack("<II", 0, 0)}, "an unknown chunk"),
    ({"symbols": b""}, "CONFIG_KALLSYMS"), ({"symbols": b"0000000000000000 T entry\n"}, "kptr_restrict")])
def test_what_is_damaged(tmp_path, capsys, changed, why):
    status, text, found = said(tmp_path, capsys, **changed)
    assert status == 1 and why in text and not found
