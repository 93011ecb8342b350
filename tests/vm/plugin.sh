# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks the plugin of QEMU with programs that load it as QEMU 7 and QEMU 10 do.

# traced KIND LIMIT [OPTION]: has a program with these options of the compiler make a trace.
traced() {
	local kind=$1 limit=$2
	shift 2
	${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-unused-parameter -I. "$@" -rdynamic \
		tests/vm/plugin.c -ldl -o "$dir/plugin" &&
		"$dir/plugin" "$PWD/build/vm/plugin/trace.so" "$dir/trace.$kind" "$limit" "${caches[@]}" &&
		python tests/vm/plugin.py "$dir/trace.$kind" "$kind"
}
caches=()
if [ -e build/vm/plugin/trace.so ]; then
	check "the plugin traces for QEMU 7" traced old 1000000
	check "the plugin traces for QEMU 10" traced new 1000000 -DNEW
	check "the plugin keeps its limit" traced full 30
	check "what does not fit leaves out only itself" traced partly 600
	caches=(l1d=128/2 l2=256/4 l3=512/8)
	check "the plugin models caches and branches" traced misses 1000000
	expect "the plugin refuses a cache without a power of two of sets" 1 '^bpf-perf trace: needs out=FILE.*power of two' \
		"$dir/plugin" "$PWD/build/vm/plugin/trace.so" "$dir/trace.no" 1000000 l1d=192/1 l2=256/4 l3=512/8
	expect "the plugin refuses a model that lacks a cache" 1 '^bpf-perf trace: needs out=FILE' \
		"$dir/plugin" "$PWD/build/vm/plugin/trace.so" "$dir/trace.no" 1000000 l1d=128/2
	expect "the plugin reports a full disk" 0 '^bpf-perf trace: /dev/full: No space left on device$' \
		"$dir/plugin" "$PWD/build/vm/plugin/trace.so" /dev/full 1000000
	expect "the plugin reports a file that cannot be written" 1 '^bpf-perf trace: /none/trace: No such file' \
		"$dir/plugin" "$PWD/build/vm/plugin/trace.so" /none/trace 1000000
else
	skip "the plugin of QEMU" "there is none for $(uname -m)"
fi
