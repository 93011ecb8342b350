# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# What is written for other programs: junit, ktap, kcidb, openmetrics.  Each is read by a
# strict reader of tests/formats.py and held against the result files.

promtool=$(.ci/tool promtool || true)

# written FORMAT FILE...: the format of these files is what it should be.
written() {
	local format=$1
	shift
	$r "$format" "$@" >"$dir/written.$format" &&
		python tests/formats.py "$format" "$dir/written.$format" "$@" || return
	[ "$format" != openmetrics ] || [ -z "$promtool" ] ||
		"$promtool" check metrics <"$dir/written.openmetrics"
}

# everywhere NAME FILE...: in all formats.
everywhere() {
	local name=$1 format
	shift
	for format in junit ktap kcidb openmetrics; do
		check "$format: $name" written "$format" "$@"
	done
}

# without WORD FORMAT FILE: the format of the file has no such word.
without() {
	$r "$2" "$3" >"$dir/without" && ! grep "$1" "$dir/without"
}

[ -n "$promtool" ] || skip "promtool check metrics" "no promtool; Debian's package prometheus has one"

# Every unit and every verdict; a limit that could not be judged, a test that died, a tail
# that there is none of.
made units "op('map_perf/a')['unit'] = 'events/s'" "op('map_perf/b')['unit'] = 'packets/s'" \
	"op('map_perf/c')['unit'] = 'x'" "op('helper_perf/d')['unit'] = '%'" \
	"op('helper_perf/e').update(tail=None, note={'frames': 7.0})" \
	"op('helper_perf/f').update(limit='<= 40 ns')"
made verdicts "op('map_perf/a').update(limit='<= 2 * map_perf/b (240 ns)')" \
	"op('map_perf/b').update(verdict='fail', reason='breaks its limit', limit='<= 9 ns')" \
	"op('map_perf/c').update(verdict='undecided', reason='whether it keeps its limit is open', limit='<= 1000 ns')" \
	"skip('helper_perf/d', 'helper bpf_loop#181 not in this kernel')" \
	"skip('helper_perf/e', 'the loop did not run', 'fail')" \
	"op('helper_perf/f').update(limit='<= 40 ns (not enforced here)')" \
	"skip('load_perf/bytes', 'killed by signal 11', 'fail'); results[-1]['name'] = 'load_perf'"
made counted "insns()"
made nothing "results.clear()"
made wide "[r.update(imprecise=True) for r in results]" "op('map_perf/a').update(verdict='undecided', reason='why')" \
	"op('map_perf/b').update(verdict='fail', reason='breaks its limit')"
made missed "skip('map_perf/a', 'not measured: the time was up', 'undecided')"
made skipped "[skip(n, 'why') for n in NAMES]"
made undecided "[r.update(verdict='undecided', reason='why') for r in results]"
everywhere "every unit" "$dir/units.json"
everywhere "every verdict" "$dir/verdicts.json"
everywhere "what the time was up for" "$dir/missed.json"
everywhere "counted instructions" "$dir/counted.json"
everywhere "no results" "$dir/nothing.json"
everywhere "imprecise ones, of every verdict" "$dir/wide.json"
everywhere "nothing but skips" "$dir/skipped.json"
everywhere "several kernels, one twice" "$dir/units.json" "$dir/verdicts.json" "$dir/counted.json" \
	"$dir/i2.json"
everywhere "a file given twice" "$dir/units.json" "$dir/units.json"

# Strings that end what they stand in, in each of the formats, and characters that a
# format does not have.
made hostile "env.update({k: HOSTILE for k, v in env.items() if isinstance(v, str) and k != 'accelerator'})" \
	"run['started'] = HOSTILE" "run['argv'] = [HOSTILE]" \
	"op('map_perf/a').update(limit=HOSTILE)" \
	"op('map_perf/b').update(note={HOSTILE: 1.0})" \
	"op('map_perf/c').update(verdict='fail', reason=HOSTILE, limit=' # TODO')" \
	"skip('helper_perf/d', HOSTILE)" "skip('helper_perf/e', 'SKIP # SKIP', 'fail')"
everywhere "hostile strings" "$dir/hostile.json"
for started in 2026-99-99T99:99:99Z 2026-02-29T12:00:00Z 2026-12-31T23:59:60Z 0000-01-01T00:00:00Z \
	1969-12-31T23:59:59Z " 2026-11-21T11:00:00Z" 2026-11-21T11:00:00+00:00; do
	made notime "run['started'] = '$started'"
	everywhere "it began at no time, '$started'" "$dir/notime.json"
	check "kcidb: and does not say '$started'" without start_time kcidb "$dir/notime.json"
	check "openmetrics: and does not say '$started'" without start_timestamp openmetrics "$dir/notime.json"
	check "junit: and does not say '$started'" without ' timestamp=' junit "$dir/notime.json"
done
made leap "run['started'] = '2028-02-29T12:00:00Z'"
everywhere "it began on a day that not every year has" "$dir/leap.json"
expect "kcidb: and says so" 0 '"start_time": "2028-02-29T12:00:00Z",$' $r kcidb "$dir/leap.json"
expect "openmetrics: and says so" 0 'run_start_timestamp_seconds.*} 1835438400$' $r openmetrics "$dir/leap.json"
made nulls "env['x'] = [None, {'y': None, 'z': [None, 1]}]"
everywhere "null in lists" "$dir/nulls.json"
everywhere "hostile strings, of several" "$dir/hostile.json" "$dir/units.json" "$dir/hostile.json"
if command -v xmllint >/dev/null; then
	$r junit "$dir/hostile.json" >"$dir/hostile.xml"
	check "junit: another reader of XML" xmllint --noout "$dir/hostile.xml"
