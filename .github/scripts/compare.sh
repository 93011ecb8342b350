#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each further kernel against the first, with all boots.  COMPARE: no; report, what is
# slower is said; gate, and fails this step.  THRESHOLD: of report_progs compare.
#
# Outputs: verdict, one of failed (a test or a boot), not-comparable, worse, passed,
# skipped; comparison, the verdict's line for each kernel.  RESULTS/compare.txt and
# compare.csv have the table.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
: "${COMPARE:=report}"
[[ $COMPARE =~ ^(no|report|gate)$ ]] || stop "compare" "'$COMPARE' is none of no, report, gate"

compare() {
	local options=()
	sides_read
	if [ ${#silent[@]} -gt 0 ]; then
		echo "${silent[*]}: no result" >&2
		return "$STATUS_USAGE"
	fi
	[ -z "${THRESHOLD:-}" ] || options+=(--threshold="$THRESHOLD")
	"$REPORT" compare "${options[@]}" --csv "${sides[@]}" >"$RESULTS/compare.csv" || [ $? -eq 1 ] ||
		return "$STATUS_USAGE"
	"$REPORT" compare "${options[@]}" "${sides[@]}" >"$RESULTS/compare.txt"
}

finish() {
	output verdict "$1"
	exit "$2"
}

measured=$(cat "$RESULTS/status" 2>/dev/null || echo "$STATUS_SETUP")
verdict=passed
case $measured in
"$STATUS_PASSED") ;;
"$STATUS_SKIPPED") verdict=skipped ;;
*) verdict=failed ;;
esac
if [ "$COMPARE" = no ] || [ ! -s "$RESULTS/kernels" ] || [ "$(wc -l <"$RESULTS/kernels")" -lt 2 ]; then
	echo "nothing to compare"
	finish "$verdict" 0
fi
status=0
compare 2>"$RESULTS/compare.err" || status=$?
cat "$RESULTS/compare.err" >&2
if [ "$status" -gt 1 ]; then
	annotation error "not comparable" "$(head -n 3 "$RESULTS/compare.err")"
	[ "$verdict" = failed ] || verdict=not-comparable
	finish "$verdict" 1
fi
inert "$RESULTS/compare.txt"
comparison=$(awk '/ against .*: [0-9]+ slower, / { print } !/ against / { exit }' "$RESULTS/compare.txt")
output comparison "${comparison//$'\n'/; }"
annotation notice "comparison" "$comparison"
if [ "$status" -eq 1 ] && [ "$verdict" != failed ]; then verdict=worse; fi
[ "$COMPARE" = gate ] || status=0
finish "$verdict" "$status"
