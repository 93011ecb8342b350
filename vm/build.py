# SPDX-License-Identifier: GPL-2.0-only
"""Builds a kernel from source with the options that the tests need, and few others.

The configuration is allnoconfig with kvm_guest.config of the tree and the fragments in configs/.
Afterwards every option of configs/ is checked.  Nothing is written in the tree.
"""
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from vm import children, configs, disk, paths
from vm.arch import Arch
from vm.kernel import REQUIRED
from vm.settings import CONFIGS, Session
from vm.status import Fault

# The required programs, and their Debian packages.
TOOLS = {"make": "make", "ld": "binutils", "flex": "flex", "bison": "bison", "bc": "bc", "perl": "perl-base",
         "pahole": "dwarves"}
# A kernel without these options cannot be booted, or many operations fail on it.
ESSENTIAL = {*REQUIRED, "BPF_JIT", "DEBUG_INFO_BTF", "KPROBES", "MODULES", "PERF_EVENTS"}
# The steps of a build as make prints them; they are counted as progress.
_STEP = re.compile(rb"^  (?:CC|AS|AR|LD|HOSTCC|HOSTLD|OBJCOPY|BTF\w*|SORTTAB|KSYMS?)\s", re.M)
# The same steps as make -n prints them.
_PLANNED = re.compile(rb"^\s*(?:set -e;)?.*echo '  (?:CC|AS|AR|LD|HOSTCC|HOSTLD|OBJCOPY)\s", re.M)


def compiler() -> str:
    return os.environ.get("CC") or "gcc"


def check_tools() -> None:
    """Raises Fault with the missing programs, before anything is compiled."""
    missing = [f"{tool} ({package})" for tool, package in TOOLS.items() if not shutil.which(tool)]
    if not shutil.which(compiler().split()[0]):
        missing.insert(0, compiler())
    elif not children.output_of(["sh", "-c", f"echo '#include <gelf.h>' | {compiler()} -E -"]):
        missing.append("gelf.h (libelf-dev)")
    if missing:
        raise Fault(f"--build: programs are missing here: {', '.join(missing)}: sudo .ci/deps vm")


def check_tree(tree: Path) -> None:
    """Raises Fault if the tree cannot be built with a separate output directory."""
    paths.check_tree(tree)
    if not (tree / "scripts/kconfig").is_dir() or not (tree / "Makefile").is_file():
        raise Fault(f"{tree}: not a Linux source tree (scripts/kconfig is missing)")
    if (tree / ".config").exists() or (tree / "include/config").exists():
        raise Fault(f"{tree}: a kernel was built in this tree, so make cannot use another output directory: "
                    "run 'make mrproper' there, or add another tree with 'git worktree add'")


def fragments(tree: Path, arch: Arch) -> list[Path]:
    """Returns the merged fragments, with that of the tree first."""
    ours = [CONFIGS / name for name in ("config", f"config.{arch.name}", "config.vm", "config.timing")]
    return [path for path in (tree / "kernel/configs/kvm_guest.config", *ours) if path.is_file()]


@dataclass(frozen=True)
class Lost:
    """Options of configs/ that the configuration lost: those that the tree has, and those it does
    not have."""

    dropped: list[str]
    unknown: list[str]
    # Options that spoil timing and are on although configs/ turns them off.
    spoilers: list[str]


