#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Measures KERNELS (default: those of configs/kernels.default) with explanations, TESTS or everything,
# and writes atlas.md and atlas.html to RESULTS, and as a site of two files to the directory site beside
# it.  Kernels that no provider has are named there.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

kernel_words "${KERNELS:-$(default_names | tr '\n' ' ')}"
[[ ${TESTS:-} =~ ^[]A-Za-z0-9_*?,/.[-]*$ ]] || stop "tests" "'$TESTS' is not a list of tests or operations"
tests=()
[ -z "${TESTS:-}" ] || tests+=(-a "$TESTS")
mkdir -p "$RESULTS"
RESULTS=$(realpath "$RESULTS")
cd "$top"
vm atlas "$RESULTS/atlas.md" "$RESULTS/atlas.html" "${words[@]}" -- -- "${tests[@]}" ||
	stop "atlas" "it could not be written; see the log of this step"
site=$(dirname "$RESULTS")/site
mkdir -p "$site"
cp "$RESULTS/atlas.html" "$site/index.html"
cp "$RESULTS/atlas.md" "$site/"
# A step's summary has at most a megabyte.
if [ "$(wc -c <"$RESULTS/atlas.md")" -lt 1000000 ]; then
	cat "$RESULTS/atlas.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
