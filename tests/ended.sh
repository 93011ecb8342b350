#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks that a run keeps what it measured if it is ended from outside or nobody reads its output.
set -euo pipefail
. tests/lib.sh

t=./test_progs
one=map_perf/array_lookup
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

able=0
$t -a $one --time 1 >/dev/null 2>&1 || able=$?
if [ $able -gt 1 ]; then
	skip "ended runs" "this machine cannot measure"
	exit 0
fi

# kept FILE INCOMPLETE: checks for a complete result file with figures, whose run is incomplete or
# not.
kept() {
	tests/schema.py "$1" && python - "$@" <<-'PY'
		import json, sys
		f = json.load(open(sys.argv[1]))
		figures = sum("value" in r for r in f["results"])
		print(f["run"]["incomplete"], figures)
		sys.exit(str(f["run"]["incomplete"]) != sys.argv[2] or not figures)
	PY
}

# catches PID: succeeds when test_progs handles SIGHUP, SIGINT and SIGTERM.  Until its exec the
# process is a shell.
catches() {
	[ "$(cat "/proc/$1/comm")" = test_progs ] && (((0x$(sed -n 's/^SigCgt:\t//p' "/proc/$1/status") & 0x4003) == 0x4003))
}
# measures PID: the same under nohup, where it leaves SIGHUP alone.
measures() {
	[ "$(cat "/proc/$1/comm")" = test_progs ] && (((0x$(sed -n 's/^SigCgt:\t//p' "/proc/$1/status") & 0x4002) == 0x4002))
}
# Succeeds after at least one measured round, which has a line in the dump.
has_measured() {
	[ -s "$dir/dump" ]
}
# interrupt SIGNAL WHEN FILE NAMES: sends the signal as soon as WHEN PID succeeds.  "GROUP" sends
# SIGTERM to test_progs and then to the whole group, like timeout(1).
interrupt() {
	local signal=$1 when=$2 file=$3 names=$4 status=0
	rm -f "$dir/dump"
	setsid $t -t "$names" -b map_perf/lpm_trie_lookup_1m -J "$file" --dump "$dir/dump" --time 120 \
		>"$dir/out" 2>&1 &
	local pid=$!
	while kill -0 $pid && ! $when $pid; do sleep 0.1; done
	if [ "$signal" = GROUP ]; then
		kill -TERM $pid
		# Two pending signals would merge into one.
		while kill -0 $pid && ! grep -qE '^ShdPnd:\s0+$' "/proc/$pid/status"; do sleep 0.01; done
		kill -TERM -- -$pid
	else
		kill "-$signal" $pid
	fi
	wait $pid || status=$?
	cat "$dir/out"
	return $status
}
for signal in INT TERM HUP GROUP; do
	expect "SIG$signal: the run is marked and exits with 130" 130 '^INCOMPLETE: interrupted' \
		interrupt $signal has_measured "$dir/$signal.json" map_perf
	check "SIG$signal: the result file is written with figures" kept "$dir/$signal.json" True
done
expect "an interrupted run counts in the first line what it did not reach" 130 '^(UNDECIDED|NOTHING MEASURED): Linux .* not reached before the interruption' \
	interrupt TERM catches "$dir/early.json" map_perf,helper_perf,output_perf
under_nohup() {
	nohup $t -a $one --time 3 >"$dir/out" 2>&1 &
	local pid=$!
	while kill -0 $pid && ! measures $pid; do sleep 0.1; done
	kill -HUP $pid
	wait $pid || true
	cat "$dir/out"
	! grep INCOMPLETE "$dir/out"
}
expect "under nohup SIGHUP has no effect" 0 '^Summary: ' under_nohup

# The first SIGINT waits for a test that hangs.
make_in_turn selftest >/dev/null
twice() {
	local status=0 pid began=$SECONDS
	build/selftest/test_progs -t hang -w 120 --time 120 >"$dir/out" 2>&1 &
	pid=$!
	while kill -0 $pid && ! pgrep -P $pid -x hanging; do sleep 0.1; done
	kill -INT $pid
	# Signals of the same half second count as one.
	while kill -INT $pid 2>/dev/null; do sleep 0.1; done
	wait $pid || status=$?
	[ $((SECONDS - began)) -lt 100 ] || return 1
	return $status
}
expect "a second SIGINT quits at once" 130 '^' twice

# piped READER FILE: checks that the status depends only on the results: 1 only if a figure is at
# fault.
piped() {
	local reader=$1 file=$2
	(
		status=0
		$t -t helper_perf -b helper_perf/loop --quick --time 3 -J "$file" 2>"$dir/err" || status=$?
		echo $status >"$dir/status"
	) | $reader >/dev/null || true
	[ ! -s "$dir/err" ] || cat "$dir/err"
	[ ! -s "$dir/err" ] && [ "$(cat "$dir/status")" -le 1 ]
}
for reader in true "head -1"; do
	check "| $reader: there is no complaint, and the status depends on the results" piped "$reader" "$dir/piped.json"
	check "| $reader: the result file is written" kept "$dir/piped.json" False
	rm -f "$dir/piped.json"
done
expect "a failed write to standard output is an error" 3 'standard output: No space left' \
	bash -c "$t -a $one --time 1 -J '$dir/full.json' >/dev/full"
check "a failed write to standard output keeps the result file" kept "$dir/full.json" False

# written_before_read FILE: the table must wait for a reader that comes late.
written_before_read() {
	python - "$1" <<-'PY'
		import fcntl, os, subprocess, sys, time

		path = sys.argv[1]
		read, write = os.pipe()
		fcntl.fcntl(write, 1031, 4096)  # F_SETPIPE_SZ
		run = subprocess.Popen(["./test_progs", "-t", "helper_perf", "--quick", "--time", "2", "-J", path],
		                       stdout=write)
		os.close(write)
		end = time.monotonic() + 60
		while not os.path.exists(path) and time.monotonic() < end and run.poll() is None:
		    time.sleep(0.1)
		there = os.path.exists(path) and run.poll() is None
		with os.fdopen(read) as table:
		    lines = table.read().splitlines()
		run.wait()
		sys.exit(not there or not lines[-1].startswith("Summary: "))
	PY
}
check "the result file is written before the table is read" written_before_read "$dir/before.json"

# A result file that cannot be written must not cost the table.
no_room() {
	unshare --mount --propagation private bash -c "mount -t tmpfs -o size=4k none '$dir' &&
		echo >'$dir/full' && exec $t -t stats_perf -J '$dir/r.json' --time 1"
}
expect "a full disk is reported" 3 'not written: No space left on device' no_room
expect "a full disk does not prevent the table" 3 '^Summary: ' no_room

for case in figures lines_fit only_stdout no_figures_in_pipes no_figures_for_machines \
	no_figures_on_dumb_terminals table hangup; do
	check "on a terminal: $case" tests/terminal.py $case "$dir"
done
