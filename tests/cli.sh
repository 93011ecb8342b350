#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# test_progs' command line: every option, every exit status, every bad input.
set -euo pipefail
. tests/lib.sh

t=./test_progs
one=map_perf/array_lookup
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Runs it; that a second on a disturbed machine is too noisy to judge is no failure of
# the command line.
measured() {
	local out status=0
	out=$("$@" 2>&1) || status=$?
	printf '%s\n' "$out"
	[ "$status" -ne 1 ] || ! grep -q ' 0 FAILED$' <<<"$out" || return 0
	return "$status"
}

# What needs no kernel to measure.
expect "-l lists tests and operations" 0 '^#[0-9]+/[0-9]+ +map_perf/array_lookup$' $t -l
expect "-l -a lists what is selected" 0 "^#[0-9]+/[0-9]+ +$one\$" $t -l -a $one
expect "-c counts operations" 0 '^1$' $t -c -a $one
expect "-t takes parts of names" 0 '/hash_lookup_hit' $t -l -t ap_per/ash_lookup_h
expect "-a takes globs" 0 '/array_update_value_4096' $t -l -a 'map_perf/array_*'
expect "a list takes commas" 0 '^2$' $t -c -a "$one,map_perf/array_update"
expect "-b leaves out" 0 '^1$' $t -c -a "$one,map_perf/array_update" -b map_perf/array_update
expect "-d leaves out parts of names" 0 '^1$' $t -c -a "$one,map_perf/array_update" -d ap_perf/y_upd
printf '# mine\n%s\n\nmap_perf/array_update # why\n' $one >"$dir/names"
expect "@file reads names" 0 '^2$' $t -c -a "@$dir/names"
number=$($t -l -a $one | sed -n 's/^#\([0-9/]*\) .*/\1/p')
expect "-n takes -l's numbers" 0 " $one\$" $t -l -n "$number"
expect "-n takes ranges" 0 '^3$' $t -c -n "${number%/*}/1-3"
expect "--help tells the exit statuses" 0 'Exit status: 0 all passed' $t --help

# Bad usage: status 2, before anything is measured.
expect "an unknown option" 2 'unrecognized option' $t --bogus
expect "an argument that is no option" 2 "names go with -t or -a" $t map_perf
expect "an unknown operation: the nearest names" 2 "did you mean map_perf/array_lookup" $t -a map_perf/aray_lookup
expect "an unknown test: the nearest names" 2 "did you mean map_perf" $t -t map_prf
expect "a name like no other" 2 "-l lists all names" $t -a zzzzzzzzzzzzzzzzzz
expect "an empty selection" 2 'nothing is selected' $t -a $one -b $one
expect "an empty list" 2 'names nothing' $t -a ,
expect "a list that cannot be read" 2 'cannot read the list of names: No such file' $t -a "@$dir/none"
expect "numbers that are none" 2 "expected numbers like" $t -n 1-
expect "a time that is none" 2 'no number of seconds' $t --time soon
expect "a watchdog that is none" 2 'no number of seconds' $t -w -1
expect "a CPU that is none" 2 'no number of a CPU' $t --cpu x
expect "a CPU that is not there" 2 'not among those we may use' $t --cpu 4095
expect "a unit that is none" 2 'none of ns, insns, auto' $t --unit cycles
expect "a profile that is none: the list" 2 "'prod' is none of production, staging, development, debug" $t -a $one --profile prod
expect "--help tells the profiles" 0 'staging, development or debug' bash -c "$t --help | tr -s ' \n' ' '"
expect "limits that cannot be read" 2 "$dir/none.*No such file" $t -a $one -B "$dir/none"
printf '\nmap_perf/array_lookup 40 ns\n' >"$dir/bad.bounds"
expect "malformed limits: file:line, what was expected" 2 'bad.bounds:2: .*expected' $t -a $one -B "$dir/bad.bounds"
head -c 4096 /bin/sh >"$dir/binary.bounds"
expect "limits that are no text" 2 'binary.bounds:1' $t -a $one -B "$dir/binary.bounds"
expect "a result to compare with that cannot be read" 2 'none.json: cannot be read' $t -a $one -C "$dir/none.json"
echo '{"schema": "x"}' >"$dir/bad.json"
expect "a result to compare with that is none" 2 '"schema" is "x", this program reads' $t -a $one -C "$dir/bad.json"
python tests/results.py "$dir/insns.json" "insns()"
expect "a result that is not comparable" 2 'not comparable: unit insns against unit ns' $t -a $one -C "$dir/insns.json"
expect "a result path in no directory" 3 "$dir/none/r.json: cannot be written" $t -a $one -J "$dir/none/r.json"
expect "a result path that is a directory" 3 "Is a directory" $t -a $one -J "$dir"
expect "a dump path that cannot be written" 3 "No such file" $t -a $one --dump "$dir/none/d"
head -c 2000 ./build/bpf/map_perf_array.bpf.o >"$dir/corrupt.bpf.o"
expect "a corrupt object" 2 'corrupt: not a BPF object that libbpf can open' $t -o "$dir/corrupt.bpf.o"
expect "an object that is not there" 2 'none.bpf.o: cannot be read' $t -o "$dir/none.bpf.o"
expect "a time that the clock cannot count" 3 'the clock does not count instructions here' $t -a $one --unit insns

