#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
#   lock.sh renew      records the newest releases in KERNELS_LOCK
#   lock.sh propose    opens a pull request, or renews it, if configs/kernels.lock has changed
#
# renew records the kernels of configs/kernels.default and those that are recorded already, as far as
# a provider has them.  It runs what was fetched, so its job may not write to the repository.
# propose runs nothing but git and gh.  GH_TOKEN is its token, BASE is the branch to change.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
cd "$top"

# The branch of the pull request, which each run writes anew.
branch=kernels-lock
title="configs: kernels.lock records this week's releases"

renew() {
	local status=0
	mapfile -t words < <({ default_names; lock_names; } | awk '!seen[$0]++')
	export KERNELS_LOCK
	./vmtest.sh --skip-missing --update --fetch --lock "${words[@]}" || status=$?
	[ "$status" -eq "$STATUS_PASSED" ] || stop "kernels" "kernels cannot be recorded: see the log of this step"
	mkdir -p build/lock
	cp "$KERNELS_LOCK" build/lock/kernels.lock
}

message() {
	printf '%s\n\n' "$title"
	printf 'A mirror drops a release when the next one comes. Recorded before and now:\n\n'
	git diff -U0 HEAD -- configs/kernels.lock | awk '/^[-+][^-+#]/ { print "    " substr($1, 1, 1), substr($1, 2), $2, $3 }'
}

propose() {
	local text
	if git diff --quiet HEAD -- configs/kernels.lock; then
		echo "configs/kernels.lock names what is served"
		return
	fi
	text=$(message)
	gh auth setup-git
	git config user.name 'github-actions[bot]'
	git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
	git switch -q -C "$branch"
	git commit -q -m "$text" -- configs/kernels.lock
	git push -q --force origin "$branch"
	if [ "$(gh pr list --head "$branch" --state open --json number --jq length)" = 0 ]; then
		gh pr create --head "$branch" --base "$BASE" --title "$title" --body "${text#*$'\n\n'}"
	fi
}

case ${1:-} in
renew | propose) "$1" ;;
*) stop "lock.sh" "usage: lock.sh renew | propose" ;;
esac
