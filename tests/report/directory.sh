# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks directories of vmtest.sh as arguments: their run.json says which files are whose.

# run_of DIR NAME=FILE...: makes a run.json with kernels, each with the files that are named.
run_of() {
	python - "$@" <<-'PYTHON'
	import json, sys
	kernels = [{"label": name, "files": files.split(","), "boots": []} for name, files in (text.split("=") for text in sys.argv[2:])]
	json.dump({"schema": "bpf-perf-run/1", "kernels": kernels}, open(sys.argv[1] + "/run.json", "w"))
	PYTHON
}
two="$dir/two kernels, -x"
alone=$dir/alone
mkdir "$two" "$alone"
python tests/results.py "$two/6.1.json"
python tests/results.py "$two/6.12.json" "env['kernel_release'] = '6.12.9'" "scale('map_perf/b', 1.5)"
python tests/results.py "$two/6.12.2.json" "env['kernel_release'] = '6.12.9'" "scale('map_perf/b', 1.51)"
# This is left over from another run, which was slower.
python tests/results.py "$two/6.12.3.json" "env['kernel_release'] = '6.12.9'" "scale('map_perf/a', 9)"
run_of "$two" 6.1=6.1.json 6.12=6.12.json,6.12.2.json,6.12.9.json
cp "$two/6.12.json" "$alone/"
run_of "$alone" 6.12=6.12.json
one=$alone/6.12.json
files=("$two/6.1.json" -- "$two/6.12.json" "$two/6.12.2.json")

# as NAME COMMAND ARGUMENT... = ARGUMENT...: checks that both give the same output and status.
as() {
	local name=$1 command=$2 given=() status=0 other=0
	shift 2
	while [ "$1" != = ]; do given+=("$1"); shift; done
	shift
	$r "$command" "${given[@]}" >"$dir/given" 2>&1 || status=$?
	$r "$command" "$@" >"$dir/wanted" 2>&1 || other=$?
	check "$command: $name" test "$status-$(cksum <"$dir/given")" = "$other-$(cksum <"$dir/wanted")" -a -s "$dir/given" -a "$status" -le 1
}
for command in compare md html; do
	as "the kernels of a directory are its sides, without what is left over" "$command" "$two" = "${files[@]}"
	as "a file and a directory" "$command" "$two/6.1.json" "$alone" = "$two/6.1.json" "$one"
	as "two files after a directory are two sides" "$command" "$alone" "$two/6.1.json" "$two/6.12.2.json" = \
		"$one" "$two/6.1.json" "$two/6.12.2.json"
	as "two directories" "$command" "$two" "$alone" = "${files[@]}" -- "$one"
	as "a directory between --" "$command" "$two/6.1.json" "$two/6.1.json" -- "$alone" = \
		"$two/6.1.json" "$two/6.1.json" -- "$one"
	as "an option between directories" "$command" "$two" --threshold 5% "$alone" = --threshold 5% "${files[@]}" -- "$one"
done
for command in $formats bounds; do
	as "a directory is its files" "$command" "$two" = "$two/6.1.json" "$two/6.12.json" "$two/6.12.2.json"
done
expect "store: a directory is its files" 0 '' $r store "$dir/kept" "$two"
check "store: what is left over is not kept" test "$(find "$dir/kept" -name '*.json' | wc -l)" = 3

# bad NAME PATTERN: checks all commands with the directory $dir/bad.
bad() {
	local command
	for command in compare md html junit bounds; do
		expect "$command: $1" 2 "$2" $r "$command" "$dir/bad" "$two/6.1.json"
	done
}
mkdir "$dir/bad"
bad "a directory without run.json is refused" 'bad: cannot be read|bad.*[Dd]irectory'
run_of "$dir/bad" 6.1=6.1.json
bad "a directory without results is refused" 'bad: no kernel has results according to its run.json$'
run_of "$dir/bad" "6.1=../two kernels, -x/6.1.json"
bad "a file outside of the directory is not taken" 'bad: no kernel has results according to its run.json$'
echo '{}' >"$dir/bad/run.json"
bad "another run.json is refused" 'bad/run.json: "schema" is not "bpf-perf-run/1"'
echo '{"schema": ' >"$dir/bad/run.json"
bad "half a run.json is refused" 'bad/run.json: cannot be read: '
