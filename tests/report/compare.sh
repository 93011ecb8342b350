# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# What compare says, and its exit status.

new="env['kernel_release'] = '6.12.107'"
made new "$new"
made slower "$new" "scale('map_perf/a', 1.05)"
made faster "$new" "scale('map_perf/a', 0.9)"
b=$dir/good.json

expect "the verdict comes first, in one line" 0 \
	'^6.12.107 against 6.1.192: 0 slower, 0 faster, 7 unchanged, 0 only in one, 0 too noisy to say$' $r compare "$b" "$dir/new.json"
first() {
	[ "$($r compare "$@" | head -n 1 | cut -d: -f1)" = "6.12.107 against 6.1.192" ]
}
check "on the first line" first "$b" "$dir/slower.json"
expect "5 % more is worse" 1 '^map_perf/a +ns +30\.[0-9] +31\.[0-9] +\+5\.0 % \[\+[0-9.]+, \+[0-9.]+\] +[0-9e.-]+ \([0-9e.-]+\) +slower$' \
	$r compare "$b" "$dir/slower.json"
expect "10 % less is better" 0 ': 0 slower, 1 faster, 6 unchanged' $r compare "$b" "$dir/faster.json"
expect "the geometric mean of each test" 1 '^geometric mean  map_perf .*: \+1\.[0-9]+ % \(3 operations\)' $r compare "$b" "$dir/slower.json"
expect "what does not differ is ~" 0 '^map_perf/b .* ~ +[0-9.e-]+ \(1\) +~$' $r compare --all "$b" "$dir/new.json"
expect "--only" 0 ': 0 slower, 0 faster, 2 unchanged' $r compare --only '/[bc]$' "$b" "$dir/slower.json"
expect "--threshold" 0 ': 0 slower' $r compare --threshold 6% "$b" "$dir/slower.json"
made factor "op('map_perf/c').update(unit='x', better='higher')" "scale('map_perf/c', 0.0015)"
made factor2 "$new" "op('map_perf/c').update(unit='x', better='higher')" "scale('map_perf/c', 0.001)"
expect "--min-delta 1ns is of ns" 1 '^map_perf/c +x .*-33.3 % .* worse$' $r compare --min-delta 1ns "$dir/factor.json" "$dir/factor2.json"
expect "without a unit it is of all" 0 ': 0 slower' $r compare --min-delta 1 "$dir/factor.json" "$dir/factor2.json"
expect "--min-delta" 0 ': 0 slower' $r compare --min-delta 2ns "$b" "$dir/slower.json"
expect "--fdr" 0 ': 0 slower' $r compare --fdr 1e-12 "$b" "$dir/slower.json"
expect "options after the files" 0 ': 0 slower' $r compare "$b" "$dir/slower.json" --threshold=6
made tiny "$new" "scale('helper_perf/e', 1.5)"
expect "half of next to nothing is nothing" 0 ': 0 slower' $r compare "$b" "$dir/tiny.json"
expect "several new sides, a column each" 1 '^map_perf/a +ns +30.. +31.. +\+5.0 % \[.*\] +27.. +-10.0 % \[' \
	$r compare "$b" "$dir/slower.json" "$dir/faster.json"
expect "and a verdict each" 1 '^6.12.107 against 6.1.192: 0 slower, 1 faster' $r compare "$b" "$dir/slower.json" "$dir/faster.json"
expect "several boots a side" 1 '^map_perf/a .*slower$' $r compare "$b" "$b" -- "$dir/slower.json" "$dir/slower.json"
made few4 "for x in results: x['rounds'] = x['rounds'][:4]; x['quiet_rounds'] = [True] * 4"
made few4s "$new" "scale('map_perf/a', 1.3)" "for x in results: x['rounds'] = x['rounds'][:4]; x['quiet_rounds'] = [True] * 4"
thrice="$dir/few4.json $dir/few4.json $dir/few4.json -- $dir/few4s.json $dir/few4s.json $dir/few4s.json"
expect "a file given thrice is one boot" 0 ' unsure +4 and 4 rounds are too few' $r compare $thrice
expect "which is said" 0 'few4s.json: there already, which is no other boot: it counts once$' $r compare $thrice
expect "md says it, too" 0 'few4.json</code>: there already, which is no other boot' $r md $thrice
expect "and html" 0 '"repeated":true' $r html $thrice
expect "boots of two kernels are no side" 2 'one side of the comparison, but differ in kernel_release' \
	$r compare "$b" "$dir/new.json" -- "$dir/slower.json"
