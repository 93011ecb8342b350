#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks the engine with operations of known cost.
set -euo pipefail
. tests/lib.sh

check "test_progs with the tests of the engine builds" make_in_turn selftest
progs=build/selftest/test_progs
results=$TALLY/known.json

# An undecided figure does not matter here.
able=0
cannot=$(in_time $progs -a known/nothing) || able=$?
if [ $able -gt 1 ] && [ $able -ne 5 ]; then
	skip "operations of known cost" "this machine cannot measure: ${cannot%%$'\n'*}"
	exit 0
fi

fails() {
	! "$@"
}

# measure OPTION...: writes the results of a run.
measure() {
	$progs "$@" -J "$results" >/dev/null || true
}
# again CHECK...: passes if the check does, or if it does after the operations were measured anew, at
# most twice. What an interval of 95 % does not contain once in a while is no fault of the engine;
# what three runs show is. $measured is what was measured.
again() {
	local i
	"$@" && return
	for i in 1 2; do
		echo "measured anew ($i):"
		measure "${measured[@]}"
		"$@" && return
	done
	return 1
}
# This time is safe on a disturbed machine; a quiet one needs less.
measured=(-t known -b known/wrong_outcome --time 60)
measure "${measured[@]}"
# relation NAME EXPRESSION: evaluates an expression over the figures v[operation] and the interval
# lo[], hi[].  Other load widens intervals, and then figures may differ as far: meets(A, N, B, BY)
# is true if A may be N times B, with a tolerance of BY.
relation() {
	check "$1" again holds "$results" "$2"
}
# A function, because check() closes the standard input, which has the script.
holds() {
	python - "$@" <<-'PY'
	import json, sys
	r = {x["name"].split("/")[1]: x for x in json.load(open(sys.argv[1]))["results"]}
	v = {n: x["value"] for n, x in r.items()}
	lo = {n: x["ci"][0] for n, x in r.items()}
	hi = {n: x["ci"][1] for n, x in r.items()}
	print({n: (v[n], lo[n], hi[n]) for n in r})
	def meets(a, n, b, by):
	    return lo[a] <= n * hi[b] * (1 + by) and hi[a] >= n * lo[b] * (1 - by)
	sys.exit(0 if eval(sys.argv[2]) else 1)
	PY
}
check "a wrong relation is noticed" fails holds "$results" 'v["once"] < 0'
# The tolerance is 0.1 ns: a clock that ticks in tens of ns has steps of 0.04 ns for 256 operations.
relation "an empty operation costs 0" 'lo["nothing"] <= 0.1 and hi["nothing"] >= -0.1'
relation "two copies cost twice as much as one" 'meets("twice", 2, "once", 0.1)'
relation "2N instructions cost twice as much as N" 'meets("chain_600", 2, "chain_300", 0.05)'
relation "a rate comes from the quiet rounds, and higher is better" \
	'lo["chain_rate"] <= 1.01e9 / lo["chain_300"] and hi["chain_rate"] >= 0.99e9 / hi["chain_300"] and r["chain_rate"]["better"] == "higher"'
relation "every figure has rounds and an interval" \
	'all(len(x["rounds"]) >= 3 and x["ci"][0] <= x["value"] <= x["ci"][1] for x in r.values())'
relation "each operation has figures of the verifier from every round" \
	'all(x["program"]["verified_insns"] > 0 and len(x["program"]["verify_us"]["rounds"]) >= len(x["rounds"]) for n, x in r.items() if n != "chain_rate") and "program" not in r["chain_rate"]'
relation "2N instructions verify twice as many as N" \
	'abs(r["chain_600"]["program"]["verified_insns"] / r["chain_300"]["program"]["verified_insns"] - 2) <= 0.1'
check "the results match the schema" tests/schema.py "$results"
relation "the kernel's own time of loop programs is near" \
	'all("bpf_stats_ns" in x and abs(x["bpf_stats_ns"] - x["median"]) <= 0.5 + 0.1 * x["median"] for n, x in r.items() if n != "chain_rate") and "bpf_stats_ns" not in r["chain_rate"]'
relation "every operation was done and counted" 'all(x["runs"] > 0 and x["errors"] == 0 for x in r.values())'

