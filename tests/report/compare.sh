# shellcheck shell=bash disable=SC2154,SC2086,SC2016
# SPDX-License-Identifier: GPL-2.0-only
# Checks what compare reports, and its exit status.


expect "the verdict is one line" 0 \
	'^[A-Z ()0-9a-z,%/_.:;-]*6.12.107 against 6.1.192: 0 slower, 0 faster, 7 unchanged, 0 only in one, 0 too noisy to say$' $r compare "$b" "$dir/new.json"
first() {
	[ "$($r compare "$@" | head -n 1 | cut -d: -f1-2)" = "WORSE: 6.12.107 against 6.1.192" ]
}
check "the verdict is the first line" first "$b" "$dir/slower.json"
expect "an increase of 5 % is slower" 1 '^map_perf/a +ns +30\.[0-9] +31\.[0-9] +\+5\.0 % \[\+[0-9.]+, \+[0-9.]+\] +[0-9e.-]+ \([0-9e.-]+\) +slower$' \
	$r compare "$b" "$dir/slower.json"
expect "a decrease of 10 % is faster" 0 ': 0 slower, 1 faster, 6 unchanged' $r compare "$b" "$dir/faster.json"
expect "each test has a geometric mean" 1 '^geometric mean  map_perf .*: \+1\.[0-9]+ % \(3 operations\)' $r compare "$b" "$dir/slower.json"
expect "an unchanged operation has a ~" 0 '^map_perf/b .* ~ +[0-9.e-]+ \(1\) +~$' $r compare --all "$b" "$dir/new.json"
expect "--only selects operations" 0 ': 0 slower, 0 faster, 2 unchanged' $r compare --only '/[bc]$' "$b" "$dir/slower.json"
expect "--threshold hides smaller changes" 0 ': 0 slower' $r compare --threshold 6% "$b" "$dir/slower.json"
made factor "op('map_perf/c').update(unit='x', better='higher')" "scale('map_perf/c', 0.0015)"
made factor2 "$new" "op('map_perf/c').update(unit='x', better='higher')" "scale('map_perf/c', 0.001)"
expect "--min-delta 1ns applies only to ns" 1 '^map_perf/c +x .*-33.3 % .* worse$' $r compare --min-delta 1ns "$dir/factor.json" "$dir/factor2.json"
expect "--min-delta without a unit applies to every unit" 0 ': 0 slower' $r compare --min-delta 1 "$dir/factor.json" "$dir/factor2.json"
expect "--min-delta hides smaller changes" 0 ': 0 slower' $r compare --min-delta 2ns "$b" "$dir/slower.json"
expect "--fdr limits the share of false changes" 0 ': 0 slower' $r compare --fdr 1e-12 "$b" "$dir/slower.json"
expect "options may follow the files" 0 ': 0 slower' $r compare "$b" "$dir/slower.json" --threshold=6
made tiny "$new" "scale('helper_perf/e', 1.5)"
expect "a large share of a tiny figure is no change" 0 ': 0 slower' $r compare "$b" "$dir/tiny.json"
expect "each of several new sides has a column" 1 '^map_perf/a +ns +30.. +31.. +\+5.0 % \[.*\] +27.. +-10.0 % \[' \
	$r compare "$b" "$dir/slower.json" "$dir/faster.json"
expect "each of several new sides has a verdict" 1 '^[A-Z ()0-9a-z,%/_.:;-]*6.12.107 .faster. against 6.1.192: 0 slower, 1 faster' $r compare "$b" "$dir/slower.json" "$dir/faster.json"
expect "a side may have several boots" 1 '^map_perf/a .*slower$' $r compare "$b" "$b" -- "$dir/slower.json" "$dir/slower.json"
made few4 "for x in results: x['rounds'] = x['rounds'][:4]; x['quiet_rounds'] = [True] * 4"
made few4s "$new" "scale('map_perf/a', 1.3)" "for x in results: x['rounds'] = x['rounds'][:4]; x['quiet_rounds'] = [True] * 4"
thrice="$dir/few4.json $dir/few4.json $dir/few4.json -- $dir/few4s.json $dir/few4s.json $dir/few4s.json"
expect "a file that is given three times counts as one boot" 0 ' unsure +4 and 4 rounds are too few' $r compare --unsure $thrice
expect "compare reports the duplicate file" 0 'few4s.json: duplicate of an earlier file; counted once$' $r compare $thrice
expect "md reports the duplicate file, too" 0 'few4.json`: duplicate of an earlier file; counted once$' $r md $thrice
expect "html marks the duplicate file" 0 '"repeated":true' $r html $thrice
expect "boots of two kernels cannot be one side" 2 'cannot be one side of the comparison: they differ in kernel_release' \
	$r compare "$b" "$dir/new.json" -- "$dir/slower.json"
