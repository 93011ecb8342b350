# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# What is pinned for a kernel is applied without being asked for: a program that is three
# instructions longer fails the run, the one that is as it was passes.

# with_three_more DIR: test_progs built there, of these sources but for the handler of
# hook_perf/fentry.  From what is built already; what has the longer program in it is not.
with_three_more() {
	mkdir "$1" && cp -a build "$1/build" && cp -a progs "$1/progs" || return
	sed -i 's|^HOOK(fentry, "fentry/" TARGET, 0)|HOOK(fentry, "fentry/" TARGET, three())|
		s|^#define TARGET .*|&\nstatic __always_inline int three(void)\n{\n\tasm volatile("r2 = 1; r2 += 1; r2 += 1" ::: "r2");\n\treturn 0;\n}|' \
		"$1/progs/hook_perf_kernel.c"
	[ "$(diff progs/hook_perf_kernel.c "$1/progs/hook_perf_kernel.c" | grep -c '^> .*three()')" = 1 ] || return
	rm -rf "$1/build/prog_tests/hook_perf" "$1/build/prog_tests/hook_perf.o"
	make --no-print-directory BUILD="$1/build" BPF_BUILD="$1/build/bpf" PROGS_DIR="$1/progs" \
		PROGRAM="$1/test_progs" "$1/test_progs"
}
pinned=(--mode icount -j 1 "$VMTEST_KERNEL" -- -a "hook_perf/fentry,hook_perf/fexit")

check "a program of three instructions more builds" with_three_more "$dir/longer"
expect "it fails without limits of one's own" 1 '^FAILED ' \
	env VM_PROGRAM="$dir/longer/test_progs" ./vmtest.sh -o "$dir/longer/out" "${pinned[@]}"
expect "by the limit that is pinned for the kernel" 0 \
	'^#[0-9/]+ +hook_perf/fentry:FAIL .*insns .*<= [0-9.]+ insns \(breaks its limit\)' cat "$dir/longer/out/$release.log"
expect "and nothing else fails" 0 'Summary: 1/2 PASSED, 0 SKIPPED, 0 UNDECIDED, 1 FAILED' cat "$dir/longer/out/$release.log"
expect "the program as it is passes" 0 '^PASSED ' vmtest -o "$dir/pinned" "${pinned[@]}"
expect "which file it is is said" 0 '^Limits are those pinned for this kernel in .*/insns.x86_64/.*\.bounds' cat "$dir/pinned/$release.log"
