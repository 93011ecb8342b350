# shellcheck shell=bash disable=SC2154,SC2086,SC2016
# SPDX-License-Identifier: GPL-2.0-only
# Checks the comparison of verification, and of how many operations go wrong.

made same "$new" "verifier()"
made dearer "$new" "verifier(1.2)"
made more "$new" "verifier(1, 1.2)"
made cheaper "$new" "verifier(0.7)"
b=$dir/base.json
check "the files match the schema" tests/schema.py "$dir/base.json" "$dir/dearer.json"
expect "a verification that takes 20 % longer is slower" 1 \
	'^[A-Z ()0-9a-z,%/_.:;-]*6.12.107 against .*0 slower, .*, verification of helper_perf, map_perf slower$' $r compare "$b" "$dir/dearer.json"
expect "a slower verification has all figures in one line" 1 \
	'^verification    map_perf +6.12.107: 3 programs, 3000 -> 3000 instructions processed \(\+0.0 %\), 1500 -> 1500 bytes of machine code \(\+0.0 %\), [0-9]+ \[[0-9]+, [0-9]+\] -> [0-9]+ \[[0-9]+, [0-9]+\] us \(\+(19|20).[0-9] %\): slower$' \
	$r compare "$b" "$dir/dearer.json"
expect "a verification with 20 % more instructions is slower" 1 \
	'^verification    map_perf .* 3000 -> 3600 instructions processed \(\+20.0 %\).*: slower$' $r compare "$b" "$dir/more.json"
made v70 "verifier(1, 0.07)"
made v77 "$new" "verifier(1, 0.077)"
expect "a verification that reaches exactly the threshold is slower" 1 ', verification of map_perf slower$' $r compare --only /a "$dir/v70.json" "$dir/v77.json"
expect "a verification that takes 30 % less is faster" 0 '^verification    map_perf .*\(-(29|30).[0-9] %\): faster$' $r compare "$b" "$dir/cheaper.json"
expect "an unchanged verification is not in the verdict" 0 'too noisy to say$' $r compare "$b" "$dir/same.json"
silent() {
	local out
	out=$($r compare "$@") || return 1
	! grep '^verification' <<<"$out"
}
check "an unchanged verification has no line" silent "$b" "$dir/same.json"
expect "--all shows an unchanged verification" 0 '^verification    map_perf .*: ~$' $r compare --all "$b" "$dir/same.json"
expect "--threshold applies to verification" 0 'too noisy to say$' $r compare --threshold 30% "$b" "$dir/dearer.json"
made little "$new" "verifier(1.05)"
expect "an increase of 5 % is not reported" 0 'too noisy to say$' $r compare "$b" "$dir/little.json"
expect "--threshold 4% reports an increase of 5 %" 1 'verification of helper_perf, map_perf slower$' $r compare --threshold 4% "$b" "$dir/little.json"
made tail "$new" "verifier(1, rounds=lambda r: r[:6] + [3 * x for x in r[6:]], ci=(2900, 3100))"
expect "a higher median without longer shortest loads is no change" 0 'too noisy to say$' \
	$r compare "$b" "$dir/tail.json"
made overlap "$new" "verifier(1.2, ci=(600, 2000))"
expect "a verification with overlapping intervals is no change" 0 'too noisy to say$' $r compare "$b" "$dir/overlap.json"
check "a file without verification is not compared" silent --all "$dir/good.json" "$dir/dearer.json"
made hidden "$new" "verifier()" "for x in results: x.get('program', {}).pop('jited_bytes', 0)"
expect "hidden lengths are left out" 0 '^verification    map_perf .*processed \(\+0.0 %\), [0-9]+ \[' $r compare --all "$b" "$dir/hidden.json"
expect "the verification of several boots is merged" 1 'verification of helper_perf, map_perf slower$' $r compare "$b" "$b" -- "$dir/dearer.json" "$dir/dearer.json"
made v1 "insns()" "verifier()"
made v2 "$new" "insns()" "verifier(1.2)"
expect "a microsecond is a thousand instructions when these are counted" 1 'thousand insns \(\+(19|20).[0-9] %\): slower$' $r compare "$dir/v1.json" "$dir/v2.json"
expect "--csv has rows for verification" 1 \
	'^map_perf verification time,us,"6.1.192","6.12.107",[0-9.]+,[0-9.]+,[0-9.]+,,,.*,slower,"",""$' $r compare --csv "$b" "$dir/dearer.json"
columns() {
	{ $r compare --csv "$b" "$dir/dearer.json" || [ $? -eq 1 ]; } | python -c 'import csv, sys
rows = list(csv.reader(sys.stdin))
sys.exit(len({len(r) for r in rows}) != 1 or len(rows) != 1 + 7 + 2 * 3)'
}
check "all rows of --csv have the same number of columns" columns
expect "md shows the verification" 0 '^\| `map_perf` \| .*\+20\.0 % us \| slower \|$' $r md "$b" "$dir/dearer.json"
expect "html has the verification" 0 '"verification":\[\{"test":"helper_perf".*"verdict":"slower"' $r html "$b" "$dir/dearer.json"