expect "an empty side is refused" 2 'one side of -- has no file' $r compare "$b" --
expect "a single file is refused" 2 'nothing to compare with' $r compare "$b"
expect "an invalid threshold is refused" 2 "is not a number of 0 or more" $r compare --threshold x "$b" "$b"
expect "an invalid rate is refused" 2 "is not a share" $r compare --fdr 2 "$b" "$b"
expect "an invalid expression is refused" 2 "^report_progs: --only \(: " $r compare --only '(' "$b" "$b"
expect "--version shows that of the sources" 0 "^report_progs $(cat build/version)\$" $r --version
expect "a message begins with the name of the program" 2 "^report_progs: $dir/none.json: " $r compare "$b" "$dir/none.json"
cp report_progs "$dir/other_name"
expect "a program that is called otherwise says so" 2 "^other_name: $dir/none.json: " "$dir/other_name" compare "$b" "$dir/none.json"
expect "so does its usage" 2 "^other_name compare: " "$dir/other_name" compare --bogus
expect "an unknown command is refused" 2 "there is no command 'bogus'" $r bogus
expect "a missing command is refused" 2 'no command is given' $r
expect "--help lists the commands" 0 '^  compare BASE' $r --help
expect "a failed write to standard output is an error" 2 'standard output cannot be written' bash -c "$r compare '$b' '$b' >/dev/full"
sorted() {
	made many "$new" "scale('map_perf/a', 1.05)" "scale('map_perf/c', 1.5)" "scale('map_perf/b', 0.2)"
	[ "$($r compare "$b" "$dir/many.json" | grep -o '^map_perf/.' | tr '\n' ' ')" = "map_perf/c map_perf/a map_perf/b " ]
}
check "the worst change is the first row" sorted
expect "--csv has a line with the verdict for each operation" 1 '^map_perf/a,ns,"6.1.192","6.12.107",30.*,slower,"",""$' $r compare --csv "$b" "$dir/slower.json"

# Other changes than latency.
made skipped "$new" "skip('map_perf/a', 'attaching failed: Permission denied')"
expect "an operation that no longer attaches is worse" 1 ', 1 no longer works$' $r compare "$b" "$dir/skipped.json"
expect "an operation that no longer attaches has the reason" 1 '^map_perf/a .*SKIP.*BROKEN +attaching failed: Permission denied$' $r compare "$b" "$dir/skipped.json"
made failed "$new" "skip('map_perf/a', 'it does not load', 'fail')"
expect "an operation that was skipped and now fails is worse" 1 '1 no longer works' $r compare "$dir/skipped.json" "$dir/failed.json" --only a || true
expect "an operation that works again is not worse" 0 '1 works again' $r compare "$dir/failed.json" "$dir/new.json"
# The cause decides, never the words of the reason: these say "left out of --quick".
for cause in left-out time-up interrupted not-told machine clock; do
	made cause "$new" "skip('map_perf/a', 'no words', cause='$cause')"
	expect "a missing figure with the cause $cause is not broken" 0 '1 only in one' $r compare "$b" "$dir/cause.json"
done
for cause in missing forbidden wrong; do
	made cause "$new" "skip('map_perf/a', 'left out of --quick runs: it takes too long', cause='$cause')"
	expect "a missing figure with the cause $cause is broken" 1 '1 no longer works' $r compare "$b" "$dir/cause.json"
done
# Files of earlier versions have no cause.
made old "$new" "skip('map_perf/a', 'not told: this kernel only says what keys and values take')"
expect "an old file's words are its cause" 0 '1 only in one' $r compare "$b" "$dir/old.json"
made untold "$new" "skip('load_perf/bytes', 'this kernel only says what keys and values take', cause='not-told')"
expect "a figure that the kernel does not report is not broken" 0 '1 only in one' $r compare "$b" "$dir/untold.json"
made died "skip('map_perf/a', 'it does not load', 'fail')"
expect "new errors are worse" 1 '^map_perf/b .*12 of 100000 operations went wrong and none before' $r compare "$b" "$dir/errors.json"
made memory "$new" "scale('load_perf/bytes', 1.25)"
expect "an increase of memory is worse" 1 '^load_perf/bytes +bytes +4096 +5120 +\+25.0 % .* exact +worse$' $r compare "$b" "$dir/memory.json"
made grown "$new" "scale('load_perf/bytes', 20)"
expect "nobody thinks in thousands of percent" 1 '^load_perf/bytes +bytes +4096 +81920 +x20 +worse$' env COLUMNS=80 $r compare "$b" "$dir/grown.json"
made rate "op('map_perf/c').update(unit='events/s', better='higher')"
made rates "$new" "op('map_perf/c').update(unit='events/s', better='higher')" "scale('map_perf/c', 0.8)"
expect "fewer events per second are worse" 1 '^map_perf/c +events/s .*-20.0 % .* worse$' $r compare "$dir/rate.json" "$dir/rates.json"
expect "more events per second are better" 0 '^map_perf/c +events/s .*\+25.0 % .* better$' $r compare "$dir/rates.json" "$dir/rate.json"

