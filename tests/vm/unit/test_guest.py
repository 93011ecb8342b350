# SPDX-License-Identifier: GPL-2.0-only
"""Tests what the guest gets: options of test_progs with their files, archives, the command of QEMU.
"""
import re
from pathlib import Path

import pytest

from vm import arch, children, cpio, guestargs, paths, qemu
from vm.job import Boot
from vm.judge import console_text, receive
from vm.kernel import Kernel
from vm.modes import MODES
from vm.settings import Options

HELP = """\
  -a, --allow=NAMES          Run these: test or test/operation, * matches
      --cpu=N                Measure on this CPU (the last one allowed)
      --claims               Print published figures beside the measured ones
  -v, --verbose              Tell more: tails, then what libbpf says (-vv,
                             --unit is no option here)
  -B, --bounds=FILE          Limits that override the default ones; may be
  -C, --compare=BASE.json    Compare with a result file
  -J, --json=FILE            Write all figures to FILE
  -o, --object=OBJ           Measure the BENCH() operations of an object file
      --programs=FILE        Measure any objects; further files may follow
      --set=NAME=NUM         Set a variable
      --load=CMD             Command that makes the events
      --tool=CMD             Measure a tool
  -t, --name=NAMES           Run those whose name contains one of these
      --unit=U               ns, insns
"""
KNOWN = guestargs.table(HELP)


def carried(*arguments):
    archive = cpio.Archive()
    return guestargs.carry(KNOWN, arguments, archive), archive


@pytest.mark.parametrize("arguments, wanted", [
    (["-B", "F"], ["-B", "G"]), (["-BF"], ["-BG"]), (["--bounds", "F"], ["--bounds", "G"]), (["--bounds=F"], ["--bounds=G"]),
    (["--bou=F"], ["--bou=G"]), (["--bou", "F"], ["--bou", "G"]), (["-vBF"], ["-vBG"]), (["-vB", "F"], ["-vB", "G"]),
    (["-a", "@F"], ["-a", "@G"]), (["-a@F"], ["-a@G"]), (["--allow=@F"], ["--allow=@G"]), (["--al", "@F"], ["--al", "@G"]),
    (["-oF"], ["-oG"]), (["-CF"], ["-CG"]), (["--comp", "F"], ["--comp", "G"]),
    # Names of operations, numbers and words are never files, even if such a file exists.
    (["-aF"], ["-aF"]), (["-a", "F"], ["-a", "F"]), (["--cpu", "F"], ["--cpu", "F"]), (["F"], ["F"]),
    (["--", "-B", "F"], ["--", "-B", "F"]), (["-v", "F"], ["-v", "F"]), (["--c=F"], ["--c=F"])])
def test_files_that_options_name_are_in_the_guest(tmp_path, arguments, wanted):
    file = tmp_path / "mine.bpf.o"
    file.write_text("x", encoding="utf-8")
    out, archive = carried(*(word.replace("F", str(file)) for word in arguments))
    assert out == [word.replace("F", str(file)).replace("G", "files/1/mine.bpf.o") for word in wanted]
    assert ("t/files/1/mine.bpf.o" in archive) == ("G" in "".join(wanted))


def test_two_files_of_one_name_are_two(tmp_path):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "x.bounds").write_text(place, encoding="utf-8")
    out, _ = carried("-B", f"{tmp_path}/a/x.bounds", f"-B{tmp_path}/b/x.bounds", "-B", "/none")
    assert out == ["-B", "files/1/x.bounds", "-Bfiles/2/x.bounds", "-B", "/none"]


@pytest.mark.parametrize("arguments, wanted", [
    (["--programs", "D/a.o", "D/b.o"], ["--programs", "1/a.o", "2/b.o"]),
    (["D/b.o", "-v", "--programs=D/a.o"], ["1/b.o", "-v", "--programs=2/a.o"]),
    (["--programs", "D/*.o"], ["--programs", "1/a.o", "2/b.o"]),
    (["--programs=D/*.o", "D/c c.x"], ["--programs=1/a.o", "2/b.o", "3/c c.x"]),
    (["--programs", "D/none*"], ["--programs", "D/none*"]),
    # Without --programs they are no files, and neither are settings.
    (["D/a.o"], ["D/a.o"]), (["--programs", "D/a.o", "--set", "D/b.o"], ["--programs", "1/a.o", "--set", "D/b.o"])])
