#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the unit tests and test_progs as a whole under AddressSanitizer and
# UndefinedBehaviorSanitizer.
set -euo pipefail
. tests/lib.sh

jobs=$(nproc)

# It does not matter here whether figures keep their limits.
sanitized_run() {
	local out status=0
	out=$(build/sanitized/test_progs --quick --time 4 2>&1) || status=$?
	printf '%s\n' "$out"
	[[ "$status" =~ ^[015]$ ]] && ! grep -qE 'ERROR: .*Sanitizer|runtime error|before it was done' <<<"$out"
}

if ! out=$(make --no-print-directory -j"$jobs" BUILD=build/sanitized PROGRAM=build/sanitized/test_progs \
	CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined' \
	units build/sanitized/test_progs 2>&1); then
	not_ok "unit tests and test_progs build with sanitizers" "$out"
	exit 0
fi
# The whole program measures.  It must neither leak memory nor access memory that it must not.
if ./test_progs -a map_perf/array_lookup --time 1 >/dev/null 2>&1 || [ $? -eq 5 ]; then
	check "a short sanitized run of everything" sanitized_run
else
	skip "a short sanitized run of everything" "this machine cannot measure"
fi
for source in tests/unit/*/test_*.c; do
	name=${source#tests/unit/}
	name=${name%.c}
	check "$name, sanitized" "build/sanitized/unit/$name"
done