expect "an empty side" 2 'no file on one side of --' $r compare "$b" --
expect "one file" 2 'compare what with what' $r compare "$b"
expect "a threshold that is none" 2 "is no number, 0 or more" $r compare --threshold x "$b" "$b"
expect "a rate that is none" 2 "is no share" $r compare --fdr 2 "$b" "$b"
expect "an expression that is none" 2 "^report_progs: --only \(: " $r compare --only '(' "$b" "$b"
expect "an unknown command" 2 "no command is called 'bogus'" $r bogus
expect "no command" 2 'which command' $r
expect "--help lists the commands" 0 '^  compare BASE' $r --help
expect "a pipe that is full" 2 'standard output cannot be written' bash -c "$r compare '$b' '$b' >/dev/full"
sorted() {
	made many "$new" "scale('map_perf/a', 1.05)" "scale('map_perf/c', 1.5)" "scale('map_perf/b', 0.2)"
	[ "$($r compare "$b" "$dir/many.json" | grep -o '^map_perf/.' | tr '\n' ' ')" = "map_perf/c map_perf/a map_perf/b " ]
}
check "the worst first" sorted
expect "--csv: a line for each, with the verdict" 1 '^map_perf/a,ns,"6.1.192","6.12.107",30.*,slower,""$' $r compare --csv "$b" "$dir/slower.json"

# Not only latency.
made skipped "$new" "skip('map_perf/a', 'attaching failed: Permission denied')"
expect "what no longer attaches is worse" 1 ', 1 no longer works$' $r compare "$b" "$dir/skipped.json"
expect "with the reason" 1 '^map_perf/a .*SKIP.*BROKEN +attaching failed: Permission denied$' $r compare "$b" "$dir/skipped.json"
made failed "$new" "skip('map_perf/a', 'it does not load', 'fail')"
expect "skipped, now failing" 1 '1 no longer works' $r compare "$dir/skipped.json" "$dir/failed.json" --only a || true
expect "what works again is not worse" 0 '1 works again' $r compare "$dir/failed.json" "$dir/new.json"
made quick "$new" "skip('map_perf/a', 'left out of --quick runs: it takes too long')"
expect "what was left out is in one only" 0 '1 only in one' $r compare "$b" "$dir/quick.json"
made untold "$new" "skip('load_perf/bytes', 'not told: this kernel only says what keys and values take')"
expect "and what the kernel does not tell" 0 '1 only in one' $r compare "$b" "$dir/untold.json"
made died "skip('map_perf/a', 'it does not load', 'fail')"
made errors "$new" "op('map_perf/b')['errors'] = 12"
expect "errors where there were none" 1 '^map_perf/b .*12 of 100000 operations went wrong, none before' $r compare "$b" "$dir/errors.json"
made memory "$new" "scale('load_perf/bytes', 1.25)"
expect "memory" 1 '^load_perf/bytes +bytes +4096 +5120 +\+25.0 % .* exact +worse$' $r compare "$b" "$dir/memory.json"
made rate "op('map_perf/c').update(unit='events/s', better='higher')"
made rates "$new" "op('map_perf/c').update(unit='events/s', better='higher')" "scale('map_perf/c', 0.8)"
expect "fewer events a second are worse" 1 '^map_perf/c +events/s .*-20.0 % .* worse$' $r compare "$dir/rate.json" "$dir/rates.json"
expect "more are better" 0 '^map_perf/c +events/s .*\+25.0 % .* better$' $r compare "$dir/rates.json" "$dir/rate.json"

