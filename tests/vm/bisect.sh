# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks --limit and --bisect with a tree of scripted builds (source_tree), and with git bisect run.
# The operation takes 330 instructions on 5.10 and 420 on 6.1.

limit='map_perf/hash_update_existing <= 380 insns'
bisect_tree=$dir/bisected
bisect_cache=$(mktemp -d "$dir/cache.XXXXXX")

bisect() {
	VM_CACHE=$bisect_cache ./vmtest.sh --bisect --build "$bisect_tree" "$@" -- --time 30
}
in_tree() {
	git -C "$bisect_tree" -c user.name=x -c user.email=x@example.org "$@"
}
# commit NAME [RELEASE]: adds a commit whose build gives the kernel RELEASE, or fails.
commit() {
	local place=("$cache"/kernels/*_"${2:-$release}")
	entry=${place[0]} source_tree "$bisect_tree"
	[ -n "${2:-}" ] || sed -i 's/@echo built.*/@echo "x.c:1: error: broken"; false/' "$bisect_tree/Makefile"
	echo "# $1" >>"$bisect_tree/Makefile"
	in_tree add -A && in_tree commit -qm "$1"
}

if ! kernels_take "$dir" 5.10 6.1; then
	skip "git bisect run with --bisect" "$(kernels_missing "$dir")"
	return 0
fi
git init -q -b main "$bisect_tree"
commit first "${releases[0]}"

expect "--bisect: a bad limit is found before anything is built" 129 'limit 1: ' bisect --limit 'map_perf/hash_update_existing <= 380 inns'
expect "--bisect: an unknown operation is found before anything is built" 129 'did you mean' bisect --limit 'map_perf/hash_updat <= 380 insns'
check "nothing was built" test ! -d "$bisect_cache/build"
expect "--bisect: a limit that holds is good" 0 '^bisect: good \(0\): all limits hold' bisect --limit "$limit"
expect "--bisect: a limit that breaks is bad" 1 '^bisect: bad \(1\): map_perf/hash_update_existing breaks its limit' \
	bisect --limit 'map_perf/hash_update_existing <= 300 insns'
expect "--bisect: an operation that the kernel cannot do is untestable" 125 '^bisect: untestable \(125\): map_perf/.*: skip: ' \
	bisect --limit 'map_perf/cgrp_storage_get <= 300 insns'
expect "--bisect: a kernel that does not boot is untestable" 125 '^bisect: untestable \(125\): .*Kernel panic' \
	bisect --limit "$limit" --append rdinit=/none
check "the tree of a bisection stays as it is" test -z "$(in_tree status --porcelain)"

for name in second third; do commit "$name" "${releases[0]}"; done
commit broken
commit fifth "${releases[0]}"
for name in slower seventh; do commit "$name" "${releases[1]}"; done
in_tree bisect start main main~6 >/dev/null
run_bisection() {
	in_tree bisect run env VM_CACHE="$bisect_cache" "$PWD/vmtest.sh" --bisect --build "$bisect_tree" --limit "$limit" -- --time 30
}
expect "git bisect run finds the commit that broke the limit" 0 ' is the first bad commit' run_bisection
expect "the commit is the one that became slower" 0 '^slower$' in_tree log -1 --format=%s refs/bisect/bad
expect "the commit that does not build was skipped" 0 'git bisect skip' in_tree bisect log