made limit "$new" "op('map_perf/b').update(errors=12, verdict='fail', reason='breaks its limit', limit='<= 1 ns')"
expect "new errors of an operation that breaks its limit are reported" 1 '^map_perf/b .*12 of 100000 operations went wrong and none before' $r compare "$b" "$dir/limit.json"
made errors2 "$new" "op('map_perf/b')['errors'] = 12" "scale('map_perf/b', 1.002)"
expect "errors do not count as a cost" 1 '^map_perf/b .* worse +12 of 100000' $r compare "$b" "$dir/errors2.json"
printf 'map_perf/b 5000\n' >"$dir/rates.txt"
expect "errors do not add to the cost of a workload" 1 '^map_perf/b +5000 +worse$' $r compare --events "$dir/rates.txt" "$b" "$dir/errors2.json"
expect "an operation that fails in one of two boots is broken" 1 '^map_perf/a .* BROKEN +in 1 of 2 boots: it does not load$' $r compare "$b" -- "$dir/new.json" "$dir/failed.json"
made quick "$new" "skip('map_perf/a', 'left out of --quick runs: it takes too long', cause='left-out')"
expect "an operation that one boot left out and another could not load is broken" 1 '1 no longer works$' $r compare "$b" -- "$dir/quick.json" "$dir/skipped.json"
expect "an operation that failed before, too, is unchanged" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/died.json" "$b" -- "$dir/new.json" "$dir/failed.json"

# With several sides there is no column for the verdict.
made mixed "env['kernel_release'] = '6.13'" "scale('map_perf/c', 1.5)" "op('map_perf/c').update(imprecise=True)" \
	"skip('map_perf/a', 'attaching failed: Permission denied')" "op('map_perf/b')['errors'] = 500"
mixed="--unsure $b $dir/new.json $dir/mixed.json"
expect "with several sides an unsure change is marked" 1 '^map_perf/c .* ~ +15.. +\+50.0 % \[.*\] unsure$' $r compare $mixed
expect "with several sides an unsure change has the reason" 1 '^  6.13: map_perf/c: unsure: the interval is too wide to judge in the new run$' $r compare $mixed
expect "with several sides a broken operation is marked" 1 '^map_perf/a .* ~ +SKIP +BROKEN$' $r compare $mixed
expect "with several sides a broken operation has the reason" 1 '^  6.13: map_perf/a: BROKEN: attaching failed: Permission denied$' $r compare $mixed
expect "with several sides new errors are reported" 1 '^  6.13: map_perf/b: worse: 500 of 100000 operations went wrong and none before$' $r compare $mixed

# Changes without a verdict.
made noisy "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a').update(imprecise=True)"
expect "an imprecise figure is too noisy for a verdict" 0 '1 too noisy to say' $r compare "$b" "$dir/noisy.json"
made disturbed "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a').update(quiet=0.1, ci=[38, 41])"
expect "a run that was disturbed throughout is unsure" 0 'unsure +only 10 % of the samples were undisturbed' $r compare --unsure "$b" "$dir/disturbed.json"
made lucky "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a')['rounds'][0] = 30"
expect "a single lucky round does not hide a change" 1 '^map_perf/a .* slower$' $r compare "$b" "$dir/lucky.json"
made half "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a')['rounds'][:2] = [30, 30]"
expect "a change without slower best rounds is unsure" 0 'unsure +the best rounds are alike' $r compare --unsure "$b" "$dir/half.json"
few="for x in results: x['rounds'] = x['rounds'][:4]; x['quiet_rounds'] = [True] * 4"
made few "$few"
made fewer "$new" "scale('map_perf/a', 1.3)" "$few"
expect "a change with too few rounds is unsure" 0 'unsure +4 and 4 rounds are too few to be significant' $r compare --unsure "$dir/few.json" "$dir/fewer.json"
expect "compare counts the operations with too few rounds" 0 '5 unchanged operations have too few rounds' $r compare "$dir/few.json" "$dir/fewer.json"
made incomplete "$new" "run['incomplete'] = True"
expect "an interrupted run is marked" 0 'incomplete.json: INCOMPLETE' $r compare "$b" "$dir/incomplete.json"

