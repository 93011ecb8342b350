# SPDX-License-Identifier: GPL-2.0-only
import os
import shutil

import pytest

from vm import cli, lockfile, manifest, measure, names, providers, report
from vm.job import Boot, Job, Verdict
from vm.providers import Offer
from vm.status import Fault, Gone, Status, Stop


def lock(session, name):
    found = names.resolve(session, name)
    lockfile.record(session, name, found)
    return found


@pytest.mark.parametrize("directory", ["plain", "with blank", "per%cent", "#comment", "t\tab", "b\udcffad"])
def test_what_was_locked_by_a_path_is_what_locked_takes(session, image, tmp_path, directory):
    place = tmp_path / directory
    place.mkdir()
    name = str(image(place / "vmlinuz-6.9", "6.9"))
    first = lock(session, name)
    assert lockfile.resolve(session, name)[0].sha256 == first.sha256
    image(place / "vmlinuz-6.9", "6.9", "another build")
    with pytest.raises(Fault, match="another image or configuration"):
        lockfile.resolve(session, name)


def test_another_configuration_is_refused(session, image, tmp_path):
    image(tmp_path / "vmlinuz-6.9", "6.9")
    (tmp_path / "config-6.9").write_text("CONFIG_HZ=250\n", encoding="utf-8")
    name = str(tmp_path / "vmlinuz-6.9")
    lock(session, name)
    (tmp_path / "config-6.9").write_text("CONFIG_HZ=1000\n", encoding="utf-8")
    with pytest.raises(Fault, match="configuration .*, not "):
        lockfile.resolve(session, name)


def test_a_version_is_looked_for_where_it_was_from(session, image, tmp_path, monkeypatch):
    monkeypatch.setenv("KERNEL_DIR", str(tmp_path))
    image(tmp_path / "vmlinuz-6.9.3", "6.9.3")
    found = lock(session, "dir:6.9")
    image(tmp_path / "vmlinuz-6.9.4", "6.9.4")
    assert lockfile.resolve(session, "dir:6.9")[0].sha256 == found.sha256


def test_a_name_that_is_not_there(session):
    with pytest.raises(Fault, match=r"not in .*kernels.lock \(vmtest.sh --lock 6.1 writes it there\)"):
        lockfile.resolve(session, "6.1")


