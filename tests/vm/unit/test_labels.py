# SPDX-License-Identifier: GPL-2.0-only
from pathlib import Path

import pytest
from made import result_file

from vm import manifest, report, run
from vm.job import Boot, Job, Verdict
from vm.kernel import Kernel
from vm.measure import choose_labels, for_possible
from vm.status import Status, worst


def job(name, release, boots=0):
    return Job(name, Kernel(Path("/none"), release=release) if release is not None else None)


def labels(*jobs):
    choose_labels(list(jobs))
    return [one.label for one in jobs]


def test_two_builds_of_one_release_have_two_labels():
    assert labels(job("a", "6.1"), job("b", "6.1"), job("c", "6.1"), job("d", "6.1_2")) == ["6.1", "6.1_2", "6.1_3", "6.1_2_2"]


def test_a_kernel_that_there_is_none_of_is_called_as_it_was_named():
    assert labels(job("no-such", None), job("b", "6.1")) == ["no-such", "6.1"]


@pytest.mark.parametrize("release", ["../../x", "/etc/passwd", "-rf", ".hidden", "a b", "x\ny", ""])
def test_a_label_is_a_file_name_whatever_an_image_says(release):
    label, = labels(job("path/to", release))
    assert "/" not in label and label[0] not in "-." and label.isprintable() and " " not in label


def test_each_kernel_is_booted_with_each_number_of_possible_cpus():
    jobs = for_possible([job("a", "6.1"), job("b", "7.2")], [1, 128])
    assert [(one.name, one.possible) for one in jobs] == [("a", 1), ("a", 128), ("b", 1), ("b", 128)]
    assert labels(*jobs) == ["6.1-possible1", "6.1-possible128", "7.2-possible1", "7.2-possible128"]
    assert for_possible(jobs, []) == jobs


def booted(session, name, release, values, status=Status.PASSED):
    """A job with a result file for each value."""
    one = job(name, release)
    choose_labels([one])
    for turn, value in enumerate(values):
        boot = Boot(turn + 1, one.label + (f".{turn + 1}" if turn else ""), 42 + turn, one.kernel, session.work)
        boot.verdict, boot.file = Verdict(status, "said"), f"{boot.label}.json"
        result_file(session.out / boot.file, release, value)
        one.boots.append(boot)
    return one


def record(session, *jobs):
    manifest.write(session.out, manifest.Run(mode="icount", kernels=[manifest.kernel_entry(one, session.out) for one in jobs]))
    return manifest.read(session.out)


def test_a_release_that_begins_with_another_is_no_boot_of_it(session, capfd):
    known = record(session, booted(session, "a", "6.12.1", [100]), booted(session, "b", "6.12.117", [200]))
    assert known.files(session.out) == {"6.12.1": ["6.12.1.json"], "6.12.117": ["6.12.117.json"]}
    assert report.show(session, known, "") == Status.PASSED
    assert "map_perf/a     100  200 +100.0 %\n" in capfd.readouterr().out


def test_boots_are_one_column_with_their_median(session, capfd):
    known = record(session, booted(session, "a", "6.1", [100, 300, 110]))
    report.show(session, known, "why")
    out = capfd.readouterr().out
    assert "map_perf/a  110\n" in out and "PASSED     6.1.3: said" in out and "mode icount (why)" in out


def test_what_an_earlier_run_left_is_nobodys_boot(session):
    earlier = booted(session, "a", "6.1", [100, 200])
    record(session, earlier)
    now = booted(session, "a", "6.1", [])
    now.boots = [Boot(1, "6.1", 42, now.kernel, session.work)]
    run.move_earlier(session, [now])
    kept, = session.out.iterdir()
    assert sorted(path.name for path in kept.iterdir()) == ["6.1.2.json", "6.1.json", "run.json"]


@pytest.mark.parametrize("name, moved", [
    ("6.1.json", True), ("6.1.2.json", True), ("6.1.17.json", True), ("6.1.log", True), ("6.1.2.log", True), ("6.1.explain.json", True),
    ("6.10.json", False), ("6.1.0.json", False), ("6.1-rc1.json", False), ("x6.1.json", False), ("6.1.txt", False), ("notes.json", False)])
def test_a_boot_that_no_run_json_names_is_of_an_earlier_run(session, name, moved):
    """Such as the second boot of a run that was killed, where this one boots once."""
    (session.out / name).write_text("{}", encoding="utf-8")
    now = booted(session, "a", "6.1", [])
    now.boots = [Boot(1, "6.1", 42, now.kernel, session.work)]
    run.move_earlier(session, [now])
    assert (session.out / name).exists() != moved


def test_other_peoples_files_stay(session):
    (session.out / "notes.json").write_text("{}", encoding="utf-8")
    run.move_earlier(session, [booted(session, "a", "6.1", [])])
    assert [path.name for path in session.out.iterdir()] == ["notes.json"]


def test_a_run_json_of_something_else_is_none(session):
    for text in ("", "[]", '{"schema": "other/1"}', "{"):
        (session.out / "run.json").write_text(text, encoding="utf-8")
        assert manifest.read(session.out) is None


def test_several_runs_merge_into_one_and_the_worst_status_holds(session, tmp_path):
    places = [tmp_path / name for name in ("one", "two")]
    for place, status in zip(places, (Status.PASSED, Status.FAILED)):
        place.mkdir()
        session.out = place
        one = booted(session, place.name, f"6.{place.name}", [1], status)
        manifest.write(place, manifest.Run(finished=True, status=int(status),
                                           kernels=[manifest.kernel_entry(one, place)]))
    into = tmp_path / "into"
    into.mkdir()
    assert manifest.merge(into, places) == Status.FAILED
    assert manifest.read(into).files(into) == {"6.one": ["6.one.json"], "6.two": ["6.two.json"]}
    assert manifest.merge(into, [*places, tmp_path / "none"]) == Status.SETUP


def test_the_worst_status():
    assert worst() == Status.PASSED
    assert worst(Status.SKIPPED, Status.PASSED) == Status.SKIPPED
    assert worst(Status.FAILED, Status.SETUP, Status.SKIPPED) == Status.SETUP
    assert worst(Status.INTERRUPTED, Status.SETUP) == Status.INTERRUPTED
