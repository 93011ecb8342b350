#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Shows RESULTS to people: the summary of the step, RESULTS/report.html and annotations.  TITLE is
# the title of the summary, THRESHOLD that of compare.sh.  Runs even if earlier steps failed.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

# GitHub drops a summary of more than 1024 KiB completely.
limit=$((1000 * 1024))
# GitHub shows at most ten errors and ten warnings of a step.
shown=10

markdown() {
	printf '## %s\n\n' "${TITLE:-bpf-perf}"
	# Indented text is code, so names in it cannot be markup.
	[ -z "$notes" ] || printf '%s\n\n' "$notes" | sed 's/^./    &/'
	if [ ${#sides[@]} -eq 0 ]; then
		printf 'No results: see the log.\n'
		return
	fi
	[ ${#silent[@]} -eq 0 ] || printf 'No result of: %s\n\n' "${silent[*]}"
	if [ -n "${THRESHOLD:-}" ] && [ -s "$RESULTS/compare.txt" ]; then
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
notes=$(vm manifest notes "$RESULTS")
status=0
markdown >"$RESULTS/summary.md" || {
	status=$?
	printf '\nThe table is missing: see the log of this step.\n' >>"$RESULTS/summary.md"
}
if [ "$(stat -c %s "$RESULTS/summary.md")" -gt "$limit" ]; then
	head -c "$limit" "$RESULTS/summary.md" | sed '$d'
	printf '\n\nTruncated at %s bytes: summary.md of the artifact is complete.\n' "$limit"
else
	cat "$RESULTS/summary.md"
fi >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
if [ ${#sides[@]} -gt 0 ]; then
	annotations
	"$REPORT" html "${sides[@]}" >"$RESULTS/report.html"
fi
exit "$status"
