#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# The engine measures what is known beforehand.
set -euo pipefail
. tests/lib.sh

check "test_progs of the project's own tests builds" make_in_turn selftest
progs=build/selftest/test_progs
results=$TALLY/known.json

# That nothing could be decided is no reason.
able=0
cannot=$(in_time $progs -a known/nothing) || able=$?
if [ $able -gt 1 ] && [ $able -ne 5 ]; then
	skip "operations of known cost" "cannot measure here: ${cannot%%$'\n'*}"
	exit 0
fi

fails() {
	! "$@"
}

# Long enough to be safe on a disturbed machine; stops earlier on a quiet one.
$progs -t known -b known/wrong_outcome --time 60 -J "$results" >/dev/null || true
# relation NAME EXPRESSION: over v[operation] and the interval lo[], hi[].  Where neighbours
# widen intervals figures may lie apart as far as these say: meets(A, N, B, BY) is that A may be
# N times B, with BY of it more or less.
relation() {
	check "$1" holds "$results" "$2"
}
# Its script is on its standard input, which check() closes to what it calls.
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
check "a relation that does not hold is none" fails holds "$results" 'v["once"] < 0'
# By the tenth of a nanosecond: a clock that ticks in tens makes steps of 0.04 of 256 operations.
relation "an empty operation reads 0" 'lo["nothing"] <= 0.1 and hi["nothing"] >= -0.1'
relation "two copies cost twice one" 'meets("twice", 2, "once", 0.1)'
relation "N to 2N instructions is linear" 'meets("chain_600", 2, "chain_300", 0.05)'
relation "a rate is of the quiet rounds, and higher is better" \
	'lo["chain_rate"] <= 1.01e9 / lo["chain_300"] and hi["chain_rate"] >= 0.99e9 / hi["chain_300"] and r["chain_rate"]["better"] == "higher"'
relation "every figure has rounds and an interval" \
	'all(len(x["rounds"]) >= 3 and x["ci"][0] <= x["value"] <= x["ci"][1] for x in r.values())'
relation "the verifier says of each what it processed, every round" \
	'all(x["program"]["verified_insns"] > 0 and len(x["program"]["verify_us"]["rounds"]) >= len(x["rounds"]) for n, x in r.items() if n != "chain_rate") and "program" not in r["chain_rate"]'
relation "and of 2N instructions twice as many" \
	'abs(r["chain_600"]["program"]["verified_insns"] / r["chain_300"]["program"]["verified_insns"] - 2) <= 0.1'
check "in the schema" tests/schema.py "$results"
relation "every operation was done and counted" 'all(x["runs"] > 0 and x["errors"] == 0 for x in r.values())'

expect "a wrong outcome fails" 1 'wrong_outcome:FAIL \([0-9]+ of [0-9]+ operations did not have' \
	in_time $progs -a known/wrong_outcome
limited "too slow for its limit fails" 'sleep_a_while:FAIL .*<= 1000 ns.*breaks its limit' \
	$progs -a slow/sleep_a_while -B tests/slow.bounds
# Intervals from 80 to 140, and from 100 to 100: ratios are the same on any machine.
# wide FACTOR STATUS PATTERN [OPTION...]
wide() {
	local factor=$1 status=$2 pattern=$3
	shift 3
	echo "uneven/wide <= $factor * uneven/narrow" >"$TALLY/wide.bounds"
	expect "a wide interval, held against $factor times a narrow one${*:+, $*}" "$status" "$pattern" \
		in_time $progs -a uneven/wide,uneven/narrow -B "$TALLY/wide.bounds" "$@"
}
wide 0.1 1 'uneven/wide:FAIL +~.*<= 0.1 \* uneven/narrow \(10 ns\) \(breaks its limit\)'
wide 0.1 1 '^FAILED: .* of 1 with a limit 0 keep it, 1 break it, 0 are undecided' --strict
wide 10 0 'uneven/wide:OK +~.*<= 10 \* uneven/narrow'
wide 10 0 '^PASSED: .*: 2 operations measured, 1 imprecise \(~\); of 1 with a limit 1 keep it' --strict
wide 10 0 '^Summary: 2/2 PASSED, 0 SKIPPED, 0 UNDECIDED, 0 FAILED, 1 imprecise \(~\)$'
wide 1 0 'uneven/wide:UNDECIDED +~.*whether it keeps its limit is open'
wide 1 0 '^PASSED: .*, 0 break it, 1 are undecided'
wide 1 5 '^UNDECIDED: .*, 0 break it, 1 are undecided' --strict
expect "what there was no time for is undecided under --strict" 5 '^(UNDECIDED|NOTHING MEASURED): .* not reached in the time' \
	$progs -t known,uneven --time 0.001 --strict
