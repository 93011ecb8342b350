# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks what is written for other programs: the formats of report/formats/formats.h.  A strict reader
# in tests/formats.py reads each format and compares it with the result files.

# everywhere NAME FILE...: checks all formats.
everywhere() {
	local name=$1 format
	shift
	for format in $formats; do
		check "$format: $name" written "$format" "$@"
	done
}

# without WORD FORMAT FILE: checks that the output does not contain the word.
without() {
	$r "$2" "$3" >"$dir/without" && ! grep "$1" "$dir/without"
}

[ -n "$promtool" ] || skip "promtool check metrics" "promtool is not installed: Debian has it in the package prometheus"

# Every unit and every verdict, a limit that could not be judged, a test that died, and a missing
# tail.
made units "op('map_perf/a')['unit'] = 'events/s'" "op('map_perf/b')['unit'] = 'packets/s'" \
	"op('map_perf/c')['unit'] = 'x'" "op('helper_perf/d')['unit'] = '%'" \
	"op('helper_perf/e').update(tail=None, note={'frames': 7.0})" \
	"op('helper_perf/f').update(limit='<= 40 ns')"
# The units of other people's programs, beside time.
made waits "op('map_perf/a')['unit'] = 'us'" "op('map_perf/b')['unit'] = 'verified_insns'"
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
made missed "skip('map_perf/a', 'not measured: the time was up', 'undecided', cause='time-up')"
made skipped "[skip(n, 'why') for n in NAMES]"
made undecided "[r.update(verdict='undecided', reason='why') for r in results]"
everywhere "every unit" "$dir/units.json"
everywhere "units of programs" "$dir/waits.json"
everywhere "every verdict" "$dir/verdicts.json"
everywhere "an operation that the time was up for" "$dir/missed.json"
everywhere "counted instructions" "$dir/counted.json"
for format in $formats; do
	expect "$format: a report of nothing is none" 2 'nothing.json: there is no result in it' $r $format "$dir/nothing.json"
	expect "$format: nor is one of nothing beside something" 2 'nothing.json: there is no result' $r $format "$b" "$dir/nothing.json"
done
everywhere "imprecise figures with every verdict" "$dir/wide.json"
for format in $formats; do
	if grep -qx "$format" <<<"$figures"; then
		expect "$format: nothing measured is an error" 2 'skipped.json: nothing in it was measured$' $r $format "$dir/skipped.json"
		expect "$format: so it is beside something measured" 2 'skipped.json: nothing in it' $r $format "$b" "$dir/skipped.json"
	else
		check "$format: only skips" written "$format" "$dir/skipped.json"
	fi
done
everywhere "several kernels, one of them twice" "$dir/units.json" "$dir/verdicts.json" "$dir/counted.json" \
	"$dir/i2.json"
everywhere "a file that is given twice" "$dir/units.json" "$dir/units.json"

# These strings end the element that contains them in one of the formats, or have characters that a
# format forbids.
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
	everywhere "the invalid start time '$started'" "$dir/notime.json"
	check "kcidb: leaves out '$started'" without start_time kcidb "$dir/notime.json"
	check "openmetrics: leaves out '$started'" without start_timestamp openmetrics "$dir/notime.json"
	check "junit: leaves out '$started'" without ' timestamp=' junit "$dir/notime.json"
done
made leap "run['started'] = '2028-02-29T12:00:00Z'"
everywhere "a start on a leap day" "$dir/leap.json"
expect "kcidb: has the leap day" 0 '"start_time": "2028-02-29T12:00:00Z",$' $r kcidb "$dir/leap.json"
expect "openmetrics: has the leap day" 0 'run_start_timestamp_seconds.*} 1835438400$' $r openmetrics "$dir/leap.json"
made nulls "env['x'] = [None, {'y': None, 'z': [None, 1]}]"
everywhere "null in lists" "$dir/nulls.json"
everywhere "hostile strings in several files" "$dir/hostile.json" "$dir/units.json" "$dir/hostile.json"
if command -v xmllint >/dev/null; then
	$r junit "$dir/hostile.json" >"$dir/hostile.xml"
	check "junit: xmllint reads the XML" xmllint --noout "$dir/hostile.xml"
fi
quiet_to_a_terminal() {
	local format
	for format in $formats; do
		! $r "$format" "$dir/hostile.json" | LC_ALL=C grep -P '[\x00-\x08\x0b-\x1f]' || return
	done
}
check "no format contains control characters" quiet_to_a_terminal