if [ "$(id -u)" -ne 0 ]; then
	skip "what needs BPF" "not root"
	exit 0
fi

# The environment: status 3, one clear line.
chmod 755 "$dir"
expect "not root" 3 'not permitted to load BPF programs: missing CAP_BPF.*sudo' \
	setpriv --reuid 65534 --clear-groups $t -a $one
expect "root without the capability" 3 'missing CAP_BPF' \
	setpriv --bounding-set=-sys_admin,-cap_39 $t -a $one
cat >"$dir/nobpf.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/syscall.h>
/* bpf() as a kernel without it answers. */
long syscall(long number, long a, long b, long c, long d, long e, long f)
{
	long (*real)(long, ...) = dlsym(RTLD_NEXT, "syscall");

	if (number != SYS_bpf)
		return real(number, a, b, c, d, e, f);
	errno = ENOSYS;
	return -1;
}
C
gcc -shared -fPIC -o "$dir/nobpf.so" "$dir/nobpf.c"
expect "a kernel without bpf()" 3 'no bpf\(\) system call: boot one with CONFIG_BPF_SYSCALL' \
	env LD_PRELOAD="$dir/nobpf.so" $t -a $one

# Kernels that lack something, as far as a mount namespace can pretend.
pretend() {
	unshare --mount --propagation private bash -c "$1"
}
expect "no BTF: what needs it is skipped, the rest runs" 0 'array_lookup:(OK|NOISY)' \
	measured pretend "mount -t tmpfs none /sys/kernel/btf && $t -a $one,helper_perf/obj_new_drop --time 1"
expect "no BTF: the reason" 4 'SKIP \(.*BTF' \
	pretend "mount -t tmpfs none /sys/kernel/btf && $t -a helper_perf/obj_new_drop --time 1"
echo 0 >"$dir/zero"
expect "JIT off is said" 0 '^Absolute limits but those in bytes and insns are not enforced: .*JIT' \
	measured pretend "mount --bind '$dir/zero' /proc/sys/net/core/bpf_jit_enable && $t -a $one --time 1"
expect "tracefs not mounted is no obstacle" 0 'trace_printk:(OK|NOISY|SKIP)' measured $t -a helper_perf/trace_printk,$one --time 2
expect "a full disk" 3 'not written: No space left on device' \
	pretend "mount -t tmpfs -o size=4k none '$dir' && $t -t stats_perf --time 1 -J '$dir/r.json'"

# Measuring.
expect "a figure with unit, interval and limit" 0 "^#$number +$one:(OK|NOISY) +-?[0-9.]+ ns +±[0-9.]+ +p99 [0-9.]+ +<= " measured $t -a $one --time 2
expect "the first line is the answer" 0 '^Linux .*: 1 operations measured, 0 failed' measured $t -a $one --time 2
expect "the last line counts" 0 '^Summary: [01]/[01] PASSED, 0 SKIPPED, [01] NOISY, 0 FAILED$' measured $t -a $one --time 2
expect "-v tells the tail" 0 'p50 [0-9]+ p95' measured $t -v -a $one --time 1
expect "-vv and -vvv tell what libbpf says" 0 'libbpf: ' measured $t -vvv -a $one --time 1
expect "--cpu" 0 ':(OK|NOISY)' measured $t --cpu 0 -a $one --time 1
expect "--unit ns" 0 ' ns ' measured $t --unit ns -a $one --time 1
expect "--quick leaves out what is slow, and says so" 4 'lookup_1m:SKIP .left out of --quick' \
	$t --quick -a map_perf/lpm_trie_lookup_1m --time 1
expect "--claims: published beside measured" 0 'map.array_lookup .*(HOLDS|CHEAPER|DEARER|HERE .* somebody else used the core)' measured $t --claims -a $one --time 2
printf 'map_perf/hash_update_existing <= 0.000001 ns\n' >"$dir/tight.bounds"
limited "-B overrides the default limits; over its limit is status 1" hash_update_existing:FAIL \
	$t -a map_perf/hash_update_existing,$one -B "$dir/tight.bounds" --time 10
