#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Puts KERNELS into the cache.  With MISSING=skip those that no provider has are skipped.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
cd "$top"

kernel_words "$KERNELS"
kernel_options
unlocked_words
[ ${#unlocked[@]} -eq 0 ] ||
	annotation notice "kernels" "${unlocked[*]}: the newest available releases, because configs/kernels.lock records none"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
./vmtest.sh "${choice[@]}" --fetch "${words[@]}" 2>&1 | tee "$log" || [ $? -eq "$STATUS_SKIPPED" ] || {
	if grep -q 'name one in DEBIAN_MIRROR' "$log"; then
		annotation warning "DEBIAN_MIRROR" "this machine knows no Debian mirror: set the repository variable or the input debian-mirror of the action (docs/github.md)"
	fi
	stop "kernels" "kernels cannot be fetched: $(sed -n 's/^MISSING //p' "$log" | paste -sd ' '); see the log of this step"
}
