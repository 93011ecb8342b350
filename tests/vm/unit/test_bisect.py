# SPDX-License-Identifier: GPL-2.0-only
"""Tests --limit, and what --bisect tells git."""
import json
from pathlib import Path

import pytest

from vm import bisect, cli, limits, main, manifest
from vm.bisect import Answer
from vm.job import Boot, Job, Verdict
from vm.kernel import Kernel
from vm.limits import parse
from vm.settings import Options
from vm.status import Interrupted, Status, Stop

TOP = Path(__file__).resolve().parents[3]
LIMIT = "map_perf/hash_update_existing <= 340 insns"


@pytest.mark.parametrize("text, metric, other, unit", [
    (LIMIT, "map_perf/hash_update_existing", "", "insns"), ("a/b.p99 <= 5 ns", "a/b", "", "ns"),
    ("a/b in 60..120 ns # why", "a/b", "", "ns"), ("a/b <= 1.5 * c/d.max", "a/b", "c/d", ""),
    ("a/b <= 1.5 * c/d [insns]", "a/b", "c/d", "insns"), ("a/* >= 1e6 events/s", "a/*", "", "events/s")])
def test_a_limit_names_operations(text, metric, other, unit):
    one = parse(text)
    assert (one.metric, one.other, one.unit) == (metric, other, unit)


@pytest.mark.parametrize("text", ["", "a/b", "a/b none", "# a/b <= 5 ns", "a/b <= 5 ns\na/c <= 5 ns"])
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(Stop, match="is not a limit like"):
        parse(text)


def test_limits_are_a_file_and_a_selection():
    several = [parse(text) for text in ("a/b <= 5 insns", "a/b <= 2 * a/c [insns]", "a/d.p99 <= 5 insns")]
    assert limits.names(several) == ["a/b", "a/c", "a/d"]
    lines = "a/b <= 5 insns\na/b <= 2 * a/c [insns]\na/d.p99 <= 5 insns\n"
    assert limits.bounds(several, False) == lines
    # With --bisect no other limit may break.
    assert limits.bounds(several, True) == lines + "a/b none\na/d none\n"


@pytest.mark.parametrize("mode, text, chosen", [
    ("auto", LIMIT, "icount"), ("icount", LIMIT, "icount"), ("auto", "a/b <= 5 ns", "auto"), ("kvm", "a/b <= 5 ns", "kvm"),
    ("auto", "a/b <= 2 * a/c", "auto"), ("icount", "a/b <= 5 bytes", "icount")])
def test_the_unit_of_a_limit_chooses_the_mode(mode, text, chosen):
    options = Options(mode=mode, limits=[text])
    limits.choose_mode(options)
    assert options.mode == chosen


@pytest.mark.parametrize("mode, texts", [
    ("kvm", [LIMIT]), ("tcg", [LIMIT]), ("icount", ["a/b <= 5 ns"]), ("auto", [LIMIT, "a/b <= 5 ns"])])
def test_a_mode_in_which_a_limit_means_nothing_is_refused(mode, texts):
    with pytest.raises(Stop):
        limits.choose_mode(Options(mode=mode, limits=texts))


def applied(session, *texts, tests=()):
    session.program = TOP / "test_progs"
    session.options.limits, session.options.tests = list(texts), list(tests)
    limits.apply(session)
    return session.options.tests


def test_limits_reach_test_progs_with_the_operations_that_they_name(session):
    file = session.work / "limits.bounds"
    assert applied(session, LIMIT) == ["-B", str(file), "-a", "map_perf/hash_update_existing"]
    assert file.read_text(encoding="utf-8") == LIMIT + "\n"


def test_options_of_test_progs_may_select_otherwise(session):
    words = applied(session, LIMIT, tests=["-t", "map_perf", "--time", "1"])
    assert words == ["-B", str(session.work / "limits.bounds"), "-t", "map_perf", "--time", "1"]
    assert applied(session, LIMIT, tests=["--time", "1"])[2:] == ["-a", "map_perf/hash_update_existing", "--time", "1"]


@pytest.mark.parametrize("text, said", [
    ("map_perf/hash_update_existing <= 340 inns", "--limit: limit 1: "),
    ("map_perf/hash_update_existing ~ 340 insns", "limit 1: "),
    ("map_perf/hash_updat_existing <= 340 insns", "did you mean map_perf/hash_update_existing"),
    ("map_perf/hash_update_existing <= 2 * map_perf/hash_updat", "map_perf/hash_updat")])
def test_a_bad_limit_is_found_before_anything_is_built(session, text, said):
    with pytest.raises(Stop) as stop:
        applied(session, text)
    assert said in str(stop.value)


def result(verdict="pass", limit="<= 340 insns", name="map_perf/hash_update_existing", **more):
    return {"name": name, "verdict": verdict, "limit": limit, "unit": "insns", "reason": None, "value": 328.5} | more


