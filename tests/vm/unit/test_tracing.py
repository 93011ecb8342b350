# SPDX-License-Identifier: GPL-2.0-only
"""Tests where --explain takes a kernel's functions from."""
import gzip

import pytest

from vm import entry, tracing
from vm.kernel import Kernel
from vm.status import Fault

LIST = b"ffffffff81000000 T startup_64\nffffffff81001000 T bpf_map_lookup_elem\n"
HIDDEN = b"0000000000000000 T startup_64\n0000000000000000 T bpf_map_lookup_elem\n"
STUB = b"ffffffffffffffff B The real System.map is in the linux-image-6.1-dbg package\n"


def symbols(session, tmp_path, monkeypatch, told, beside):
    """Returns the list of a kernel that told this when it was booted, with this System.map."""
    got, place = tmp_path / "got.gz", tmp_path / "kernel"
    place.mkdir(exist_ok=True)
    if told is not None:
        got.write_bytes(gzip.compress(told))
    if beside is not None:
        (place / "System.map.gz").write_bytes(gzip.compress(beside))
    monkeypatch.setattr(tracing, "_boot_for_symbols", lambda *_: got)
    found = tracing.symbols(session, None, None, None, Kernel(place, release="6.1"))
    assert found == place / tracing.SYMBOLS
    return gzip.decompress(found.read_bytes())


def test_the_kernel_lists_them(session, tmp_path, monkeypatch):
    assert symbols(session, tmp_path, monkeypatch, LIST, b"ffffffff81000000 T another\n") == LIST


@pytest.mark.parametrize("told", [None, HIDDEN, b""])
def test_system_map_has_what_the_kernel_does_not_tell(session, tmp_path, monkeypatch, told):
    assert symbols(session, tmp_path, monkeypatch, told, LIST) == LIST
    # The next time nothing is booted.
    monkeypatch.setattr(tracing, "_boot_for_symbols", None)
    assert tracing.symbols(session, None, None, None, Kernel(tmp_path / "kernel", release="6.1")).is_file()


@pytest.mark.parametrize("told, beside, why", [
    (None, None, "CONFIG_KALLSYMS.*no System.map"), (HIDDEN, None, "kptr_restrict.*no System.map"),
    (HIDDEN, STUB, "kptr_restrict.*no System.map")])
def test_nobody_has_them(session, tmp_path, monkeypatch, told, beside, why):
    with pytest.raises(Fault, match=why):
        symbols(session, tmp_path, monkeypatch, told, beside)


@pytest.mark.parametrize("name", ["System.map", "boot/System.map-6.1", "lib/modules/6.1/System.map"])
def test_where_system_map_is(tmp_path, name):
    assert entry.find_map(tmp_path) is None
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(LIST)
    assert entry.find_map(tmp_path) == tmp_path / name
