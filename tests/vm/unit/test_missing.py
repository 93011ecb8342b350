# SPDX-License-Identifier: GPL-2.0-only
"""Tests --skip-missing: what becomes of kernels that no provider has."""
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from made import result_file

from vm import arch, manifest, measure, names, providers, report
from vm.job import Boot, Job, Verdict
from vm.kvm import MODES
from vm.providers import Offer
from vm.qemu import Qemu
from vm.status import Fault, Status

MACHINE = Qemu("qemu", "9.0", arch.known()["x86_64"], ())


@pytest.fixture
def jobs(session, image, tmp_path, monkeypatch):
    """Returns a function that gives the jobs of names.  The providers have 6.1.9 and a broken 6.6.1."""
    kinds = providers.known()

    def fetch(_, handle):
        if handle == "6.6.1":
            raise Fault("6.6.1: checksum mismatch")
        tree = tmp_path / "tree"
        tree.mkdir(exist_ok=True)
        image(tree / "vmlinuz", handle)
        return tree
    monkeypatch.setattr(kinds["debian"], "list", lambda self: [Offer(one, one, one, "x") for one in ("6.1.9", "6.6.1")])
    monkeypatch.setattr(kinds["debian"], "fetch", fetch)
    monkeypatch.setattr(kinds["ubuntu"], "list", lambda self: [])

    def make(*asked):
        session.options.kernels = list(asked)
        made = measure.resolve_all(session, MACHINE, SimpleNamespace(base=None))
        measure.choose_labels(made)
        return made
    session.options.skip_missing = True
    return make


def record(session, made):
    manifest.write(session.out, manifest.Run(mode="icount", finished=True,
                                             kernels=[manifest.kernel_entry(job, session.out) for job in made]))
    return manifest.read(session.out)


def boot(session, job, status=Status.PASSED):
    one = Boot(1, job.label, 42, job.kernel, session.work)
    one.verdict, one.file = Verdict(status, "said"), f"{job.label}.json"
    result_file(session.out / one.file, job.kernel.release)
    job.boots.append(one)


def test_a_missing_kernel_is_a_named_skip_and_no_failure(session, jobs, capfd):
    missing, there = jobs("5.15", "6.1")
    boot(session, there)
    run = record(session, [missing, there])
    capfd.readouterr()
    assert report.show(session, run, "") == Status.PASSED
    out = capfd.readouterr().out
    assert "operation   6.1.9\nother map operations (insns):\nmap_perf/a     30\n5.15: SKIPPED\n" in out
    assert "\n5.15: SKIPPED: no provider has it\n" in out
    assert run.files(session.out) == {"6.1.9": ["6.1.9.json"]}


def test_the_first_kernel_that_there_is_is_what_others_are_held_against(session, jobs, capfd):
    made = jobs("5.15", "6.1", "6.1.9")
    for job in made[1:]:
        boot(session, job)
    report.show(session, record(session, made), "")
    assert re.search(r"^map_perf/a +30 +30 =$", capfd.readouterr().out, re.MULTILINE)


def test_a_kernel_without_results_is_named_and_a_table_that_cannot_be_made_is_no_pass(session, jobs, capfd):
    made = jobs("6.1", "6.1.9")
    for job in made:
        boot(session, job)
    (session.out / made[1].boots[0].file).unlink()
    assert report.show(session, record(session, made), "") == Status.PASSED
    assert "\nmap_perf/a     30\n6.1.9_2: no result\n" in capfd.readouterr().out
    (session.out / made[0].boots[0].file).write_text("{}", encoding="utf-8")
    assert report.show(session, record(session, made), "") == Status.SETUP
    assert "\nvmtest.sh: the table is missing\n" in capfd.readouterr().err


@pytest.mark.parametrize("status", [Status.FAILED, Status.SETUP, Status.UNDECIDED, Status.SKIPPED])
def test_a_skip_hides_no_status_of_another_kernel(session, jobs, status):
    made = jobs("5.15", "6.1")
    boot(session, made[1], status)
    assert report.show(session, record(session, made), "") == status


def test_without_the_option_a_missing_kernel_is_an_error(session, jobs, capsys):
    session.options.skip_missing = False
    made = jobs("5.15", "6.1")
    boot(session, made[1])
    assert report.show(session, record(session, made), "") == Status.USAGE
    assert "NOT BOOTED 5.15: 5.15: no provider has this kernel" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["6.6", "/none/vmlinuz", "no-such"])
def test_a_kernel_that_is_broken_or_no_version_is_not_skipped(session, jobs, name):
    made = jobs(name, "6.1")
    boot(session, made[1])
    assert not made[0].missing and report.show(session, record(session, made), "") == Status.USAGE


def test_nothing_but_missing_kernels_is_a_skip(session, jobs):
    made = jobs("5.15", "rc")
    assert measure._nothing_to_boot(session, made, MACHINE, MODES["icount"]) == Status.SKIPPED
    assert manifest.read(session.out).status == Status.SKIPPED
    assert report.fetched(session, made) == Status.SKIPPED


def test_fetch_names_what_is_missing(session, jobs, capsys):
    assert report.fetched(session, jobs("5.15", "6.1")) == Status.PASSED
    assert capsys.readouterr().out.splitlines() == ["6.1.9 6.1.9 from x", "SKIPPED 5.15"]
    session.options.skip_missing = False
    assert report.fetched(session, jobs("5.15", "6.1")) == Status.USAGE
    assert capsys.readouterr().out.splitlines()[-1] == "MISSING 5.15"


def test_compare_leaves_missing_kernels_out(session, jobs, monkeypatch):
    made = jobs("5.15", "6.1", "6.1.9")
    for job in made[1:]:
        boot(session, job)
    session.options.compare = True
    commands = []
    monkeypatch.setattr(report.subprocess, "run", lambda words, check: commands.append(words) or SimpleNamespace(returncode=0))
    assert report.show(session, record(session, made), "") == Status.PASSED
    assert [Path(word).name for word in commands[0][-3:]] == ["6.1.9.json", "--", "6.1.9_2.json"]
    # A kernel alone has nothing to be compared with.
    assert report.show(session, record(session, made[:2]), "") == Status.PASSED
    assert [words[5] for words in commands] == ["compare", "table"]


def test_merged_runs_are_skipped_only_if_all_are(session, jobs, tmp_path, capsys):
    missing, there = jobs("5.15", "6.1")
    places = []
    for job in (missing, there):
        session.out = tmp_path / job.label
        session.out.mkdir()
        if job.kernel:
            boot(session, job)
        run = record(session, [job])
        run.status = int(Status.PASSED if job.kernel else Status.SKIPPED)
        manifest.write(session.out, run)
        places.append(session.out)
    into = tmp_path / "into"
    into.mkdir()
    assert manifest.merge(into, places[:1]) == Status.SKIPPED
    assert manifest.merge(into, places) == Status.PASSED
    capsys.readouterr()
    assert manifest.main(["notes", str(into)]) == 0
    assert capsys.readouterr().out == "5.15: SKIPPED: no provider has it\n"
