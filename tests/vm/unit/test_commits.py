# SPDX-License-Identifier: GPL-2.0-only
"""Tests which commits are candidates for a change."""
import os
import shutil
import subprocess

import pytest

from vm.explain import commits
from vm.explain.commits import NoSource, Source

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

FIRST = """\
static long htab_lock(struct htab *htab)
{
	take(htab);
	return 0;
}

int htab_update(struct htab *htab)
{
	return htab_lock(htab);
}

BPF_CALL_1(bpf_helper, int, x)
{
	return x;
}
"""


def write(place, text, message, tag=""):
    (place / "kernel").mkdir(exist_ok=True)
    (place / "kernel/htab.c").write_text(text, encoding="utf-8")
    (place / "other.c").write_text(f"/* {message} */\n", encoding="utf-8")
    env = os.environ | {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for words in (["add", "."], ["commit", "-qm", message], *([["tag", tag]] if tag else [])):
        subprocess.run(["git", "-C", place, *words], check=True, env=env)


@pytest.fixture
def tree(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    write(tmp_path, FIRST, "first", "v5.10")
    text = FIRST.replace("take(htab)", "take_all(htab)")
    write(tmp_path, text, "bpf: lock more")
    text = "int new_one(int a)\n{\n\treturn a;\n}\n\n" + text
    write(tmp_path, text, "bpf: a new function")
    write(tmp_path, text, "nothing of it")
    for i in range(7):
        text = text.replace(f"return x{' + 1' * i};", f"return x{' + 1' * (i + 1)};")
        write(tmp_path, text, f"helper {i}")
    write(tmp_path, text, "last", "v6.1.192")
    return tmp_path


def explained(version, **operations):
    return {"version": version, "kernel_release": version, "operations": {
        name: {"functions": {function: {"insns": insns} for function, insns in functions.items()}}
        for name, functions in operations.items()}}


OLD = explained("5.10.262", a={"htab_lock": 5, "bpf_helper": 3, "same": 4, "[program]": 3})
NEW = explained("6.1.192", a={"htab_lock": 15, "bpf_helper": 5, "same": 4, "new_one": 7, "[program]": 9},
                b={"htab_lock": 1})


def test_commits_that_touch_the_functions_are_candidates(tree):
    lines = commits.candidates(Source(tree), OLD, NEW)
    assert lines[0].startswith("Candidates: commits from v5.10 to v6.1.192 ")
    text = [line.strip().partition(" ")[2] if line.startswith("    ") else line for line in lines[1:]]
    assert text == ["  htab_lock (kernel/htab.c)", "bpf: lock more", "  new_one (kernel/htab.c)", "bpf: a new function",
                    "  bpf_helper (kernel/htab.c)", "helper 6", "helper 5", "helper 4", "helper 3", "helper 2", "2 older ones"]


def test_a_function_that_no_file_defines(tree):
    new = explained("6.1.192", a={"made_by_a_macro": 9})
    assert "  made_by_a_macro: no file of the tree defines it" in commits.candidates(Source(tree), OLD, new)


def test_what_did_not_change_has_no_candidates(tree):
    assert commits.candidates(Source(tree), OLD, explained("6.1.192", **{"c": {}})) == ["no function changed"]


@pytest.mark.parametrize("version", ["4.4.1", "7.2-rc1"])
def test_a_tree_without_the_release(tree, version):
    with pytest.raises(NoSource, match="there is neither v"):
        commits.candidates(Source(tree), OLD, explained(version, a={"x": 1}))
