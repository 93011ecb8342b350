#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# collect.sh DIR: copies the results of the jobs of the matrix, DIR/insns-<id>/, to RESULTS, as if
# one vmtest.sh had made them.  They are in the order of KERNELS.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

kernel_words "$KERNELS"
mkdir -p "$RESULTS"
from=()
for word in "${words[@]}"; do
	place=$1/insns-${word//[^A-Za-z0-9.+-]/_}
	[ -s "$place/run.json" ] || annotation warning "$word" "the job of this kernel left no results"
	from+=("$place")
done
vm manifest merge "$RESULTS" "${from[@]}" >"$RESULTS/status"
# A run in which every kernel was skipped has shown nothing.
[ "$(cat "$RESULTS/status")" != "$STATUS_SKIPPED" ] || [ -n "$(vm manifest files "$RESULTS")" ] ||
	stop "kernels" "no provider has any of $KERNELS: nothing was measured"
