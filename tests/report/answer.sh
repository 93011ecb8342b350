# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# The four answers of a comparison and their statuses: nothing that was not judged is green.

b=$dir/good.json

# answered NAME ANSWER PATTERN FILE...: the first line of compare begins with the answer and has
# the pattern; the status is that of the answer, which 4 is with --strict only.
answered() {
	local name=$1 answer=$2 pattern=$3 strict status
	shift 3
	case $answer in
	"NOT WORSE") strict=0 status=0 ;;
	"WORSE") strict=1 status=1 ;;
	"CANNOT TELL") strict=4 status=0 ;;
	esac
	expect "$name" "$status" "^${answer}[ :].*$pattern" $r compare "$@"
	expect "$name, --strict" "$strict" "^${answer}[ :]" $r compare --strict "$@"
}
first_line() {
	[[ "$($r compare "$@" | head -n 1)" =~ ^(NOT\ WORSE|WORSE|CANNOT\ TELL)[\ :] ]]
}
check "the answer is the first word of the first line" first_line "$b" "$dir/new.json"

# so_many EXPRESSION: a hundred and fifty-one operations, each changed by the expression of r and i.
so_many() {
	printf '%s' "results = [dict(result('test/op_%03d' % i, 20 + i), name='test/op_%03d' % i) for i in range(151)]; " \
		"[($1) for i, r in enumerate(results)]"
}
made many "$(so_many '0')"
made many_same "$new" "$(so_many '0')"
answered "enough was judged" "NOT WORSE" '151 unchanged' "$dir/many.json" "$dir/many_same.json"

# Nothing was judged, and none of these is green.
made gone "$new" "results = results[:1]"
answered "most operations are gone" "CANNOT TELL" 'operations that 6.1.192 measured are missing: ' "$b" "$dir/gone.json"
made cut "$new" "run['incomplete'] = True"
answered "the run was interrupted" "CANNOT TELL" 'the run of 6.12.107 is incomplete' "$b" "$dir/cut.json"
made wide3 "$new" "$(so_many "r.update(imprecise=True, value=r['value'] * 3, ci=[r['value'], r['value'] * 6], rounds=[x * 3 for x in r['rounds']])")"
answered "everything three times dearer, and too noisy" "CANNOT TELL" '151 of 151 operations are undecided, and 10 % may be' "$dir/many.json" "$dir/wide3.json"
five="r.update(rounds=r['rounds'][:5], quiet_rounds=[True] * 5)"
made five "$(so_many "$five")"
made five10 "$new" "$(so_many "$five")" "scale('test/op_007', 10)"
answered "one of many ten times dearer, in five rounds" "CANNOT TELL" '151 of 151 .*too few rounds; [0-9]+ rounds a side would do' "$dir/five.json" "$dir/five10.json"
for cause in time-up interrupted left-out resources not-permitted lockdown machine; do
	made one "$new" "skip('map_perf/a', 'why', cause='$cause')"
	answered "not for the kernel: $cause" "CANNOT TELL" '1 operation that 6.1.192 measured is missing: map_perf/a' "$b" "$dir/one.json"
done
made told "$new" "skip('map_perf/a', 'why', cause='not-told')"
answered "what the kernel keeps to itself is not missing" "NOT WORSE" '' "$b" "$dir/told.json"
made lacks2 "$new" "skip('map_perf/a', 'why', cause='missing')"
answered "what the kernel has no more is worse" "WORSE" '1 no longer works' "$b" "$dir/lacks2.json"
answered "worse outweighs what cannot be told" "WORSE" '' "$b" "$dir/gone.json" "$dir/slower.json"

# A mean of some is none of the test.
made few_in "$new" "$(so_many "r.update(imprecise=i < 32)")"
no_mean() {
	! $r compare "$@" | grep '^geometric mean  test '
}
check "no geometric mean of 79 % of a test" no_mean "$dir/many.json" "$dir/few_in.json"
made enough_in "$new" "$(so_many "r.update(imprecise=i < 30)")"
expect "but of 80 %" 0 '^geometric mean  test .*\(121 operations\)' $r compare "$dir/many.json" "$dir/enough_in.json"

