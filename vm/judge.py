# SPDX-License-Identifier: GPL-2.0-only
"""Decides the outcome of a boot.

QEMU exits with 0 whatever happens in the guest, so only a complete result that says so is a
success.
"""
import hashlib
import io
import re
import shutil
import tarfile
from pathlib import Path

from vm import children, disk
from vm.job import Boot, Verdict
from vm.settings import Session
from vm.status import Status, worst

# What a kernel prints when something is wrong with it.  A line that only contains the word, such as
# Spectre's "WARNING: Unprivileged eBPF is enabled", does not match.
SPLATS = re.compile(
    "WARNING: .* at |WARNING: (possible|suspicious|inconsistent|bad) |BUG: |kernel BUG at|Oops: "
    "|rcu: INFO: .*stall|INFO: task .* blocked for|general protection fault|unable to handle")
OUT_OF_MEMORY = re.compile("Out of memory: Killed process|Out of memory and no killable|"
                           "System is deadlocked on memory|Initramfs unpacking failed: write error")
# Only these files are taken from the archive of a guest.
EXPECTED = ("status", "stdout", "dmesg", "results.json", "kallsyms.gz")


def _text(path: Path) -> str:
    """Returns the text unchanged: carriage returns are kept."""
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def console_text(boot: Boot) -> str:
    """Returns the console without text that test_progs overwrote."""
    lines = _text(boot.place / "console").split("\n")
    kept = (line.removesuffix("\r").rpartition("\r")[2] for line in lines)
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", "\n".join(kept))


def _last(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def _where(boot: Boot) -> str:
    """Returns how far the boot came, for messages."""
    if not boot.up:
        return "while booting"
    if not boot.run:
        return "before the tests"
    found = re.findall(r"(?:^|[\r\n])(?:operation )?(\d+ of \d+)\b", _text(boot.place / "console"))
    return "in the middle of the tests" + (f" (operation {found[-1]})" if found else "")


def _out_of_memory(boot: Boot) -> bool:
    return bool(OUT_OF_MEMORY.search(console_text(boot) + _text(boot.place / "out/dmesg")))


def _by_qemu(session: Session, boot: Boot) -> Verdict | None:
    """Returns the verdict if the guest was ended or QEMU failed."""
    where = _where(boot)
    if boot.ended == "interrupted":
        return Verdict(Status.INTERRUPTED, "interrupted")
    if boot.ended == "late":
        if not _text(boot.place / "console"):
            return Verdict(Status.SETUP, "the kernel printed nothing on the serial console within "
                           f"{session.boot_timeout} s (does it have CONFIG_SERIAL_8250_CONSOLE and CONFIG_BLK_DEV_INITRD?)")
        return Verdict(Status.SETUP, f"did not boot within {session.boot_timeout} s; "
                       f"the last line of its console: {_last(console_text(boot))}")
    if boot.ended == "timeout":
        return Verdict(Status.SETUP, f"hung: not done after {session.options.timeout} s, {where} (raise it with --timeout)")
    if boot.returncode < 0:
        return Verdict(Status.SETUP, f"QEMU was killed by signal {-boot.returncode}, {where} "
                       "(out of memory on this machine?)")
    if boot.returncode:
        return Verdict(Status.SETUP, f"QEMU failed: {children.last_line(boot.place / 'err')}")
    return None


def _by_silence(boot: Boot) -> Verdict:
    """Returns the verdict if nothing arrived on the second serial port."""
    text, where = console_text(boot), _where(boot)
    panic = re.search("Kernel panic - not syncing: .*", text)
    if _out_of_memory(boot):
        return Verdict(Status.SETUP, f"the guest ran out of memory, {where} (give it more with -m)")
    if panic:
        lacking = re.search("Unable to mount root fs|No working init", panic.group(0))
        hint = " (does it have CONFIG_BLK_DEV_INITRD and CONFIG_BINFMT_ELF?)" if lacking else ""
        return Verdict(Status.SETUP, f"{panic.group(0).rstrip()}, {where}{hint}")
    if not text:
        return Verdict(Status.SETUP, "the guest ended without printing anything on the serial console")
    return Verdict(Status.SETUP, f"the guest ended without a result, {where}")


def receive(boot: Boot) -> bool:
    """Unpacks what came over the serial port into out/.  Returns False if it is damaged.  Raises
    OSError."""
    data = (boot.place / "ttyS1").read_bytes()
    header, _, rest = data.partition(b"\n")
    found = re.fullmatch(rb"VMOUT1 (\d+) ([0-9a-f]{64})", header.strip())
    if not found:
        return False
    archive = rest[:int(found.group(1))]
    if len(archive) != int(found.group(1)) or hashlib.sha256(archive).hexdigest().encode() != found.group(2):
        return False
    (boot.place / "out").mkdir(exist_ok=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar:
                name = member.name.removeprefix("./")
                sent = tar.extractfile(member) if name in EXPECTED and member.isfile() else None
                if sent:
                    with open(boot.place / "out" / name, "wb") as out:
                        shutil.copyfileobj(sent, out)
    except tarfile.TarError:
        return False
    return (boot.place / "out/status").is_file()


def _status(text: str) -> Status:
    """Statuses of test_progs are also those of vmtest.sh.  Any other means that it was killed."""
    try:
        return Status(int(text))
    except ValueError:
        return Status.SETUP


def _by_result(boot: Boot) -> Verdict:
    """Returns the verdict if the result is complete."""
    out = boot.place / "out"
    said = _text(out / "status").strip()
    status = _status(said)
    lines = (re.sub(r"^\[ *[0-9.]*\] ", "", line) for line in _text(out / "dmesg").split("\n"))
    splat = next((line for line in lines if SPLATS.search(line)), "")
    if _out_of_memory(boot):
        return Verdict(Status.SETUP, "the guest ran out of memory (give it more with -m)")
    if splat:
        return Verdict(worst(Status.FAILED, status), f"the kernel reported a problem: {splat}")
    stdout = _text(out / "stdout")
    if not stdout:
        found = re.findall("test_progs: .*", console_text(boot))
        return Verdict(status, found[-1].rstrip() if found else f"test_progs ended with status {said}")
    decided_little = status == Status.PASSED and stdout.startswith(f"{Status.UNDECIDED.word}:")
    return Verdict(status, _last(stdout) or f"test_progs ended with status {said}", decided_little)


def judge(session: Session, boot: Boot) -> Verdict:
    """Judges a boot that has ended.  Unpacks what it sent into out/."""
    sent = boot.place / "ttyS1"
    arrived = sent.exists() and sent.stat().st_size > 0
    found = _by_qemu(session, boot)
    if found and not arrived:
        return found
    if not arrived:
        return _by_silence(boot)
    try:
        whole = receive(boot)
    except OSError:
        whole = False
    if found:
        boot.partial = whole and (boot.place / "out/results.json").is_file()
        return found
    if whole:
        return _by_result(boot)
    if disk.is_full(boot.place):
        return Verdict(Status.SETUP, f"no space left on the disk that holds {boot.place}")
    return Verdict(Status.SETUP, f"the result arrived truncated or damaged ({sent.stat().st_size} bytes)")


def log_text(boot: Boot) -> str:
    """Returns the console, the messages of the kernel, and what QEMU printed."""
    text = console_text(boot)
    for title, path in (("the kernel's messages (dmesg)", boot.place / "out/dmesg"), ("QEMU", boot.place / "err")):
        more = _text(path)
        if more:
            text += f"\n--- {title}\n{more}"
    return text
