#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the unit tests of bench/, report/ and vm/.
set -euo pipefail
. tests/lib.sh

if ! out=$(make --no-print-directory -j"$(nproc)" units 2>&1); then
	not_ok "unit tests build" "$out"
	exit 0
fi
for source in tests/unit/*/test_*.c; do
	name=${source#tests/unit/}
	name=${name%.c}
	check "$name" "build/unit/$name"
done
. tests/vm/unit.sh