# The reader of tests/formats.py must notice these errors.
falsified() {
	local format=$1 change=$2
	$r "$format" "$dir/verdicts.json" | sed -e "$change" >"$dir/falsified"
	! python tests/formats.py "$format" "$dir/falsified" "$dir/verdicts.json" 2>/dev/null
}
check "a changed figure in junit is noticed" falsified junit 's/value: 3/&3/'
# What one of the readers of JUnit refuses or misreads.
for wrong in 's/<testsuites /&skipped="1" /' 's/<testcase /&file="a.c" /' 's/ time="[0-9.]*"/ time="1e-3"/' \
	's/ hostname="[^"]*"//' 's/ timestamp="[^"]*/&Z/' 's/ classname="map_perf/& on 6.1/' 's/<testcase name="b"/<testcase name="a"/' \
	's/<failure type="limit" message="[^"]*"/<failure type="limit" message="x"/' 's/<failure [^>]*>[^<]*/&[[ATTACHMENT|x]]/' \
	's/<system-out>/<properties><property name="a" value="b"\/><\/properties>&/' 's/ errors="[0-9]*"//' 's/<skipped message="[^"]*"/<skipped/'; do
	check "JUnit that a reader refuses is noticed: $wrong" falsified junit "$wrong"
done
check "a missing result in junit is noticed" falsified junit '/<testcase name="a"/,/<\/testcase>/d'
check "an UNDECIDED that passes in ktap is noticed" falsified ktap 's/ SKIP UNDECIDED:/ /'
check "a wrong plan in ktap is noticed" falsified ktap '0,/1\.\.[0-9]*/s//&9/'
check "a null in kcidb is noticed" falsified kcidb '0,/"comment": .*/s//"comment": null/'
check "an invalid day in kcidb is noticed" falsified kcidb 's/"start_time": "2026-11-21/"start_time": "2026-11-31/'
check "a path with an empty part in kcidb is noticed" falsified kcidb 's/"bpf_perf.map_perf.a"/"bpf_perf.map_perf..a"/'
check "a field that the schema of kcidb lacks is noticed" falsified kcidb '0,/"status":/s//"state":/'
check "a missing end in openmetrics is noticed" falsified openmetrics '/# EOF/d'
check "a changed figure in openmetrics is noticed" falsified openmetrics 's/^bpf_perf_operation_seconds.*} /&1/'

check "a changed figure in benchstat is noticed" falsified benchstat 's/  3\([0-9.]*\) ns/  4\1 ns/'
check "a missing round in benchstat is noticed" falsified benchstat '0,/^BenchmarkMapPerf/{/^BenchmarkMapPerf/d}'
check "a benchmark without an upper case letter is noticed" falsified benchstat 's/BenchmarkMap/Benchmarkmap/'
check "a wrong direction in benchstat is noticed" falsified benchstat 's/better=lower/better=higher/'
check "a changed figure in benchmark-json is noticed" falsified benchmark-json 's/"value": 3/&3/'
check "a range that is none is noticed" falsified benchmark-json 's/"range": "± /&9/'
check "a missing result in bmf is noticed" falsified bmf 's/"map_perf.a"/"map_perf\/b"/'
check "a changed interval in bmf is noticed" falsified bmf 's/"upper_value": /&1/'

# Formats that have only figures.
made bigger "op('map_perf/a').update(unit='events/s', better='higher')" "op('map_perf/b').update(unit='packets/s', better='higher')" \
	"op('map_perf/c').update(unit='%')" "op('helper_perf/d')['runs'] = 3" \
	"op('helper_perf/e')['quiet_rounds'] = [True] * 6 + [False] * 7" "op('helper_perf/f').update(unit='x', better='higher')"
everywhere "more is better" "$dir/bigger.json"
check "benchmark-json: --bigger has the others" written benchmark-json --bigger "$dir/bigger.json"
check "benchmark-json: --bigger of several files" written benchmark-json --bigger "$dir/bigger.json" "$dir/bigger.json"
expect "benchmark-json: --bigger of nothing is an error" 2 '\.json: no operation in it of which more is better was measured$' \
	$r benchmark-json --bigger "$dir/bigger.json" "$b"
made allbigger "[r.update(unit='events/s', better='higher') for r in results]"
expect "benchmark-json: nothing but bigger is an error that names the option" 2 'of which less is better was measured: --bigger' \
	$r benchmark-json "$dir/allbigger.json"
expect "benchmark-json: nothing measured is not called bigger" 2 'skipped.json: nothing in it was measured$' \
	$r benchmark-json --bigger "$dir/skipped.json"