printf 'map_perf/hash_update_existing <= 0.1 * helper_perf/ktime_get_ns\n' >"$dir/tight.bounds"
expect "a relative limit" 1 'hash_update_existing:FAIL.*<= 0.1 \* helper_perf/ktime_get_ns \(' \
	$t -a map_perf/hash_update_existing,helper_perf/ktime_get_ns -B "$dir/tight.bounds" --time 10
# The budget that each profile asserts, of what measures the same every time.
expect "--profile production is the default" 0 'sampling_perf/memory:OK .*<= 50000000 bytes' \
	$t -a sampling_perf/memory --time 6
for profile in production=50 staging=100 development=150 debug=200; do
	expect "--profile ${profile%=*}" 0 "sampling_perf/memory:OK .*<= ${profile#*=}000000 bytes" \
		$t -a sampling_perf/memory --profile "${profile%=*}" --time 6
done
printf 'sampling_perf/memory <= 1000 bytes\n' >"$dir/tight.bounds"
expect "-B overrides the profile's limits" 1 'memory:FAIL .*<= 1000 bytes' \
	$t -a sampling_perf/memory -B "$dir/tight.bounds" --time 6
expect "-J writes" 0 'PASSED' measured $t -a $one --time 1 -J "$dir/r.json"
check "the result file keeps its schema" tests/schema.py "$dir/r.json"
expect "-C compares with it" 0 '^[^ ]+ \(this run\) against [^ ]+ \(.*r.json\): 0 slower' \
	measured $t -a $one --time 1 -C "$dir/r.json"
# Half of what it costs, of something that costs well over the smallest change that counts.
measured $t -a helper_perf/ktime_get_ns --time 10 -J "$dir/clock.json" >/dev/null || true
python - "$dir/clock.json" "$dir/cheap.json" <<-'PY'
	import json, sys
	data = json.load(open(sys.argv[1]))
	for r in data["results"]:
	    half = r["value"] / 2
	    r["value"] = r["median"] = r["raw"] = half
	    r["baseline"], r["ci"], r["rounds"] = 0, [half, half], [half for _ in r["rounds"]]
	json.dump(data, open(sys.argv[2], "w"))
PY
expect "what got slower is a failure" 1 ': 1 slower' \
	$t -a helper_perf/ktime_get_ns --time 10 -C "$dir/cheap.json"
check "nothing else is left beside it" test "$(ls "$dir"/r.json*)" = "$dir/r.json"
expect "--dump writes every round" 0 'PASSED' measured $t -a $one --time 1 --dump "$dir/rounds.tsv"
check "and it has quantiles" grep -qP "^$one\tbase_" "$dir/rounds.tsv"
expect "-o measures an object of one's own" 0 'map_perf_array/array_lookup:(OK|NOISY)' \
	measured $t -o build/bpf/map_perf_array.bpf.o -a map_perf_array/array_lookup --time 1
expect "a terminal sees progress: operation n of N, time left" 0 'operation [0-9]+ of 1, at most [0-9]+ s left' \
	script -qec "$t -a $one --time 2" /dev/null
check "a pipe does not" bash -c "! $t -a $one --time 1 2>&1 | grep -q 'operation [0-9]* of'"
expect "standard output that is full" 3 'No space left' bash -c "$t -a $one --time 1 >/dev/full"

# Being stopped: what there is is written and labelled, and nothing stays behind.
interrupt() {
	local signal=$1 file=$2 seconds=$3 names=$4 status=0
	$t -t "$names" -b map_perf/lpm_trie_lookup_1m -J "$file" --time 40 >"$dir/out" 2>&1 &
	local pid=$!
	sleep "$seconds"
	kill "-$signal" $pid
	wait $pid || status=$?
	cat "$dir/out"
	return $status
}
for signal in INT TERM; do
	expect "SIG$signal: written, labelled, status 130" 130 '^INCOMPLETE: interrupted' \
		interrupt $signal "$dir/$signal.json" 8 map_perf
	expect "SIG$signal: with figures in the file" 0 '^True [1-9]' python -c "
import json
f = json.load(open('$dir/$signal.json'))
print(f['run']['incomplete'], sum('value' in r for r in f['results']))"
done
expect "the first line says what it did not come to" 130 '^Linux .* not reached before the interruption' \
	interrupt TERM "$dir/early.json" 2 map_perf,helper_perf,output_perf
twice() {
	local status=0
	$t -t map_perf --time 40 >"$dir/out" 2>&1 &
	local pid=$!
	sleep 2
	kill -INT $pid
	kill -INT $pid
	wait $pid || status=$?
	return $status
}
check "a second SIGINT quits at once" bash -c "$(declare -f twice); t=$t dir=$dir; twice; test \$? = 130"
