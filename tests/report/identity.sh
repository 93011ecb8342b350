# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Two results of one uname -r are never taken for one: each output tells them apart, and has the
# figures of both.

v="env['kernel_version'] = '#%s SMP'" i="env['kernel_build_id'] = '%s234567890123456789'"
# shellcheck disable=SC2059
{
	made apart_version "$(printf "$v" 1)" "scale('map_perf/a', 2)"
	made apart_version2 "$(printf "$v" 2)" "scale('map_perf/a', 3)"
	made apart_id "$(printf "$i" a)" "scale('map_perf/a', 2)"
	made apart_id2 "$(printf "$i" b)" "scale('map_perf/a', 3)"
}
made apart_tools "env['clang'] = '14.0.6'" "scale('map_perf/a', 2)"
made apart_tools2 "env['clang'] = '19.1.0'" "scale('map_perf/a', 3)"
made apart_file "scale('map_perf/a', 2)"
made apart_file2 "scale('map_perf/a', 3)"
made apart_release "env['kernel_release'] = '6.1.0-1-cloud'" "env['vm'] = {'version': '6.1.192'}" "scale('map_perf/a', 2)"
made apart_release2 "env['kernel_release'] = '6.1.0-2-cloud'" "env['vm'] = {'version': '6.1.192'}" "scale('map_perf/a', 3)"
# Of these each is called by its name.
made apart_named "env['label'] = 'main'" "scale('map_perf/a', 2)"
made apart_named2 "env['label'] = 'patched'" "scale('map_perf/a', 3)"

# both FIRST SECOND COMMAND...: the output has both names, and none of them where the other is.
both() {
	local first=$1 second=$2 out status=0
	shift 2
	out=$("$@") || status=$?
	[ "$status" -le 1 ] && grep -qF -- "$first" <<<"$out" && grep -qF -- "$second" <<<"$out"
}
unwrapped() {
	"$@" | tr -s ' \n' ' '
}
# What KTAP makes of a name.
plain() {
	tr ' #' __
}
# The file's kind, and what tells its two results apart, in a grep -F.
while IFS='|' read -r kind first second; do
	files=("$dir/apart_$kind.json" "$dir/apart_${kind}2.json")
	check "identity: $kind: compare" both "$second against $first: 1 slower" "+50.0 %" $r compare "${files[@]}"
	check "identity: $kind: compare --csv" both "\"$first\"" "\"$second\"" $r compare --csv "${files[@]}"
	# The lines of a mail are broken at blanks.
	check "identity: $kind: compare --mail" both "$second against $first: 1 slower" "+50.0 %" unwrapped $r compare --mail "${files[@]}"
	check "identity: $kind: html" both "\"label\":\"$first\"" "\"label\":\"$second\"" $r html "${files[@]}"
	check "identity: $kind: md" both "$first" "$second" $r md "${files[@]}"
	check "identity: $kind: junit" both "testsuite name=\"map_perf on $first\"" "testsuite name=\"map_perf on $second\"" $r junit "${files[@]}"
	check "identity: $kind: junit: one class" test 2 = "$($r junit "${files[@]}" | grep -c 'name="a on .*classname="map_perf"')"
	check "identity: $kind: ktap" both " 1 $(plain <<<"$first") # " " 2 $(plain <<<"$second") # " $r ktap "${files[@]}"
	check "identity: $kind: bmf" both "map_perf/a on $first" "map_perf/a on $second" $r bmf "${files[@]}"
	check "identity: $kind: openmetrics" test 2 = "$($r openmetrics "${files[@]}" | grep -c '^bpf_perf_operation_seconds{.*operation="a"}')"
	for format in $formats; do
		check "identity: $kind: $format tells all" written "$format" "${files[@]}"
	done