def test_all_objects_of_programs_are_in_the_guest(tmp_path, arguments, wanted):
    for name in ("a.o", "b.o", "c c.x"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    out, archive = carried(*(word.replace("D", str(tmp_path)) for word in arguments))
    wanted = [re.sub(r"\b([123])/", r"files/\1/", word).replace("D", str(tmp_path)) for word in wanted]
    assert out == wanted
    assert all(f"t/{word.removeprefix('--programs=')}" in archive for word in wanted if "files/" in word)


def test_the_program_of_a_load_is_in_the_guest_with_its_libraries(tmp_path):
    script = tmp_path / "load.sh"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    out, archive = carried("--load", f"{script} -n 3; true", "--tool=/bin/ls /", "--load", "ls /none")
    assert out == ["--load", "files/bin/load.sh -n 3; true", "--tool=files/bin/ls /", "--load", "ls /none"]
    assert "t/files/bin/load.sh" in archive and "t/files/bin/ls" in archive
    libc = re.search(r"/\S*libc\.so\S*", children.output_of(["ldd", "/bin/ls"]))
    assert libc and libc[0].lstrip("/") in archive


def test_a_tool_is_looked_for_as_a_shell_would():
    out, archive = carried("--tool", "ls -l /", "--tool=no-such-tool x")
    assert out == ["--tool", "files/bin/ls -l /", "--tool=no-such-tool x"]
    assert "t/files/bin/ls" in archive


def test_the_tools_that_guides_name_are_carried_where_they_are_installed(tmp_path, monkeypatch):
    tool = tmp_path / "opensnoop"
    tool.write_text("#!/bin/sh\n", encoding="utf-8")
    # pylint: disable-next=protected-access
    monkeypatch.setattr(guestargs, "_STANDARD_FILES", (str(tool), "/none/execsnoop"))
    out, archive = carried("-t", "tool_perf")
    assert out == ["-t", "tool_perf"] and str(tool).lstrip("/") in archive and "none/execsnoop" not in archive
    assert str(tool).lstrip("/") not in carried("-t", "map_perf")[1]


@pytest.mark.parametrize("arguments, found", [
    (["--unit", "ns"], True), (["--un=ns"], True), (["-a", "--unit"], False), (["--", "--unit", "ns"], False)])
def test_an_option_that_is_given_is_found_however_it_is_written(arguments, found):
    assert guestargs.given(KNOWN, arguments, "unit") == found


def test_the_real_test_progs_tells_its_options():
    program = Path(__file__).resolve().parents[3] / "test_progs"
    known = guestargs.table_of(program)
    assert known.short["B"].value == "FILE" and known.short["a"].value == "NAMES" and known.long["quick"].value == ""


def test_an_archive_is_what_cpio_reads(tmp_path):
    archive = cpio.Archive()
    archive.data("a/b/file", b"text", 0o755)
    archive.link("a/link", "/bin/busybox")
    archive.directory("empty")
    packed = archive.pack()
    assert len(packed) % 512 == 0 and packed == archive.pack()
    # ino, mode, links and size, as the kernel reads them.
    assert packed[:62] == b"070701" + b"00000000" + b"000041ED" + b"00000000" * 2 + b"00000002" + b"00000000" * 2
    names = [name for name in (b"a\0", b"a/b\0", b"a/b/file\0", b"a/link\0", b"empty\0", b"TRAILER!!!\0")]
    places = [packed.index(b"070701" + b"%08X" % number) for number in range(5)]
    assert places == sorted(places) and all(name in packed for name in names)


def command(place, mode="icount", **more):
    machine = qemu.Qemu("qemu", "9.0", arch.known()["x86_64"], ())
    (place / "image").touch()
    return qemu.command(machine, MODES[mode], Kernel(place), place, Options(**more))


def test_cpus_that_are_possible_but_not_there(tmp_path):
    (tmp_path / "image").touch()
    machine = qemu.Qemu("qemu", "9.0", arch.known()["x86_64"], ())
    words = qemu.command(machine, MODES["icount"], Kernel(tmp_path), tmp_path, Options(), possible=128)
    assert words[words.index("-smp") + 1] == "1,maxcpus=128" and words[words.index("-cpu") + 1].endswith(",-hypervisor")
    words = command(tmp_path)
    assert words[words.index("-smp") + 1] == "1" and "-hypervisor" not in words[words.index("-cpu") + 1]


def test_a_mode_decides_what_the_clock_counts(tmp_path):
    words = command(tmp_path)
    assert words[words.index("-icount") + 1] == "shift=0,sleep=off" and words[words.index("-seed") + 1] == "42"
    assert "-icount" not in command(tmp_path, "tcg") and "host" in command(tmp_path, "kvm")
    append = command(tmp_path, append=["audit=0"])
    assert append[append.index("-append") + 1].endswith("nolapic_timer tsc_early_khz=1000000 vm.settle=5 audit=0 ")


@pytest.mark.parametrize("name", ["x" * 120, "a,b"])
def test_a_socket_has_an_address_that_fits_whatever_the_directory_is_called(tmp_path, name):
    place = tmp_path / name
    place.mkdir()
    assert f"unix:/proc/self/fd/{paths.DIRECTORY}/qmp,server=on,wait=off" in command(place)
    assert f"unix:{tmp_path}/qmp,server=on,wait=off" in command(tmp_path)


def boot(place, sent=b"", console=b""):
    (place / "ttyS1").write_bytes(sent)
    (place / "console").write_bytes(console)
    return Boot(1, "6.1", 42, Kernel(place), place)


def test_a_guests_archive_gives_what_is_expected_and_nothing_else(tmp_path):
    import hashlib
    import io
    import tarfile
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in ("./status", "../evil", "./other", "/abs"):
            info = tarfile.TarInfo(name)
            info.size = 2
            tar.addfile(info, io.BytesIO(b"0\n"))
        link = tarfile.TarInfo("./results.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    data = out.getvalue()
    head = b"VMOUT1 %d %s\n" % (len(data), hashlib.sha256(data).hexdigest().encode())
    assert receive(boot(tmp_path, head + data))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["status"]
    for damaged in (head + data[:-1], head + b"x" + data[1:], b"VMOUT1 x y\n", b"", b"VMOUT1 5"):
        assert not receive(boot(tmp_path, damaged))


def test_the_console_is_what_was_left_on_the_screen(tmp_path):
    one = boot(tmp_path, console=b"a\r\noperation 1 of 2\roperation 2 of 2\r\n\x1b[1mbold\x1b[0m\xff\r\n")
    assert console_text(one).splitlines() == ["a", "operation 2 of 2", "bold\ufffd"]
