# SPDX-License-Identifier: GPL-2.0-only
import pytest

from vm import names, providers, versions
from vm.providers import Offer, Provider
from vm.status import Fault, Missing

OFFERS = [Offer("6.12.1", "6.12.1", "a", "x"), Offer("6.12.117", "6.12.117", "b", "x"), Offer("6.1.9", "6.1.9", "c", "x"),
          Offer("6.1.10", "6.1.10-cloud", "d", "x"), Offer("7.3~rc4", "7.3.0-rc4", "e", "x"), Offer("6.1", "6.1.0", "f", "x")]


def fitting(wanted):
    found = [offer for offer in OFFERS if versions.matches(wanted, offer.version, offer.release)]
    return [offer.handle for offer in sorted(found, key=lambda offer: versions.key(offer.version), reverse=True)]


@pytest.mark.parametrize("wanted, handles", [
    ("6.1", ["d", "c", "f"]), ("v6.1", ["d", "c", "f"]), ("6.12.1", ["a"]), ("6.12", ["b", "a"]),
    ("7.3-rc4", ["e"]), ("7.3", []), ("6.1.10-cloud", ["d"]), ("6", []), ("rc", ["e"])])
def test_a_version_is_its_newest_patch_release_and_no_other(wanted, handles):
    assert fitting(wanted) == handles


def test_versions_sort_by_number_and_candidates_before_releases():
    order = ["5.15", "6.1.9", "6.1.10", "6.12~rc1", "6.12", "6.12.1"]
    assert sorted(reversed(order), key=versions.key) == order


def test_the_nearest_of_what_there_is():
    assert versions.nearest("6.5", ["6.1", "6.2", "6.3", "6.4", "6.6", "7.0~rc1"]) == ["6.2", "6.3", "6.4", "6.6", "7.0-rc1"]


def test_a_provider_is_a_file():
    assert set(providers.known()) == {"cache", "dir", "debian", "ubuntu", "source"}
    assert [kind.name for kind in providers.searched()] == ["cache", "dir", "debian", "ubuntu"]


def fake(name, offers=(), fails="", unusable=()):
    class Source(Provider):
        rank = 1

        def list(self):
            if fails:
                raise Fault(fails)
            return list(offers)

        def usable(self, offer):
            return offer.handle not in unusable

        def fetch(self, handle):
            raise Fault(f"{name} would fetch {handle}")
    Source.name = name
    return Source


def test_the_first_provider_that_has_it_is_taken(session):
    asked = [fake("one", fails="no network"), fake("two", OFFERS[:1]), fake("three", OFFERS)]
    with pytest.raises(Fault, match="three would fetch d"):
        names.by_version(session, "6.1", asked)


def test_what_is_incomplete_is_passed_over(session):
    with pytest.raises(Fault, match="one would fetch c"):
        names.by_version(session, "6.1", [fake("one", OFFERS, unusable=["d"])])


def test_where_was_looked_and_what_is_near(session):
    with pytest.raises(Fault) as fault:
        names.by_version(session, "6.2", [fake("one", fails="no network"), fake("two", OFFERS)])
    assert str(fault.value).splitlines() == [
        "6.2: no provider has this kernel:", "  one: no network", "  two: 6 kernels, but not this one",
        "  nearest: 6.1 6.1.9 6.1.10 6.12.1 6.12.117 7.3-rc4"]


def test_rc_is_the_newest_candidate(session):
    offers = [Offer(version, version, version, "x") for version in ("7.2~rc7", "7.3~rc9", "7.3~rc10", "7.3", "8.0")]
    with pytest.raises(Fault, match="one would fetch 7.3~rc10"):
        names.by_version(session, "rc", [fake("one", offers)])


@pytest.mark.parametrize("name", ["rc", "debian:rc", "6.1", "v6.1"])
def test_providers_are_asked_for_rc(name):
    assert names.names_a_version(name)


def test_without_a_candidate_none_is_near(session):
    with pytest.raises(Missing) as missing:
        names.by_version(session, "rc", [fake("one", OFFERS[:1]), fake("two", fails="no network")])
    assert "nearest" not in str(missing.value) and missing.value.unasked == {"two"}


@pytest.mark.parametrize("name, message", [("a/b", "no such file"), ("linus", "neither a version"), ("dir:6.1", "no provider has this kernel")])
def test_what_is_no_name_is_told(session, name, message):
    with pytest.raises(Fault, match=message):
        names.resolve(session, name)


def test_a_path_is_not_kept_in_the_cache(session, image, tmp_path):
    found = names.resolve(session, str(image(tmp_path / "my vmlinuz", "6.9.1")))
    assert (found.release, found.version, found.provider) == ("6.9.1", "6.9.1", "path")
    assert not list(session.cache.iterdir())