done <<'TABLE'
version|6.1.192 (build #1)|6.1.192 (build #2)
id|6.1.192 (build a23456789012)|6.1.192 (build b23456789012)
tools|6.1.192 (clang 14.0.6, libbpf v1.4)|6.1.192 (clang 19.1.0, libbpf v1.4)
file|6.1.192 (apart_file)|6.1.192 (apart_file2)
release|6.1.192 (6.1.0-1-cloud)|6.1.192 (6.1.0-2-cloud)
named|main|patched
TABLE

# In a store files of one kernel are boots of it, unless something tells them apart.
for kind in version id tools named release; do
	$r store "$dir/apart.$kind" "$dir/apart_$kind.json" "$dir/apart_${kind}2.json" >/dev/null
	check "identity: $kind: a store keeps them apart" test 2 = "$($r trend "$dir/apart.$kind" map_perf/a | grep -c '^  .* ns \[')"
	check "identity: $kind: the regression is in the trend" both "+50.0 %" "slower" $r trend "$dir/apart.$kind" map_perf/a
	check "identity: $kind: and in the page of the store" test 2 = "$($r html --store "$dir/apart.$kind" | grep -o '"label":"[^"]*"' | sort -u | wc -l)"
done
$r store --label base --label new "$dir/apart.labels" "$dir/apart_file.json" "$dir/apart_file2.json" >/dev/null
check "store: --label tells equal builds apart" both "  base " "+50.0 %" $r trend "$dir/apart.labels" map_perf/a
$r store "$dir/apart.labels" "$b" >/dev/null
check "store: a result without a name is another one" test 3 = "$($r trend "$dir/apart.labels" map_perf/a | grep -c '^  .* ns \[')"

two=("$dir/apart_file.json" "$dir/apart_file2.json")
check "--label: compare" both "new against base: 1 slower" "+50.0 %" $r compare --label base --label new "${two[@]}"
check "--label: sides of several files" both "new against base: 1 slower" "+50.0 %" \
	$r compare --label base --label new "${two[0]}" "${two[0]}" -- "${two[1]}" "${two[1]}"
for command in md html $formats; do
	check "--label: $command" both base new $r $command --label base --label new "${two[@]}"
done
for command in compare md html $formats; do
	expect "--label: too few for $command" 2 '1 names? for 2 (sides|files)' $r $command --label base "${two[@]}"
	expect "--label: twice the same for $command" 2 'the name is given twice' $r $command --label base --label base "${two[@]}"
	for bad in '' '  ' $'a\nb' $'\xff' "$(printf 'a%.0s' {1..61})"; do
		expect "--label: $(printf '%q' "${bad:0:3}") for $command" 2 'expected a name of 1 to 60 printable characters' $r $command --label "$bad" --label b "${two[@]}"
	done
done
expect "--label: not with a store that is there" 2 'report_progs store takes names' $r html --label base --store "$dir/apart.id"
expect "store: --label, too few" 2 '1 names? for 2 files' $r store --label base "$dir/apart.few" "${two[@]}"

# Of a machine's figures in time the host, the processor and the type of core are part of what they are.
for field in "host_id aa11223344 bb11223344" "cpu_model A_CPU B_CPU" "cpu_type core atom"; do
	read -r name one other <<<"$field"
	made apart_one "env['$name'] = '$one'"
	made apart_other "env['$name'] = '$other'" "run['started'] = '2026-11-22T11:00:00Z'" "scale('map_perf/a', 2)"
	expect "identity: $name: no side of both" 2 "they differ in $name: --across-hosts" $r compare "$dir/apart_one.json" "$dir/apart_other.json" -- "$dir/new.json"
	$r store "$dir/apart.$name" "$dir/apart_one.json" "$dir/apart_other.json" >/dev/null
	check "identity: $name: a series for each" test 2 = "$($r trend "$dir/apart.$name" map_perf/a | grep -c '^map_perf/a on ')"
done
check "identity: with --across-hosts hosts are one series" test 1 = \
	"$($r trend --across-hosts "$dir/apart.host_id" map_perf/a | grep -c '^map_perf/a on ')"
made insns_one "insns()" "env['host_id'] = 'aa'"
made insns_other "insns()" "env['host_id'] = 'bb'" "run['started'] = '2026-11-22T11:00:00Z'"
$r store "$dir/apart.insns" "$dir/insns_one.json" "$dir/insns_other.json" >/dev/null
check "identity: instructions are of no host" test 1 = "$($r trend "$dir/apart.insns" map_perf/a | grep -c '^map_perf/a on ')"