made limit "$new" "op('map_perf/b').update(errors=12, verdict='fail', reason='breaks its limit', limit='<= 1 ns')"
expect "errors of what breaks its limit, too" 1 '^map_perf/b .*12 of 100000 operations went wrong, none before' $r compare "$b" "$dir/limit.json"
made errors2 "$new" "op('map_perf/b')['errors'] = 12" "scale('map_perf/b', 1.002)"
expect "which are no cost" 1 '^map_perf/b .* worse +12 of 100000' $r compare "$b" "$dir/errors2.json"
printf 'map_perf/b 5000\n' >"$dir/rates.txt"
expect "nor cost a workload anything" 1 '^map_perf/b +5000 +worse$' $r compare --events "$dir/rates.txt" "$b" "$dir/errors2.json"
expect "what fails in one boot of two is broken" 1 '^map_perf/a .* BROKEN +in 1 of 2 boots: it does not load$' $r compare "$b" -- "$dir/new.json" "$dir/failed.json"
expect "what one boot left out and another could not load, too" 1 '1 no longer works$' $r compare "$b" -- "$dir/quick.json" "$dir/skipped.json"
expect "unless it did before" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/died.json" "$b" -- "$dir/new.json" "$dir/failed.json"

# Of several sides, which have no column for it.
made mixed "env['kernel_release'] = '6.13'" "scale('map_perf/c', 1.5)" "op('map_perf/c').update(imprecise=True)" \
	"skip('map_perf/a', 'attaching failed: Permission denied')" "op('map_perf/b')['errors'] = 500"
mixed="$b $dir/new.json $dir/mixed.json"
expect "several sides: an unsure change is no change" 1 '^map_perf/c .* ~ +15.. +\+50.0 % \[.*\] unsure$' $r compare $mixed
expect "with the reason" 1 '^  6.13: map_perf/c: unsure: its interval is too wide to judge in the new run$' $r compare $mixed
expect "what broke is" 1 '^map_perf/a .* ~ +SKIP +BROKEN$' $r compare $mixed
expect "and why" 1 '^  6.13: map_perf/a: BROKEN: attaching failed: Permission denied$' $r compare $mixed
expect "what goes wrong, too" 1 '^  6.13: map_perf/b: worse: 500 of 100000 operations went wrong, none before$' $r compare $mixed

# What cannot be said.
made noisy "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a').update(imprecise=True)"
expect "too noisy to say" 0 '1 too noisy to say' $r compare "$b" "$dir/noisy.json"
made disturbed "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a').update(quiet=0.1, ci=[38, 41])"
expect "disturbed throughout" 0 'unsure +only 10 % of its samples were undisturbed' $r compare "$b" "$dir/disturbed.json"
made lucky "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a')['rounds'][0] = 30"
expect "one lucky round hides nothing" 1 '^map_perf/a .* slower$' $r compare "$b" "$dir/lucky.json"
made half "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a')['rounds'][:2] = [30, 30]"
expect "the best rounds are as good as before" 0 'unsure +the best rounds are alike' $r compare "$b" "$dir/half.json"
few="for x in results: x['rounds'] = x['rounds'][:4]; x['quiet_rounds'] = [True] * 4"
made few "$few"
made fewer "$new" "scale('map_perf/a', 1.3)" "$few"
expect "too few rounds is said" 0 'unsure +4 and 4 rounds are too few to be significant' $r compare "$dir/few.json" "$dir/fewer.json"
expect "of all" 0 'of the unchanged, 5 have too few rounds' $r compare "$dir/few.json" "$dir/fewer.json"
made incomplete "$new" "run['incomplete'] = True"
expect "an interrupted run is labelled" 0 'incomplete.json: INCOMPLETE' $r compare "$b" "$dir/incomplete.json"

# Instructions.
made i1 "insns()"
made i2 "$new" "insns()" "scale('helper_perf/d', 26 / 25)"
expect "one instruction more is worse" 1 '^helper_perf/d +insns +25.0 +26.0 +\+4.0 % \[\+4.0, \+4.0\] +exact +slower$' $r compare "$dir/i1.json" "$dir/i2.json"
expect "and nothing else" 1 ': 1 slower, 0 faster, 6 unchanged' $r compare "$dir/i1.json" "$dir/i2.json"
expect "the same figures are unchanged" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/i1.json" "$dir/i1.json"