expect "benchstat: a round is a line" 0 '^BenchmarkMapPerf/a  7692  30\.[0-9]+ ns/op$' $r benchstat "$b"
expect "benchstat: an operation has at least one run" 0 '^BenchmarkHelperPerf/d  1  ' $r benchstat "$dir/bigger.json"
expect "benchstat: more is better" 0 '^Unit events/s better=higher$' $r benchstat "$dir/bigger.json"
expect "benchstat: the kernel does not separate two outputs" 0 '^# kernel: 6\.1\.192$' $r benchstat "$b"
expect "benchstat: it separates the files of one output" 0 '^kernel: 6\.12\.107$' $r benchstat "$b" "$dir/new.json"
expect "bmf: several files have the kernel in their names" 0 '^ "map_perf/a on 6\.12\.107": ' $r bmf "$b" "$dir/new.json"

expect "junit: a broken limit is a failure" 0 'failure type="limit" message="breaks its limit: .* ns \[.*\], limit &#60;= 9 ns"' $r junit "$dir/verdicts.json"
expect "ktap: a test that died is an error" 0 '^  not ok 1 load_perf # ERROR killed by signal 11$' $r ktap "$dir/verdicts.json"
expect "ktap: a test with only undecided operations is no pass" 0 '^ok 1 helper_perf # SKIP 0 passed, 0 skipped, 3 undecided, 0 failed$' $r ktap "$dir/undecided.json"
expect "ktap: an imprecise figure is marked and passes" 0 '^  ok 3 c # ~[0-9.]+ ns \[' $r ktap "$dir/wide.json"
expect "junit: an imprecise figure is marked" 0 '^imprecise: true' $r junit "$dir/wide.json"
expect "openmetrics: an imprecise figure has a series" 0 '^bpf_perf_operation_imprecise\{.*operation="c"\} 1$' $r openmetrics "$dir/wide.json"
check "junit: a precise figure is not marked" without imprecise junit "$dir/units.json"
expect "kcidb: --origin sets the origin" 0 '"id": "my_ci:linux-6.1.192",$' $r kcidb --origin my_ci "$dir/units.json"
expect "kcidb: --build names a known build" 0 '"build_id": "maestro:1234",$' $r kcidb --build maestro:1234 "$dir/units.json"
expect "kcidb: an invalid origin is refused" 2 "'My CI' is not a name" $r kcidb --origin 'My CI' "$dir/units.json"
expect "kcidb: an invalid build is refused" 2 "'1234' is not a build id" $r kcidb --build 1234 "$dir/units.json"
made build1 "env['kernel_version'] = '#1 SMP'"
made build2 "env['kernel_version'] = '#2 SMP'"
expect "openmetrics: each build counts as a kernel" 0 'kernel="6.1.192",build="#2",.*run="build2",test="map_perf",operation="a"' $r openmetrics "$dir/build1.json" "$dir/build2.json"
expect "kcidb: each build is reported" 0 '"id": ".*:linux-6.1.192-x86_64-crc32_00000001-_2",$' $r kcidb --origin my_ci "$dir/build1.json" "$dir/build2.json"
made units2 "$(printf '%s' "run['started'] = '2026-11-22T11:00:00Z'")"
mkdir -p "$dir/other"
cp "$dir/units2.json" "$dir/other/units.json"
expect "openmetrics: boots of one kernel have the names of their files" 0 'kernel="6.1.192",.*run="units2",test="map_perf",operation="a"' \
	$r openmetrics "$dir/units.json" "$dir/units2.json"
expect "openmetrics: two runs of one name are refused" 2 'units.json and .*other/units.json are runs of one kernel with one name: give each a name with --label' \
	$r openmetrics "$dir/units.json" "$dir/other/units.json"
expect "openmetrics: --label names them" 0 'run="second",test="map_perf",operation="a"' \
	$r openmetrics --label first --label second "$dir/units.json" "$dir/other/units.json"
# No label may depend on what else is there.
alone() {
	$r openmetrics "$dir/units2.json" | grep -v '^#' >"$dir/alone.prom"
	$r openmetrics "$b" "$dir/units.json" "$dir/units2.json" "$dir/new.json" | grep -v '^#' >"$dir/together.prom"
	[ -s "$dir/alone.prom" ] && ! grep -vxFf "$dir/together.prom" "$dir/alone.prom"
}
check "openmetrics: a series is the same alone and among others" alone
expect "kcidb: a build with a line break is refused" 2 'is not a build id' $r kcidb --build $'maestro:1\r2' "$dir/units.json"
expect "kcidb: a build that is not UTF-8 is refused" 2 'is not a build id' $r kcidb --build $'maestro:\xff' "$dir/units.json"
for format in $formats; do
	expect "$format: a missing file is refused" 2 'no result file is given' $r $format
	expect "$format: a bad file is refused" 2 'bad.json:1:.*not complete JSON' $r $format "$dir/units.json" "$dir/bad.json"
	check "$format: nothing is written after an error" test -z "$($r $format "$dir/units.json" "$dir/bad.json" 2>/dev/null)"
