# SPDX-License-Identifier: GPL-2.0-only
import pytest

from vm import configs


@pytest.mark.parametrize("old, new, named", [
    ("CONFIG_HZ=250\nCONFIG_HZ_250=y\n", "CONFIG_HZ=1000\n# CONFIG_HZ_250 is not set\n", ["HZ 250->1000", "HZ_250 y->n"]),
    ("CONFIG_RETPOLINE=y\n", "CONFIG_MITIGATION_RETPOLINE=y\n", []),
    ("", "CONFIG_MITIGATION_MDS=y\n", []),
    ("# CONFIG_MITIGATION_MDS is not set\n", "CONFIG_MITIGATION_MDS=y\n", ["MITIGATION_MDS n->y"]),
    ("CONFIG_SMPX=y\nCONFIG_E1000=m\n", "", []),
    ("CONFIG_UBSAN_BOUNDS=y\n", "", ["UBSAN_BOUNDS y->n"]),
    ('CONFIG_LSM="a,b"\n', 'CONFIG_LSM="a,c"\n', ["LSM -b +c"]),
])
def test_what_differs_and_matters(tmp_path, old, new, named):
    sides = []
    for name, text in (("old", old), ("new", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        sides.append(configs.load(tmp_path / name))
    assert configs.differences(*sides) == named
