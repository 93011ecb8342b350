# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks comparison, summary and annotations with made results of two kernels.  The second kernel
# has two boots.

# made NAME CHANGE...: makes $dir/NAME, where the results of the second kernel have the changes.
made() {
	local place=$dir/$1
	shift
	mkdir "$place"
	python tests/results.py "$place/6.1.json"
	python tests/results.py "$place/6.12.json" "env['kernel_release'] = '6.12.9'" "$@"
	cp "$place/6.12.json" "$place/6.12.2.json"
	# vmtest.sh writes such a run.json.
	python - "$place/run.json" <<-'PYTHON'
	import json, sys
	kernels = {"6.1": ["6.1.json"], "6.12": ["6.12.json", "6.12.2.json"]}
	json.dump({"schema": "bpf-perf-run/1", "kernels": [{"label": k, "files": f, "boots": []} for k, f in kernels.items()]},
	          open(sys.argv[1], "w"))
	PYTHON
	echo 0 >"$place/status"
}

# judged NAME VARIABLE=VALUE...: runs compare.sh, and then summary.sh whatever the status.
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
expect "unchanged results pass" 0 '^verdict=passed' judged same COMPARE=gate
made slower "scale('map_perf/b', 1.5)"
expect "slower results are reported" 0 '^verdict=worse' judged slower COMPARE=report
expect "the output comparison has the verdict line" 0 '^comparison=.*against.*: 1 slower, 0 faster' judged slower COMPARE=report
expect "slower results fail a gate" 1 '^verdict=worse' judged slower COMPARE=gate
made undecided "[r.update(imprecise=True) for r in results]"
expect "too little that was judged is a warning" 0 '^::warning title=cannot tell::CANNOT TELL ' judged undecided COMPARE=report
expect "and a verdict of its own" 0 '^verdict=cannot-tell' judged undecided COMPARE=report
expect "it fails a gate" 4 '^verdict=cannot-tell' judged undecided COMPARE=gate
expect "unless the gate is not strict" 0 '^verdict=cannot-tell' judged undecided COMPARE=gate STRICT=no
expect "a change below the threshold passes" 0 '^verdict=passed' judged slower COMPARE=gate THRESHOLD=60%
check "the summary names the threshold" grep -q '^Changes of 60% and more' "$dir/slower/step"
expect "an invalid threshold is refused" 1 '::error title=not comparable::.*not a number' judged slower THRESHOLD=--csv
expect "a slower operation is a warning" 0 '^::warning title=map_perf/b%3A .*::slower: ' judged slower
expect "COMPARE=no compares nothing" 0 '^nothing to compare' judged slower COMPARE=no
made unit "insns()"
expect "figures in different units are not comparable" 1 '^verdict=not-comparable' env RESULTS="$dir/unit" GITHUB_OUTPUT=/dev/stdout "$scripts/compare.sh"
made silent
rm "$dir/silent"/6.12*.json
expect "a kernel without results is not comparable" 1 '::error title=not comparable::6.12: no result' judged silent
check "the summary names the kernel without results" grep -qx 'No result of: 6.12' "$dir/silent/step"
made failed
echo 1 >"$dir/failed/status"
expect "a failed test fails" 0 '^verdict=failed' judged failed COMPARE=gate

# Names and reasons come from a guest, so they may be hostile.
made hostile "op('map_perf/b').update(verdict='fail', reason='no\\n::error::%0A\\tx')" \
	"env['kernel_release'] = '::add-mask::x'" "scale('map_perf/c', 2)"
expect "a reason cannot end a line or a field" 0 \
	'^::error title=map_perf/b on %3A%3Aadd-mask%3A%3Ax::no ::error::%250A x, [0-9.]+ ns$' judged hostile
inert_only() {
	judged hostile 2>&1 | awk '/^::stop-commands::/ { stop = "::" substr($0, 18) "::"; next }
		$0 == stop { stop = ""; next }
		!stop && /^[ \t]*::/ && !/^::(error|warning|notice) title=[^:]*::/ { print; bad = 1 }
		END { exit bad }'
}
check "no text of a result becomes a command" inert_only

many() {
	local changes=() name
	for name in map_perf/a map_perf/b map_perf/c; do changes+=("scale('$name', 2)"); done
	made many "${changes[@]}"
	judged many >/dev/null 2>&1
	python .github/scripts/findings.py 2 "$dir/many/compare.csv"
}
expect "findings beyond the limit are counted" 0 $'^warning\tand more\t2 more' many
