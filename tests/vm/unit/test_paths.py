# SPDX-License-Identifier: GPL-2.0-only
"""Tests paths that become text of another language: each is taken, or refused with one clear line."""
import os
import shlex
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from vm import arch, build, children, cpio, guestargs, kernel, limits, manifest, names, paths, qemu, qmp
from vm.kernel import Kernel
from vm.modes import MODES
from vm.settings import Options
from vm.status import Fault, Status, Stop
from test_guest import KNOWN

# What a path may have that means something in some language.
NAMES = {"comma": b"a,b", "option": b"x,id=y", "long": b"l" * 150, "blank": b"a b", "dash": b"-x", "latin": b"caf\xe9", "utf8": "é".encode(),
         "percent": b"%s%n", "quotes": b"a'b\"c", "shell": b"$(id);`id`&", "glob": b"*?[x]", "backslash": b"a\\b"}
LINES = {"newline": b"a\nb", "return": b"a\rb", "tab": b"a\tb"}
HOST = arch.host()
PROGRAM = shutil.which(HOST.qemu) if HOST else None


def path_of(name: bytes) -> str:
    return os.fsdecode(name)


@pytest.mark.parametrize("name", [*NAMES.values()], ids=[*NAMES])
def test_a_place_of_any_name_reaches_qemu(tmp_path, image, name):
    """QEMU takes its socket, its serial ports, kernel and initrd there, and the pipe for keys."""
    if not PROGRAM:
        pytest.skip("QEMU is not installed")
    place = tmp_path / path_of(name)
    place.mkdir()
    data = bytearray(image(place / "image", "6.1").read_bytes())
    # The highest address of an initrd.
    struct.pack_into("<I", data, 0x22c, 0x7fffffff)
    (place / "image").write_bytes(data)
    (place / "initrd").write_bytes(b"x" * 512)
    (place / "console").touch()
    directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    words = qemu.command(qemu.Qemu(PROGRAM, "7.2", HOST, ()), MODES["tcg"], Kernel(place), place, Options())
    words = [word.replace(paths.DIRECTORY, str(directory)) for word in words]
    # -S: no instruction of the guest is executed.
    with open(place / "err", "wb") as err:
        child = subprocess.Popen([*words, "-serial", f"file:{place}/console", "-S"], stdin=subprocess.DEVNULL,
                                 stdout=err, stderr=err, pass_fds=(directory,))
    try:
        path = qemu.socket(place, str(directory))
        assert qmp.Qmp(path, qmp.time.monotonic() + 60, lambda: child.poll() is None).ask("query-status")["status"] == "prelaunch"
        assert qmp.end_tests(path, place, lambda: child.poll() is None), "QEMU cannot have the pipe for keys"
        qmp.Qmp(path, qmp.time.monotonic() + 60).ask("quit")
        assert child.wait() == 0
    except OSError as err:
        raise AssertionError(f"{err}: {children.last_line(place / 'err')}") from err
    finally:
        child.kill()
        child.wait()
        os.close(directory)


@pytest.mark.parametrize("name, through", [("x", False), ("a b", False), ("a,b", True), ("l" * 100, True), ("é", True), ("a\nb", True)])
def test_only_paths_that_qemu_cannot_have_go_through_proc(name, through):
    assert paths.inside(Path("/t", name), "qmp", "7") == ("/proc/self/fd/7/qmp" if through else f"/t/{name}/qmp")


def refused(session, environment, monkeypatch, **options):
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(Stop) as stop:
        paths.check(session, Options(**options))
    text = str(stop.value)
    assert stop.value.status == Status.USAGE and text.isprintable() and "name another place" in text
    return text


@pytest.mark.parametrize("name", [*LINES.values()], ids=[*LINES])
def test_what_would_end_a_line_is_refused_before_anything_is_done(session, monkeypatch, name):
    text = path_of(b"/tmp/" + name)
    assert refused(session, {}, monkeypatch, out=text).startswith("-o: /tmp/a")
    assert refused(session, {}, monkeypatch, kernels=["6.1", text]).startswith("the kernel /tmp/a")
    assert refused(session, {"TMPDIR": text}, monkeypatch).startswith("TMPDIR: /tmp/a")
    session.cache = Path(text)
    monkeypatch.delenv("TMPDIR")
    assert refused(session, {}, monkeypatch).startswith("VM_CACHE: /tmp/a")


@pytest.mark.parametrize("name", [*NAMES.values()], ids=[*NAMES])
def test_other_names_are_not_refused(session, monkeypatch, name):
    text = path_of(name)
    monkeypatch.setenv("TMPDIR", text)
    if b'"' not in name:
        session.cache = Path(text)
    paths.check(session, Options(kernels=[text], out=text))


def test_apt_has_no_way_to_write_a_quote(session, monkeypatch):
    session.cache = Path('/a"b')
    assert "has '\"', which apt cannot have in a path" in refused(session, {}, monkeypatch)


