#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots KERNELS in turns, BOOTS times, in MODE, and measures TESTS, the operations of OBJECT, or
# PROGRAMS: object files as they are, separated by blanks; patterns are expanded.
# With MISSING=skip kernels that no provider has are skipped.  RESULTS/status gets the exit status of vmtest.sh, which is also that of this step.  Only a run in
# which everything was skipped is a warning and not a failure.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
: "${MODE:=icount}" "${VM_SECONDS:=3000}"

kernel_words "$KERNELS"
[[ ${TESTS:-} =~ ^[]A-Za-z0-9_*?,/.[-]*$ ]] || stop "tests" "'$TESTS' is not a list of tests or operations"
[[ $MODE =~ ^(auto|kvm|icount|tcg)$ ]] || stop "mode" "'$MODE' is not one of auto, kvm, icount, tcg"
# Counted instructions repeat exactly, but time does not.
if [ -z "${BOOTS:-}" ]; then [ "$MODE" = icount ] && BOOTS=1 || BOOTS=3; fi

kernel_options
options=("${choice[@]}" --mode "$MODE" --boots "$BOOTS" --timeout "$VM_SECONDS")
tests=()
[ -z "${TESTS:-}" ] || tests+=(-a "$TESTS")
if [ -n "${OBJECT:-}" ]; then
	[ -r "$OBJECT" ] || stop "object" "$OBJECT: no such file"
	tests+=(-o "$(realpath "$OBJECT")")
fi
if [ -n "${PROGRAMS:-}" ]; then
	# Word splitting and patterns are wanted, but no file name is split.
	IFS=$' \t\n' read -r -d '' -a patterns <<<"$PROGRAMS" || true
	for pattern in "${patterns[@]}"; do
		mapfile -t files < <(compgen -G "$pattern")
		[ ${#files[@]} -gt 0 ] || stop "programs" "$pattern: no such file"
		for file in "${files[@]}"; do tests+=("--programs=$(realpath "$file")"); done
	done
fi
mkdir -p "$RESULTS"
RESULTS=$(realpath "$RESULTS")
cd "$top"
status=0
./vmtest.sh "${options[@]}" -o "$RESULTS" "${words[@]}" -- "${tests[@]}" || status=$?
echo "$status" >"$RESULTS/status"
[ "$status" -eq "$STATUS_SKIPPED" ] || exit "$status"