# Counted instructions.
made i1 "insns()"
made i2 "$new" "insns()" "scale('helper_perf/d', 26 / 25)"
expect "an increase by one instruction is slower" 1 '^helper_perf/d +insns +25.0 +26.0 +\+4.0 % \[\+4.0, \+4.0\] +exact +slower$' $r compare "$dir/i1.json" "$dir/i2.json"
# The first round may be dearer: one round is no figure, whichever side has it.
made i1_few "insns()" "op('helper_perf/d').update(unsettled=True)"
made i2_few "$new" "insns()" "scale('helper_perf/d', 26 / 25)" "op('helper_perf/d').update(unsettled=True)"
for pair in i1,i2_few,new i1_few,i2,old i1_few,i2_few,new; do
	IFS=, read -r old newer whose <<<"$pair"
	expect "$old against $newer: too few rounds are no verdict" 0 "^helper_perf/d .*too few rounds in the $whose run" \
		$r compare --unsure "$dir/$old.json" "$dir/$newer.json"
done
expect "only the changed operation is slower" 1 ': 1 slower, 0 faster, 6 unchanged' $r compare "$dir/i1.json" "$dir/i2.json"
expect "equal figures are unchanged" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/i1.json" "$dir/i1.json"

expect "a difference of 0 is no change, even with thresholds of 0" 0 ': 0 slower, 0 faster, 7 unchanged' \
	$r compare --min-delta 0 --threshold 0 "$dir/i1.json" "$dir/i1.json"
made i140 "insns()" "op('helper_perf/d').update(value=140, ci=[140] * 2, rounds=[140] * 3)"
made i147 "insns()" "op('helper_perf/d').update(value=147, ci=[147] * 2, rounds=[147] * 3)"
expect "a change of exactly the threshold counts" 1 ': 1 slower' $r compare --threshold 5% "$dir/i140.json" "$dir/i147.json"

# A single round of an operation that waits for the rest of the kernel shows no variation.
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
expect "4 % of a million instructions in one round are no change" 0 ': 0 slower' $r compare "$dir/once.json" "$dir/once4.json"
expect "a smaller threshold does not change that" 0 ': 0 slower' $r compare --threshold 1% "$dir/once.json" "$dir/once4.json"
expect "more rounds on one side do not change that" 0 ': 0 slower' $r compare "$dir/thrice.json" "$dir/once4.json"
expect "6 % of a million instructions are a change" 1 ': 1 slower' $r compare "$dir/once.json" "$dir/once6.json"
expect "4 % are a change if three rounds repeat on both sides" 1 ': 1 slower' $r compare "$dir/thrice.json" "$dir/thrice4.json"
expect "a smaller change counts if the operation does not wait" 1 ': 1 slower' $r compare "$dir/short.json" "$dir/short1.json"

# Figures that are missing, imprecise or not comparable.
made busy "$new" "op('map_perf/a').update(verdict='skip', reason='not this time: cannot offer so much', cause='not-this-time')" "[op('map_perf/a').pop(k) for k in ('value', 'ci', 'median', 'rounds', 'quiet_rounds') if k in op('map_perf/a')]"
expect "an operation that could not be measured this time is unsure" 0 '^map_perf/a .* unsure +not this time: cannot offer' $r compare --unsure "$b" "$dir/busy.json"
for kind in html md $formats; do
	check "$kind accepts an operation that could not be measured this time" $r $kind "$b" "$dir/busy.json"
done
made shaky "$new" "scale('map_perf/a', 1.05)" "op('map_perf/a').update(ci=[op('map_perf/a')['value'] * f for f in (0.97, 1.03)])"
expect "a change that the interval nearly reaches is unsure" 0 ' unsure +the change is under 2.5 half-intervals' $r compare --unsure "$b" "$dir/shaky.json"
# Rounds that vary by as much as the runs differ: each run is narrow, at its own place.
spread() {
	made "$1" "$new" "op('map_perf/a').update(value=$2, ci=[$2 - 0.3, $2 + 0.3], rounds=[$2 + (i - 6) * $3 for i in range(13)])"
}
for change in "0.5 33.3 0.5 unsure" "0.5 29.9 0.01 ~" "0.5 37 0.5 slower" "0.2 33.3 0.2 slower" "0.5 33.3 0.2 unsure" "0.2 26.5 0.7 unsure"; do
	read -r by value other word <<<"$change"
	spread apart1 30 "$by"
	spread apart2 "$value" "$other"
	expect "13 rounds $by apart around 30, and $other apart around $value: $word" "$([ "$word" = slower ] && echo 1 || echo 0)" \
		"^map_perf/a .* ($([ "$word" = unsure ] && echo 'unsure +the rounds of one run vary by as much' || echo "$word"))" \
		$r compare --all "$dir/apart1.json" "$dir/apart2.json"