expect "rounds in doubt are errors, not a failure, when they are few" 0 'seldom:OK +42\.0' \
	$progs -a doubted/seldom --time 120 -J "$TALLY/doubted.json"
check "and counted" python -c 'import json, sys; r = json.load(open(sys.argv[1]))["results"][0]; sys.exit(r["errors"] != r["runs"] // 4 or not r["errors"])' "$TALLY/doubted.json"
expect "and when they are most of them" 1 'always:FAIL \(round 3' $progs -a doubted/always --time 120
# Until the time is up, and until it is given up.
expect "what is put off is so this time only" 4 'later:SKIP \(not this time: the machine is busy' \
	in_time $progs -a doubted/later
expect "what is put off too often, too" 4 'later:SKIP \(not this time: the machine is busy' \
	$progs -a doubted/later --time 120
expect "a crash is a failure with its signal" 1 '^#[0-9]+/0 +crash:FAIL \(killed by signal 11' \
	$progs -t crash --time 60
expect "and the other tests still run" 1 'refused/fine:OK +~?-?[0-9]' in_time $progs -t crash,refused
expect "no time at all: nothing is left out without a word" 5 'refused/fine:UNDECIDED \(not measured: the time was up' \
	$progs -t known,refused --time 0.001
expect "and the first line says so" 5 '^NOTHING MEASURED: Linux .*: 0 operations measured, .* 9 not reached in the time' \
	$progs -t known,refused --time 0.001
expect "a hang is ended" 1 'hang:FAIL \(hung: nothing from it for 5 s' $progs -t hang -w 5 --time 60
expect "what the kernel refuses says why" 1 'not_permitted:FAIL .*EPERM' in_time $progs -t refused
expect "no memory for a map is a skip that says so" 4 'big_lookup:SKIP \(not enough memory.*big' \
	in_time $progs -t big
expect "only skips: status 4" 4 'Summary: 0/1 PASSED, 1 SKIPPED' in_time $progs -t big

# The processor's counters, with a software clock in their place: read in a program, and around
# the run of one.  A clock of the thread's time says what ktime says, in a chain whose every
# addition waits for the one before; and what reading and running take does not remain.
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
	in_time $progs -t $read -J "$TALLY/$read.json" >/dev/null || true
	results=$TALLY/$read.json
	check "$read: in the schema" tests/schema.py "$results"
	counts() {
		check "$read: $1" counted "$results" "$2" "$read"
	}
	counts "300 additions as the clock has them" \
		'near("chain_300", "cycles", r["chain_300"]["ci"], 0.1 * r["chain_300"]["value"])'
	counts "and their median, as the median of the times" \
		'near("chain_300", "insns", [r["chain_300"]["median"]] * 2, 0.1 * r["chain_300"]["median"])'
	# 32 in a run: reading takes 100 ns in it, and a run from user space thousands.
	counts "nothing of the run remains, many or few operations in it" \
		'near("nothing", "insns", [0, 0], 1) and near("nothing_in_few", "insns", [0, 0.5], 3 if around else 1)'
	counts "read where it says" \
		'all(h["source"] == ("test run" if around else "loop program") and h["event"] == "task-clock,task-clock" for h in hw.values())'
	counts "every round" 'all(len(h["rounds"]) == len(r[n]["rounds"]) for n, h in hw.items())'
