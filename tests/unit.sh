#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# The engine's parts alone, and the same under AddressSanitizer and
# UndefinedBehaviorSanitizer.
set -euo pipefail
. tests/lib.sh

jobs=$(nproc)

# Whether figures keep their limits is not the question here.
sanitized_run() {
	local out status=0
	out=$(build/sanitized/test_progs --quick --time 4 2>&1) || status=$?
	printf '%s\n' "$out"
	[[ "$status" =~ ^[015]$ ]] && ! grep -qE 'ERROR: .*Sanitizer|runtime error|before it was through' <<<"$out"
}

if ! out=$(make --no-print-directory -j"$jobs" units 2>&1); then
	not_ok "unit tests build" "$out"
	exit 0
fi
if ! out=$(make --no-print-directory -j"$jobs" BUILD=build/sanitized PROGRAM=build/sanitized/test_progs \
	CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined' \
	units build/sanitized/test_progs 2>&1); then
	not_ok "unit tests and test_progs build with sanitizers" "$out"
	exit 0
fi
# The whole program, measuring: it must not leak on the way, nor touch what it must not.
if ./test_progs -a map_perf/array_lookup --time 1 >/dev/null 2>&1 || [ $? -eq 5 ]; then
	check "a sanitized run of everything, shortly" sanitized_run
else
	skip "a sanitized run of everything, shortly" "cannot measure here"
fi
for source in tests/unit/test_*.c; do
	name=$(basename "$source" .c)
	check "$name" "build/unit/$name"
	check "$name, sanitized" "build/sanitized/unit/$name"
done
