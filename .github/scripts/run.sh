#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots KERNELS in turns, BOOTS times, in MODE, and measures TESTS, or the operations of
# OBJECT.  RESULTS/status gets the exit status of vmtest.sh, and so has this step; only
# that everything was skipped is no failure, but a warning.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
: "${MODE:=icount}" "${VM_SECONDS:=3000}"

kernel_words "$KERNELS"
[[ ${TESTS:-} =~ ^[]A-Za-z0-9_*?,/.[-]*$ ]] || stop "tests" "'$TESTS' are no names of tests or operations"
[[ $MODE =~ ^(auto|kvm|icount|tcg)$ ]] || stop "mode" "'$MODE' is none of auto, kvm, icount, tcg"
# Counted instructions repeat exactly, time does not.
if [ -z "${BOOTS:-}" ]; then [ "$MODE" = icount ] && BOOTS=1 || BOOTS=3; fi

options=(--mode "$MODE" --boots "$BOOTS" --timeout "$VM_SECONDS")
tests=()
if all_locked; then options+=(--locked); fi
[ -z "${TESTS:-}" ] || tests+=(-a "$TESTS")
if [ -n "${OBJECT:-}" ]; then
	[ -r "$OBJECT" ] || stop "object" "$OBJECT: no such file"
	tests+=(-o "$(realpath "$OBJECT")")
fi
mkdir -p "$RESULTS"
RESULTS=$(realpath "$RESULTS")
cd "$top"
status=0
./vmtest.sh "${options[@]}" -o "$RESULTS" "${words[@]}" -- "${tests[@]}" || status=$?
echo "$status" >"$RESULTS/status"
[ "$status" -eq "$STATUS_SKIPPED" ] || exit "$status"
