# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks "-", which is standard input for each command that reads result files, and standard output
# where a command writes a file.

echo '{ "schema":' >"$dir/half.json"
from_input() {
	local input=$1
	shift
	$r "$@" <"$input"
}
for format in $formats; do
	# KCIDB makes ids of the results, so that no output has the name of the file.
	# A run is called by its file, unless it has a name.
	check "$format: reads standard input" cmp <($r "$format" --label a "$dir/units.json") <($r "$format" --label a - <"$dir/units.json")
	expect "$format: reads standard input only once" 2 'standard input: it is named twice: give - only once$' from_input "$b" "$format" - -
	expect "$format: names standard input" 2 '^report_progs: standard input:2:0: not complete JSON' from_input "$dir/half.json" "$format" "$b" -
done
for kind in html md table claims advise bounds "compare $b" "store $dir/piped"; do
	check "${kind%% *}: reads standard input" from_input "$b" $kind -
	expect "${kind%% *}: names standard input" 2 'standard input:2:0: not complete JSON' from_input "$dir/half.json" $kind -
done
# tests/report/explain.sh made it.
explains() {
	local file
	file=$($r explain "$dir/why_old.json" "$@") && grep -q '^map_perf/u ' <<<"$file" &&
		[ "$file" = "$($r explain - "$@" <"$dir/why_old.explain.json")" ]
}
check "explain: reads standard input" explains
check "explain: reads standard input beside a file" explains "$dir/why_new.json"
expect "explain: reads standard input only once" 2 '^report_progs: standard input: it is named twice: give - only once$' from_input "$dir/why_old.explain.json" explain - -
expect "explain: names standard input" 2 '^report_progs: standard input:2:' from_input "$dir/half.json" explain -
check "store: keeps standard input" test -n "$(find "$dir/piped" -name '*.json')"
expect "compare: both sides cannot be standard input" 2 'standard input: it is named twice' from_input "$b" compare - -- -
expect "an empty standard input is refused" 2 'standard input: it is empty' from_input /dev/null junit -
check "html: -o - is standard output" cmp <($r html "$b") <($r html -o - "$b")
check "html: -o - makes no file" test ! -e ./-

# Every option that names a file takes "-": the status, what the file has, and what the output shows of it.
made further "$new" "scale('map_perf/a', 1.3)"
while IFS='|' read -r command status text pattern; do
	echo "$text" >"$dir/text"
	expect "$command -: reads standard input" "$status" "$pattern" from_input "$dir/text" $command - "$b" "$dir/further.json"
	echo 'no such <' >"$dir/text"
	expect "$command -: names standard input" 2 '^report_progs: (standard input:1:|--require:) ' from_input "$dir/text" $command - "$b" "$dir/further.json"
	echo "$text" >"$dir/once"
	# These read the results first.
	[[ $command = *--published ]] || expect "$command -: reads it only once" 2 'named twice: give - only once' from_input "$dir/once" $command - - "$dir/further.json"
done <<-'TABLE'
	compare --waive|0|map_perf/a 50% 2999-01-01 known|^NOT WORSE: .* 1 waived
	compare --require|1|map_perf/a|^WORSE: .* 1 slower
	compare --events|1|map_perf/a 1000|CPU s per day
	html --published|0|map_perf/a <= 9 ns # claim here.it.is [D] -|here\.it\.is
	claims --published|0|map_perf/a <= 9 ns # claim here.it.is [D] -|here\.it\.is
TABLE