@pytest.mark.parametrize("name", ["a b", "a:b", "a,b", "a#b", "a$b", "a%b", "a'b", "a;b", "a\nb", "a\\b", "a=b"])
def test_make_cannot_build_in_such_a_tree(tmp_path, name):
    tree = tmp_path / name
    (tree / "scripts/kconfig").mkdir(parents=True)
    (tree / "Makefile").touch()
    with pytest.raises(Fault, match="make cannot have in a path: name another place") as fault:
        build.check_tree(tree)
    assert str(fault.value).isprintable()


@pytest.mark.parametrize("name", ["a b", "a,b", "a]b"])
def test_a_line_of_apt_cannot_name_such_a_keyring(name):
    with pytest.raises(Fault, match="apt cannot have in the path of a keyring"):
        paths.check_keyring(Path("/k", name))


@pytest.mark.parametrize("name", [*NAMES.values(), *LINES.values()], ids=[*NAMES, *LINES])
@pytest.mark.parametrize("before", ["-B", "-a@", "--bounds="])
def test_a_file_of_any_name_is_in_the_guest(tmp_path, monkeypatch, before, name):
    monkeypatch.chdir(tmp_path)
    Path(path_of(name)).write_bytes(b"x")
    archive = cpio.Archive()
    said = guestargs.carry(KNOWN, [before + path_of(name)], archive)
    assert said == [f"{before}files/1/{path_of(name)}"] and f"t/files/1/{path_of(name)}" in archive
    # The guest's shell reads the command from a file.
    assert subprocess.run(["sh", "-c", os.fsencode(shlex.join(["printf", "%s", *said]))], capture_output=True,
                          check=True).stdout == os.fsencode(said[0])


@pytest.mark.parametrize("name", [*NAMES.values(), b"a\rb", b"a\x0bb", "a\u2028b".encode(), b"a=b", b" a "])
def test_an_entry_keeps_the_path_that_it_was_made_of(tmp_path, name):
    one = Kernel(tmp_path, release="6.1", handle=path_of(name), origin=path_of(name))
    kernel.save(one)
    assert kernel.load(tmp_path) == one


def test_an_entry_cannot_have_a_line_break(tmp_path):
    with pytest.raises(Fault, match="line break is not supported"):
        kernel.save(Kernel(tmp_path, release="6.1", origin="a\nb"))


@pytest.mark.parametrize("name", [name for name in NAMES.values() if b"\\" not in name])
@pytest.mark.parametrize("suffix", ["", ".deb"])
def test_a_kernel_image_and_a_package_have_any_name(session, tmp_path, monkeypatch, image, name, suffix):
    monkeypatch.chdir(tmp_path)
    path = path_of(name) + suffix
    if suffix:
        root = tmp_path / "root"
        (root / "boot").mkdir(parents=True)
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN/control").write_text(f"Package: linux-image-6.1\nVersion: 1\nArchitecture: {HOST.package}\n"
                                             "Maintainer: x <x@example.org>\nDescription: x\n", encoding="utf-8")
        image(root / "boot/vmlinuz-6.1", "6.1")
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", root, tmp_path / "x.deb"],
                       stdout=subprocess.DEVNULL, check=True)
        (tmp_path / "x.deb").rename(Path(tmp_path, path))
    else:
        image(Path(tmp_path, path), "6.1")
    assert names.by_path(session, f"./{path}").release == "6.1"


@pytest.mark.parametrize("name", [*NAMES.values(), *LINES.values()], ids=[*NAMES, *LINES])
def test_run_json_keeps_names(tmp_path, name):
    text = path_of(name)
    manifest.write(tmp_path, manifest.Run(command=["vmtest.sh", text], kernels=[{"name": text}]))
    known = manifest.read(tmp_path)
    # Only what is no UTF-8 is shown as "?": no reader of JSON in C takes it.
    shown = text.encode(errors="replace").decode()
    assert known.command == ["vmtest.sh", shown] and known.kernels == [{"name": shown}]


@pytest.mark.parametrize("text, words", [
    ("-a -b", ["-a", "-b"]), ("-smbios 'type=1,serial=a b'", ["-smbios", "type=1,serial=a b"]), ("-x\n-y", ["-x", "-y"]),
    ('-name "a\nb"', ["-name", "a\nb"])])
def test_arguments_for_qemu_are_quoted_as_for_a_shell(text, words):
    from vm import cli
    assert cli.parse(["--qemu", text, "6.1"]).qemu == words


def test_arguments_for_qemu_with_half_a_quote_are_refused():
    from vm import cli
    with pytest.raises(Stop, match="--qemu: '-x 'a': No closing quotation"):
        cli.parse(["--qemu", "-x 'a", "6.1"])


def test_a_pipe_is_not_read_before_the_guest_needs_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    assert guestargs.rereadable(KNOWN, ["-B", f"{tmp_path}/file", f"-a@{tmp_path}/file", "-B", "/none"])
    assert not guestargs.rereadable(KNOWN, ["-B", f"{tmp_path}/pipe"])
    assert not guestargs.rereadable(KNOWN, ["-v", f"-a@{tmp_path}/pipe"])