done
said() {
	in_time $progs -a counted_inside/chain_300 -v |
		grep -E 'hw_cycles [0-9.]+ ±[0-9.]+, hw_insns [0-9.]+ ±[0-9.]+, IPC [0-9.]+ \(task-clock,task-clock, read in the loop program\)'
}
check "-v says it" said

# Attached programs, by a raw tracepoint: what every kernel allows.
in_time $progs -t hooked -J "$results" >/dev/null || true
attached() {
	python - "$results" <<-'PY'
	import json, sys
	r = {x["name"].split("/")[1]: x for x in json.load(open(sys.argv[1]))["results"]}
	more = r["burns_1000"]["value"] - r["empty"]["value"]
	print({n: x.get("value") for n, x in r.items()})
	# At four an instruction's cycle, and at one in four of a slow core.
	assert 50 < more < 5000 and r["empty"]["value"] > 0
	assert r["burns_1000"]["program"]["verified_insns"] > 10 * r["empty"]["program"]["verified_insns"] > 0
	assert r["detached"]["ci"][0] <= 0.02 * r["empty"]["value"], "what is detached costs something"
PY
}
check "what an attached program adds is seen: 1000 instructions" attached
# Others may pass there meanwhile, now and then.
expect "a program that the trigger does not pass fails" 1 \
	'not_passed:FAIL \(elsewhere ran [0-9]{1,2} times in [0-9]{3,} events' in_time $progs -a hooked/not_passed

# Samples of a perf event, which not everybody may have.
events=$(in_time $progs -a sampling/all || true)
if ! grep -q 'all:SKIP' <<<"$events"; then
	$progs -a sampling/all,sampling/quarter_lost -B tests/sampling.bounds --time 24 -J "$results" >/dev/null || true
	# A virtual CPU that is not run misses samples of both: their limit says whether it does.
	relation "samples that come are all there, of a quarter that does not come none" \
		'meets("quarter_lost", 0.75, "all", 0.05) and hi["all"] <= 101'
	relation "and the limit says so" \
		'all(x["verdict"] == "undecided" or "not enforced" in x["limit"] or (x["verdict"] == "fail") == (hi[n] < 90) for n, x in r.items())'
	expect "without two thirds it is no such rate" 1 \
		'most_lost:FAIL \(CPU [0-9]+: [0-9]+ samples at 999 Hz, [0-9]+ were expected' \
		$progs -a sampling/most_lost --time 120
else
	skip "samples that do not come" "no perf events: $(grep -o 'SKIP.*' <<<"$events")"
fi

# As KTAP, held against the result file: a test that died, one refused, one that passed.
as_ktap() {
	local status=0
	$progs --ktap -t crash,refused,big --time 20 -J "$results" >"$TALLY/ktap" || status=$?
	[ $status -eq 1 ] && python tests/formats.py ktap "$TALLY/ktap" "$results" &&
		grep -q '^  not ok 1 crash # ERROR killed by signal 11' "$TALLY/ktap"
}
check "--ktap" as_ktap

# Producer and consumer need a CPU each.
if [ "$(nproc)" -lt 2 ]; then
	skip "dropped events" "needs a second CPU"
	exit 0
fi
in_time $progs -a 'dropped/counted*' -J "$results" >/dev/null || true
relation "dropped events are counted" 'v["counted_loss"] > 0 and 0 < r["counted"]["errors"] < r["counted"]["runs"]'
expect "one that is missing and was not counted fails" 1 \
	'uncounted:FAIL \(of 30 events 0 were refused in the program, but 26 came and 4 are missing' \
	in_time $progs -a dropped/uncounted
