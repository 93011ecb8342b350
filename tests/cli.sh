#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# test_progs' command line: every option, every exit status, every bad input.
set -euo pipefail
. tests/lib.sh

t=./test_progs
one=map_perf/array_lookup
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Runs it for long enough; that what was measured on a disturbed machine is undecided is no
# failure of the command line.
measured() {
	local out status=0
	out=$(in_time "$@") || status=$?
	printf '%s\n' "$out"
	[ "$status" -ne 5 ] || return 0
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
# Limits that nothing could break, and the same where they are for several versions.
# unknown NAME PATTERN LIMIT
unknown() {
	printf '# mine\n%s\n' "$3" >"$dir/unknown.bounds"
	expect "limits: $1" 2 "unknown.bounds:2: $2" $t -a $one -B "$dir/unknown.bounds" --unit insns
	expect "limits: $1, with --allow-unknown" 3 'does not count instructions' $t -a $one \
		-B "$dir/unknown.bounds" --allow-unknown --unit insns
}
unknown "a misspelt name" "no operation is called 'map_perf/aray_lookup'; did you mean map_perf/array_lookup[,?]" 'map_perf/aray_lookup <= 4 ns'
unknown "a misspelt name's tail" "no operation is called 'map_perf/aray_lookup'; did you mean" 'map_perf/aray_lookup.p99 <= 4 ns'
unknown "a glob of nothing" "no operation's name matches 'map_prf/\*'" 'map_prf/* <= 4 ns'
unknown "a multiple of nothing" "no operation is called 'map_perf/hash_lookup_ht'; did you mean map_perf/hash_lookup_hit" "$one <= 2 * map_perf/hash_lookup_ht"
unknown "a unit that it never has" "'map_perf/array_lookup' is never in bytes, it is in ns or insns" "$one <= 2 bytes"
unknown "a unit that it has not" "'sampling_perf/memory' is never in ns, it is in bytes" "sampling_perf/memory <= 2 ns"
unknown "a multiple of what is in another unit" ".*in bytes: no multiple of it is a limit" "$one <= 2 * sampling_perf/memory"
# What comes with the programs is about something; a claim may wait for its test.
for file in bounds/*.bounds; do
	grep -v '# claim .*; needs ' "$file" >"$dir/known.bounds"
	expect "$file is about what there is" 3 'does not count instructions' $t -a $one \
		-B "$dir/known.bounds" --unit insns
done
expect "limits of other tests may be given with an object" 3 'does not count instructions' \
	$t -o build/bpf/map_perf_array.bpf.o -B bounds/default.bounds --unit insns
printf 'map_perf_array/array_lookup <= 4 ns\n' >"$dir/own.bounds"
expect "and of its own" 3 'does not count instructions' \
	$t -o build/bpf/map_perf_array.bpf.o -B "$dir/own.bounds" --unit insns
expect "which are none without it" 2 "own.bounds:1: no operation is called" $t -a $one -B "$dir/own.bounds"
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

# A kernel that may have more CPUs than glibc's cpu_set_t has room for.
cat >"$dir/manycpus.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	int (*real)(pid_t, size_t, cpu_set_t *) = dlsym(RTLD_NEXT, "sched_getaffinity");

	if (size >= 8192 / 8)
		return real(pid, size, set);
	errno = EINVAL;
	return -1;
}
C
gcc -shared -fPIC -o "$dir/manycpus.so" "$dir/manycpus.c"
many=(env LD_PRELOAD="$dir/manycpus.so")
expect "8192 possible CPUs: -l" 0 " $one\$" "${many[@]}" $t -l
expect "8192 possible CPUs: measuring" 0 "$one:(OK|UNDECIDED)" measured "${many[@]}" $t -a $one
expect "8192 possible CPUs: a thread on each" 0 'uprobe_nop_all_cpus:(OK|UNDECIDED)' \
	measured "${many[@]}" $t -a hook_perf/uprobe_nop_all_cpus

# The environment: status 3, one clear line.
chmod 755 "$dir"
nobody=(setpriv --reuid 65534 --clear-groups)
if "${nobody[@]}" test -x $t -a -r bounds/default.bounds; then
	expect "not root" 3 'not permitted to load BPF programs: missing CAP_BPF.*sudo' "${nobody[@]}" $t -a $one
else
	skip "not root" "only root may read this directory"
fi
expect "root without the capability" 3 'missing CAP_BPF' \
	setpriv --bounding-set=-sys_admin,-cap_39 $t -a $one
# Three capabilities and nothing else: what needs more is skipped, and says what it needs.
three="+bpf,+perfmon,+net_admin"
capable=(setpriv --reuid 65534 --regid 65534 --clear-groups "--inh-caps=-all,$three"
	"--ambient-caps=-all,$three" "--bounding-set=-all,$three")
if "${capable[@]}" test -x $t -a -r bounds/default.bounds; then
	expect "three capabilities: maps and helpers" 0 "$one:(OK|UNDECIDED)" measured "${capable[@]}" $t -a $one
	needy=hook_perf/raw_tp,hook_perf/uprobe_nop,hook_perf/tc_ingress_cls_bpf,hook_perf/cgroup_bind4,helper_perf/trace_printk
	expect "three capabilities: what needs more names it" 4 'outer_map_update:SKIP .*EPERM.; CAP_SYS_ADMIN is missing' \
		in_time "${capable[@]}" $t -a "$needy,map_perf/sys_outer_map_update"
	expect "which takes nothing from its like" 0 'sys_lookup:(OK|UNDECIDED)' \
		measured "${capable[@]}" $t -a map_perf/sys_lookup,map_perf/sys_outer_map_update
	named() {
		[ "$(in_time "${capable[@]}" $t -a "$needy" | grep -c 'SKIP .*CAP_SYS_ADMIN is missing')" = 5 ]
	}
	check "each of them" named
	no_failure() {
		"${capable[@]}" $t --quick >"$dir/three" 2>&1 || true
		grep -q '^Summary: ' "$dir/three" && ! grep -E ':FAIL .*(EPERM|EACCES|not permitted)' "$dir/three"
	}
	check "three capabilities: of everything, nothing fails for it" no_failure
	check "and nothing is blamed on the kernel" bash -c "! grep 'EPERM) by this kernel' '$dir/three'"
else
	skip "three capabilities" "only root may read this directory"
fi

# Open files: what is allowed is taken, and what is too little is named.
expect "a soft limit of open files is raised" 0 '^[0-9]{3}$' bash -c "ulimit -Sn 20; $t -c"
expect "too few open files" 3 'RLIMIT_NOFILE is 20: .*ulimit -n' bash -c "ulimit -n 20; $t -a $one"

# in_cgroup CONTROLLER SETTING VALUE COMMAND...: in a cgroup of version 1 or 2 with that limit.
in_cgroup() {
	local controller=$1 setting=$2 value=$3 place=/sys/fs/cgroup status=0
	shift 3
	[ ! -d "/sys/fs/cgroup/$controller" ] || place=/sys/fs/cgroup/$controller
	place=$place/bpf-perf-test.$$
	(echo "$value" >"$place/$setting" && echo "$BASHPID" >"$place/cgroup.procs" && exec "$@") || status=$?
	return $status
}
# Its setting of version 1 or 2, whichever there is; nothing where it cannot be limited.
can_limit() {
	local controller=$1 place=/sys/fs/cgroup setting
	shift
	[ ! -d "/sys/fs/cgroup/$controller" ] || place=/sys/fs/cgroup/$controller
	mkdir "$place/bpf-perf-test.$$" 2>/dev/null || return 0
	for setting in "$@"; do
		[ ! -e "$place/bpf-perf-test.$$/$setting" ] || echo "$setting"
	done
}
setting=$(can_limit cpu cpu.max cpu.cfs_quota_us)
if [ -n "$setting" ]; then
	expect "a CPU quota is named" 0 'the CPU quota of cgroup .*/bpf-perf-test[^ ]* \(0.2 CPUs\) stopped us [0-9]+ times' \
		measured in_cgroup cpu "$setting" 20000 $t -a $one,map_perf/hash_lookup_hit -J "$dir/quota.json"
	check "and is in the file" python -c "
import json
e = json.load(open('$dir/quota.json'))['environment']
assert e['cpu_quota'] == 0.2 and e['throttled_periods'] > 0 and e['throttled_seconds'] > 0, e"
else
	skip "a CPU quota" "no cgroup with one can be made here"
fi
setting=$(can_limit memory memory.max memory.limit_in_bytes)
if [ -n "$setting" ]; then
	# It refuses memory, or it kills, as it happens.
	refused_or_killed() {
		local status=0
		in_cgroup memory "$setting" 40M $t -a map_perf/lpm_trie_lookup_1m,map_perf/hash_lookup_entries_1m --time 20 || status=$?
		[ $status -eq 1 ] || [ $status -eq 4 ]
	}
	expect "a memory limit is named" 0 'SKIP .*cgroup .*/bpf-perf-test[^ ]* is limited to 40 MB|FAIL .killed by the memory limit of cgroup .*/bpf-perf-test[^ ]* \(40 MB' \
		refused_or_killed
else
	skip "a memory limit" "no cgroup with one can be made here"
fi
for place in /sys/fs/cgroup /sys/fs/cgroup/cpu /sys/fs/cgroup/memory; do
	[ ! -d "$place/bpf-perf-test.$$" ] || rmdir "$place/bpf-perf-test.$$"
done

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
	# shellcheck disable=SC2016 # for the other shell
	unshare --mount --propagation private bash -c "$1"' && exec "$@"' "$@"
}
expect "no BTF: what needs it is skipped, the rest runs" 0 'array_lookup:(OK|UNDECIDED)' \
	measured pretend "mount -t tmpfs none /sys/kernel/btf" $t -a $one,helper_perf/obj_new_drop
