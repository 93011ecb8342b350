#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Compares each further kernel with the first, with all boots.  COMPARE is no, report (shows what is
# slower) or gate (also fails this step).  THRESHOLD is that of report_progs compare.  STRICT=no
# lets a gate pass when too little was judged to tell.
#
# Outputs: verdict is failed (a test or a boot), not-comparable, worse, cannot-tell, passed or skipped;
# comparison has the verdict line of each kernel.  RESULTS/compare.txt and compare.csv have the
# table.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
: "${COMPARE:=report}"
[[ $COMPARE =~ ^(no|report|gate)$ ]] || stop "compare" "'$COMPARE' is not one of no, report, gate"

compare() {
	local options=()
	if [ ${#silent[@]} -gt 0 ]; then
		echo "${silent[*]}: no result" >&2
		return "$STATUS_USAGE"
	fi
	[ -z "${THRESHOLD:-}" ] || options+=(--threshold="$THRESHOLD")
	"$REPORT" compare "${options[@]}" --csv "${sides[@]}" >"$RESULTS/compare.csv" || [ $? -eq 1 ] ||
		return "$STATUS_USAGE"
	"$REPORT" compare --strict "${options[@]}" "${sides[@]}" >"$RESULTS/compare.txt"
}

finish() {
	output verdict "$1"
	exit "$2"
}

ended=$(cat "$RESULTS/status" 2>/dev/null || echo "$STATUS_SETUP")
sides_read
verdict=passed
case $ended in
"$STATUS_PASSED") ;;
"$STATUS_SKIPPED") verdict=skipped ;;
*) verdict=failed ;;
esac
if [ "$COMPARE" = no ] || [ "$measured" -lt 2 ]; then
	echo "nothing to compare"
	finish "$verdict" 0
fi
status=0
compare 2>"$RESULTS/compare.err" || status=$?
cat "$RESULTS/compare.err" >&2
# report_progs compare says 4 when it cannot be told.
if [ "$status" -gt 1 ] && [ "$status" -ne 4 ]; then
	annotation error "not comparable" "$(head -n 3 "$RESULTS/compare.err")"
	[ "$verdict" = failed ] || verdict=not-comparable
	finish "$verdict" 1
fi
inert "$RESULTS/compare.txt"
comparison=$(awk '/ against .*: [0-9]+ slower, / { print } !/ against / { exit }' "$RESULTS/compare.txt")
output comparison "${comparison//$'\n'/; }"
annotation notice "comparison" "$comparison"
if [ "$status" -eq 1 ] && [ "$verdict" != failed ]; then verdict=worse; fi
if [ "$status" -eq 4 ]; then
	annotation warning "cannot tell" "$comparison"
	[ "$verdict" = failed ] || verdict=cannot-tell
	[ "${STRICT:-yes}" != no ] || status=0
fi
[ "$COMPARE" = gate ] || status=0
finish "$verdict" "$status"
