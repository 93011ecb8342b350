# shellcheck shell=bash disable=SC2154,SC2016,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks report_progs claims and advise, and md --report.

cat >"$dir/published" <<'FIGURES'
map_perf/a		in 20..40 ns	# claim map.first [D] high
map_perf/b		in 20..40 ns	# claim map.second [D] -
map_perf/c		>= 2000 ns	# claim map.third [O] -
map_perf/a		<= 40 ns	# claim map.mixed [O,T] -
map_perf/b		<= 40 ns	# claim map.mixed [O,T] -
helper_perf/f		in 20..36.1 ns	# claim helper.astride [P] -
map_perf/a		in 0.28..0.32 * map_perf/b	# claim map.ratio [D] 95 %
map_perf/gone		<= 40 ns	# claim map.gone [D] -
claims/map.choice	none	# claim map.choice [G] -; not a cost: a choice
FIGURES
made two "$new" "scale('map_perf/b', 0.3)" "env['cpu_model'] = 'another'"
claims() {
	$r claims --published "$dir/published" "$@"
}
for line in \
	'^6\.1\.192: 2 of 8 published claims hold, 2 are dearer, 1 cheaper, 1 undecided, 1 not measurable here, 1 no costs$' \
	'^6\.12\.107: 3 of 8 published claims hold, 1 are dearer, 1 cheaper, 1 undecided, 1 not measurable here, 1 no costs$' \
	'^claim +source +6\.1\.192 +6\.12\.107$' \
	'^map\.first +D +HOLDS +HOLDS$' \
	'^map\.second +D +DEARER +HOLDS$' \
	'^map\.third +O +CHEAPER +CHEAPER$' \
	'^map\.mixed +O,T +DEARER \(1 of 2\) +HOLDS$' \
	'^helper\.astride +P +UNDECIDED +UNDECIDED$' \
	'^map\.ratio +D +HOLDS +DEARER$' \
	'^  map\.gone  map\.choice$'; do
	expect "claims: ${line:1:40}" 0 "$line" claims "$b" "$dir/two.json"
done
expect "claims --all has the figures" 0 '^map\.second +map_perf/b +20\.\.40 ns +- +DEARER: 100 ns \[' claims --all "$b" "$dir/two.json"
expect "claims --all says why there is none" 0 'map_perf/gone +<= 40 ns +- +NOT MEASURABLE HERE: map_perf/gone was not measured' claims --all "$b"
expect "claims --md" 0 '^\| `map\.mixed` \| `O,T` \| `DEARER \(1 of 2\)` \| `HOLDS` \|$' claims --md "$b" "$dir/two.json"
expect "claims --html" 0 '<td class="dearer">DEARER \(1 of 2\)</td><td class="holds">HOLDS</td>' claims --html "$b" "$dir/two.json"
claims_hostile() {
	! claims --html --all "$dir/hostile.json" | grep -E '<(c|script)>|&amp;[^#]' &&
		! claims --md --all "$dir/hostile.json" | sed 's/`[^`]*`//g; s|</\?details>||g; s|</\?summary>||g' | grep -E '[<>`&]' &&
		! claims --all "$dir/hostile.json" | LC_ALL=C grep -n '[^ -~]'
}
check "claims: hostile text stays text" claims_hostile
# Percentiles and cycles of the core are in the file, too: p99 of a is 90 ns, and a cycle 0.5 ns.
made cycles "op('map_perf/a').update(core='exclusive', cycle_ns=0.5, cycles=60)"
made cycles3 "scale('map_perf/a', 3)" "op('map_perf/a').update(core='exclusive', cycle_ns=0.5, cycles=180)"
cat >"$dir/tails" <<'FIGURES'
map_perf/a.cycles	in 59..62 cycles	# claim tail.cycles [D] -
map_perf/a.p99		in 89..91 ns	# claim tail.p99 [D] -
map_perf/b.cycles	in 59..62 cycles	# claim tail.none [D] -
FIGURES
tails() {
	$r claims --published "$dir/tails" --all "$@"
}
expect "claims in cycles" 0 '^tail\.cycles .* HOLDS: 60\.[0-9]+ cycles \[' tails "$dir/cycles.json"
expect "claims in cycles: three times as dear" 0 '^tail\.cycles .* DEARER: 18[0-9]' tails "$dir/cycles3.json"
expect "claims of a percentile" 0 '^tail\.p99 .* HOLDS: 90 ns' tails "$dir/cycles.json"
expect "claims in cycles where none were counted" 0 '^tail\.none .* NOT MEASURABLE HERE' tails "$dir/cycles.json"
expect "claims in cycles of two boots" 0 '^tail\.cycles .* UNDECIDED: 1[0-9]+ cycles' tails "$dir/cycles.json" "$dir/cycles3.json" -- "$dir/cycles.json"
echo "map_perf/a <= 1 ns" >"$dir/nothing_published"
expect "claims without a published figure are an error" 2 'nothing_published has no published figure' $r claims --published "$dir/nothing_published" "$b"
expect "claims without a file are an error" 2 'no result file is given' $r claims
expect "claims: the project's figures are read" 0 'published claims hold' $r claims "$b"