# Nothing is no percentage: the interval of the old figure reaches 0.
made nil "op('map_perf/a').update(value=0.6, ci=[-0.2, 1.4], rounds=[0.6 + i / 100 for i in range(9)], quiet_rounds=[True] * 9)"
made nil3 "$new" "op('map_perf/a').update(value=4, ci=[3.9, 4.1], rounds=[4 + i / 100 for i in range(9)], quiet_rounds=[True] * 9)"
expect "what a change is of nothing is shown in the unit" 1 '^map_perf/a +ns +0.6.* \+3.40 \[' $r compare "$dir/nil.json" "$dir/nil3.json"

# How much may be undecided.
made some "$new" "$(so_many "r.update(imprecise=i < 20)")"
answered "an eighth is undecided" "CANNOT TELL" '20 of 151' "$dir/many.json" "$dir/some.json"
answered "as much as may be" "NOT WORSE" '' --undecided 14% "$dir/many.json" "$dir/some.json"
made few15 "$new" "$(so_many "r.update(imprecise=i < 15)")"
answered "less than a tenth" "NOT WORSE" '' "$dir/many.json" "$dir/few15.json"
answered "none may be" "CANNOT TELL" '15 of 151 .* 0 % may be' --undecided 0% "$dir/many.json" "$dir/few15.json"

# What is required.
answered "what is required was measured" "NOT WORSE" '' --require 'map_perf/*' "$b" "$dir/new.json"
made one "$new" "skip('map_perf/a', 'why', cause='time-up')"
answered "what is not required may be missing" "NOT WORSE" '' --require 'helper_perf/*,map_perf/[bc]' "$b" "$dir/one.json"
answered "one that is required" "CANNOT TELL" 'required and not measured on both sides: map_perf/a' --require 'map_perf/*' "$b" "$dir/one.json"
printf '# What we live on.\nmap_perf/a  # most of it\nmap_perf/b map_perf/c\n' >"$dir/required"
answered "from a file" "CANNOT TELL" 'not measured on both sides: map_perf/a' --require "$dir/required" "$b" "$dir/one.json"
expect "a required operation that there is none of" 2 "--require: no result is of an operation called map_perf/aa; did you mean map_perf/a" \
	$r compare --require map_perf/aa "$b" "$dir/new.json"
expect "a file of requirements that is not there" 2 'none is no file' $r compare --require none "$b" "$dir/new.json"
expect "and an empty one" 2 'names no operation' $r compare --require /dev/null "$b" "$dir/new.json"

# Improvements.
answered "faster is no alarm" "NOT WORSE" '1 faster' "$b" "$dir/faster.json"
answered "unless it is asked for" "WORSE" '1 operation got better by 5 % and more' --alarm-faster 5% "$b" "$dir/faster.json"
answered "nor a smaller one" "NOT WORSE" '' --alarm-faster 50% "$b" "$dir/faster.json"

