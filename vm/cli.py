# SPDX-License-Identifier: GPL-2.0-only
"""Parses the command line, and checks what can be checked before anything is done."""
import difflib
import re
import shlex
from collections.abc import Callable

from vm import bisect, limits, tracing
from vm.modes import MODES
from vm.names import BUILD
from vm.settings import LOCKED, Options
from vm.status import Status, Stop

# The most CPUs that QEMU's default machine can have.
POSSIBLE_MOST = 255

USAGE = """\
Usage: ./vmtest.sh [options] KERNEL... [-- test_progs options]

Boots each kernel under QEMU, runs test_progs in it, and shows one table with a column
per kernel.  Needs neither root nor KVM.

A KERNEL is
  6.1, 6.1.192, 7.3-rc4    a version; 6.1 is its newest available patch release
  rc                       the newest release candidate
  host                     the image of the running kernel
  debian:6.1               a version from one provider: cache, dir, debian, ubuntu
  PATH                     a bzImage, a .deb, a directory of an unpacked or built kernel

  --build DIR       build a kernel from a source tree, with the options of configs/ and few others
  --list            list the available versions, their sources, and what is cached
  --update          look for newer patch releases than the cached ones
  --fetch           only put the kernels into the cache
  --resolve         only print which release of which provider each name stands for now
  --skip-missing    skip kernels that no provider has; without it they are an error
  --lock            record in configs/kernels.lock which kernels the names stand for
  --locked          take the kernels that are recorded there, or the newest of the series where
                    one is not served any more; =strict: refuse where it is not served;
                    =known: names that are not recorded there stand for the newest

  --mode MODE       auto, kvm, icount (count instructions), tcg (auto: kvm if it works,
                    else icount)
  -j N              boot N kernels at a time (icount: one per core, else 1)
  --boots N         boot each kernel N times, in turns (1); in icount mode each boot of a
                    kernel has another random seed
  --explain         say for each figure how many instructions each function of the kernel takes,
                    and for two kernels what changed (docs/explain.md)
  --source DIR      with --explain, list commits of this git tree of the kernel that touch the
                    functions that changed
  --misses          --explain, and how often an operation misses in caches and mispredicts branches,
                    by a model; the windows have 256 operations, for which no limits are pinned
  --caches SIZES    with --misses, size/ways of L1d, L2 and L3 (32K/8,1M/16,32M/16)
  --explain-limit N end the trace of a boot at N MB (4000)
  --compare         instead of a table, compare the further kernels with the first: what got
                    slower or faster (report_progs compare)
  --strict          exit with 5 if a limit stays undecided or there was no time for an
                    operation (test_progs --strict)
  --limit LIMIT     a limit as in docs/bounds.md, such as 'map_perf/hash_lookup_hit <= 190 insns';
                    may be repeated; only the operations that limits name are measured
  --bisect          for "git bisect run": exit with 0 if all limits of --limit hold, 1 if one is
                    broken, 125 if this kernel cannot tell, 129 for bad usage
  --timeout SEC     end a boot that takes longer (900)
  -m SIZE           memory of the guest (2G)
  -s N              CPUs of the guest (kvm: 2, else 1)
  --possible N,...  boot each kernel once for each number of possible CPUs, by which per-CPU maps
                    grow (-t mem_perf)
  --append WORDS    kernel parameters to add
  --qemu WORDS      QEMU arguments to add, quoted as for a shell
  -i                start a shell in the guest instead of the tests
  -o DIR            write the results to DIR (default: a new results/<date>); results of an
                    earlier run in DIR are moved to a directory in it
  --keep            keep the initramfs, QEMU's command and what the guest sent
  -h, --help        show this text
  --version         show which version of bpf-perf this is

Environment: KERNEL_DIR is a directory of kernels, DEBIAN_MIRROR and UBUNTU_MAINLINE are the
servers, VM_CACHE is the directory of the cache (~/.cache/bpf-perf), VM_QEMU another QEMU.

Exit status: the worst of all kernels: 0 passed, 4 everything was skipped, 5 undecided (--strict,
or nothing passed), 1 something failed, 2 the usage is wrong, a kernel does not exist or cannot be
compared, 3 a kernel did not boot or did not finish, 130 interrupted.
With --bisect: 0, 1, 125, 129, 130.
"""

# The options without a value, and the field of Options that each sets.
_FLAGS = {"--list": "list", "--update": "update", "--fetch": "fetch", "--resolve": "resolve",
          "--skip-missing": "skip_missing", "--compare": "compare", "--explain": "explain", "--misses": "misses", "--strict": "strict", "--bisect": "bisect", "--lock": "lock",
          "-i": "interactive", "--keep": "keep", "-h": "help", "--help": "help",
          "--version": "version"}