done
for_rounds() {
	made "$1" "insns()" "op('helper_perf/d').update(imprecise=True, value=$2, ci=[$2 - 5, $2 + 5], rounds=[$2 - 5, $2, $2 + $3])"
}
for_rounds w1 25 5
for_rounds w2 36 6
for_rounds w3 50 6
expect "imprecise instructions that lie slightly apart are unsure" 0 ' unsure +the interval is too wide' $r compare --unsure "$dir/w1.json" "$dir/w2.json"
expect "imprecise instructions that lie far apart are slower" 1 '^helper_perf/d .* exact +slower$' $r compare "$dir/w1.json" "$dir/w3.json"
# The rounds have two modes, and the lower one equals the other side's except for the last digits.
modes() {
	made "$1" "insns()" "op('helper_perf/d').update(value=$2, ci=[20, 40], rounds=[$3], quiet_rounds=[True] * len([$3]))"
}
modes m1 25 25,25,25
modes m2 28 25.001,25.001,28,35,35,35,35,35,35
modes m3 28 26,26,28,35,35,35,35,35,35
expect "rounds that differ by a thousandth of an instruction overlap" 0 ': 0 slower' $r compare "$dir/m1.json" "$dir/m2.json"
expect "rounds that do not overlap are slower" 1 '^helper_perf/d .* exact +slower$' $r compare "$dir/m1.json" "$dir/m3.json"
made elsewhere "[r.update(name=r['name'] + '_x') for r in results]"
expect "files without a common operation are refused" 2 'not comparable: .* have no common operation' $r compare "$b" "$dir/elsewhere.json"
expect "another unit is refused" 2 'not comparable: unit ns against unit insns' $r compare "$b" "$dir/i1.json"
expect "the error names the two files" 2 'unit ns against unit insns \(.*/good.json against .*/i2.json\)$' $r compare "$b" "$dir/new.json" "$dir/i2.json"
made other "env['arch'] = 'aarch64'"
expect "another architecture is refused" 2 'not comparable: arch x86_64 against arch aarch64' $r compare "$b" "$dir/other.json"
made other "env['accelerator'] = 'tcg'"
expect "another accelerator is refused" 2 'not comparable: accelerator kvm against accelerator tcg' $r compare "$b" "$dir/other.json"
made other "insns()" "env['vm']['mode'] = 'tcg'"
expect "boots of two modes cannot be one side" 2 'cannot be one side of the comparison: they differ in mode$' $r compare "$dir/i1.json" "$dir/other.json" -- "$dir/i2.json"
expect "another mode is refused" 2 'not comparable: mode icount against mode tcg' $r compare "$dir/i1.json" "$dir/other.json"
made other "op('map_perf/a')['unit'] = 'bytes'"
expect "boots with different units of an operation cannot be one side" 2 'good.json and .*/other.json cannot be one side of the comparison: they differ in the unit of map_perf/a$' \
	$r compare "$b" "$dir/other.json" -- "$dir/new.json"
expect "an operation in another unit is refused" 2 'not comparable: map_perf/a is in ns' $r compare "$b" "$dir/other.json"
made other "op('map_perf/a')['better'] = 'higher'"
expect "an operation with another direction is refused" 2 'not comparable: map_perf/a' $r compare "$b" "$dir/other.json"

# Differences of the environment that may explain changes.
made env "env['config_hash'] = 'crc32:2'" "env['mitigations']['mds'] = 'Mitigation: x'" "env['libbpf'] = 'v1.5'"
expect "another configuration is shown" 0 '^  config_hash: crc32:00000001 -> crc32:2$' $r compare "$b" "$dir/env.json"
expect "another mitigation is shown" 0 '^  mitigations mds: \(not known\) -> Mitigation: x$' $r compare "$b" "$dir/env.json"
expect "another libbpf is shown" 0 '^  libbpf: v1.4 -> v1.5$' $r compare "$b" "$dir/env.json"