def _known(tree: Path, names: set[str]) -> set[str]:
    """Returns those names that a Kconfig file of the tree defines."""
    found: set[str] = set()
    for path in tree.rglob("Kconfig*"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        found |= names & set(re.findall(r"^\s*(?:menu)?config\s+(\w+)\s*$", text, re.M))
    return found


def lost(tree: Path, arch: Arch, have: dict[str, str]) -> Lost:
    """Compares a configuration with configs/."""
    wanted: dict[str, str] = {}
    for path in fragments(tree, arch):
        if path.parent == CONFIGS:
            wanted |= configs.parse(path.read_text(encoding="utf-8"))
    missing = {name for name, value in wanted.items() if value != "n" and have.get(name) != value}
    known = _known(tree, missing) if missing else set()
    renamed = configs.OLD_NAMES | {new: old for old, new in configs.OLD_NAMES.items()}
    unknown = {name for name in missing - known if have.get(renamed.get(name, "")) != "y"}
    return Lost(sorted(missing & known), sorted(unknown),
                sorted(name for name, value in wanted.items() if value == "n" and have.get(name, "n") != "n"))


def first_error(log: str) -> str:
    """Returns the first error of the compiler, or else of the linker or a tool, or else of make, or
    else the last line."""
    for pattern in (r"^.+?:\d+(?::\d+)?: (?:fatal )?error: .*", r"^.*(?:\berror: |undefined reference|FAILED|"
                    r"[Nn]o space left| is not available|command not found|Killed).*", r"^.*\bError\b.*", r"^.*\*\*\* .*"):
        if found := re.search(pattern, log, re.M):
            return found.group(0).strip()
    return log.strip().rpartition("\n")[2]


@dataclass
class Build:
    """One build of tree in the directory out, with its log next to out."""

    session: Session
    arch: Arch
    tree: Path
    out: Path
    # Environment variables with user, host, version and time, so that one source always gives one
    # image.
    identity: dict[str, str]

    @property
    def log(self) -> Path:
        return self.out.with_name(f"{self.out.name}.log")

    @property
    def image(self) -> Path:
        return self.out / self.arch.built_image

    def _make(self, *words: str, output: Path, watch=None, more: dict[str, str] | None = None) -> int:
        env = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        return children.run(["make", "-C", self.tree, f"O={self.out}", f"ARCH={self.arch.make_arch}",
                             f"CC={compiler()}", *words], output, env=env | {"LC_ALL": "C"} | self.identity | (more or {}),
                            watch=watch, every=1)

    def _failed(self, what: str, output: Path) -> Fault:
        if disk.is_full(self.out):
            return disk.cannot_write(self.out, str(self.tree))
        text = output.read_text(encoding="utf-8", errors="replace")
        return Fault(f"{self.tree}: {what}: {first_error(text)} (full log: {output})")

    def configure(self) -> None:
        """Makes the configuration.  Raises Fault if essential options are lost or timing would be
        spoilt."""
        fragment = self.out / "fragment"
        fragment.write_text("".join(path.read_text(encoding="utf-8") for path in fragments(self.tree, self.arch)),
                            encoding="utf-8")
        if self._make("allnoconfig", output=self.log, more={"KCONFIG_ALLCONFIG": str(fragment)}):
            raise self._failed("cannot be configured", self.log)
        found = lost(self.tree, self.arch, configs.parse((self.out / ".config").read_text(encoding="utf-8")))
        essential = [name for name in found.dropped if name in ESSENTIAL]
        if essential:
            raise Fault(f"{self.tree}: its configuration lost options that the tests need: {', '.join(essential)} "
                        "(their dependencies are missing; DEBUG_INFO_BTF may need a newer pahole)")
        if found.spoilers:
            raise Fault(f"{self.tree}: its configuration has options that spoil timing: {', '.join(found.spoilers)}")
        if found.dropped:
            self.session.console.warn(f"{self.tree}: options of configs/ that its configuration lost: "
                                      f"{', '.join(found.dropped)}")
        if found.unknown:
            self.session.console.warn(f"{self.tree}: options of configs/ that this kernel does not have: "
                                      f"{', '.join(found.unknown)}")

    def compile(self) -> None:
        """Compiles the kernel and shows the progress.  Raises Fault with the first error of the
        compiler."""
        console, shown = self.session.console, -1
        console.progress(f"building {self.tree} (output: {self.log})")
        plan = self.out / "plan"
        if self._make("prepare", f"-j{os.cpu_count()}", output=self.log):
            raise self._failed("does not build", self.log)
        self._make("-n", self.arch.make_target, output=plan)
        total = len(_PLANNED.findall(plan.read_bytes()))
        plan.unlink()

        def watch() -> None:
            nonlocal shown
            done = len(_STEP.findall(self.log.read_bytes()))
            of = f"{min(done, total)} of {total}" if total else str(done)
            if console.terminal or done // 250 > shown:
                shown = done // 250
                console.progress(f"building {self.tree}: {of} objects")

        if self._make(f"-j{os.cpu_count()}", self.arch.make_target, output=self.log, watch=watch):
            raise self._failed("does not build", self.log)