expect "nothing is no change, whatever is asked for" 0 ': 0 slower, 0 faster, 7 unchanged' \
	$r compare --min-delta 0 --threshold 0 "$dir/i1.json" "$dir/i1.json"
made i140 "insns()" "op('helper_perf/d').update(value=140, ci=[140] * 2, rounds=[140] * 3)"
made i147 "insns()" "op('helper_perf/d').update(value=147, ci=[147] * 2, rounds=[147] * 3)"
expect "5 % more is 5 %" 1 ': 1 slower' $r compare --threshold 5% "$dir/i140.json" "$dir/i147.json"

# What waits for the rest of the kernel and was measured in one round shows no spread.
waited() {
	made "$1" "insns()" "op('helper_perf/d').update(value=$2, ci=[$2] * 2, rounds=[$2] * $3, quiet_rounds=[True] * $3)"
}
waited once 1e6 1
waited once4 1.04e6 1
waited once6 1.06e6 1
waited thrice 1e6 3
waited thrice4 1.04e6 3
waited short 9e4 1
waited short1 90001 1
expect "a million once: 4 % are nothing" 0 ': 0 slower' $r compare "$dir/once.json" "$dir/once4.json"
expect "nor by a small threshold" 0 ': 0 slower' $r compare --threshold 1% "$dir/once.json" "$dir/once4.json"
expect "nor where one side was measured more often" 0 ': 0 slower' $r compare "$dir/thrice.json" "$dir/once4.json"
expect "6 % are something" 1 ': 1 slower' $r compare "$dir/once.json" "$dir/once6.json"
expect "three rounds that repeat need no such doubt" 1 ': 1 slower' $r compare "$dir/thrice.json" "$dir/thrice4.json"
expect "nor what does not wait" 1 ': 1 slower' $r compare "$dir/short.json" "$dir/short1.json"

# Status 2, with the reason.
made busy "$new" "op('map_perf/a').update(verdict='skip', reason='not this time: cannot offer so much')" "[op('map_perf/a').pop(k) for k in ('value', 'ci', 'median', 'rounds', 'quiet_rounds') if k in op('map_perf/a')]"
expect "what could not be measured this time is no fault of the kernel" 0 '^map_perf/a .* unsure +not this time: cannot offer' $r compare "$b" "$dir/busy.json"
for kind in html md junit ktap kcidb openmetrics; do
	check "$kind has it" $r $kind "$b" "$dir/busy.json"
