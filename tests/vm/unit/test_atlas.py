# SPDX-License-Identifier: GPL-2.0-only
"""Tests what the atlas is made of, with a program in place of report_progs that prints its words."""
import pytest

from vm import atlas, manifest
from vm.manifest import Run
from vm.status import Status


def kernel(name, version, *files, status=Status.PASSED, message="passed"):
    return {"name": name, "label": name, "release": f"{version}-x" if version else None, "version": version, "files": list(files),
            "boots": [{"status": 0}] if version else [], "status": status, "message": message}


MISSING = kernel("5.15", None, status=Status.SKIPPED, message="5.15: no provider has it")
FAULTY = kernel("6.2", None, status=Status.USAGE, message="6.2: <no> figure | can be explained\nmore")


@pytest.fixture
def place(session, tmp_path):
    report = tmp_path / "report"
    report.write_text('#!/bin/sh\n[ "$1" != "$FAILS" ] || { echo no memory >&2; exit 2; }\necho "said: $@"\n'
                      '[ "$1" != compare ] || exit 1\n', encoding="utf-8")
    report.chmod(0o755)
    session.report = report
    return session.out


def run_of(place, *kernels, tests=()):
    for one in kernels:
        for name in one["files"]:
            (place / name).write_text("{}", encoding="utf-8")
    manifest.write(place, Run("2026-11-29T10:00:00Z", mode="icount", qemu="7.2.22", kernels=list(kernels),
                              command=["vmtest.sh", "6.1", "--", *tests]))


def test_the_parts_of_an_atlas(session, place, tmp_path):
    run_of(place, kernel("5.10", "5.10.262", "a.json"), MISSING, kernel("6.1", "6.1.192", "b.json", "b.2.json"), FAULTY,
           kernel("rc", "7.3~rc4", "c.json", status=Status.FAILED), tests=("-a", "map_perf"))
    md, html = tmp_path / "docs/atlas.md", tmp_path / "atlas.html"
    atlas.write(session, place, md, html)
    text = md.read_text(encoding="utf-8")
    a, b, c = (f"{place}/{name}.json" for name in "abc")
    assert "on 2026-11-29 with QEMU 7.2.22 in instructions (mode icount), with `-a map_perf`" in text
    for part in ("| 5.15 | not measured: no provider has it | |", "| 6.2 | not measured: 6.2: &#60;no&#62; figure &#124; can be explained | |",
                 "| rc | 7.3-rc4 | 7.3~rc4-x |", f"said: md --families --threshold=10% {a} {b} {c}",
                 f"## 5.10.262 to 6.1.192\n\n~~~~~ text\nsaid: compare --why --threshold=10% {a} {b}\n~~~~~",
                 f"## 6.1.192 to 7.3-rc4\n\n~~~~~ text\nsaid: compare --why --threshold=10% {b} {c}\n~~~~~",
                 f"said: claims --md {a} {b} {c}"):
        assert part in text, part
    assert html.read_text(encoding="utf-8") == f"said: html {a} {b} {c}\n"


def test_a_file_that_is_gone_is_no_result(session, place):
    run_of(place, kernel("6.1", "6.1.192", "b.json"))
    (place / "b.json").unlink()
    assert atlas.columns(manifest.read(place), place)[0].file == ""


@pytest.mark.parametrize("kernels, why", [((MISSING,), "0 kernels were measured"), ((kernel("6.1", "6.1.1", "a.json"), MISSING), "1 kernels")])
def test_one_kernel_is_no_atlas(session, place, tmp_path, kernels, why):
    run_of(place, *kernels)
    with pytest.raises(atlas.NoAtlas, match=why):
        atlas.write(session, place, tmp_path / "md", tmp_path / "html")
    assert not (tmp_path / "md").exists()


def test_a_report_that_fails(session, place, tmp_path, monkeypatch):
    run_of(place, kernel("6.1", "6.1.1", "a.json"), kernel("6.2", "6.2.1", "b.json"))
    monkeypatch.setenv("FAILS", "claims")
    with pytest.raises(atlas.NoAtlas, match="no memory"):
        atlas.write(session, place, tmp_path / "md", tmp_path / "html")


def test_results_of_an_earlier_run_are_taken(place, tmp_path, monkeypatch, session):
    run_of(place, kernel("6.1", "6.1.1", "a.json"), kernel("6.2", "6.2.1", "b.json"))
    monkeypatch.setenv("VM_REPORT", str(session.report))
    assert atlas.main([str(tmp_path / "md"), str(tmp_path / "html"), str(place)]) == 0
    assert (tmp_path / "md").is_file()
    assert atlas.main([str(tmp_path / "md")]) == Status.USAGE
