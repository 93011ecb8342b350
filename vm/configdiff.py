#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""configdiff.py LABEL=CONFIG LABEL=CONFIG...: in which options that matter for what BPF
costs the further kernels' configurations differ from the first one's."""
import re
import sys

# Preemption, timer, mitigations, checks, hardening, JIT, security modules, tracing, memory.
MATTERS = re.compile(
    r"^(PREEMPT(_(NONE|VOLUNTARY|LAZY|DYNAMIC|RT|RCU))?|HZ(_\w+)?|NO_HZ\w*|MITIGATION_\w+|SPECULATION_MITIGATIONS|CPU_MITIGATIONS|"
    r"DEBUG_(ATOMIC_SLEEP|LOCK_ALLOC|LIST|MUTEXES|OBJECTS|PAGEALLOC|PREEMPT|SPINLOCK|VM|"
    r"KMEMLEAK|PER_CPU_MAPS|IRQFLAGS)|"
    r"PROVE_(LOCKING|RCU)|LOCKDEP|LOCK_STAT|K[ACM]SAN|KFENCE|KCOV|UBSAN\w*|GCOV_PROFILE_ALL|"
    r"CFI|CFI_CLANG|X86_KERNEL_IBT|STACKPROTECTOR\w*|FORTIFY_SOURCE|HARDENED_USERCOPY|"
    r"INIT_ON_(ALLOC|FREE)_DEFAULT_ON|INIT_STACK_ALL_(ZERO|PATTERN)|RANDOM_KMALLOC_CACHES|"
    r"RANDOMIZE_KSTACK_OFFSET_DEFAULT|SLAB_\w+|SLUB_DEBUG_ON|MEMCG|"
    r"BPF_JIT(_ALWAYS_ON|_DEFAULT_ON)?|BPF_LSM|BPF_UNPRIV_DEFAULT_OFF|LSM|"
    r"FUNCTION_TRACER|FPROBE|KPROBES_ON_FTRACE|DYNAMIC_FTRACE\w*|UNWINDER_\w+|"
    r"NUMA|SMP|PARAVIRT(_SPINLOCKS)?|TRANSPARENT_HUGEPAGE(_ALWAYS|_MADVISE)?|LTO_CLANG\w*|CC_OPTIMIZE_\w+|"
    r"VIRT_CPU_ACCOUNTING_GEN|RCU_(NOCB_CPU|LAZY|EXPERT)|DEBUG_INFO_BTF)$")

# Mitigations that older kernels have without an option: nothing is known where it is absent.
ONCE_UNCONDITIONAL = re.compile(
    r"MITIGATION_(L1TF|MDS|MMIO_STALE_DATA|RETBLEED|RFDS|SPECTRE_V1|SPECTRE_V2|SPECTRE_BHI|"
    r"SRBDS|SSB|TAA|GDS)$")

# What 6.9 renamed.
OLD_NAMES = {
    "RETPOLINE": "MITIGATION_RETPOLINE", "RETHUNK": "MITIGATION_RETHUNK",
    "PAGE_TABLE_ISOLATION": "MITIGATION_PAGE_TABLE_ISOLATION",
    "CALL_DEPTH_TRACKING": "MITIGATION_CALL_DEPTH_TRACKING", "SLS": "MITIGATION_SLS",
    "CPU_IBPB_ENTRY": "MITIGATION_IBPB_ENTRY", "CPU_IBRS_ENTRY": "MITIGATION_IBRS_ENTRY",
    "CPU_UNRET_ENTRY": "MITIGATION_UNRET_ENTRY", "CPU_SRSO": "MITIGATION_SRSO",
    "GDS_FORCE_MITIGATION": "MITIGATION_GDS", "SPECULATION_MITIGATIONS": "CPU_MITIGATIONS",
}


def load(path):
    options = {}
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            found = re.match(r"CONFIG_(\w+)=(.*)", line) or re.match(r"# CONFIG_(\w+) is (not) set",
                                                                    line)
            if found:
                name = OLD_NAMES.get(found.group(1), found.group(1))
                options[name] = found.group(2).strip('"').replace("not", "n", 1) \
                    if line.startswith("#") else found.group(2).strip('"')
    return options


def difference(name, old, new):
    """HZ 250->1000; of a list what came and what went."""
    if "," not in old + new:
        return f"{name} {old}->{new}"
    old, new = old.split(","), new.split(",")
    return " ".join([name] + ["-" + x for x in old if x not in new] +
                    ["+" + x for x in new if x not in old])


def main():
    (first, base), *others = [(label, load(path)) for label, _, path in
                              (arg.partition("=") for arg in sys.argv[1:])]
    for label, options in others:
        names = sorted(name for name in base.keys() | options.keys() if MATTERS.match(name))
        # An option that one kernel does not know is off there.
        names = [name for name in names if not ONCE_UNCONDITIONAL.match(name) or
                 name in base and name in options]
        differs = [difference(name, base.get(name, "n"), options.get(name, "n")) for name in names
                   if base.get(name, "n") != options.get(name, "n")]
        if differs:
            print(f"{label} is configured differently from {first}: {', '.join(differs)}")


if __name__ == "__main__":
    main()
