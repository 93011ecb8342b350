#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# What can be told without running anything.
set -euo pipefail
. tests/lib.sh

# What is in the repository; root may look at a user's, and an unpacked archive is
# looked at as it is.
files() {
	if [ -e .git ] && command -v git >/dev/null; then
		git -c safe.directory='*' ls-files -- "$@"
	else
		local pattern
		for pattern in "$@"; do
			find . -path ./build -prune -o -type f -path "./$pattern" -print
		done | sed 's|^\./||'
	fi
}
mapfile -t c_files < <(files '*.c' '*.h')
mapfile -t scripts < <(files '*.sh' '.ci/*' 'tests/run')

# Other versions format a little differently: one decides.
format=$(command -v clang-format-14 || command -v clang-format || true)
if [ -n "$format" ] && "$format" --version | grep -q ' 14\.'; then
	check "formatting" "$format" --dry-run -Werror "${c_files[@]}"
else
	skip "formatting" "needs clang-format 14"
fi

mapfile -t user_c < <(files '*.c' | grep -vE '^(tests/)?progs/')
# Newer versions say more: of tests, that memory may run out in them.
newer=(--suppress=normalCheckLevelMaxBranches)
for what in OutOfMemory OutOfResources ArithmeticOutOfMemory; do
	newer+=("--suppress=nullPointer$what:tests/unit/*")
done
mkdir -p build/cppcheck
check "cppcheck" cppcheck -j "$(nproc)" --cppcheck-build-dir=build/cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 -D_GNU_SOURCE \
	--enable=warning,performance,portability --suppress=missingInclude \
	--suppress=missingIncludeSystem --suppress=unknownMacro "${newer[@]}" -I. "${user_c[@]}"
many_at_once() {
	printf '%s\0' "${scripts[@]}" | xargs -0 -n 6 -P "$(nproc)" "$@"
}
check "shellcheck" many_at_once shellcheck -x

no_spdx() {
	! grep -L 'SPDX-License-Identifier: GPL-2.0-only' "${c_files[@]}" "${scripts[@]}" Makefile | grep .
}
check "every source names its licence" no_spdx

arrows() {
	tests/arrows.py build
}
check "dependencies point one way, and in no circle" arrows
# The sources with a line more have to fail.
# turned FILE LINE
turned() {
	local copy
	copy=$(mktemp -d "$TALLY/arrows.XXXXXX")
	cp --parents "${c_files[@]}" "$copy"
	sed -i "1i $2" "$copy/$1"
	(cd "$copy" && "$OLDPWD/tests/arrows.py" "$OLDPWD/build")
}
expect "a test that includes what drives the tests is found" 1 \
	'^prog_tests/hook_perf/tc.c:1: prog_tests/hook_perf may not include bench/engine.h: ' \
	turned prog_tests/hook_perf/tc.c '#include "bench/engine.h"'
expect "a circle of headers is found" 1 '^a circle, to be broken: bench/abi.h -> bench/bench.h ' \
	turned bench/abi.h '#include "bench/bench.h"'
expect "a header that is nowhere is found" 1 '^report/page.c:1: "report/none.h" is nowhere' \
	turned report/page.c '#include "report/none.h"'

installs() {
	make --no-print-directory -j"$(nproc)" DESTDIR="$1" PREFIX=/usr install &&
		"$1/usr/bin/bpf-perf" -l >/dev/null &&
		test -s "$1/usr/share/bpf-perf/bounds/default.bounds" &&
		make --no-print-directory DESTDIR="$1" PREFIX=/usr uninstall &&
		! find "$1" -type f | grep .
}
check "make install and uninstall" installs "$TALLY/install"
check "make help" make --no-print-directory help
check "builds with clang, warnings are errors" make --no-print-directory -j"$(nproc)" CC=clang \
	BUILD=build/clang PROGRAM=build/clang/test_progs build/clang/test_progs
check "with everything installed, deps needs no network" unshare -n .ci/deps check