# Bad input is refused.
p="op('map_perf/a')['program']"
bad "a program that is no object" '"program": expected an object' "op('map_perf/a')['program'] = 5"
bad "no program" '"programs": expected 1 to 1000' "verifier(); ${p}['programs'] = 0"
bad "programs without end" '"programs": expected 1 to 1000' "verifier(); ${p}['programs'] = 2 ** 40"
bad "half an instruction" '"verified_insns": expected a whole number' "verifier(); ${p}['verified_insns'] = 0.5"
bad "no instructions" '"verified_insns": expected 1 to' "verifier(); ${p}['verified_insns'] = 0"
bad "more instructions than a verifier takes" '"verified_insns": expected 1 to' "verifier(); ${p}['verified_insns'] = 2 ** 60"
bad "a negative length" '"jited_bytes": expected a whole number' "verifier(); ${p}['jited_bytes'] = -1"
bad "an absurd length" '"program": a length that is too large' "verifier(); ${p}['xlated_bytes'] = 2 ** 60"
bad "no time" '"verify_us": expected an object' "verifier(); del ${p}['verify_us']"
bad "a time that is text" '"value": expected a finite number' "verifier(); ${p}['verify_us']['value'] = '7'"
bad "a time that is not finite" ':[0-9]+:[0-9]+: not complete JSON' "verifier(); ${p}['verify_us']['value'] = float('nan')"
bad "a negative time" '"verify_us": a time below 0' "verifier(); ${p}['verify_us'].update(value=-1, ci=[-1, 2])"
bad "an absurd time" '"verify_us": a figure that is too large' "verifier(); ${p}['verify_us'].update(ci=[0, 1e18])"
bad "a time outside of its interval" '"verify_us": expected an interval with' "verifier(); ${p}['verify_us']['value'] = 5e5"
bad "an interval of one end" '"ci": expected an array of two' "verifier(); ${p}['verify_us']['ci'] = [1]"
bad "a time with empty rounds" '"verify_us": expected an array of rounds' "verifier(); ${p}['verify_us']['rounds'] = []"
bad "a round that is not a whole number" '"verify_us": expected rounds of whole' "verifier(); ${p}['verify_us']['rounds'][0] = 1.5"
bad "a negative round" '"verify_us": expected rounds of whole' "verifier(); ${p}['verify_us']['rounds'][0] = -1"
bad "an absurd round" '"verify_us": a figure that is too large' "verifier(); ${p}['verify_us']['rounds'][0] = 2 ** 60"

# Errors: 0.1 % of the operations went wrong before.
made some "op('map_perf/b')['errors'] = 100"
made triple "$new" "op('map_perf/b')['errors'] = 300"
made again "$new" "op('map_perf/b')['errors'] = 160"
expect "three times as many errors are worse" 1 '^map_perf/b .*0.3 % of the operations went wrong and 0.1 % before$' $r compare "$dir/some.json" "$dir/triple.json"
expect "fewer errors are not worse" 0 ': 0 slower' $r compare "$dir/triple.json" "$dir/some.json"
expect "less than twice as many errors are not worse" 0 ': 0 slower' $r compare "$dir/some.json" "$dir/again.json"
made few "op('map_perf/b')['errors'] = 2"
made five "$new" "op('map_perf/b')['errors'] = 5"
expect "an increase of errors that may be chance is not worse" 0 ': 0 slower' $r compare "$dir/few.json" "$dir/five.json"
made one "$new" "op('map_perf/b')['errors'] = 1"
expect "a single new error may be chance" 0 '^map_perf/b .* 1 of 100000 operations went wrong and none before: it may be chance$' \
	$r compare --all "$dir/good.json" "$dir/one.json"
slower="for x in results: x.update(runs=20000, errors=4096)"
made refused "for x in results: x.update(runs=100000, errors=4096)"
made refuses "$new" "$slower"
expect "the same number of refused operations in fewer runs is not worse" 0 ': 0 slower' $r compare "$dir/refused.json" "$dir/refuses.json"
made full "op('map_perf/b').update(runs=100000, errors=8000, tail=None)"
made fuller "$new" "op('map_perf/b').update(runs=100000, errors=20000, tail=None)"
made fullest "$new" "op('map_perf/b').update(runs=100000, errors=80000, tail=None)"
expect "twice as many refusals of an overloaded buffer are not worse" 0 ': 0 slower' $r compare "$dir/full.json" "$dir/fuller.json"
expect "ten times as many refusals are worse" 1 '80 % of the operations went wrong and 8 % before' $r compare "$dir/full.json" "$dir/fullest.json"
