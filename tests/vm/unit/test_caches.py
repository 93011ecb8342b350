# SPDX-License-Identifier: GPL-2.0-only
"""Tests the sizes of --caches, and which options go with --misses."""
import pytest

from vm import caches, cli
from vm.status import Stop


def test_the_sizes_of_three_levels():
    assert caches.parse(caches.DEFAULT) == {"l1d": (32768, 8), "l2": (1 << 20, 16), "l3": (32 << 20, 16)}
    assert caches.words("48K/12,128/2,64/1") == ["l1d=49152/12", "l2=128/2", "l3=64/1"]


@pytest.mark.parametrize("text, why", [
    ("32K/8,1M/16", "three caches"), ("32K,1M/16,32M/16", "'32K' is not a size"), ("32K/0,1M/16,32M/16", "32K/0"),
    ("48K/8,1M/16,32M/16", "power of two"), ("32K/7,1M/16,32M/16", "power of two"), ("32K/8,1M/16,2000M/16", "power of two"),
    ("32/1,1M/16,32M/16", "power of two"), ("-1K/8,1M/16,32M/16", "'-1K/8'")])
def test_sizes_that_no_cache_has(text, why):
    with pytest.raises(ValueError, match=why):
        caches.parse(text)


def checked(*words):
    options = cli.parse([*words, "6.1"])
    cli.check(options)
    return options


def test_misses_explain_in_instructions():
    options = checked("--misses")
    assert options.explain and options.misses and options.mode == "icount" and options.caches == caches.DEFAULT
    assert checked("--misses", "--caches", "64K/8,1M/16,32M/16").caches == "64K/8,1M/16,32M/16"


@pytest.mark.parametrize("words, why", [
    (("--caches", "32K/8,1M/16,32M/16"), "--misses"), (("--misses", "--caches", "32K"), "--caches: '32K'"),
    (("--misses", "--mode", "kvm"), "--mode kvm")])
def test_options_that_do_not_fit(words, why):
    with pytest.raises(Stop, match=why):
        checked(*words)
