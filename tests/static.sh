#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks that run no program of the project.
set -euo pipefail
. tests/lib.sh

mapfile -t c_files < <(files '*.c' '*.h')
mapfile -t scripts < <(files '*.sh' '*.bash' '.ci/*' 'tests/run')
mapfile -t python < <(files '*.py')

# Other versions format slightly differently, so only one version decides.
format=$(command -v clang-format-14 || command -v clang-format || true)
if [ -n "$format" ] && "$format" --version | grep -q ' 14\.'; then
	check "the C sources are formatted" "$format" --dry-run -Werror "${c_files[@]}"
else
	skip "the C sources are formatted" "clang-format 14 is not installed"
fi

many_at_once() {
	printf '%s\0' "${scripts[@]}" | xargs -0 -n 6 -P "$(nproc)" "$@"
}
check "shellcheck accepts all scripts" many_at_once shellcheck -x

no_spdx() {
	! grep -L 'SPDX-License-Identifier: GPL-2.0-only' "${c_files[@]}" "${scripts[@]}" "${python[@]}" Makefile | grep .
}
check "every source has a licence" no_spdx

# What describe.awk makes of comments: each case is a source, and the lines of its table.
described() {
	local table
	table=$(printf '%b\n' "$1" | "$(.ci/tool clang)" -E -CC -x c - |
		awk -v name=x -f progs/describe.awk | sed -n 's/^\t{ "\(.*\)", "\(.*\)" },$/\1: \2/p')
	[ "$table" = "$(printf '%b' "$2")" ] || { printf '%s\n' "$table"; return 1; }
}
op='#define OP(name, base) void op__##name(int i); int loop__##name##__over__##base(void) { /* Not this. */ return 0; } void op__##name(int i)\n'
check "a description is the comment above" described "$op/* Looks up. */\nOP(a, base) {}" 'a: Looks up'
check "a description is the first sentence" described "$op/* Looks up\n * a.b. See x.c. */\nOP(a, base) {}" 'a: Looks up a.b'
check "a description has the number of the name" described "$op/* N keys of N-byte NUMA, N. */\nOP(a_8_keys_64k, base) {}" 'a_8_keys_64k: 64k keys of 64k-byte NUMA, 64k'
check "a comment describes one operation" described "$op/* Looks up. */\nOP(a, base) {}\nOP(b, base) {}" 'a: Looks up'
check "a comment above something else describes nothing" described "$op/* A map. */\nint map;\nOP(a, base) {}" ''
check "a comment may be in a macro" described "$op#define BOTH(n)  /* One. */ OP(n##_1, base) {} \\\\\n /* Two. */ OP(n##_2, base) {}\nBOTH(a)" 'a_1: One\na_2: Two'
check "a baseline has no description" described "$op/* A key. */\nOP(base_key, none) {}" ''
check "a program without the macro has one" described "/* Loops. */\nint loop__a__over__base(void) { return 0; }" 'a: Loops'
check "a quotation mark is escaped" described "$op/* Says \"no\". */\nOP(a, base) {}" 'a: Says \\"no\\"'

# A program may be installed by another name, and speaks by that: complain().
speaks_by_name() {
	! grep -nE '"(test|report)_progs: |"(test|report)_progs [a-z]+"' "${c_files[@]}" | grep -v '^tests/'
}
check "no message has the name of a program in it" speaks_by_name

arrows() {
	tests/arrows.py build
}
check "dependencies follow the rules and have no circle" arrows
# turned FILE LINE: checks the sources with one more line, which must fail.
turned() {
	local copy
	copy=$(mktemp -d "$TALLY/arrows.XXXXXX")
	cp --parents "${c_files[@]}" "$copy"
	sed -i "1i $2" "$copy/$1"
	(cd "$copy" && "$OLDPWD/tests/arrows.py" "$OLDPWD/build")
}
expect "a test that includes the engine is noticed" 1 \
	'^prog_tests/hook_perf/tc.c:1: prog_tests/hook_perf may not include bench/engine/engine.h: ' \
	turned prog_tests/hook_perf/tc.c '#include "bench/engine/engine.h"'
expect "a test that bypasses test_progs.h is noticed" 1 \
	'^prog_tests/map_perf.c:1: prog_tests may not include bench/kernel/clock.h: it may test_progs.h, ' \
	turned prog_tests/map_perf.c '#include "bench/kernel/clock.h"'
expect "a circle of headers is noticed" 1 '^a circle, to be broken: bench/engine/abi.h -> bench/engine/bench.h ' \
	turned bench/engine/abi.h '#include "bench/engine/bench.h"'
expect "a missing header is noticed" 1 '^report/page/page.c:1: "report/none.h" is nowhere' \
	turned report/page/page.c '#include "report/none.h"'
check "Python 3.11 parses all Python files" python -c '
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path, feature_version=(3, 11))' "${python[@]}"