done
expect "--ktap cannot be combined with -C" 2 'prints only KTAP: give -C' ./test_progs --ktap -C "$dir/units.json"

# All units together must have every metric that the dashboard asks for.
made limits "op('map_perf/a').update(unit='events/s', better='higher', limit='>= 20 events/s')" \
	"op('map_perf/b').update(unit='packets/s', better='higher', limit='>= 20 packets/s')" "op('map_perf/c').update(unit='x', limit='0.5..2000 x')" \
	"op('helper_perf/d').update(unit='%', limit='-10..40 %')" "op('load_perf/bytes').update(limit='<= 1.5 * map_perf/x [bytes] (6144 bytes)')" \
	"op('helper_perf/e').update(limit='<= 1e-3 * map_perf/a [ns] (0.3 ns, of another state of the core)')" \
	"op('helper_perf/f').update(limit='<= inf ns', imprecise=True)"
made limits2 "insns()" "op('map_perf/a').update(limit='<= 40 insns')" "op('map_perf/b').update(limit='<= 40 insns (not enforced here)')" \
	"op('map_perf/c').update(limit='<= 2 * map_perf/x (nothing measured)')" "op('helper_perf/d').update(limit='<= 40 ns')"
everywhere "limits of each unit" "$dir/limits.json"
everywhere "limits in instructions" "$dir/limits2.json"
expect "openmetrics: a limit that is relative is what it amounted to" 0 '^bpf_perf_operation_limit_high_bytes\{.*\} 6144$' $r openmetrics "$dir/limits.json"
expect "openmetrics: both ends of a range" 0 '^bpf_perf_operation_limit_low_ratio\{.*\} -0.1$' $r openmetrics "$dir/limits.json"
expect "openmetrics: the ends of ratios" 0 '^bpf_perf_operation_limit_high_ratio\{.*\} 0.4$' $r openmetrics "$dir/limits.json"
check "openmetrics: only the limit that was enforced" test 1 = "$($r openmetrics "$dir/limits2.json" | grep -c '^bpf_perf_operation_limit')"
$r openmetrics "$dir/limits.json" "$dir/limits2.json" "$dir/verdicts.json" "$dir/counted.json" "$dir/units.json" >"$dir/all.prom"
check "the dashboard asks only for existing metrics" python tests/formats.py grafana docs/grafana.json "$dir/all.prom" "$dir/rules.json"
if [ -n "$promtool" ]; then
	check "promtool understands the queries of the dashboard" "$promtool" check rules "$dir/rules.json"
	check "promtool understands the alert rules" "$promtool" check rules docs/alerts.yml
	cp docs/alerts.yml tests/report/alerts.test.yml "$dir"
	check "each alert is raised by what it is for" "$promtool" test rules "$dir/alerts.test.yml"
	for weaker in 's/> 100e-9/> 102e-9/' 's/> 0.001/> 0.01/' 's/"fail"/"skip"/' 's/8 \* 86400/80 * 86400/' 's/1.03 \*/1.1 */'; do
		sed "$weaker" docs/alerts.yml >"$dir/alerts.yml"
		expect "an alert that is not raised is noticed: $weaker" 1 'FAILED' "$promtool" test rules "$dir/alerts.test.yml"
	done
else
	skip "the alert rules and the queries of the dashboard" "promtool is not installed: Debian has it in the package prometheus"
fi
check "the alert rules ask only for existing metrics" python tests/formats.py alerts docs/alerts.yml "$dir/all.prom"
sed 's/operation_bytes/operation_octets/' docs/alerts.yml >"$dir/alerts.yml"
expect "an unknown metric in the alert rules is noticed" 1 'no such metric' python tests/formats.py alerts "$dir/alerts.yml" "$dir/all.prom"
sed 's/bpf_perf_operation_seconds/bpf_perf_operation_nanoseconds/' docs/grafana.json >"$dir/board.json"
expect "an unknown metric in the dashboard is noticed" 1 'no such metric' python tests/formats.py grafana "$dir/board.json" "$dir/all.prom" "$dir/rules.json"