expect "an operation with a wrong outcome fails" 1 'wrong_outcome:FAIL \([0-9]+ of [0-9]+ operations did not have' \
	in_time $progs -a known/wrong_outcome
limited "an operation that is too slow for its limit fails" 'sleep_a_while:FAIL .*<= 1000 ns.*breaks its limit' \
	$progs -a slow/sleep_a_while -B tests/slow.bounds
# wide FACTOR STATUS PATTERN [OPTION...]: checks a wide interval (80 to 140) against a narrow one
# (100). Ratios are the same on any machine.
wide() {
	local factor=$1 status=$2 pattern=$3
	shift 3
	echo "uneven/wide <= $factor * uneven/narrow" >"$TALLY/wide.bounds"
	expect "a wide interval is judged against $factor times a narrow one${*:+ with $*}: $pattern" "$status" "$pattern" \
		in_time $progs -a uneven/wide,uneven/narrow -B "$TALLY/wide.bounds" "$@"
}
wide 0.1 1 'uneven/wide:FAIL +~.*<= 0.1 \* uneven/narrow \(10 ns\) \(breaks its limit\)'
wide 0.1 1 '^FAILED: .* of 1 with a limit 0 keep it, 1 break it, 0 are undecided' --strict
wide 10 0 'uneven/wide:OK +~.*<= 10 \* uneven/narrow'
wide 10 0 '^PASSED: .*: 2 operations measured, 1 imprecise \(~\); of 1 with a limit 1 keep it' --strict
wide 10 0 '^Summary: 2/2 PASSED, 0 SKIPPED, 0 UNDECIDED, 0 FAILED, 1 imprecise \(~\)$'
wide 1 0 'uneven/wide:UNDECIDED +~.*it is undecided whether it keeps its limit'
wide 1 0 '^UNDECIDED: .*, 0 break it, 1 are undecided'
wide 1 5 '^UNDECIDED: .*, 0 break it, 1 are undecided' --strict
expect "--strict: operations without time are undecided" 5 '^(UNDECIDED|NOTHING MEASURED): .* not reached in the time' \
	$progs -t known,uneven --time 0.001 --strict
expect "a few doubtful rounds are errors and not a failure" 0 'seldom:OK +42\.0' \
	$progs -a doubted/seldom --time 120 -J "$TALLY/doubted.json"
check "the operations of doubtful rounds are counted as errors" python -c 'import json, sys; r = json.load(open(sys.argv[1]))["results"][0]; sys.exit(r["errors"] != r["runs"] // 4 or not r["errors"])' "$TALLY/doubted.json"
expect "an operation fails if most rounds are doubtful" 1 'always:FAIL \(round 3' $progs -a doubted/always --time 120
# Once the time is up, and once the operation gives up.
expect "a postponed operation is skipped for this time only" 4 'later:SKIP \(not this time: the machine is busy' \
	in_time $progs -a doubted/later
expect "an operation that is postponed too often is skipped for this time only" 4 'later:SKIP \(not this time: the machine is busy' \
	$progs -a doubted/later --time 120
expect "an operation that setup() postpones is measured in a later round" 0 'setup_late:OK ' \
	in_time $progs -a callbacks/setup_late
expect "the context of an object lasts and is torn down at the end" 0 \
	'^callbacks: late: before\(\) 1, open\(\) as often, setup\(\) often, teardown\(\) as often$' \
	in_time $progs -a callbacks/setup_late
expect "an operation that setup() always postpones is skipped for this time only" 4 'setup_never:SKIP \(not this time: the moon is full' \
	in_time $progs -a callbacks/setup_never
expect "a skip from open() is a skip" 4 'open_lacks:SKIP \(no room in the inn\)' \
	in_time $progs -a callbacks/open_lacks
expect "a failure from open() is a failure" 1 'open_broken:FAIL \(the map is upside down\)' \
	in_time $progs -a callbacks/open_broken
expect "operations that were done are verified" 0 'all_done:OK ' in_time $progs -a callbacks/all_done
expect "an operation that run() did not do is a failure" 1 'one_missing:FAIL \([0-9]+ operations ran, [0-9]+ were expected' \
	in_time $progs -a callbacks/one_missing
expect "a run() that did no operation is a failure" 1 'none_counted:FAIL \(0 operations ran, [0-9]+ were expected' \
	in_time $progs -a callbacks/none_counted
