#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What RESULTS hold, for people: the step's summary, RESULTS/report.html, annotations.
# TITLE is the summary's, THRESHOLD what compare.sh had.  Runs whatever the steps before came to.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

# A step's summary may have 1024 KiB, or all of it is dropped.
limit=$((1000 * 1024))
# GitHub shows ten errors and ten warnings of a step.
shown=10

markdown() {
	printf '## %s\n\n' "${TITLE:-bpf-perf}"
	if [ ${#sides[@]} -eq 0 ]; then
		printf 'No results: the log tells why.\n'
		return
	fi
	[ ${#silent[@]} -eq 0 ] || printf 'No result of: %s\n\n' "${silent[*]}"
	if [ -n "${THRESHOLD:-}" ] && [ -s "$RESULTS/compare.txt" ]; then
		# Indented is code, whatever names there are in it.
		printf 'Changes of %s and more:\n\n' "$THRESHOLD"
		head -c 200000 "$RESULTS/compare.txt" | sed 's/^/    /'
		printf '\n\nAll changes:\n\n'
	fi
	"$REPORT" md "${sides[@]}"
}

annotations() {
	local level title text side files=()
	for side in "${sides[@]}"; do
		[ "$side" = -- ] || files+=("$side")
	done
	/usr/bin/python3 "$top/.github/scripts/findings.py" "$shown" "$RESULTS/compare.csv" "${files[@]}" |
		while IFS=$'\t' read -r level title text; do
			annotation "$level" "$title" "$text"
		done
}

mkdir -p "${RESULTS:=$(mktemp -d)}"
sides_read
status=0
markdown >"$RESULTS/summary.md" || {
	status=$?
	printf '\nNo table: the log of this step tells why.\n' >>"$RESULTS/summary.md"
}
if [ "$(stat -c %s "$RESULTS/summary.md")" -gt "$limit" ]; then
	head -c "$limit" "$RESULTS/summary.md" | sed '$d'
	printf '\n\nCut at %s bytes: summary.md of the artifact has all of it.\n' "$limit"
else
	cat "$RESULTS/summary.md"
fi >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
if [ ${#sides[@]} -gt 0 ]; then
	annotations
	"$REPORT" html "${sides[@]}" >"$RESULTS/report.html"
fi
exit "$status"
