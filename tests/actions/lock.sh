# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks the pull request with a new lock file, in a repository of its own.  A script replaces gh.

fork=$dir/fork
mkdir -p "$fork/configs" "$dir/bin"
git init -q --bare "$dir/origin"
git init -q -b main "$fork"
cp -r .github vm "$fork"
cp configs/kernels.* "$fork/configs"
# shellcheck disable=SC2016 # the script expands it
printf '#!/bin/sh\necho "vmtest.sh $*"\necho "9.9 debian new 00 11" >>"$KERNELS_LOCK"\nexit "${ENDS:-0}"\n' >"$fork/vmtest.sh"
cat >"$dir/bin/gh" <<-'SH'
	#!/bin/sh
	echo "gh $*" >>"$GH_LOG"
	[ "$1 $2" != "pr list" ] || echo "${OPEN:-0}"
SH
chmod +x "$fork/vmtest.sh" "$dir/bin/gh"
export GH_LOG=$dir/gh.log

in_fork() {
	git -C "$fork" -c user.name=x -c user.email=x@example.org "$@"
}
lock() {
	: >"$GH_LOG"
	env PATH="$dir/bin:$PATH" BASE=main "${@:2}" "$fork/.github/scripts/lock.sh" "$1" && cat "$GH_LOG"
}
in_fork remote add origin "$dir/origin"
in_fork add -A && in_fork commit -qm first && in_fork push -q origin main

expect "lock: nothing is proposed if nothing changed" 0 'names what is served' lock propose
check "lock: gh is not called if nothing changed" test ! -s "$GH_LOG"
expect "lock: a kernel that cannot be fetched is an error" 1 '::error title=kernels::' lock renew ENDS=2
in_fork checkout -q configs/kernels.lock
expect "lock: the default and the recorded kernels are renewed" 0 \
	"^vmtest.sh --skip-missing --update --fetch --lock $(grep -v '^#' configs/kernels.default | paste -sd ' ')" lock renew
check "lock: the new file is kept for the other job" cmp "$fork/configs/kernels.lock" "$fork/build/lock/kernels.lock"
rm -r "$fork/build"
expect "lock: a pull request is opened" 0 '^gh pr create --head kernels-lock --base main --title configs: kernels.lock' lock propose
check "lock: its text names what changed" grep -qx '    + 9.9 debian new' "$GH_LOG"
expect "lock: the branch has the new file alone" 0 '^configs/kernels.lock$' \
	git -C "$dir/origin" diff --name-only main kernels-lock
check "lock: the branch has nothing else" test "$(git -C "$dir/origin" diff --name-only main kernels-lock | wc -l)" = 1

# A week later the pull request is still open.
in_fork switch -q main
echo '9.10 debian newer 00 11' >>"$fork/configs/kernels.lock"
expect "lock: an open pull request is renewed" 0 '^gh pr list' lock propose OPEN=1
check "lock: no second pull request is opened" test "$(grep -c '^gh pr create' "$GH_LOG")" = 0
expect "lock: the branch starts from main again" 0 '^9.10 ' git -C "$dir/origin" show kernels-lock:configs/kernels.lock
check "lock: the branch is one commit" test "$(git -C "$dir/origin" rev-list --count main..kernels-lock)" = 1
