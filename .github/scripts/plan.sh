#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# From what was asked for to what the jobs need.  KERNELS may be empty: all that the lock
# file names.  PAIR are the kernels that are compared.
#
# Outputs: matrix (JSON, kernel and an id that may be part of an artifact's name),
# kernels, all (with those of PAIR), cache (what the cache's key depends on).
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

matrix() {
	local word separator=
	printf '['
	for word in "$@"; do
		printf '%s{"kernel":"%s","id":"%s"}' "$separator" "$word" "${word//[^A-Za-z0-9.+-]/_}"
		separator=,
	done
	printf ']'
}

# What a name stands for is looked up once a week, where the lock file does not tell.
cache_key() {
	local week=
	all_locked || week=$(date -u +%G-%V)
	{
		printf '%s\n' "$week" "${words[@]}"
		cat "$KERNELS_LOCK"
	} | sha256sum | cut -c1-16
}

asked=${KERNELS:-}
[[ $asked == *[!$' \t\r\n']* ]] || asked=$(lock_names)
kernel_words "$asked"
kernels=("${words[@]}")
output kernels "${kernels[*]}"
output matrix "$(matrix "${kernels[@]}")"

kernel_words "${PAIR:-${kernels[*]}}"
[ -z "${PAIR:-}" ] || [ ${#words[@]} -eq 2 ] ||
	stop "pair" "two kernels are compared, '$PAIR' are ${#words[@]}"
mapfile -t words < <(printf '%s\n' "${kernels[@]}" "${words[@]}" | awk '!seen[$0]++')
output all "${words[*]}"
output cache "$(cache_key)"