expect "no BTF: the reason" 4 'SKIP \(.*BTF' \
	in_time pretend "mount -t tmpfs none /sys/kernel/btf" $t -a helper_perf/obj_new_drop
echo 0 >"$dir/zero"
expect "JIT off is said" 0 '^Absolute limits but those in bytes and insns are not enforced: .*JIT' \
	measured pretend "mount --bind '$dir/zero' /proc/sys/net/core/bpf_jit_enable" $t -a $one
expect "tracefs not mounted is no obstacle" 0 'trace_printk:(OK|UNDECIDED|SKIP)' measured $t -a helper_perf/trace_printk,$one
# Full from the beginning: how long the results are depends on what there was time for.
expect "a full disk" 3 'not written: No space left on device' \
	pretend "mount -t tmpfs -o size=4k none '$dir' && echo >'$dir/full'" $t -t stats_perf -J "$dir/r.json" --time 1

# Measuring.
expect "a figure with unit, interval and limit" 0 "^#$number +$one:(OK|UNDECIDED) +~?-?[0-9.]+ ns +±[0-9.]+ +p99 [0-9.]+ +<= " measured $t -a $one
expect "the first line is the answer" 0 '^(PASSED|UNDECIDED): Linux [^ ]+: 1 operations measured, [01] imprecise \(~\); of [01] with a limit [01] keep it, 0 break it, [01] are undecided; 0 failed otherwise, 0 skipped' measured $t -a $one
expect "the last line counts" 0 '^Summary: [01]/1 PASSED, 0 SKIPPED, [01] UNDECIDED, 0 FAILED, [01] imprecise \(~\)$' measured $t -a $one
expect "-v tells the tail" 0 'p50 [0-9]+ p95' measured $t -v -a $one
expect "-vv and -vvv tell what libbpf says" 0 'libbpf: ' measured $t -vvv -a $one
cpu=$(sed -n 's/^Cpus_allowed_list:\t\([0-9]*\).*/\1/p' /proc/self/status)
expect "--cpu" 0 ':(OK|UNDECIDED)' measured $t --cpu "$cpu" -a $one
expect "--unit ns" 0 ' ns ' measured $t --unit ns -a $one
expect "--quick leaves out what is slow, and says so" 4 'lookup_1m:SKIP .left out of --quick' \
	in_time $t --quick -a map_perf/lpm_trie_lookup_1m