expect "operations that take no time are a failure" 1 'claimed:FAIL \([0-9]+ operations took only [0-9]+ ns: they cannot have been done' \
	in_time $progs -a callbacks/claimed
# A quick round has 4 blocks of 4 samples, each after a run that is not counted.
undisturbed() {
	$progs -a callbacks/disturbed --quick -J "$TALLY/disturbed.json" >/dev/null &&
		python -c 'import json, sys; r = json.load(open(sys.argv[1]))["results"][0]; print(r["runs"], len(r["rounds"])); sys.exit(r["runs"] < 20 * 32 * len(r["rounds"]))' "$TALLY/disturbed.json"
}
check "a long run that is the last of a block does not end the round" undisturbed
expect "a crash is a failure and names the signal" 1 '^#[0-9]+/0 +crash:FAIL \(killed by signal 11' \
	$progs -t crash --time 60
expect "other tests run after a crash" 1 'refused/fine:OK +~?-?[0-9]' in_time $progs -t crash,refused
expect "without time every operation is reported as undecided" 5 'refused/fine:UNDECIDED \(not measured: the time was up' \
	$progs -a known,refused --time 0.001
expect "without time the first line counts what was not reached" 5 '^NOTHING MEASURED: Linux .*: 0 operations measured, .* 9 not reached in the time' \
	$progs -a known,refused --time 0.001
expect "a test that says that it goes on may take longer than -w" 0 'goes_on:OK' \
	$progs -t alive -w 3 --time 9
expect "a test that hangs is ended" 1 'hang:FAIL \(hung: it sent nothing for 5 s' $progs -t hang -w 5 --time 60
expect "a refused program whose least form is refused, too, is a skip" 1 \
	'needs/least_refused:SKIP \(this kernel refuses the least program that does it: .*!read_ok' in_time $progs -t needs
expect "one whose least form the kernel takes fails" 1 'needs/least_taken:FAIL \(.*!read_ok' in_time $progs -t needs
expect "a refused program without a least form is an error" 1 'needs/no_least:FAIL \(.*!read_ok' in_time $progs -t needs
expect "the other operations are measured" 1 'needs/fine:OK ' in_time $progs -t needs
expect "a refusal of the kernel has its errno" 1 'not_permitted:FAIL .*EPERM' in_time $progs -t refused
expect "a map without memory is a skip with the reason" 4 'big_lookup:SKIP \(not enough memory.*big' \
	in_time $progs -t big
expect "only skips are status 4" 4 'Summary: 0/1 PASSED, 1 SKIPPED' in_time $progs -t big

# The counters of the processor are replaced by a software clock, read in a program and around its
# run. The clock of the thread must agree with ktime for a chain in which every addition waits for
# the one before.  The cost of reading and running must not remain.
counted() {
	python - "$@" <<-'PY'
	import json, sys
	r = {x["name"].split("/")[1]: x for x in json.load(open(sys.argv[1]))["results"]}
	hw = {n: x["hw"] for n, x in r.items()}
	around = sys.argv[3] == "counted_around"
	print({n: (x["value"], x["ci"], x["hw"]) for n, x in r.items()})
	def near(n, event, wanted, by):
	    lo, hi = hw[n][event + "_ci"]
	    return lo <= wanted[1] + by and hi >= wanted[0] - by
	sys.exit(0 if eval(sys.argv[2]) else 1)
	PY
}
for read in counted_inside counted_around; do
	results=$TALLY/$read.json
	in_time $progs -t $read -J "$results" >/dev/null || true
	measured=(-t "$read" --time 20)
	check "$read: the results match the schema" tests/schema.py "$results"
	counts() {
		check "$read: $1" again counted "$results" "$2" "$read"
	}
	counts "300 additions agree with the clock" \
		'near("chain_300", "cycles", r["chain_300"]["ci"], 0.1 * r["chain_300"]["value"])'
	counts "the median of 300 additions agrees with that of the times" \
		'near("chain_300", "insns", [r["chain_300"]["median"]] * 2, 0.1 * r["chain_300"]["median"])'
	# A run has 32 operations.  Reading takes 100 ns, and a run from user space takes thousands.
	counts "no cost of the run remains, with many or few operations" \
		'near("nothing", "insns", [0, 0], 1) and near("nothing_in_few", "insns", [0, 0.5], 3 if around else 1)'
	counts "the source and the events are correct" \
		'all(h["source"] == ("test run" if around else "loop program") and h["event"] == "task-clock,task-clock" for h in hw.values())'
