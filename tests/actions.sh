#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034 # what is set here is used in tests/actions/
#
# The workflow and the action: what can be told by reading them, each script, and both
# files run step by step as GitHub would (tests/actions/github.py), with a kernel and an
# operation.  The kernels, ACTIONS_KERNELS (6.1 6.12), are taken from the cache or from
# Debian's mirror, whichever releases these have.
set -euo pipefail
. tests/lib.sh
. tests/kernels.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export TMPDIR=$dir
scripts=$PWD/.github/scripts
workflow=.github/workflows/vmtest.yml
read -ra kernels <<<"${ACTIONS_KERNELS:-6.1 6.12}"
operation=helper_perf/ktime_get_ns

for part in read scripts verdicts runs; do
	# shellcheck source=/dev/null
	. "tests/actions/$part.sh"
done