core="env['cpu_type'] = 'core'" khz="env['cpu_max_khz'] = 5400000"
made core "$core" "$khz" "env['memory_bytes'] = 1"
made atom "run['cpu'] = 19" "env['cpu_type'] = 'atom'" "env['cpu_max_khz'] = 3800000" "env['memory_bytes'] = 2"
expect "another CPU is shown" 0 '^  cpu: 1 -> 19$' $r compare "$dir/core.json" "$dir/atom.json"
expect "another type of CPU is shown" 0 '^  cpu_type: core -> atom$' $r compare "$dir/core.json" "$dir/atom.json"
expect "another frequency of the CPU is shown" 0 '^  cpu_max_khz: 5400000 -> 3800000$' $r compare "$dir/core.json" "$dir/atom.json"
rest="env['cpu_quota']" line="env['cmdline']"
made limited "$rest = 0.2" "$line = 'BOOT_IMAGE=/a quiet pti=on x=1'" "env['lockdown'] = 'none'" "env['bpf_programs'] = 3" "env['host_id'] = 'aa'" "env['cpus_possible'] = 2" "env['throttled_periods'] = 4"
made unlimited "$rest = None" "$line = 'BOOT_IMAGE=/b quiet x=11 mitigations=off pti=on'" "env['lockdown'] = 'integrity'" "env['bpf_programs'] = 9" "env['host_id'] = 'bb'" "env['cpus_possible'] = 8" "env['throttled_periods'] = 0"
made throttled "$rest = 0.2" "env['throttled_periods'] = 7"
for line in 'cpu_quota: 0.2[0-9]* -> \(not known\)' 'cmdline: x=1 -> x=11 mitigations=off' 'lockdown: none -> integrity' 'bpf_programs: 3 -> 9' \
	'host_id: aa -> bb' 'cpus_possible: 2 -> 8' 'throttled_periods: 4 -> 0'; do
	expect "a difference of ${line%%:*} is shown" 0 "^  $line\$" $r compare --across-hosts "$dir/limited.json" "$dir/unlimited.json"
done
unsaid() {
	! $r compare "$1" "$2" | grep -E "$3"
}
check "a field that one file lacks is no difference" unsaid "$b" "$dir/atom.json" cpu_type
check "the number of throttled periods is no difference if both have some" unsaid "$dir/limited.json" "$dir/throttled.json" throttled_
check "a field that explains no change is not shown" unsaid "$dir/core.json" "$dir/atom.json" memory

made build1 "env['kernel_version'] = '#1 SMP'"
made build2 "env['kernel_version'] = '#2 SMP'"
made built1 "env['kernel_version'] = '#1 SMP'" "env['kernel_build_id'] = 'aa'"
made built2 "env['kernel_version'] = '#1 SMP'" "env['kernel_build_id'] = 'bb'"
expect "another build of a release is shown" 0 '^  kernel_version: #1 SMP -> #2 SMP$' $r compare "$dir/build1.json" "$dir/build2.json"
expect "another build is recognized by its id" 0 '^  kernel_build_id: aa -> bb$' $r compare "$dir/built1.json" "$dir/built2.json"
expect "two builds cannot be one side" 2 'cannot be one side of the comparison: they differ in kernel_version' $r compare "$b" -- "$dir/build1.json" "$dir/build2.json"
expect "a file without a build between them does not make them one side" 2 'they differ in kernel_build_id' \
	$r compare "$b" -- "$dir/build1.json" "$dir/built1.json" "$dir/built2.json"
expect "a file without a build can be a boot of any build" 0 ' 7 unchanged' $r compare "$b" -- "$b" "$dir/built1.json"
check "the build is no difference if the releases differ" unsaid "$dir/build1.json" "$dir/new.json" kernel_

made moved "env['cpu_model'] = 'Another CPU'"
made moved2 "$new" "env['mitigations']['l1tf'] = 'Mitigation: x'"
expect "a boot on another machine is refused" 2 'good.json and .*/moved.json cannot be one side of the comparison: they differ in cpu_model: --across-hosts' \
	$r compare "$b" "$dir/moved.json" -- "$dir/new.json"
expect "with --across-hosts it is shown" 0 '/moved.json differs from .*/good.json: cpu_model: A CPU -> Another CPU$' \
	$r compare --across-hosts "$b" "$dir/moved.json" -- "$dir/new.json"
expect "a new boot with other mitigations is shown" 0 '/moved2.json differs from .*/new.json: mitigations l1tf: Not affected -> Mitigation: x$' $r compare "$b" -- "$dir/new.json" "$dir/moved2.json"

# The cost for a workload.
printf '# mine\nmap_perf/a 1000000 # lookups\nmap_perf/b 5e3\n' >"$dir/rates.txt"
expect "--events shows CPU seconds per day" 1 '^map_perf/a +1000000 +\+1[23][0-9]\.[0-9] \[.*\] CPU s per day, \+0\.15[0-9]+ % of a core$' \
	$r compare --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "an unchanged operation has no cost" 1 '^map_perf/b +5000 +~$' $r compare --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "--events and --csv cannot be combined" 2 'csv and --events cannot be combined' $r compare --csv --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "--events refuses an operation that --only leaves out" 2 'line 2: map_perf/a is not an operation in ns of these results, or --only leaves it out' \
	$r compare --only /b --events "$dir/rates.txt" "$b" "$dir/slower.json"