expect "--claims: published beside measured" 0 'map.array_lookup .*(HOLDS|CHEAPER|DEARER|UNDECIDED|HERE .* somebody else used the core)' measured $t --claims -a $one
printf 'map_perf/hash_update_existing <= 0.000001 ns\n' >"$dir/tight.bounds"
limited "-B overrides the default limits; over its limit is status 1" hash_update_existing:FAIL \
	$t -a map_perf/hash_update_existing -B "$dir/tight.bounds"
# Of what measures the same every time.
memory=sampling_perf/memory
printf 'map_perf/hash_lookup_hit.p50 <= 0.0001 * map_perf/hash_lookup_hit\n' >"$dir/tail.bounds"
expect "a tail's limit" 1 'hash_lookup_hit:FAIL .*p50 <= 0.0001 \* map_perf/hash_lookup_hit \(.*breaks its limit' \
	in_time $t -a map_perf/hash_lookup_hit -B "$dir/tail.bounds"
printf '%s_buffers_32mb <= 0.1 * %s\n' $memory $memory >"$dir/tight.bounds"
expect "a relative limit" 1 "memory_buffers_32mb:FAIL .*<= 0.1 \\* $memory \\(" \
	in_time $t -a $memory,${memory}_buffers_32mb -B "$dir/tight.bounds"