# Another configuration, another machine.
made debugged "$new" "env['debug_kernel'] = 'CONFIG_DEBUG_PREEMPT is set'"
expect "a debug kernel on one side is not comparable" 2 'not comparable: 6.12.107 is a debug kernel .CONFIG_DEBUG_PREEMPT' $r compare "$b" "$dir/debugged.json"
expect "nor is it as the base" 2 'not comparable: 6.12.107 is a debug kernel' $r compare "$dir/debugged.json" "$b"
answered "unless it is asked for, which the answer says" "NOT WORSE" '.across configurations: 6.12.107 is a debug kernel' --across-configs "$b" "$dir/debugged.json"
answered "two debug kernels are alike" "NOT WORSE" '' "$dir/debugged.json" "$dir/debugged.json"
made here "env['host_id'] = 'aa'"
made there "$new" "env['host_id'] = 'bb'"
expect "times of two hosts are not comparable" 2 'not comparable: two hosts measured these times' $r compare "$dir/here.json" "$dir/there.json"
answered "unless it is asked for, too" "NOT WORSE" '.across hosts.' --across-hosts "$dir/here.json" "$dir/there.json"
answered "a host that is not known may be the same" "NOT WORSE" '' "$b" "$dir/there.json"
made here_insns "insns()" "env['host_id'] = 'aa'"
made there_insns "$new" "insns()" "env['host_id'] = 'bb'"
answered "instructions are the same on all hosts" "NOT WORSE" '' "$dir/here_insns.json" "$dir/there_insns.json"
made clang14 "env['clang'] = '14.0.6'"
made clang19 "$new" "env['clang'] = '19.1.7'"
made clang14_1 "$new" "env['clang'] = '14.0.1'"
made no_clang "$new" "env['clang'] = 'unknown'"
answered "programs of two compilers are named in the answer" "NOT WORSE" '.programs of clang 19\.1\.7 against clang 14\.0\.6' "$dir/clang14.json" "$dir/clang19.json"
of_one_compiler() {
	local line
	line=$($r compare "$@" | head -n 1)
	[[ $line == "NOT WORSE"* && $line != *"programs of"* ]]
}
for other in clang14_1 no_clang; do
	check "$other: and no others are" of_one_compiler "$dir/clang14.json" "$dir/$other.json"
done
made voluntary "env['preempt'] = 'dynamic voluntary'"
made lazy "$new" "env['preempt'] = 'dynamic lazy'"
made voluntary2 "$new" "env['preempt'] = 'voluntary'"
answered "another preemption model is in the answer" "NOT WORSE" '.preemption lazy against voluntary' "$dir/voluntary.json" "$dir/lazy.json"
no_model() {
	! $r compare "$@" | head -n 1 | grep preemption
}
check "the same one is not" no_model "$dir/voluntary.json" "$dir/voluntary2.json"
# In each output, and behind each verdict.
for command in "compare" "compare --mail" md html; do
	expect "another preemption model is in the verdict of $command" 0 'preemption lazy against$|preemption lazy against voluntary' $r $command "$dir/voluntary.json" "$dir/lazy.json"
done
each_row() {
	local out
	out=$($r compare --csv "$dir/voluntary.json" "$dir/lazy.json" | tail -n +2)
	[ -n "$out" ] && ! grep -v ',"preemption lazy against voluntary"$' <<<"$out"
}
check "another preemption model is in each row of --csv" each_row
$r store "$dir/models" "$dir/voluntary.json" "$dir/lazy.json" >/dev/null
expect "and in the trend" 0 '^  6.12.107 .* \(preemption lazy against voluntary\)$' $r trend "$dir/models" map_perf/a
# In one series, and of real-time preemption, it was chosen.
made lazy_too "env['kernel_release'] = '6.1.193'" "env['preempt'] = 'lazy'"
made rt "$new" "env['preempt'] = 'rt'"
made debugged2 "$new" "env['debug_kernel'] = 'CONFIG_KASAN'"
for pair in "voluntary lazy_too preemption.lazy.against.voluntary" "voluntary rt preemption.rt.against.voluntary" "rt voluntary preemption.voluntary.against.rt" \
	"debugged debugged2 6.12.107..debugged2..is.a.debug.kernel.*other.is.another.one"; do
	read -r old now what <<<"$pair"
	expect "$old against $now is not comparable" 2 "not comparable: $what" $r compare "$dir/$old.json" "$dir/$now.json"
	answered "$old against $now, if it is asked for" "NOT WORSE" "" --across-configs "$dir/$old.json" "$dir/$now.json"
	for format in md html; do
		expect "$old against $now: $format refuses it, too" 2 "not comparable: $what" $r $format "$dir/$old.json" "$dir/$now.json"
	done
done

