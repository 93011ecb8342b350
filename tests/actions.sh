#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034 # tests/actions/ uses these variables
#
# Checks the workflows and the action: their files, each script, and a run of both files step by
# step like on GitHub (tests/actions/github.py) with one operation.  The kernels are ACTIONS_KERNELS
# (6.1 6.12), from the cache or Debian's mirror, in whatever release these have.
set -euo pipefail
. tests/lib.sh
. tests/kernels.sh
. tests/mirror.sh

dir=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$dir"' EXIT
export TMPDIR=$dir
scripts=$PWD/.github/scripts
workflow=.github/workflows/vmtest.yml
locking=.github/workflows/lock.yml
atlas=.github/workflows/atlas.yml
read -ra kernels <<<"${ACTIONS_KERNELS:-6.1 6.12}"
operation=helper_perf/ktime_get_ns

for part in read scripts lock verdicts runs mirrors; do
	# shellcheck source=/dev/null
	. "tests/actions/$part.sh"
done