done
made shaky "$new" "scale('map_perf/a', 1.05)" "op('map_perf/a').update(ci=[op('map_perf/a')['value'] * f for f in (0.97, 1.03)])"
expect "a change that the interval nearly reaches" 0 ' unsure +its interval reaches nearly as far' $r compare "$b" "$dir/shaky.json"
for_rounds() {
	made "$1" "insns()" "op('helper_perf/d').update(imprecise=True, value=$2, ci=[$2 - 5, $2 + 5], rounds=[$2 - 5, $2, $2 + $3])"
}
for_rounds w1 25 5
for_rounds w2 36 6
for_rounds w3 50 6
expect "imprecise instructions that lie apart by little" 0 ' unsure +its interval is too wide' $r compare "$dir/w1.json" "$dir/w2.json"
expect "imprecise instructions that lie far apart" 1 '^helper_perf/d .* exact +slower$' $r compare "$dir/w1.json" "$dir/w3.json"
# Rounds of two modes, the lower of which is the other side's but for the digits.
modes() {
	made "$1" "insns()" "op('helper_perf/d').update(value=$2, ci=[20, 40], rounds=[$3], quiet_rounds=[True] * len([$3]))"
}
modes m1 25 25,25,25
modes m2 28 25.001,25.001,28,35,35,35,35,35,35
modes m3 28 26,26,28,35,35,35,35,35,35
expect "rounds that meet but for a thousandth of an instruction" 0 ': 0 slower' $r compare "$dir/m1.json" "$dir/m2.json"
expect "rounds that do not meet" 1 '^helper_perf/d .* exact +slower$' $r compare "$dir/m1.json" "$dir/m3.json"
made elsewhere "[r.update(name=r['name'] + '_x') for r in results]"
expect "no operation in common" 2 'not comparable: .* have no operation in common' $r compare "$b" "$dir/elsewhere.json"
expect "another unit" 2 'not comparable: unit ns against unit insns' $r compare "$b" "$dir/i1.json"
expect "of several files, which" 2 'unit ns against unit insns \(.*/good.json against .*/i2.json\)$' $r compare "$b" "$dir/new.json" "$dir/i2.json"
made other "env['arch'] = 'aarch64'"
expect "another architecture" 2 'not comparable: arch x86_64 against arch aarch64' $r compare "$b" "$dir/other.json"
made other "env['accelerator'] = 'tcg'"
expect "another accelerator" 2 'not comparable: accelerator kvm against accelerator tcg' $r compare "$b" "$dir/other.json"
made other "insns()" "env['vm']['mode'] = 'tcg'"
expect "boots of two modes are no side" 2 'one side of the comparison, but differ in mode$' $r compare "$dir/i1.json" "$dir/other.json" -- "$dir/i2.json"
expect "another mode" 2 'not comparable: mode icount against mode tcg' $r compare "$dir/i1.json" "$dir/other.json"
made other "op('map_perf/a')['unit'] = 'bytes'"
expect "boots of which one has it in another unit" 2 'good.json and .*/other.json are one side of the comparison, but differ in the unit of map_perf/a$' \
	$r compare "$b" "$dir/other.json" -- "$dir/new.json"
expect "an operation in another unit" 2 'not comparable: map_perf/a is in ns' $r compare "$b" "$dir/other.json"
made other "op('map_perf/a')['better'] = 'higher'"
expect "an operation whose more is better" 2 'not comparable: map_perf/a' $r compare "$b" "$dir/other.json"

# What explains changes.
made env "env['config_hash'] = 'crc32:2'" "env['mitigations']['mds'] = 'Mitigation: x'" "env['libbpf'] = 'v1.5'"
expect "another configuration" 0 '^  config_hash: crc32:00000001 -> crc32:2$' $r compare "$b" "$dir/env.json"
expect "another mitigation" 0 '^  mitigations mds: \(not known\) -> Mitigation: x$' $r compare "$b" "$dir/env.json"
expect "another libbpf" 0 '^  libbpf: v1.4 -> v1.5$' $r compare "$b" "$dir/env.json"

core="env['cpu_type'] = 'core'" khz="env['cpu_max_khz'] = 5400000"
made core "$core" "$khz" "env['memory_bytes'] = 1"
made atom "run['cpu'] = 19" "env['cpu_type'] = 'atom'" "env['cpu_max_khz'] = 3800000" "env['memory_bytes'] = 2"
expect "another CPU" 0 '^  cpu: 1 -> 19$' $r compare "$dir/core.json" "$dir/atom.json"
expect "of another type" 0 '^  cpu_type: core -> atom$' $r compare "$dir/core.json" "$dir/atom.json"
expect "of another frequency" 0 '^  cpu_max_khz: 5400000 -> 3800000$' $r compare "$dir/core.json" "$dir/atom.json"
rest="env['cpu_quota']" line="env['cmdline']"
made limited "$rest = 0.2" "$line = 'BOOT_IMAGE=/a quiet pti=on x=1'" "env['lockdown'] = 'none'" "env['bpf_programs'] = 3" "env['host_id'] = 'aa'" "env['cpus_possible'] = 2" "env['throttled_periods'] = 4"
made unlimited "$rest = None" "$line = 'BOOT_IMAGE=/b quiet x=11 mitigations=off pti=on'" "env['lockdown'] = 'integrity'" "env['bpf_programs'] = 9" "env['host_id'] = 'bb'" "env['cpus_possible'] = 8" "env['throttled_periods'] = 0"
made throttled "$rest = 0.2" "env['throttled_periods'] = 7"
for line in 'cpu_quota: 0.2[0-9]* -> \(not known\)' 'cmdline: x=1 -> x=11 mitigations=off' 'lockdown: none -> integrity' 'bpf_programs: 3 -> 9' \
	'host_id: aa -> bb' 'cpus_possible: 2 -> 8' 'throttled_periods: 4 -> 0'; do
	expect "a difference: ${line%%:*}" 0 "^  $line\$" $r compare "$dir/limited.json" "$dir/unlimited.json"
