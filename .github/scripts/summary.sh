#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What RESULTS hold, for people: the step's summary, RESULTS/report.html, annotations.
# TITLE is the summary's.  Runs whatever the steps before came to.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

# A step's summary may have 1024 KiB, or all of it is dropped.
limit=$((1000 * 1024))
# GitHub shows ten errors and ten warnings of a step.
shown=10

files=()
if [ -s "$RESULTS/kernels" ]; then
	while IFS= read -r label; do
		mapfile -t -O ${#files[@]} files < <(result_files "$label")
	done <"$RESULTS/kernels"
fi

markdown() {
	printf '## %s\n\n' "${TITLE:-bpf-perf}"
	if [ ${#files[@]} -eq 0 ]; then
		printf 'No results: the log tells why.\n'
		return
	fi
	if [ -s "$RESULTS/compare.txt" ]; then
		# Indented is code, whatever names there are in it.
		head -c 200000 "$RESULTS/compare.txt" | sed 's/^/    /'
		printf '\n\n'
	fi
	"$REPORT" md "${files[@]}"
}

annotations() {
	local level title text
	/usr/bin/python3 "$top/.github/scripts/findings.py" "$shown" "$RESULTS/compare.csv" "${files[@]}" |
		while IFS=$'\t' read -r level title text; do
			annotation "$level" "$title" "$text"
		done
}

mkdir -p "$RESULTS"
markdown >"$RESULTS/summary.md"
if [ "$(stat -c %s "$RESULTS/summary.md")" -gt "$limit" ]; then
	head -c "$limit" "$RESULTS/summary.md" | sed '$d'
	printf '\n\nCut at %s bytes: summary.md of the artifact has all of it.\n' "$limit"
else
	cat "$RESULTS/summary.md"
fi >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
if [ ${#files[@]} -gt 0 ]; then
	annotations
	"$REPORT" html "${files[@]}" >"$RESULTS/report.html"
fi