# Options that change what BPF costs are named in each report.
made config "env['config'] = {'HZ': '250', 'PREEMPT_VOLUNTARY': 'y', 'KFENCE': 'y', 'MITIGATION_MDS': 'y', 'SMP': 'y'}" "env['memory_bytes'] = 1"
made config2 "$new" "env['config'] = {'HZ': '1000', 'PREEMPT_LAZY': 'y', 'X86_KERNEL_IBT': 'y', 'SMP': 'y'}" "env['memory_bytes'] = 2"
named='configuration: HZ 250 -> 1000, KFENCE y -> n, PREEMPT_LAZY n -> y,'
for command in compare md html; do
	expect "configurations: $command names what differs" 0 "${named//->/-(>|.u003e)}" $r $command "$dir/config.json" "$dir/config2.json"
	expect "configurations: $command names it in lines" 0 'PREEMPT_VOLUNTARY y -(>|.u003e) n, X86_KERNEL_IBT n -(>|.u003e) y' $r $command "$dir/config.json" "$dir/config2.json"
done
no_difference() {
	! $r compare "$@" | grep -E 'MITIGATION_MDS|memory|SMP'
}
check "configurations: what explains nothing is not named" no_difference "$dir/config.json" "$dir/config2.json"
expect "configurations: junit has them" 0 '<property name="config" value="HZ=250 PREEMPT_VOLUNTARY=y KFENCE=y' $r junit "$dir/config.json"
expect "configurations: html has them" 0 '"config":\{"HZ":"250"' $r html "$dir/config.json"
made config_odd "env['config'] = {'HZ': 3, 'A' * 300: 'b' * 300, 'X\\n': None}"
answered "configurations: odd ones" "NOT WORSE" "" "$dir/config_odd.json" "$dir/config.json"
for format in html md; do
	expect "$format: a debug kernel on one side is not comparable" 2 'not comparable' $r $format "$b" "$dir/debugged.json"
	check "$format: unless it is asked for" $r $format --across-configs "$b" "$dir/debugged.json"
done

# Waivers: what somebody accepts, up to a ceiling, until a day.
waived() {
	printf '%s\n' "$@" >"$dir/waivers"
}
waived '# Agreed on the list.' 'map_perf/a 6% 2099-12-31 the lock guards against recursion'
answered "a waived regression" "NOT WORSE" '0 slower.* 1 waived' --waive "$dir/waivers" "$b" "$dir/slower.json"
expect "and why it is" 0 '^map_perf/a .* waived +waived up to 6 % until 2099-12-31: the lock guards' $r compare --waive "$dir/waivers" "$b" "$dir/slower.json"
waived 'map_perf/a 4% 2099-12-31 less than it is'
answered "beyond its ceiling" "WORSE" '1 slower' --waive "$dir/waivers" "$b" "$dir/slower.json"
expect "and it says so" 1 'beyond its waiver of 4 %' $r compare --waive "$dir/waivers" "$b" "$dir/slower.json"
waived 'map_perf/a 6% 2026-11-01 was to be mended'
answered "an expired waiver" "WORSE" '' --waive "$dir/waivers" "$b" "$dir/slower.json"
answered "also of what is not worse" "WORSE" 'the waiver of map_perf/a expired on 2026-11-01' --waive "$dir/waivers" "$b" "$dir/new.json"
waived 'map_perf/b 6% 2099-12-31 errors are not waived'
answered "what goes wrong is not waived" "WORSE" '' --waive "$dir/waivers" "$b" "$dir/errors.json"
bad_waiver() {
	local name=$1 pattern=$2
	shift 2
	waived "$@"
	expect "a bad waiver: $name" 2 "waivers:1: $pattern" $r compare --waive "$dir/waivers" "$b" "$dir/new.json"
}
bad_waiver "no reason" 'expected a reason' 'map_perf/a 6% 2099-12-31'
bad_waiver "no such day" 'expected a day' 'map_perf/a 6% 2099-02-30 why'
bad_waiver "no ceiling" 'expected a ceiling' 'map_perf/a much 2099-12-31 why'
bad_waiver "no such operation" 'no result is of an operation called map_perf/aa; did you mean map_perf/a' 'map_perf/aa 6% 2099-12-31 why'
waived 'map_perf/a 6% 2099-12-31 once' 'map_perf/a 6% 2099-12-31 twice'
expect "a bad waiver: twice" 2 'waivers:2: the operation has a waiver already' $r compare --waive "$dir/waivers" "$b" "$dir/new.json"