# The budget that each profile asserts.
expect "--profile production is the default" 0 "$memory:OK .*<= 50000000 bytes" in_time $t -a $memory
for profile in production=50 staging=100 development=150 debug=200; do
	expect "--profile ${profile%=*}" 0 "$memory:OK .*<= ${profile#*=}000000 bytes" \
		in_time $t -a $memory --profile "${profile%=*}"
done
printf 'sampling_perf/memory <= 1000 bytes\n' >"$dir/tight.bounds"
expect "-B overrides the profile's limits" 1 'memory:FAIL .*<= 1000 bytes' \
	in_time $t -a $memory -B "$dir/tight.bounds"
expect "-J writes" 0 'PASSED' measured $t -a $one -J "$dir/r.json"
check "the result file keeps its schema" tests/schema.py "$dir/r.json"
# What two short runs differ by on a disturbed machine is not known beforehand.
expect "-C compares with it" 0 '^[^ ]+ \(this run\) against [^ ]+ \(.*r.json\): [01] slower' \
	measured $t -a $one -C "$dir/r.json"
# The same, and half of it.
in_time $t -a $memory -J "$dir/same.json" >/dev/null || true
expect "what did not change is none" 0 ': 0 slower, 0 faster, 1 unchanged' in_time $t -a $memory -C "$dir/same.json"
python - "$dir/same.json" "$dir/cheap.json" <<-'PY'
	import json, sys
	data = json.load(open(sys.argv[1]))
	for r in data["results"]:
	    half = r["value"] / 2
	    r["value"] = r["median"] = r["raw"] = half
	    r["baseline"], r["ci"], r["rounds"] = 0, [half, half], [half for _ in r["rounds"]]
	json.dump(data, open(sys.argv[2], "w"))
PY
expect "what got slower is a failure" 1 ': 1 slower' \
	in_time $t -a $memory -C "$dir/cheap.json"
check "nothing else is left beside it" test "$(ls "$dir"/r.json*)" = "$dir/r.json"
expect "--dump writes every round" 0 'PASSED' measured $t -a $one --dump "$dir/rounds.tsv"
check "and it has quantiles" grep -qP "^$one\tbase_" "$dir/rounds.tsv"
expect "-o measures an object of one's own" 0 'map_perf_array/array_lookup:(OK|UNDECIDED)' \
	measured $t -o build/bpf/map_perf_array.bpf.o -a map_perf_array/array_lookup
in_terminal() {
	script -qec "$*" /dev/null | tr '\r' '\n'
}
expect "a terminal sees progress: operation n of N, time left" 0 '[0-9]+ of 1, at most [0-9]+ s left' \
	measured in_terminal $t -a $one
check "a pipe does not" bash -c "! $t -a $one --time 1 2>&1 | grep -q '[0-9] of 1, at most'"

