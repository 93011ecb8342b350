# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Comparison, summary and annotations of made-up results: of two kernels, the second of
# two boots.

# made NAME CHANGE...: $dir/NAME, where the second kernel's results have the changes.
made() {
	local place=$dir/$1
	shift
	mkdir "$place"
	python tests/results.py "$place/6.1.json"
	python tests/results.py "$place/6.12.json" "env['kernel_release'] = '6.12.9'" "$@"
	cp "$place/6.12.json" "$place/6.12.2.json"
	printf '6.1\n6.12\n' >"$place/kernels"
	echo 0 >"$place/status"
}

# judged NAME VARIABLE=VALUE...: compare, then the summary, whatever it came to.
judged() {
	local place=$dir/$1 status=0
	shift
	: >"$place/output"
	env GITHUB_ACTIONS=true RESULTS="$place" GITHUB_OUTPUT="$place/output" "$@" "$scripts/compare.sh" || status=$?
	env GITHUB_ACTIONS=true RESULTS="$place" GITHUB_STEP_SUMMARY="$place/step" TITLE=T "$@" "$scripts/summary.sh"
	cat "$place/output"
	return "$status"
}

made same
expect "nothing changed: passed" 0 '^verdict=passed' judged same COMPARE=gate
made slower "scale('map_perf/b', 1.5)"
expect "slower is said" 0 '^verdict=worse' judged slower COMPARE=report
expect "with the line of compare" 0 '^comparison=.*against.*: 1 slower, 0 faster' judged slower COMPARE=report
expect "and fails a gate" 1 '^verdict=worse' judged slower COMPARE=gate
expect "not below the threshold" 0 '^verdict=passed' judged slower COMPARE=gate THRESHOLD=60%
check "which is in the summary" grep -q '^Changes of 60% and more' "$dir/slower/step"
expect "a threshold that is none" 1 '::error title=not comparable::.*no number' judged slower THRESHOLD=--csv
expect "it is a warning with the operation" 0 '^::warning title=map_perf/b%3A .*::slower: ' judged slower
expect "with compare=no nothing is compared" 0 '^nothing to compare' judged slower COMPARE=no
made unit "insns()"
expect "figures of different units" 1 '^verdict=not-comparable' env RESULTS="$dir/unit" GITHUB_OUTPUT=/dev/stdout "$scripts/compare.sh"
made silent
rm "$dir/silent"/6.12*.json
expect "a kernel without results" 1 '::error title=not comparable::6.12: no result' judged silent
check "is named in the summary" grep -qx 'No result of: 6.12' "$dir/silent/step"
made failed
echo 1 >"$dir/failed/status"
expect "a test that failed" 0 '^verdict=failed' judged failed COMPARE=gate

# Names and reasons are a guest's.
made hostile "op('map_perf/b').update(verdict='fail', reason='no\\n::error::%0A\\tx')" \
	"env['kernel_release'] = '::add-mask::x'" "scale('map_perf/c', 2)"
expect "reasons end neither line nor field" 0 \
	'^::error title=map_perf/b on %3A%3Aadd-mask%3A%3Ax::no ::error::%250A x, [0-9.]+ ns$' judged hostile
inert_only() {
	judged hostile 2>&1 | awk '/^::stop-commands::/ { stop = "::" substr($0, 18) "::"; next }
		$0 == stop { stop = ""; next }
		!stop && /^[ \t]*::/ && !/^::(error|warning|notice) title=[^:]*::/ { print; bad = 1 }
		END { exit bad }'
}
check "nothing that was read becomes a command" inert_only

many() {
	local changes=() name
	for name in map_perf/a map_perf/b map_perf/c; do changes+=("scale('$name', 2)"); done
	made many "${changes[@]}"
	judged many >/dev/null 2>&1
	python .github/scripts/findings.py 2 "$dir/many/compare.csv"
}
expect "more than can be shown are counted" 0 $'^warning\tand more\t2 more' many
