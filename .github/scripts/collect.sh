#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# collect.sh DIR: the results of the matrix' jobs, DIR/insns-<id>/, in one directory,
# RESULTS, as if one vmtest.sh had made them; in the order of KERNELS.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

kernel_words "$KERNELS"
mkdir -p "$RESULTS"
: >"$RESULTS/kernels"
worst=$STATUS_PASSED
for word in "${words[@]}"; do
	from=$1/insns-${word//[^A-Za-z0-9.+-]/_}
	if [ ! -s "$from/kernels" ]; then
		annotation warning "$word" "its job left no results"
		worst=$STATUS_SETUP
		continue
	fi
	cat "$from/kernels" >>"$RESULTS/kernels"
	worst=$(worse "$worst" "$(cat "$from/status" 2>/dev/null || echo "$STATUS_SETUP")")
	find "$from" -maxdepth 1 \( -name '*.json' -o -name '*.log' \) -exec cp -t "$RESULTS" {} +
done
echo "$worst" >"$RESULTS/status"