def test_a_line_is_replaced_and_the_others_stay_sorted(session, image, tmp_path):
    session.lock_file.write_text("# old\n6.1 debian r 00 11\n5.10 debian q 22\n", encoding="utf-8")
    lock(session, str(image(tmp_path / "v", "6.9")))
    lock(session, str(tmp_path / "v"))
    lines = [line.split()[0] for line in session.lock_file.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert lines == [str(tmp_path / "v"), "5.10", "6.1"]


class Mirror:
    """Stands for Debian's mirror: serves the releases that it is given, or fails."""

    def __init__(self, image, place):
        self.image, self.place, self.fault = image, place, None
        self.builds: dict[str, str] = {}

    def serve(self, *releases, build="#1"):
        self.builds = {release: build for release in releases}

    def list(self):
        if self.fault:
            raise Fault(self.fault)
        return [Offer(release.partition("-")[0], release, release, "Debian test") for release in self.builds]

    def fetch(self, release):
        tree = self.place / f"tree-{release}"
        shutil.rmtree(tree, ignore_errors=True)
        (tree / "boot").mkdir(parents=True)
        self.image(tree / "boot" / f"vmlinuz-{release}", release, f"(b@h) {self.builds[release]} SMP")
        return tree


@pytest.fixture
def mirror(session, image, tmp_path, monkeypatch):
    one = Mirror(image, tmp_path)
    debian = providers.known()["debian"]
    monkeypatch.setattr(debian, "list", lambda self: one.list())
    monkeypatch.setattr(debian, "fetch", lambda self, handle: one.fetch(handle))
    monkeypatch.setattr(providers.known()["ubuntu"], "list", lambda self: [])
    session.options.locked = "series"
    return one


def forget(session):
    shutil.rmtree(session.cache / "kernels")


def locked_and_lost(session, mirror, name="debian:5.10", had=("5.10.261", "5.10.262")):
    mirror.serve(*had)
    found = lock(session, name)
    forget(session)
    return found


@pytest.mark.parametrize("name", ["5.10", "debian:5.10"])
def test_a_mirror_a_release_ahead_gives_the_newest_and_a_note(session, mirror, name):
    locked_and_lost(session, mirror, name)
    mirror.serve("5.10.263", "5.10.264", "6.1.9")
    found, note = lockfile.resolve(session, name)
    assert found.release == "5.10.264"
    assert note == "5.10.262 is not served any more: 5.10.264 is measured instead; --lock records it"
    session.options.lock = True
    assert lockfile.resolve(session, name)[1] == "5.10.262 is not served any more: 5.10.264 is measured instead"


def test_a_mirror_a_release_behind_gives_the_older_and_a_note(session, mirror):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.260", "5.10.261")
    found, note = lockfile.resolve(session, "debian:5.10")
    assert found.release == "5.10.261"
    assert note == "5.10.262 is not served here: 5.10.261, which is older, is measured instead"


def test_what_is_locked_is_taken_from_the_cache_whatever_the_mirror_has(session, mirror):
    mirror.serve("5.10.262")
    first = lock(session, "debian:5.10")
    mirror.serve("5.10.263")
    found, note = lockfile.resolve(session, "debian:5.10")
    assert (found.sha256, note) == (first.sha256, "")


def test_what_is_locked_is_taken_from_kernel_dir_too(session, mirror, image, tmp_path, monkeypatch):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.263")
    kept = tmp_path / "kept"
    kept.mkdir()
    image(kept / "vmlinuz-5.10.262", "5.10.262", "(b@h) #1 SMP")
    monkeypatch.setenv("KERNEL_DIR", str(kept))
    found, note = lockfile.resolve(session, "debian:5.10")
    assert (found.release, found.provider, note) == ("5.10.262", "dir", "")


def test_what_is_locked_is_taken_from_a_mirror_that_has_a_newer_one(session, mirror):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.262", "5.10.263")
    found, note = lockfile.resolve(session, "debian:5.10")
    assert (found.release, note) == ("5.10.262", "")


def test_what_is_served_with_another_checksum_is_an_error(session, mirror):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.262", "5.10.263", build="#2")
    with pytest.raises(Fault, match="5.10.262 is another image or configuration"):
        lockfile.resolve(session, "debian:5.10")


def test_strict_refuses_what_is_not_served(session, mirror):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.263")
    session.options.locked = "strict"
    with pytest.raises(Fault, match="5.10.262: no provider has this kernel"):
        lockfile.resolve(session, "debian:5.10")


def test_an_exact_version_is_not_replaced(session, mirror):
    locked_and_lost(session, mirror, "debian:5.10.262")
    mirror.serve("5.10.263")
    with pytest.raises(Fault, match="5.10.262: no provider has this kernel"):
        lockfile.resolve(session, "debian:5.10.262")


def test_a_mirror_that_cannot_be_asked_has_dropped_nothing(session, mirror):
    mirror.serve("5.10.261")
    names.resolve(session, "debian:5.10")
    mirror.serve("5.10.262")
    lock(session, "debian:5.10")
    shutil.rmtree(session.cache / "kernels" / "debian_5.10.262")
    mirror.fault = "Debian: no network"
    with pytest.raises(Fault, match="debian: Debian: no network"):
        lockfile.resolve(session, "debian:5.10")


def test_what_a_mirror_dropped_since_it_was_asked_is_replaced(session, mirror, monkeypatch):
    locked_and_lost(session, mirror)

    def fetch(_, handle):
        if handle == "5.10.262":
            mirror.serve("5.10.263")
            raise Gone("404")
        return mirror.fetch(handle)
    monkeypatch.setattr(providers.known()["debian"], "fetch", fetch)
    assert lockfile.resolve(session, "debian:5.10")[0].release == "5.10.263"


def test_a_list_that_is_older_than_the_lock_file_is_asked_for_again(session, mirror, monkeypatch):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.261")
    monkeypatch.setattr(providers.known()["debian"], "renew", lambda self: mirror.serve("5.10.261", "5.10.262"))
    found, note = lockfile.resolve(session, "debian:5.10")
    assert (found.release, note) == ("5.10.262", "")


def test_debians_list_of_an_earlier_run_is_asked_for_again_and_kept(session):
    debian = providers.known()["debian"](session)
    debian.index.parent.mkdir(parents=True)
    debian.index.write_text("old", encoding="utf-8")
    os.utime(debian.index, (session.started - 60, session.started - 60))
    debian.renew()
    assert debian.index.stat().st_mtime == 0 and debian.index.read_text(encoding="utf-8") == "old"
    # That of this run stays as it is.
    os.utime(debian.index, (session.started + 1, session.started + 1))
    debian.renew()
    assert debian.index.stat().st_mtime > session.started


def test_a_series_that_no_mirror_has_is_an_error(session, mirror):
    locked_and_lost(session, mirror)
    mirror.serve("6.1.9")
    with pytest.raises(Fault, match="no provider has this kernel"):
        lockfile.resolve(session, "debian:5.10")


def test_known_takes_the_newest_of_what_is_not_recorded(session, mirror):
    mirror.serve("6.1.9")
    session.options.locked = "known"
    assert lockfile.resolve(session, "6.1")[0].release == "6.1.9"


@pytest.mark.parametrize("words, value", [
    ([], ""), (["--locked"], "series"), (["--locked=strict"], "strict"), (["--locked=known"], "known")])
def test_locked_has_a_value_or_none(words, value):
    options = cli.parse([*words, "6.1"])
    assert (options.locked, options.kernels) == (value, ["6.1"])


def test_another_value_of_locked_is_refused():
    with pytest.raises(Stop, match="--locked: 'x' is not one of series, strict, known"):
        cli.parse(["--locked=x", "6.1"])


def test_a_note_is_in_run_json_and_under_the_table_and_changes_no_status(session, mirror, capsys):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.263")
    found, note = lockfile.resolve(session, "debian:5.10")
    job = Job("debian:5.10", found, note=note)
    measure.choose_labels([job])
    report.noted(session, job)
    assert f"\nvmtest.sh: debian:5.10: {note}\n" in capsys.readouterr().err
    boot = Boot(1, job.label, 42, found, session.work)
    boot.verdict = Verdict(Status.PASSED, "said")
    job.boots.append(boot)
    entry = manifest.kernel_entry(job, session.out)
    assert (entry["label"], entry["note"]) == ("5.10.263", note)
    manifest.write(session.out, manifest.Run(kernels=[entry]))
    assert report.show(session, manifest.read(session.out), "") == Status.PASSED
    assert f"\ndebian:5.10: {note}\n" in "\n" + capsys.readouterr().out


@pytest.mark.parametrize("locked, release", [("", "5.10.264"), ("series", "5.10.262"), ("known", "5.10.262")])
def test_resolve_names_the_release_and_fetches_nothing(session, mirror, monkeypatch, locked, release):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.262", "5.10.264")
    session.options.locked, session.options.resolve = locked, True
    monkeypatch.setattr(providers.known()["debian"], "fetch", lambda *_: pytest.fail("it was fetched"))
    found = lockfile.resolve(session, "debian:5.10")[0] if locked else names.resolve(session, "debian:5.10")
    assert (found.release, found.provider, found.sha256) == (release, "debian", "")


def test_resolve_takes_the_newest_of_the_series_as_fetch_would(session, mirror):
    locked_and_lost(session, mirror)
    mirror.serve("5.10.263")
    session.options.resolve = True
    found, note = lockfile.resolve(session, "debian:5.10")
    assert found.release == "5.10.263" and "is not served any more" in note


def test_resolve_says_which_kernels_a_provider_may_have_that_could_not_be_asked(session, mirror, capsys):
    session.options.resolve = True
    mirror.serve("5.10.263")
    jobs = [Job("5.10", names.resolve(session, "5.10")), Job("6.9", unasked=True), Job("6.10", missing=True)]
    assert report.resolved(session, jobs) == Status.USAGE
    assert capsys.readouterr().out == "5.10 5.10.263 debian -\nMISSING 6.9 unasked\nSKIPPED 6.10\n"
