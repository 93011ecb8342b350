#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Has KERNELS ready in the cache.  RESULTS/kernels gets a line for each: the name that
# its results will have.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
cd "$top"

kernel_words "$KERNELS"
options=()
if all_locked; then
	options+=(--locked)
else
	annotation notice "kernels" "${words[*]}: not all in configs/kernels.lock; the newest releases to be had are taken"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
./vmtest.sh "${options[@]}" --fetch "${words[@]}" 2>&1 | tee "$log" || {
	if grep -q 'name one in DEBIAN_MIRROR' "$log"; then
		annotation warning "DEBIAN_MIRROR" "no Debian mirror is known here; set the repository variable (or the action's input debian-mirror), see docs/github.md"
	fi
	stop "kernels" "not to be had: $(sed -n 's/^MISSING //p' "$log" | paste -sd ' '); the log of this step tells why"
}
if [ -n "${RESULTS:-}" ]; then
	mkdir -p "$RESULTS"
	# As vmtest.sh labels several builds of one release.
	awk '/^[^ ]+ [0-9][^ ]* from / { n = ++seen[$1]; print $1 (n > 1 ? "_" n : "") }' "$log" >"$RESULTS/kernels"
fi
