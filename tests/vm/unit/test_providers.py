# SPDX-License-Identifier: GPL-2.0-only
import pytest

from vm import arch, build, configs, listing, providers
from vm.apt import judge
from vm.providers import Offer
from vm.providers.debian import suites, wanted
from vm.providers.source import state
from vm.status import Fault, Status


@pytest.mark.parametrize("name, size, good", [
    ("linux-image-6.1.0-56-cloud-amd64", 60000, True), ("linux-image-6.1.0-56-amd64-unsigned", 60000, True),
    ("linux-image-6.1.0-56-amd64", 13, False), ("linux-image-6.1.0-56-rt-amd64", 60000, False),
    ("linux-image-6.1.0-56-amd64-dbg", 60000, False), ("linux-image-amd64", 60000, False),
    ("linux-modules-7.2.13+deb14-cloud-amd64", 13, True), ("linux-image-6.1.0-56-arm64", 60000, False)])
def test_debian_packages_that_kernels_are_made_of(name, size, good):
    assert wanted({"Package": name, "Installed-Size": str(size)}, "amd64") == good


def test_debian_suites_that_are_asked_for(monkeypatch):
    monkeypatch.setenv("DEBIAN_SUITES", "a  b")
    assert suites() == ["a", "b"]
    monkeypatch.delenv("DEBIAN_SUITES")
    assert {"bookworm", "bookworm-security", "sid"} <= set(suites()) and "jessie" not in suites()


@pytest.mark.parametrize("log, message", [
    ("Err:1 http://x Could not connect to x", "Debian: no network: Err:1 http://x Could not connect"),
    ("W: GPG error: NO_PUBKEY 12", "signature does not verify with /key: W: GPG error"),
    ("E: Failed to fetch Hash Sum mismatch", "Hash Sum mismatch")])
def test_what_apt_says_went_wrong(log, message, tmp_path):
    with pytest.raises(Fault, match=message):
        judge(f"Get:1 x\n{log}\n", "/key")


def test_what_apt_says_of_suites_that_are_gone_is_no_fault():
    judge("Err:3 http://x gone Release\nE: The repository 'x' does not have a Release file.\nW: Could not resolve it: apt-secure(8)\n", "/key")


def test_kernel_dir(session, image, tmp_path, monkeypatch):
    place = tmp_path / "kernels"
    (place / "tree" / "boot").mkdir(parents=True)
    image(place / "vmlinuz-6.9.3", "6.9.3")
    image(place / "tree" / "boot" / "vmlinuz-x", "7.0-rc2")
    (place / "notes").write_text("none", encoding="utf-8")
    monkeypatch.setenv("KERNEL_DIR", str(place))
    found = providers.known()["dir"](session).list()
    assert {(one.version, one.release) for one in found} == {("6.9.3", "6.9.3"), ("7.0~rc2", "7.0-rc2")}


def broken(self):
    raise Fault("no network")


def test_a_list_of_which_every_provider_failed_is_no_success(session, monkeypatch, capsys):
    kinds = providers.known()
    for name in ("debian", "ubuntu"):
        monkeypatch.setattr(kinds[name], "list", broken)
    assert listing.show(session, []) == Status.USAGE
    monkeypatch.setattr(kinds["ubuntu"], "list", lambda self: [Offer("6.2", "6.2", "6.2", "x")])
    assert listing.show(session, []) == Status.PASSED
    monkeypatch.setattr(kinds["debian"], "list", lambda self: [])
    assert listing.show(session, ["9.9"]) == Status.PASSED
    assert "debian: no network" in capsys.readouterr().err


def test_a_list_has_the_newest_of_each_series_of_each_provider():
    rows = [listing.Row(*text.split()) for text in (
        "6.1.1 r1 debian", "6.1.2 r2 debian", "6.1.1 r3 ubuntu", "6.2~rc1 r4 ubuntu", "6.2 r5 ubuntu")]
    assert [row.release for row in listing.rows(rows, [])] == ["r5", "r4", "r2", "r3"]
    assert [row.release for row in listing.rows(rows, ["6.1"])] == ["r2", "r1", "r3"]


def test_an_architecture_is_a_file():
    assert arch.known()["x86_64"].package == "amd64"


def test_what_a_tree_holds_changes_with_it(tmp_path):
    (tmp_path / "a").write_text("1", encoding="utf-8")
    before = state(tmp_path)[0]
    assert state(tmp_path)[0] == before
    (tmp_path / "b").write_text("", encoding="utf-8")
    assert state(tmp_path)[0] != before


def tree_with(tmp_path, names):
    (tmp_path / "Kconfig").write_text("".join(f"config {name}\n\tbool\n" for name in names), encoding="utf-8")
    return tmp_path


def test_options_that_a_configuration_lost_are_told_from_those_of_other_kernels(tmp_path):
    x86 = arch.known()["x86_64"]
    have = {name: value for path in build.fragments(tmp_path, x86) for name, value
            in configs.parse(path.read_text(encoding="utf-8")).items()}
    assert build.lost(tmp_path, x86, have) == build.Lost([], [], [])
    for name in ("VETH", "FPROBE", "MITIGATION_RETPOLINE"):
        del have[name]
    have["KASAN"] = "y"
    # An option that 6.9 renamed counts as present under its old name.
    assert build.lost(tree_with(tmp_path, ["VETH"]), x86, have) == build.Lost(["VETH"], ["FPROBE"], ["KASAN"])


@pytest.mark.parametrize("log, error", [
    ("make[1]: x\n  CC x\na/b.c:12:3: error: 'x' undeclared\nb.c:1: error: later\nmake: *** [x] Error 2", "a/b.c:12:3: error: 'x' undeclared"),
    ("*** Default configuration is based on 'x86_64_defconfig'\nx.h:1:10: fatal error: gelf.h: No such file\n", "x.h:1:10: fatal error: gelf.h: No such file"),
    ("ld: a.o: undefined reference to `f'\nmake: *** [vmlinux] Error 1", "ld: a.o: undefined reference to `f'"),
    ("BTF: .tmp_vmlinux.btf: pahole (pahole) is not available\nFailed to generate BTF\nmake: *** Error 1", "BTF: .tmp_vmlinux.btf: pahole (pahole) is not available"),
    ("make: *** No rule to make target 'bzImage'.  Stop.", "make: *** No rule to make target 'bzImage'.  Stop."), ("last", "last")])
def test_the_first_error_of_a_build_is_the_compilers(log, error):
    assert build.first_error(log) == error


def test_configurations_differ_where_it_matters():
    base = configs.parse('CONFIG_HZ=250\nCONFIG_LSM="a,bpf"\nCONFIG_SOUND=y\n# CONFIG_KASAN is not set\n')
    other = configs.parse('CONFIG_HZ=1000\nCONFIG_LSM="a,b"\nCONFIG_KASAN=y\n')
    assert configs.differences(base, other) == ["HZ 250->1000", "KASAN n->y", "LSM -bpf +b"]
