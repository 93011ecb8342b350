#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# The engine's parts alone, and the same under AddressSanitizer and
# UndefinedBehaviorSanitizer.
set -euo pipefail
. tests/lib.sh

jobs=$(nproc)
if ! out=$(make --no-print-directory -j"$jobs" units 2>&1); then
	not_ok "unit tests build" "$out"
	exit 0
fi
if ! out=$(make --no-print-directory -j"$jobs" BUILD=build/sanitized \
	CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined' units 2>&1); then
	not_ok "unit tests build with sanitizers" "$out"
	exit 0
fi
for source in tests/unit/test_*.c; do
	name=$(basename "$source" .c)
	check "$name" "build/unit/$name"
	check "$name, sanitized" "build/sanitized/unit/$name"
done
