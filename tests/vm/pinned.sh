# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks that pinned limits of a kernel apply automatically: a program with three more instructions
# fails, and the unchanged program passes.

# with_three_more DIR: builds test_progs in DIR from these sources, with another handler of
# hook_perf/fentry.  It reuses what is built and does not depend on the longer program.
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

check "a program with three more instructions builds" with_three_more "$dir/longer"
expect "a program with three more instructions fails without -B" 1 '^FAILED ' \
	env VM_PROGRAM="$dir/longer/test_progs" ./vmtest.sh -o "$dir/longer/out" "${pinned[@]}"
expect "the limit that is pinned for the kernel breaks" 0 \
	'^#[0-9/]+ +hook_perf/fentry:FAIL .*insns .*<= [0-9.]+ insns \(breaks its limit\)' cat "$dir/longer/out/$release.log"
expect "no other operation fails" 0 'Summary: 1/2 PASSED, 0 SKIPPED, 0 UNDECIDED, 1 FAILED' cat "$dir/longer/out/$release.log"
expect "the unchanged program passes" 0 '^PASSED ' vmtest -o "$dir/pinned" "${pinned[@]}"
expect "the log names the file of the pinned limits" 0 '^Limits are those pinned for this kernel in .*/insns.x86_64/.*\.bounds' cat "$dir/pinned/$release.log"