done
unsaid() {
	! $r compare "$1" "$2" | grep -E "$3"
}
check "what one file does not tell is no difference" unsaid "$b" "$dir/atom.json" cpu_type
check "nor is how often a quota stopped both" unsaid "$dir/limited.json" "$dir/throttled.json" throttled_
check "nor is what explains no change" unsaid "$dir/core.json" "$dir/atom.json" memory

made build1 "env['kernel_version'] = '#1 SMP'"
made build2 "env['kernel_version'] = '#2 SMP'"
made built1 "env['kernel_version'] = '#1 SMP'" "env['kernel_build_id'] = 'aa'"
made built2 "env['kernel_version'] = '#1 SMP'" "env['kernel_build_id'] = 'bb'"
expect "another build of a release" 0 '^  kernel_version: #1 SMP -> #2 SMP$' $r compare "$dir/build1.json" "$dir/build2.json"
expect "by its id" 0 '^  kernel_build_id: aa -> bb$' $r compare "$dir/built1.json" "$dir/built2.json"
expect "two builds are no side" 2 'one side of the comparison, but differ in kernel_version' $r compare "$b" -- "$dir/build1.json" "$dir/build2.json"
expect "nor with one between that does not tell" 2 'but differ in kernel_build_id' \
	$r compare "$b" -- "$dir/build1.json" "$dir/built1.json" "$dir/built2.json"
expect "what does not tell its build may be one" 0 ' 7 unchanged' $r compare "$b" -- "$b" "$dir/built1.json"
check "of another release, the build is no difference" unsaid "$dir/build1.json" "$dir/new.json" kernel_

made moved "env['cpu_model'] = 'Another CPU'"
made moved2 "$new" "env['mitigations']['l1tf'] = 'Mitigation: x'"
expect "a boot on another machine" 0 '/moved.json, not as .*/good.json: cpu_model: A CPU -> Another CPU$' $r compare "$b" "$dir/moved.json" -- "$dir/new.json"
expect "a new boot with other mitigations" 0 '/moved2.json, not as .*/new.json: mitigations l1tf: Not affected -> Mitigation: x$' $r compare "$b" -- "$dir/new.json" "$dir/moved2.json"

# A workload.
printf '# mine\nmap_perf/a 1000000 # lookups\nmap_perf/b 5e3\n' >"$dir/rates.txt"
expect "--events: CPU seconds a day" 1 '^map_perf/a +1000000 +\+1[23][0-9]\.[0-9] \[.*\] CPU s per day, \+0\.15[0-9]+ % of a core$' \
	$r compare --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "what did not change costs nothing" 1 '^map_perf/b +5000 +~$' $r compare --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "--events is no row of --csv" 2 'events is text, which no reader of --csv takes' $r compare --csv --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "an operation that --only leaves out" 2 'line 2: map_perf/a is no operation in ns of these results, or not one of --only' \
	$r compare --only /b --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "instructions are no time" 2 'instructions are not time' $r compare --events "$dir/rates.txt" "$dir/i1.json" "$dir/i2.json"
printf 'map_perf/none 5\n' >"$dir/rates.txt"
expect "an operation that was not measured" 2 'line 1: map_perf/none is no operation in ns' $r compare --events "$dir/rates.txt" "$b" "$b"
for line in 'map_perf/a' 'map_perf/a x' 'map_perf/a -5' 'map_perf/a nan' 'map_perf/a 1 2'; do
	printf '\n%s\n' "$line" >"$dir/rates.txt"
	expect "a rate that is none: $line" 2 'rates.txt:2: expected' $r compare --events "$dir/rates.txt" "$b" "$b"