# The same word in the other outputs.
for word in "gone CANNOT TELL" "slower WORSE" "new NOT WORSE"; do
	expect "md has the answer: ${word#* }" 0 "^\*\*${word#* }:\*\* " $r md "$b" "$dir/${word%% *}.json"
	answer=$(tr '[:upper:]' '[:lower:]' <<<"${word#* }")
	expect "html has it: $answer" 0 "\"answer\": ?\"$answer\"" $r html "$b" "$dir/${word%% *}.json"
done
made wide_all "[x.update(imprecise=True) for x in results]"
expect "md: a kernel whose figures are imprecise is not OK" 0 '^\*\*CANNOT TELL:\*\*' $r md "$dir/wide_all.json"

# What is unsure is counted, and listed when it is asked for.
made noisy "$new" "scale('map_perf/a', 1.3)" "op('map_perf/a').update(imprecise=True)"
listed() {
	$r compare "$@" | grep -c '^map_perf/a '
}
check "what is unsure is not listed" test "$(listed "$b" "$dir/noisy.json")" = 0
check "unless it is asked for" test "$(listed --unsure "$b" "$dir/noisy.json")" = 1
check "or everything is" test "$(listed --all "$b" "$dir/noisy.json")" = 1
expect "it is counted" 0 ' 1 too noisy to say' $r compare "$b" "$dir/noisy.json"

# For a mail.
made mailed "$new" "scale('map_perf/a', 1.05)" "skip('map_perf/b', 'attaching failed: $(printf 'why %.0s' {1..40})', cause='missing')" "env['vm'] = {'mode': 'icount'}"
narrow() {
	local out
	out=$($r compare --mail "$@" || true)
	printf '%s\n' "$out"
	! grep -E '.{73}' <<<"$out"
}
check "--mail: no line is longer than 72 columns" narrow "$b" "$dir/mailed.json"
expect "--mail: the answer is the first word" 1 '^WORSE: 6.12.107 against 6.1.192: 1 slower' $r compare --mail "$b" "$dir/mailed.json"
expect "--mail: both figures" 1 '^  30\.[0-9.]* -> 31\.[0-9.]* ns$' $r compare --mail "$b" "$dir/mailed.json"
expect "--mail: what broke has its reason" 1 '^  BROKEN: attaching failed: why' $r compare --mail "$b" "$dir/mailed.json"
expect "--mail: the command that measures it again, in a guest" 1 '^  ./vmtest.sh --compare 6.1.192 6.12.107 -- -a map_perf/a$' $r compare --mail "$b" "$dir/mailed.json"
expect "--mail: and on a machine" 1 '^  ./test_progs -a map_perf/a -C$|^  ./test_progs -a map_perf/a -C .*good.json$' $r compare --mail "$b" "$dir/slower.json"
made long_base "results[0]['name'] = 'map_perf/' + 'a' * 60" "env['vm'] = {'mode': 'icount'}"
made long "$new" "results[0]['name'] = 'map_perf/' + 'a' * 60" "scale(results[0]['name'], 2)" "env['vm'] = {'mode': 'icount'}"
expect "--mail: a long command goes on after a backslash" 1 '^  ./vmtest.sh --compare 6.1.192 6.12.107 -- \\$' $r compare --mail "$dir/long_base.json" "$dir/long.json"
expect "--mail: nothing to report" 0 '^NOT WORSE: ' $r compare --mail "$b" "$dir/new.json"
