#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Fuzzes the reader of result files and everything that uses it, with libFuzzer and sanitizers.
set -euo pipefail
. tests/lib.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

has_fuzzer() {
	printf '#include <stddef.h>\nint LLVMFuzzerTestOneInput(const char *data, size_t size) { return 0; }\n' |
		"$(.ci/tool clang)" -fsanitize=fuzzer -x c - -o "$dir/least"
}

if ! has_fuzzer >/dev/null 2>&1; then
	skip "the fuzzer's corpus" "clang has no libFuzzer on this machine"
elif ! out=$(make --no-print-directory fuzz 2>&1); then
	not_ok "the fuzzer builds" "$out"
else
	check "the corpus of the fuzzer passes with sanitizers" build/fuzz/results -runs=0 tests/fuzz/corpus
	mkdir "$dir/corpus.new"
	# A fixed seed makes the test repeatable.  Finding new inputs needs longer than a test has.
	check "20000 random inputs pass with sanitizers" build/fuzz/results -seed=1 -runs=20000 -dict=tests/fuzz/json.dict \
		-artifact_prefix="$dir/" "$dir/corpus.new" tests/fuzz/corpus
fi