# advise: the choices with figures, the cheapest first.
hooks="results.clear(); results.extend(dict(result('hook_perf/' + n, v), unit='ns') for n, v in (('kprobe', 40), ('fentry', 10), ('raw_tp', 20), ('tracepoint', 20.05)))"
lacks="results.append({'name': 'hook_perf/kprobe_multi', 'verdict': 'skip', 'reason': 'this kernel has none', 'unit': 'ns', 'better': 'lower', 'limit': None})"
made hooks "$hooks" "$lacks"
# advised LINE LINE: the second line follows the first.
advised() {
	$r advise "$dir/hooks.json" >"$dir/advice" && grep -A1 -xE "$1" "$dir/advice" | tail -n 1 | grep -xE "$2"
}
check "advise: the cheapest is first" advised '  A kernel function, at its entry' '    fentry: 10\.[0-9]+ ns \(hook_perf/fentry\)'
check "advise: what it lacks follows" advised '    fentry: 10\..*' ' +attaches to whole functions only.*'
check "advise: the next has its ratio" advised ' +attaches to whole functions only.*' '    kprobe: 40\.[0-9]+ ns, [34]\.[0-9]+ times that \(hook_perf/kprobe\)'
check "advise: what is missing has its reason" advised '    kprobe\.multi: not here \(hook_perf/kprobe_multi\)' ' +this kernel has none'
check "advise: overlapping intervals are no difference" advised ' +has the arguments of the tracepoint.*' \
	'    tracepoint: 20\.[0-9]+ ns, the same within its interval \(hook_perf/tracepoint\)'
expect "advise: the first line counts the choices" 0 '^6\.1\.192: 2 of 15 choices can be made by measured costs, in ns an operation$' $r advise "$dir/hooks.json"
expect "advise --md" 0 '^\| `A tracepoint` \| `raw_tp` \| `20\.' $r advise --md "$dir/hooks.json"
expect "advise: a file without hooks and maps" 0 '^6\.1\.192: 0 of 15 choices' $r advise "$b"
# An operation that does not exist would never have a figure.
advice_names() {
	grep -oE '"[a-z]+_perf/[a-z0-9_]+"' report/guide/advice.c | tr -d '"' | sort -u >"$dir/advice.names"
	./test_progs -l | awk '{ print $2 }' | sort -u >"$dir/all.names"
	[ -s "$dir/advice.names" ] && [ -s "$dir/all.names" ] && ! comm -23 "$dir/advice.names" "$dir/all.names" | grep .
}
if ./test_progs -l >/dev/null 2>&1; then
	check "advise: every operation exists" advice_names
else
	skip "advise: every operation exists" "test_progs -l does not work here"
fi

# md --report: the sections of the guides' template, in their order.
made nothing_passed "[skip(n, 'no BPF') for n in NAMES]"
made limited "op('map_perf/a').update(limit='<= 1 ns', verdict='fail', reason='breaks its limit')" "op('map_perf/b')['limit'] = '<= 200 ns'"
sections() {
	$r md --report "$@" | sed -n 's/^## //p' | paste -sd,
}
expect "md --report has all sections" 0 '^Environment,Scenario,Load,Method,Figures against budgets,Conclusion$' sections "$dir/limited.json"
expect "md --report of several kernels has their changes" 0 '^Environment,Scenario,Load,Method,Figures against budgets,Changes,Conclusion$' sections "$b" "$dir/slower.json"
for line in '^\| `kernel_release` \| `6\.1\.192` \|$' \
	'^\| `operations: fail` \| `1` \|$' \
	'^\| `rounds an operation` \| `13 to 13` \|$' \
	'^\| `map_perf/a` \| `6\.1\.192` \| .* \| `fail` \|$' \
	'^\*\*Not within its budgets\*\*: 1 operations fail\.$'; do
	expect "md --report: ${line:2:40}" 0 "$line" $r md --report "$dir/limited.json"
done
failed_before_passed() {
	$r md --report "$dir/limited.json" | sed -n '/^## Figures/,/^## Conclusion/s/.*`\(fail\|pass\)`.*/\1/p' | paste -sd, | grep -x 'fail,pass'
}
check "md --report: what breaks its budget is first" failed_before_passed
expect "md --report: without a limit it says so" 0 '^No operation has a limit\.$' $r md --report "$b"
expect "md --report concludes with the verdict" 0 '^- `WORSE: 6\.12\.107 ' $r md --report "$b" "$dir/slower.json"
expect "md --report: nothing passed is no pass" 0 '^\*\*Cannot tell\*\*' $r md --report "$dir/nothing_passed.json"