# The figure is of the rounds of one state of the core, which may be fewer.
	counts "every round has a count" 'all(len(h["rounds"]) >= len(r[n]["rounds"]) for n, h in hw.items())'
done
said() {
	in_time $progs -a counted_inside/chain_300 -v |
		grep -E 'hw_cycles [0-9.]+ ±[0-9.]+, hw_insns [0-9.]+ ±[0-9.]+, IPC [0-9.]+ \(task-clock,task-clock, read in the loop program\)'
}
check "-v shows the counters" said

# Attached programs at a raw tracepoint, which every kernel allows.
in_time $progs -t hooked -J "$results" >/dev/null || true
measured=(-t hooked --time 20)
attached() {
	python - "$results" <<-'PY'
	import json, sys
	r = {x["name"].split("/")[1]: x for x in json.load(open(sys.argv[1]))["results"]}
	more = r["burns_1000"]["value"] - r["empty"]["value"]
	print({n: x.get("value") for n, x in r.items()})
	# Limits for a core that runs four instructions per cycle, and one that is slow.
	assert 50 < more < 5000 and r["empty"]["value"] > 0
	assert r["burns_1000"]["program"]["verified_insns"] > 10 * r["empty"]["program"]["verified_insns"] > 0
	assert r["detached"]["ci"][0] <= 0.02 * r["empty"]["value"], "a detached program costs something"
PY
}
check "1000 more instructions of an attached program are measured" again attached
# Other processes may reach the hook meanwhile.
expect "a program that the trigger does not reach fails" 1 \
	'not_passed:FAIL \(elsewhere ran [0-9]{1,2} times in [0-9]{3,} events' in_time $progs -a hooked/not_passed

# Samples of a perf event, which not every machine offers.
events=$(in_time $progs -a sampling/all || true)
if ! grep -q 'all:SKIP' <<<"$events"; then
	measured=(-a "sampling/all,sampling/quarter_lost" -B tests/sampling.bounds --time 24)
	measure "${measured[@]}"
	# A virtual CPU that does not run misses samples of both, which the limit shows.
	relation "all delivered samples are counted, and a lost quarter is not" \
		'meets("quarter_lost", 0.75, "all", 0.05) and hi["all"] <= 101'
	relation "the limit for samples is judged correctly" \
		'all(x["verdict"] == "undecided" or "not enforced" in x["limit"] or (x["verdict"] == "fail") == (hi[n] < 90) for n, x in r.items())'
	expect "a loss of two thirds of the samples fails" 1 \
		'most_lost:FAIL \(CPU [0-9]+: [0-9]+ samples at 999 Hz, [0-9]+ were expected' \
		$progs -a sampling/most_lost --time 120
else
	skip "lost samples" "there are no perf events: $(grep -o 'SKIP.*' <<<"$events")"
fi

# KTAP compared with the result file: a test that died, one that was refused, one that passed.
as_ktap() {
	local status=0
	$progs --ktap -t crash,refused,big --time 20 -J "$results" >"$TALLY/ktap" || status=$?
	[ $status -eq 1 ] && python tests/formats.py ktap "$TALLY/ktap" "$results" &&
		grep -q '^  not ok 1 crash # ERROR killed by signal 11' "$TALLY/ktap"
}
check "--ktap agrees with the result file" as_ktap

# Producer and consumer each need a CPU.
if [ "$(nproc)" -lt 2 ]; then
	skip "dropped events" "there is no second CPU"
	exit 0
fi
in_time $progs -a 'dropped/counted*' -J "$results" >/dev/null || true
measured=(-a 'dropped/counted*' --time 20)
relation "dropped events are counted" 'v["counted_loss"] > 0 and 0 < r["counted"]["errors"] < r["counted"]["runs"]'
expect "an uncounted missing event fails" 1 \
	'uncounted:FAIL \(of 30 events the program saw 0 refused, but the consumer got 26 and missed 4' \
	in_time $progs -a dropped/uncounted