expect "--events refuses counted instructions" 2 'these results count instructions: --insn-ns tells' $r compare --events "$dir/rates.txt" "$dir/i1.json" "$dir/i2.json"
printf 'helper_perf/d 1000000\n' >"$dir/insn-rates.txt"
expect "--events: unless it is told how long one takes" 1 '^helper_perf/d +1000000 +\+21\.6 \[.*\] CPU s per day, \+0\.025 % of a core$' \
	$r compare --insn-ns 0.25 --events "$dir/insn-rates.txt" "$dir/i1.json" "$dir/i2.json"
expect "--events: half the time an instruction, half the cost" 1 '^together .*\+10\.8 \[' \
	$r compare --insn-ns 0.125 --events "$dir/insn-rates.txt" "$dir/i1.json" "$dir/i2.json"
# A measured pair in place of --insn-ns: of an operation its own ratio, else the median of all.
made pair_insns "insns()" "[r.update(value=r['value'] * 4, ci=[v * 4 for v in r['ci']], rounds=[v * 4 for v in r['rounds']]) for r in results if r['unit'] == 'insns']" "skip('map_perf/b', 'why')"
made pair_ns "env['kernel_version'] = '#1'"
made pair_other "env['kernel_release'] = '6.2'"
pair=(--pair "$dir/pair_ns.json" --pair "$dir/pair_insns.json")
printf 'helper_perf/d 1000000\n' >"$dir/pair-rates.txt"
expect "--pair: ns of an instruction" 1 '^0\.25[0-9] ns an instruction: median of [0-9] operations \[quartiles 0\.[0-9]+, 0\.[0-9]+\]' \
	$r compare "${pair[@]}" --events "$dir/pair-rates.txt" "$dir/i1.json" "$dir/i2.json"
same_cost() {
	local measured fixed
	measured=$($r compare "${pair[@]}" --events "$dir/pair-rates.txt" "$dir/i1.json" "$dir/i2.json" | sed -n 's/^together .* \([+-][0-9.]*\) \[.*/\1/p')
	fixed=$($r compare --insn-ns 0.25 --events "$dir/pair-rates.txt" "$dir/i1.json" "$dir/i2.json" | sed -n 's/^together .* \([+-][0-9.]*\) \[.*/\1/p')
	echo "$measured by the pair, $fixed by a quarter of a nanosecond"
	awk -v a="$measured" -v b="$fixed" 'BEGIN { exit !(a && b && (a - b) ^ 2 <= (0.03 * b) ^ 2 + 0.01) }'
}
check "--pair: a cost is that of the ratio" same_cost
expect "--pair: the order does not matter" 1 ' ns an instruction: ' $r compare --pair "$dir/pair_insns.json" --pair "$dir/pair_ns.json" \
	--events "$dir/pair-rates.txt" "$dir/i1.json" "$dir/i2.json"
for wrong in "pair_ns pair_ns both in ns" "pair_other pair_insns not of one kernel: they differ in kernel_release" "none pair_insns cannot be read" "bad pair_ns not complete JSON"; do
	read -r one other what <<<"$wrong"
	[ "$one" != bad ] || echo x >"$dir/bad.json"
	expect "--pair: $what" 2 "$what" $r compare --pair "$dir/$one.json" --pair "$dir/$other.json" --events "$dir/pair-rates.txt" "$dir/i1.json" "$dir/i2.json"
done
expect "--pair: one alone" 2 'expected two files, one in ns and one in insns' $r compare --pair "$dir/pair_ns.json" --events "$dir/pair-rates.txt" "$dir/i1.json" "$dir/i2.json"
expect "--insn-ns refuses what is no time" 2 "'fast' is not a time" $r compare --insn-ns fast --events "$dir/insn-rates.txt" "$dir/i1.json" "$dir/i2.json"
printf 'map_perf/a 1000000\n' >"$dir/unsure-rates.txt"
expect "--events: what is unsure costs between nothing and its interval" 0 '^map_perf/a +1000000 +\+0\.0 \[\+0\.0, \+[0-9]+\.[0-9]\] .*\(unsure\)$' \
	$r compare --events "$dir/unsure-rates.txt" "$b" "$dir/noisy.json"
expect "--events: and widens the sum" 0 '^together +\+0\.0 \[\+0\.0, \+[0-9]+\.[0-9]\] ' \
	$r compare --events "$dir/unsure-rates.txt" "$b" "$dir/noisy.json"