@pytest.mark.parametrize("results, answer, why", [
    ([result()], Answer.GOOD, "all limits hold"),
    ([result("fail", cause="limit")], Answer.BAD, "breaks its limit: 328.5 insns, <= 340 insns"),
    ([result("fail", None, cause="wrong", reason="the map is empty")], Answer.UNTESTABLE, "fail: the map is empty"),
    ([result("fail", None, cause="died", reason="killed")], Answer.UNTESTABLE, "killed"),
    ([result("skip", None, cause="missing", reason="no helper")], Answer.UNTESTABLE, "skip: no helper"),
    ([result("undecided", cause="limit")], Answer.UNTESTABLE, "undecided"),
    ([result("undecided", None, cause="time-up")], Answer.UNTESTABLE, "undecided"),
    ([result("noisy")], Answer.UNTESTABLE, "noisy"),
    ([result(limit=None)], Answer.UNTESTABLE, "the limit is not for this figure: insns"),
    ([result(limit="<= 5 ns (the figure is in insns)")], Answer.UNTESTABLE, "the figure is in insns"),
    ([result(limit="<= 1.5 * a/b (30 insns)")], Answer.GOOD, "all limits hold"),
    ([result(name="map_perf/other")], Answer.UNTESTABLE, "map_perf/hash_update_existing: not measured"),
    ([], Answer.UNTESTABLE, "not measured"),
    ([result(), result("fail", name="a/b", cause="limit")], Answer.GOOD, "all limits hold")])
def test_what_results_tell_git(results, answer, why):
    given = bisect.judge([parse(LIMIT)], results)
    assert given[0] == answer and why in given[1]


def test_one_broken_limit_is_bad_whatever_the_others_are():
    several = [parse("a/b <= 5 insns"), parse("a/* <= 5 insns")]
    results = [result("skip", name="a/b"), result("fail", name="a/c", cause="limit")]
    assert bisect.judge(several, results)[0] == Answer.BAD


def boot(session, number, results, status=Status.PASSED, partial=False):
    one = Boot(number, f"6.1.{number}", 42, Kernel(Path("/none"), release="6.1"), session.work)
    one.verdict, one.partial = Verdict(status, "said"), partial
    if results is not None:
        one.file = f"{one.label}.json"
        (session.out / one.file).write_text(json.dumps({"results": results}), encoding="utf-8")
    return one


def answer(session, *boots, fault="", status=Status.PASSED):
    session.options.limits = [LIMIT]
    job = Job("build:.", None if fault else Kernel(Path("/none"), release="6.1"), fault, label="6.1")
    job.boots += boots
    manifest.write(session.out, manifest.Run(kernels=[manifest.kernel_entry(job, session.out)]))
    return bisect.answer(session, status)


BAD = [result("fail", cause="limit")]


def test_what_a_kernel_tells_git(session, capsys):
    assert answer(session, boot(session, 1, [result()])) == Answer.GOOD
    assert answer(session, boot(session, 1, BAD, Status.FAILED)) == Answer.BAD
    # A kernel that complains has still answered.
    assert answer(session, boot(session, 1, [result()], Status.FAILED)) == Answer.GOOD
    capsys.readouterr()
    assert answer(session, fault=".: does not build: x.c:1: error\nmore", status=Status.USAGE) == Answer.UNTESTABLE
    assert capsys.readouterr().out == "bisect: untestable (125): .: does not build: x.c:1: error\n"
    assert answer(session, boot(session, 1, None, Status.SETUP), status=Status.SETUP) == Answer.UNTESTABLE
    assert answer(session, boot(session, 1, BAD, Status.SETUP, partial=True), status=Status.SETUP) == Answer.UNTESTABLE
    assert answer(session, boot(session, 1, [result()]), status=Status.INTERRUPTED) == Answer.INTERRUPTED


def test_all_boots_have_to_keep_the_limits(session):
    good, skip = [result()], [result("skip", None)]
    assert answer(session, *(boot(session, n, one) for n, one in enumerate((good, BAD, skip), 1))) == Answer.BAD
    assert answer(session, *(boot(session, n, one) for n, one in enumerate((good, skip), 1))) == Answer.UNTESTABLE
    assert answer(session, *(boot(session, n, one) for n, one in enumerate((good, good), 1))) == Answer.GOOD


@pytest.mark.parametrize("words", [
    ["--bisect", "6.1"], ["--bisect", "--limit", LIMIT], ["--bisect", "--limit", LIMIT, "6.1", "6.2"],
    ["--bisect", "--limit", "x", "6.1"], ["--bogus", "--bisect"], ["--bisect", "--limit"],
    ["--bisect", "--limit", LIMIT, "--fetch", "6.1"], ["--bisect", "--limit", LIMIT, "--mode", "kvm", "6.1"],
    ["--bisect", "--limit", LIMIT, "--build", "/none"]])
def test_bad_usage_stops_git_and_blames_no_commit(words):
    assert main.main(words) == Answer.ABORT


def test_bad_usage_without_bisect_is_what_it_was():
    assert main.main(["--bogus"]) == Status.USAGE
    assert main.main(["--bogus", "--", "--bisect"]) == Status.USAGE


@pytest.mark.parametrize("raised, status", [
    (RuntimeError("a bug"), Answer.ABORT), (Stop(Status.SETUP, "no QEMU"), Answer.ABORT), (Interrupted(), Answer.INTERRUPTED)])
def test_an_error_of_vmtest_stops_git(monkeypatch, raised, status):
    def fails(_):
        raise raised
    monkeypatch.setattr(main, "_guarded", fails)
    assert main.main(["--bisect", "--limit", LIMIT, "6.1"]) == status


def test_what_was_measured_is_the_exit_status(monkeypatch):
    for status in (0, 1, 125, 130):
        monkeypatch.setattr(main, "_guarded", lambda _, status=status: status)
        assert main.main(["--bisect", "--limit", LIMIT, "6.1"]) == status


def test_limits_may_be_repeated():
    assert cli.parse(["--limit", "a/b <= 5 ns", "--limit=a/c <= 6 ns", "6.1"]).limits == ["a/b <= 5 ns", "a/c <= 6 ns"]
