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

# What sources.awk finds: each case is a source of test x_perf, and a line for each of its operations,
# with where its parts stand and their texts in JSON.
sourced() {
	local dir
	dir=$(mktemp -d "$TALLY/sources.XXXXXX")
	printf '%b\n' "$op" >"$dir/bench.bpf.h"
	printf '%b\n' '#define BOTH(n) OP(n##_1, base) {}' >"$dir/x.bpf.h"
	printf '%b\n' "#include \"bench.bpf.h\"\n$1" >"$dir/x_perf_a.c"
	(cd "$dir" && awk -v tests="x x_perf y_perf" -f "$OLDPWD/progs/sources.awk" x_perf_a.c) >"$dir/json" || return
	python - "$dir/json" "$2" <<-'PYTHON'
	import json, sys
	found = json.load(open(sys.argv[1], encoding="utf-8"))
	places = found["operations"]
	lines = [" ".join([name, *(w + " " + json.dumps(found["texts"][w]) for w in places[name])]) for name in places]
	assert "\n".join(lines) == sys.argv[2], "\n".join(lines)
	assert set(found["texts"]) == {w for where in places.values() for w in where}, found["texts"]
	PYTHON
}
check "the source of an operation has its body" sourced 'OP(a, base)\n{\n\tif (i) {\n\t}\n\n\treturn;\n}\nint x;' 'x_perf/a x_perf_a.c:2 "OP(a, base)\n{\n\tif (i) {\n\t}\n\n\treturn;\n}"'
check "it has the comment above" sourced '/* One\n * line. */\nOP(a, base) {}' 'x_perf/a x_perf_a.c:4 "/* One\n * line. */\nOP(a, base) {}"'
check "it has no other comment" sourced '/* A map. */\nint map;\n/* Then. */\n\nOP(a, base) {}' 'x_perf/a x_perf_a.c:6 "OP(a, base) {}"'
check "text does not end a body" sourced 'OP(a, base)\n{\n\tf("}\\"("); /* } it'"'"'s ) */\n\tg();\n}' 'x_perf/a x_perf_a.c:2 "OP(a, base)\n{\n\tf(\"}\\\"(\"); /* } it'"'"'s ) */\n\tg();\n}"'
check "a macro is a part of it" sourced '/* Two. */\n#define TWO(n)  \\\n\tOP(n##_1, base) {} \\\n\tOP(a_##n, base) {}\nTWO(b)' 'x_perf/b_1 x_perf_a.c:6 "TWO(b)" x_perf_a.c:3 "/* Two. */\n#define TWO(n) \\\n\tOP(n##_1, base) {} \\\n\tOP(a_##n, base) {}"
x_perf/a_b x_perf_a.c:6 "TWO(b)" x_perf_a.c:3 "/* Two. */\n#define TWO(n) \\\n\tOP(n##_1, base) {} \\\n\tOP(a_##n, base) {}"'
check "so is a macro in a macro, from a header" sourced '#include "x.bpf.h"\n#define ALL(x, y) BOTH(z##y)\nALL((1, 2), 3)' 'x_perf/z3_1 x_perf_a.c:4 "ALL((1, 2), 3)" x_perf_a.c:3 "#define ALL(x, y) BOTH(z##y)" x.bpf.h:1 "#define BOTH(n) OP(n##_1, base) {}"'
check "a program without the macro is a source" sourced 'SEC("tc") int loop__a__over__base(void *ctx)\n{\n}' 'x_perf/a x_perf_a.c:2 "SEC(\"tc\") int loop__a__over__base(void *ctx)\n{\n}"'
check "a baseline has no source" sourced 'OP(base_key, none) {}' ''
check "what a macro makes by a name that it gets has none" sourced '#define EACH(op) op(1) op(2)\n#define A(n) OP(a_##n, base) {}\nEACH(A)' ''
# No text is of an operation that no program has.
invented() {
	local name
	python -c 'import json, sys; print("\n".join(json.load(open(sys.argv[1]))["operations"]))' build/report/page/html/sources.json |
		while read -r name; do
			grep -qs "loop__${name#*/}__over__" build/bpf/"${name%/*}"*.skel.h || echo "$name"
		done | grep .
}
expect "each source is of an operation of its test" 1 '^$' invented

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
