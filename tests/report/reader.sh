# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks bad input: status 2, and a message with file and place.

check "the input of the tests matches the schema" tests/schema.py "$dir/good.json"
expect "a good file is read" 0 '0 slower, 0 faster, 7 unchanged' $r compare "$dir/good.json" "$dir/good.json"

# The run.json of vmtest.sh is in the same directory as the results.  Another file of that name is
# refused.
mkdir "$dir/run" "$dir/other"
printf '{\n "schema": "bpf-perf-run/1",\n "kernels": []\n}\n' >"$dir/run/run.json"
cp "$dir/good.json" "$dir/run/6.1.json"
expect "a pattern may match the run.json of vmtest.sh" 0 '0 slower, 0 faster, 7 unchanged' $r compare "$dir"/run/*.json -- "$dir"/run/*.json
echo '{}' >"$dir/other/run.json"
expect "another run.json is refused" 2 'run.json.*"schema": expected' $r compare "$dir/good.json" "$dir/other/run.json"

# bad NAME PATTERN CHANGE...: checks that the changed file is refused on either side.
bad() {
	local name=$1 pattern=$2
	shift 2
	made bad "$@"
	expect "refused: $name" 2 "bad.json.*$pattern" $r compare "$dir/good.json" "$dir/bad.json"
	expect "refused as the base: $name" 2 "bad.json.*$pattern" $r compare "$dir/bad.json" "$dir/good.json"
}
a="op('map_perf/a')"
bad "another schema" '"schema" is "bpf-perf-results/2"' "text('results/1', 'results/2')"
bad "no schema" '"schema": expected' "text('\"schema\"', '\"scheme\"')"
bad "NaN" ':[0-9]+:[0-9]+: not complete JSON' "${a}['value'] = float('nan')"
bad "infinity" ':[0-9]+:[0-9]+: not complete JSON' "${a}['ci'][1] = float('inf')"
bad "a number beyond a double" ':[0-9]+:[0-9]+: not complete JSON.*overflow' "text('\"cpu\": 1', '\"cpu\": 1e999')"
bad "a negative cost" 'result 1 .map_perf/a.: "value": a cost below 0' "${a}['value'] = ${a}['ci'][0] = -500"
bad "an absurd cost" 'map_perf/a.: "value": a figure that is too large' "${a}['value'] = ${a}['ci'][1] = 1e18"
bad "an absurd round" 'map_perf/a.: "rounds": a figure that is too far below 0' "${a}['rounds'][2] = -1e18"
bad "a value outside of its interval" 'map_perf/a.: "ci": expected an interval with the value' "${a}['value'] = 31"
bad "an interval upside down" 'map_perf/a.: "ci": expected the lower end first' "${a}['ci'].reverse()"
bad "a pass without a value" 'map_perf/a.: "value"' "del ${a}['value']"
bad "figures without rounds" 'map_perf/a.: "rounds"' "del ${a}['rounds']"
bad "figures with empty rounds" 'map_perf/a.: "rounds": a figure of no rounds' "${a}['rounds'] = []; ${a}['quiet_rounds'] = []"
bad "quiet rounds of another number" 'map_perf/a.: "quiet_rounds"' "${a}['quiet_rounds'].pop()"
bad "a share above 1" 'map_perf/a.: "quiet": expected a share' "${a}['quiet'] = 1.5"
bad "a share below 0" 'map_perf/a.: "quiet": expected a share' "${a}['quiet'] = -0.5"
bad "a tail that falls" 'map_perf/a.: "tail": expected 0 <= p50 <= p95' "${a}['tail']['p99'] = 1"
bad "a negative tail" 'map_perf/a.: "tail"' "${a}['tail']['p50'] = -1"
bad "an empty name" 'result 1.*"name": expected test/operation' "${a}['name'] = ''"
bad "a name with markup" '"name": expected test/operation' "${a}['name'] = '<script>alert(1)</script>'"
bad "a name with a path" '"name": expected test/operation' "${a}['name'] = '../../etc/passwd'"
bad "a name of 10000 characters" '"name": expected test/operation' "${a}['name'] = 'a' * 10000"
bad "a name that is a number" '"name": expected a string' "${a}['name'] = 7"
bad "a duplicate name" 'result map_perf/b occurs twice' "${a}['name'] = 'map_perf/b'"
bad "a duplicate key" ':[0-9]+:[0-9]+: not complete JSON.*duplicate' "text('\"arch\"', '\"kernel_release\"')"
bad "an unknown verdict" '"verdict": expected pass, fail, skip or undecided' "${a}['verdict'] = 'fine'"
bad "a skip with a figure" '"value": a figure of what was skipped' "${a}['verdict'] = 'skip'; ${a}['reason'] = 'why'"
bad "an unknown cause" '"cause": expected' "skip('map_perf/a', 'why', cause='boredom')"
bad "a skip without a reason" '"reason": expected why' "skip('map_perf/a', None)"
# The reader must accept every unit of the schema, so that a new unit of the engine is readable.
# shellcheck disable=SC2016 # "$defs" is JSON's
for unit in $(python -c 'import json
print(*json.load(open("docs/results.schema.json"))["$defs"]["result"]["properties"]["unit"]["enum"])'); do
	made unit "${a}['unit'] = '$unit'"
	expect "the unit $unit is read" 0 '7 unchanged' $r compare "$dir/unit.json" "$dir/unit.json"
done
bad "an unknown unit" '"unit": expected ns' "${a}['unit'] = 'parsecs'"
bad "an unknown direction" '"better": expected lower or higher' "${a}['better'] = 'sideways'"
bad "results that are no array" '"results": expected an array' "results = {}"
bad "a result that is no object" '"results": expected an object' "results[0] = 5"
bad "no environment" '"environment": expected an object' "env = None"
bad "no kernel" '"environment": "kernel_release": expected' "del env['kernel_release']"
bad "a run without a unit" '"run": "unit": expected' "del run['unit']"
bad "a run in an unknown unit" '"run": "unit" is "h", expected ns or insns' "run['unit'] = 'h'"
bad "a run that was quiet 20 times" '"run": "quiet": expected a share' "run['quiet'] = 20"
bad "a zero byte in a name" ':[0-9]+:[0-9]+: not complete JSON' "${a}['name'] = 'a\\0b'"
bad "bytes that are not UTF-8" ':[0-9]+:[0-9]+: not complete JSON: unable to decode byte 0xff' "env['lsm'] = 'x'; text('\"lsm\": \"x', '\"lsm\": \"\\udcff')"

: >"$dir/bad.json"
expect "refused: an empty file" 2 'bad.json: it is empty' $r compare "$dir/good.json" "$dir/bad.json"
head -c 3000 "$dir/good.json" >"$dir/bad.json"
expect "refused: a truncated file" 2 'bad.json:[0-9]+:[0-9]+: not complete JSON' $r compare "$dir/good.json" "$dir/bad.json"
head -c 4096 /bin/sh >"$dir/bad.json"
expect "refused: a file that is not text" 2 'bad.json:[0-9]+:[0-9]+: not complete JSON' $r compare "$dir/bad.json" "$dir/good.json"
head -c 4096 /dev/zero >"$dir/bad.json"
expect "refused: a file of zeros" 2 'bad.json: not JSON: it begins with a zero byte' $r compare "$dir/bad.json" "$dir/good.json"
printf '%100000s' '' | tr ' ' '[' >"$dir/bad.json"
expect "refused: a hundred thousand brackets" 2 'bad.json:1:[0-9]+: not complete JSON: maximum parsing depth' $r compare "$dir/bad.json" "$dir/good.json"
echo '[1, 2]' >"$dir/bad.json"
expect "refused: JSON of something else" 2 'bad.json: not a result file of test_progs -J' $r compare "$dir/bad.json" "$dir/good.json"
expect "refused: a missing file" 2 'none.json: cannot be read: No such file' $r compare "$dir/none.json" "$dir/good.json"
expect "refused: a directory" 2 'cannot be read: Is a directory' $r compare "$dir" "$dir/good.json"
python -c "print('[' + '1,' * 50000000 + '1]')" >"$dir/big.json"
expect "refused: 100 MB" 2 'big.json: longer than 32 MB' timeout 60 $r compare "$dir/big.json" "$dir/good.json"
expect "refused: 100 MB through a pipe" 2 'longer than 32 MB' timeout 60 bash -c "$r compare <(cat '$dir/big.json') '$dir/good.json'"
rm "$dir/big.json"
made pipe
expect "a good file is read through a pipe" 0 '7 unchanged' bash -c "$r compare '$dir/good.json' <(cat '$dir/pipe.json')"

# Text of a file must not reach the terminal as anything but text.
made hostile "env['kernel_release'] = '6.1\\033[2J\\u202e<b>'" "env['microcode'] = '\\033]0;x\\007\\n6.9'" \
	"skip('map_perf/a', '\\033[31m\\nmap_perf/z faster')"
harmless() {
	local out status=0
	out=$($r compare --all "$dir/good.json" "$dir/hostile.json") || status=$?
	[ $status -eq 1 ] && ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' <<<"$out" &&
		! grep -q '^map_perf/z' <<<"$out"
}
check "hostile strings are shown as text" harmless
made hostile "${a}['name'] = 'map_perf/\\033[2J'"
plain() {
	! $r compare "$dir/good.json" "$dir/hostile.json" 2>&1 | LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]'
}
check "hostile strings in error messages are shown as text" plain