def bad_usage(text: str) -> Stop:
    return Stop(Status.USAGE, f"{text}\nsee vmtest.sh --help")


def _positive(option: str, text: str) -> int:
    if not re.fullmatch("[1-9][0-9]*", text):
        raise bad_usage(f"{option}: '{text}' is not a whole number above 0")
    return int(text)


def _locked(word: str) -> str:
    """Returns the value of --locked, which is optional."""
    value = word.removeprefix("--locked").removeprefix("=")
    if "=" in word and value not in LOCKED:
        raise bad_usage(f"--locked: '{value}' is not one of {', '.join(LOCKED)}")
    return value or LOCKED[0]


def _set(name: str) -> Callable[[Options, str, str], None]:
    return lambda options, option, text: setattr(options, name, text)


def _number(name: str) -> Callable[[Options, str, str], None]:
    return lambda options, option, text: setattr(options, name, _positive(option, text))


def _shell_words(option: str, text: str) -> list[str]:
    """Splits like a shell, so that a word may have blanks."""
    try:
        return shlex.split(text)
    except ValueError as err:
        raise bad_usage(f"{option}: '{text}': {err}") from err


def _possible(options: Options, option: str, text: str) -> None:
    options.possible = [_positive(option, number) for number in text.split(",")]


def _memory(options: Options, option: str, text: str) -> None:
    if not re.fullmatch("[1-9][0-9]*[MG]?", text):
        raise bad_usage(f"-m: '{text}' is not a size like 512M or 2G")
    options.memory = text


# The options with a value, and the functions that set them.
_VALUES: dict[str, Callable[[Options, str, str], None]] = {
    "--build": lambda options, option, text: options.kernels.append(BUILD + text),
    "--limit": lambda options, option, text: options.limits.append(text),
    "--mode": _set("mode"), "-j": _number("parallel"), "--boots": _number("boots"), "--timeout": _number("timeout"), "--explain-limit": _number("explain_limit"),
    "-m": _memory, "--possible": _possible, "-s": _number("smp"), "-o": _set("out"),
    "--caches": _set("caches"), "--source": _set("source"),
    "--append": lambda options, option, text: options.append.extend(text.split()),
    "--qemu": lambda options, option, text: options.qemu.extend(_shell_words(option, text)),
}


def _unknown(word: str) -> str:
    """Returns what is wrong with an unknown option, and which one was meant if one is near."""
    near = difflib.get_close_matches(word, [*_FLAGS, *_VALUES, "--locked"], n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    return f"unknown option {word} (options of test_progs go after --){meant}"


def parse(arguments: list[str]) -> Options:
    """Parses the command line.  Raises Stop."""
    options, left = Options(), list(arguments)
    while left and not options.help and not options.version:
        word = left.pop(0)
        if word.partition("=")[0] == "--locked":
            options.locked = _locked(word)
            continue
        if word == "--":
            options.tests = left
            break
        if word.startswith("--") and "=" in word:
            word, _, value = word.partition("=")
            left.insert(0, value)
        if word in _FLAGS:
            setattr(options, _FLAGS[word], True)
        elif word in _VALUES:
            if not left:
                raise bad_usage(f"{word} needs a value")
            _VALUES[word](options, word, left.pop(0))
        elif word.startswith("-"):
            raise bad_usage(_unknown(word))
        else:
            options.kernels.append(word)
    return options


def check(options: Options) -> None:
    """Raises Stop for options that make no sense."""
    if options.mode not in ("auto", *MODES):
        raise bad_usage(f"--mode: '{options.mode}' is not one of auto, {', '.join(MODES)}")
    if not options.kernels and not options.list:
        raise bad_usage("no kernel is given: name at least one, such as 6.1")
    if options.mode == "icount" and (options.smp or 1) != 1:
        raise bad_usage("-s: instructions can only be counted on one CPU")
    if options.compare and len(options.kernels) * max(len(options.possible), 1) < 2:
        raise bad_usage("--compare needs at least two kernels")
    if any(number < (options.smp or 1) for number in options.possible):
        raise bad_usage(f"--possible: a guest with {options.smp} CPUs has at least as many possible ones")
    if max(options.possible, default=1) > POSSIBLE_MOST:
        raise bad_usage(f"--possible: a guest has at most {POSSIBLE_MOST} CPUs")
    if options.caches and not options.misses:
        raise bad_usage("--caches: there is no model of caches without --misses")
    options.explain = options.explain or options.misses
    if options.source and not options.explain:
        raise bad_usage("--source: there is nothing to look for without --explain")
    if options.explain:
        tracing.check_options(options)
    if options.interactive and len(options.kernels) != 1:
        raise bad_usage("-i takes exactly one kernel")
    limits.choose_mode(options)
    bisect.check(options)