printf 'map_perf/none 5\n' >"$dir/rates.txt"
expect "--events refuses an operation that was not measured" 2 'events, line 1: no result is of an operation called map_perf/none' $r compare --events "$dir/rates.txt" "$b" "$b"
for line in 'map_perf/a' 'map_perf/a x' 'map_perf/a -5' 'map_perf/a nan' 'map_perf/a 1 2'; do
	printf '\n%s\n' "$line" >"$dir/rates.txt"
	expect "--events refuses the line: $line" 2 'rates.txt:2: expected' $r compare --events "$dir/rates.txt" "$b" "$b"
done

huge() {
	made huge "results = [dict(result('test/op_%d' % i, 20 + i), name='test/op_%d' % i) for i in range(500)]" \
		"for x in results: x['rounds'] = x['rounds'] * 2; x['quiet_rounds'] = [True] * 26"
}
huge
fast() {
	# CPU time, because other processes may be using the processor.
	local took TIMEFORMAT='%U %S'
	took=$( { time $r compare "$dir/huge.json" "$dir/huge.json" >/dev/null; } 2>&1)
	echo "$took s"
	awk '{ exit !($1 + $2 <= 0.2) }' <<<"$took"
}
check "comparing 500 operations takes at most 0.2 s" at_best fast

# Counted instructions are compared beside the time, in a unit of their own.
hw="def hw(insns): return {'cycles': insns / 2, 'cycles_ci': [insns / 2, insns / 2], 'insns': insns, 'insns_ci': [insns - 0.2, insns + 0.2], 'ipc': 2, 'rounds': [insns + 0.01 * i for i in range(-6, 7)], 'source': 'test run', 'event': 'cpu-cycles,instructions'}"
made counted "$hw" "op('map_perf/a')['hw'] = hw(90)"
made counted3 "$new" "$hw" "op('map_perf/a')['hw'] = hw(93)"
made uncounted "$new" "op('map_perf/a')['hw'] = {'reason': 'others had the counters'}"
check "a file with counts matches the schema" tests/schema.py "$dir/counted.json"
check "a file with the reason for missing counts matches the schema" tests/schema.py "$dir/uncounted.json"
expect "an increase by 3 instructions is worse even if the time is unchanged" 1 '^map_perf/a.hw_insns +hw_insns +90.0 +93.0 +\+3.3 % .* worse$' \
	$r compare "$dir/counted.json" "$dir/counted3.json"
expect "equal counts are unchanged" 0 ': 0 slower, 0 faster, 8 unchanged' $r compare "$dir/counted.json" "$dir/counted.json"
expect "counts that one side lacks are not reported as missing" 0 ': 0 slower, 0 faster, 7 unchanged, 0 only in one' \
	$r compare "$dir/counted.json" "$dir/uncounted.json"
expect "bounds pins counted instructions in their unit" 0 '^map_perf/a +<= 99.22 hw_insns' $r bounds "$dir/counted.json"
expect "counted instructions do not add to the number of operations" 0 '7 operations measured' $r md "$dir/counted.json"

# Figures in core cycles: another frequency is no change, and another state cannot be compared.
made core "core(0.28)"
made turbo "$new" "core(0.30)"
made cycles "$new" "scale('map_perf/a', 1.05)" "core(0.30)"
made shared "$new" "core(0.28, 'shared', ['map_perf/a'])" "scale('map_perf/a', 1.6)" "core(0.28, names=['map_perf/b'])"
made timed "$new"
check "a file with the state of the core matches the schema" tests/schema.py "$dir/turbo.json"
expect "a lower frequency is no change" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/core.json" "$dir/turbo.json"
expect "a higher frequency is no change" 0 ': 0 slower, 0 faster, 7 unchanged' $r compare "$dir/turbo.json" "$dir/core.json"
expect "more cycles are slower, in ns of the old run's frequency" 1 '^map_perf/a +ns +30\.[0-9] +31\.[0-9] +\+5\.0 % .*slower$' \
	$r compare "$dir/core.json" "$dir/cycles.json"
expect "boots at two frequencies can be one side" 1 '^map_perf/a +ns +30\.[0-9] +31\.[0-9] +\+5\.0 % .*slower$' \
	$r compare "$dir/core.json" -- "$dir/cycles.json" "$dir/cycles.json"
expect "a shared core is not compared with an exclusive one" 0 \
	'^map_perf/a .* unsure +the core was exclusive in the old run and shared in the new run$' $r compare --all "$dir/core.json" "$dir/shared.json"
expect "figures in time are compared with figures in cycles" 0 ': 0 slower, 0 faster, 7 unchanged' \
	$r compare "$dir/timed.json" "$dir/core.json"