done

huge() {
	made huge "results = [dict(result('test/op_%d' % i, 20 + i), name='test/op_%d' % i) for i in range(500)]" \
		"for x in results: x['rounds'] = x['rounds'] * 2; x['quiet_rounds'] = [True] * 26"
}
huge
fast() {
	# Of the processor: others may be using it, too.
	local took TIMEFORMAT='%U %S'
	took=$( { time $r compare "$dir/huge.json" "$dir/huge.json" >/dev/null; } 2>&1)
	echo "$took s"
	awk '{ exit !($1 + $2 <= 0.2) }' <<<"$took"
}
check "500 operations take at most 0.2 s" at_best fast

# What a processor counted is compared beside the time, in a unit of its own.
hw="def hw(insns): return {'cycles': insns / 2, 'cycles_ci': [insns / 2, insns / 2], 'insns': insns, 'insns_ci': [insns - 0.2, insns + 0.2], 'ipc': 2, 'rounds': [insns + 0.01 * i for i in range(-6, 7)], 'source': 'test run', 'event': 'cpu-cycles,instructions'}"
made counted "$hw" "op('map_perf/a')['hw'] = hw(90)"
made counted3 "$new" "$hw" "op('map_perf/a')['hw'] = hw(93)"
made uncounted "$new" "op('map_perf/a')['hw'] = {'reason': 'others had the counters'}"
check "a file with counts keeps the schema" tests/schema.py "$dir/counted.json"
check "and one without, with the reason" tests/schema.py "$dir/uncounted.json"
expect "3 instructions more are worse, where the time is not" 1 '^map_perf/a.hw_insns +hw_insns +90.0 +93.0 +\+3.3 % .* worse$' \
	$r compare "$dir/counted.json" "$dir/counted3.json"
expect "the same is not" 0 ': 0 slower, 0 faster, 8 unchanged' $r compare "$dir/counted.json" "$dir/counted.json"
expect "what one side did not count is not missing there" 0 ': 0 slower, 0 faster, 7 unchanged, 0 only in one' \
	$r compare "$dir/counted.json" "$dir/uncounted.json"
expect "bounds pins it in that unit" 0 '^map_perf/a +<= 99.22 hw_insns' $r bounds "$dir/counted.json"
expect "it is no operation more" 0 '7 operations measured' $r md "$dir/counted.json"

# Figures in core cycles: another frequency is no change, another state cannot be compared.
made core "core(0.28)"
made turbo "$new" "core(0.30)"
made cycles "$new" "scale('map_perf/a', 1.05)" "core(0.30)"
made shared "$new" "core(0.28, 'shared', ['map_perf/a'])" "scale('map_perf/a', 1.6)" "core(0.28, names=['map_perf/b'])"
made timed "$new"
check "the core is in the schema" tests/schema.py "$dir/turbo.json"
expect "a lower frequency is no change" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/core.json" "$dir/turbo.json"
expect "nor is a higher one" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/turbo.json" "$dir/core.json"
expect "more cycles are, in ns of the old run's frequency" 1 '^map_perf/a +ns +30\.[0-9] +31\.[0-9] +\+5\.0 % .*slower$' \
	$r compare "$dir/core.json" "$dir/cycles.json"
expect "boots at two frequencies are one side" 1 '^map_perf/a +ns +30\.[0-9] +31\.[0-9] +\+5\.0 % .*slower$' \
	$r compare "$dir/core.json" -- "$dir/cycles.json" "$dir/cycles.json"
expect "a shared core is not compared with an exclusive one" 0 \
	'^map_perf/a .* unsure +the core was exclusive in the old run, shared in the new one$' $r compare --all "$dir/core.json" "$dir/shared.json"
expect "figures in time with those in cycles as they are" 0 ': 0 slower, 0 faster, 7 unchanged' \
	$r compare "$dir/timed.json" "$dir/core.json"