fi
quiet_to_a_terminal() {
	local format
	for format in junit ktap kcidb openmetrics; do
		! $r "$format" "$dir/hostile.json" | LC_ALL=C grep -P '[\x00-\x08\x0b-\x1f]' || return
	done
}
check "no format has control characters" quiet_to_a_terminal

# The checks can fail.
falsified() {
	local format=$1 change=$2
	$r "$format" "$dir/verdicts.json" | sed -e "$change" >"$dir/falsified"
	! python tests/formats.py "$format" "$dir/falsified" "$dir/verdicts.json" 2>/dev/null
}
check "a figure changed in junit is seen" falsified junit 's/name="value" value="3/&3/'
check "a result lost in junit is seen" falsified junit '/<testcase name="a"/,/<\/testcase>/d'
check "an UNDECIDED that passes in ktap is seen" falsified ktap 's/ SKIP UNDECIDED:/ /'
check "a plan of more in ktap is seen" falsified ktap '0,/1\.\.[0-9]*/s//&9/'
check "a null in kcidb is seen" falsified kcidb '0,/"comment": .*/s//"comment": null/'
check "a day that there is not in kcidb is seen" falsified kcidb 's/"start_time": "2026-11-21/"start_time": "2026-11-31/'
check "a path with an empty part in kcidb is seen" falsified kcidb 's/"bpf_perf.map_perf.a"/"bpf_perf.map_perf..a"/'
check "a field that the schema has not in kcidb is seen" falsified kcidb '0,/"status":/s//"state":/'
check "a metric without an end is seen" falsified openmetrics '/# EOF/d'
check "a metric's figure changed is seen" falsified openmetrics 's/^bpf_perf_operation_seconds.*} /&1/'

expect "junit: a limit that broke" 0 'failure type="limit" message="breaks its limit: .* ns \[.*\], limit &#60;= 9 ns"' $r junit "$dir/verdicts.json"
expect "ktap: a test that died is an error" 0 '^  not ok 1 load_perf # ERROR killed by signal 11$' $r ktap "$dir/verdicts.json"
expect "ktap: nothing but undecided is no pass" 0 '^ok 1 helper_perf # SKIP 0 passed, 0 skipped, 3 undecided, 0 failed$' $r ktap "$dir/undecided.json"
expect "ktap: what is imprecise is marked, and passes" 0 '^  ok 3 c # ~[0-9.]+ ns \[' $r ktap "$dir/wide.json"
expect "junit: and says so" 0 'name="imprecise" value="true"' $r junit "$dir/wide.json"
expect "openmetrics: and has it as a series" 0 '^bpf_perf_operation_imprecise\{.*operation="c"\} 1$' $r openmetrics "$dir/wide.json"
check "what is not, is not" without imprecise junit "$dir/units.json"
expect "kcidb: another origin" 0 '"id": "my_ci:linux-6.1.192",$' $r kcidb --origin my_ci "$dir/units.json"
expect "kcidb: a build that is known" 0 '"build_id": "maestro:1234",$' $r kcidb --build maestro:1234 "$dir/units.json"
expect "kcidb: an origin that is none" 2 "'My CI' is no name" $r kcidb --origin 'My CI' "$dir/units.json"
expect "kcidb: a build that is none" 2 "'1234' is no id" $r kcidb --build 1234 "$dir/units.json"
made build1 "env['kernel_version'] = '#1 SMP'"
made build2 "env['kernel_version'] = '#2 SMP'"
expect "openmetrics: a build is a kernel" 0 'kernel="6.1.192",build="#2",.*boot="1",test="map_perf",operation="a"' $r openmetrics "$dir/build1.json" "$dir/build2.json"
expect "kcidb: a build each" 0 '"id": ".*:linux-6.1.192-x86_64-crc32_00000001-_2",$' $r kcidb --origin my_ci "$dir/build1.json" "$dir/build2.json"
expect "openmetrics: boots of one kernel" 0 'kernel="6.1.192",.*boot="2",test="map_perf",operation="a"' $r openmetrics "$dir/units.json" "$dir/units.json"
expect "kcidb: a build on two lines" 2 'is no id' $r kcidb --build $'maestro:1\r2' "$dir/units.json"
expect "kcidb: a build that is no text" 2 'is no id' $r kcidb --build $'maestro:\xff' "$dir/units.json"
for format in junit ktap kcidb openmetrics; do
	expect "$format of nothing" 2 'of which results' $r $format
	expect "$format of a bad file" 2 'bad.json:1:.*no whole JSON' $r $format "$dir/units.json" "$dir/bad.json"
	check "and nothing is written then" test -z "$($r $format "$dir/units.json" "$dir/bad.json" 2>/dev/null)"
done
expect "--ktap prints nothing else" 2 'prints nothing else: -C' ./test_progs --ktap -C "$dir/units.json"

# The dashboard asks for what there is: of all units together.
$r openmetrics "$dir/units.json" "$dir/counted.json" "$dir/verdicts.json" >"$dir/all.prom"
check "the dashboard asks for metrics that there are" python tests/formats.py grafana docs/grafana.json "$dir/all.prom" "$dir/rules.json"
if [ -n "$promtool" ]; then
	check "and promtool understands its queries" "$promtool" check rules "$dir/rules.json"
fi
sed 's/bpf_perf_operation_seconds/bpf_perf_operation_nanoseconds/' docs/grafana.json >"$dir/board.json"
expect "one that there is not is seen" 1 'no such metric' python tests/formats.py grafana "$dir/board.json" "$dir/all.prom" "$dir/rules.json"
