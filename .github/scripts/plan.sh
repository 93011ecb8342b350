#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Computes what the jobs need from the inputs.  An empty KERNELS means those of
# configs/kernels.default, of which those that no provider has are skipped.  PAIR are the two kernels
# to compare.
#
# Outputs: matrix (JSON with kernel, and an id that is valid in the name of an artifact), kernels,
# missing (MISSING of common.sh), all (kernels and PAIR), names (the part of the cache key that
# depends on the names; resolve.sh makes the key).
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

asked=${KERNELS:-}
missing=
[[ $asked == *[!$' \t\r\n']* ]] || { asked=$(default_names) missing=skip; }
output missing "$missing"
kernel_words "$asked"
kernels=("${words[@]}")
output kernels "${kernels[*]}"
output matrix "$(matrix "${kernels[@]}")"

kernel_words "${PAIR:-${kernels[*]}}"
[ -z "${PAIR:-}" ] || [ ${#words[@]} -eq 2 ] ||
	stop "pair" "'$PAIR' are ${#words[@]} kernels: give two"
mapfile -t words < <(printf '%s\n' "${kernels[@]}" "${words[@]}" | awk '!seen[$0]++')
output all "${words[*]}"
output names "$(printf '%s\n' "${words[@]}" | sha256sum | cut -c1-16)"
