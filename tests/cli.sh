#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks the command line of test_progs: every option, every exit status, every bad input.
set -euo pipefail
. tests/lib.sh

t=./test_progs
one=map_perf/array_lookup
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Runs test_progs for long enough.  An undecided figure on a disturbed machine is no failure of the
# command line.
measured() {
	local out status=0
	out=$(in_time "$@") || status=$?
	printf '%s\n' "$out"
	[ "$status" -ne 5 ] || return 0
	return "$status"
}

# These need no kernel to measure.
expect "-l lists tests and operations" 0 '^#[0-9]+/[0-9]+ +map_perf/array_lookup +Looks up an element of an array$' $t -l
expect "-l -a lists what is selected" 0 "^#[0-9]+/[0-9]+ +$one " $t -l -a $one
expect "-c counts operations" 0 '^1$' $t -c -a $one
expect "-t takes parts of names" 0 '/hash_lookup_hit' $t -l -t ap_per/ash_lookup_h
expect "-a takes globs" 0 '/array_update_value_4096' $t -l -a 'map_perf/array_*'
expect "-c finds a limit that is wrong" 2 'bad.bounds:1: ' bash -c "echo '$one <= 5 inns' >'$dir/bad.bounds'; $t -c -a $one -B '$dir/bad.bounds'"
expect "-c accepts a limit that is right" 0 '^1$' bash -c "echo '$one <= 5 insns' >'$dir/good.bounds'; $t -c -a $one -B '$dir/good.bounds'"
expect "a list is separated by commas" 0 '^2$' $t -c -a "$one,map_perf/array_update"
expect "-b excludes operations" 0 '^1$' $t -c -a "$one,map_perf/array_update" -b map_perf/array_update
expect "-d excludes parts of names" 0 '^1$' $t -c -a "$one,map_perf/array_update" -d ap_perf/y_upd
printf '# mine\n%s\n\nmap_perf/array_update # why\n' $one >"$dir/names"
expect "@FILE reads names from a file" 0 '^2$' $t -c -a "@$dir/names"
number=$($t -l -a $one | sed -n 's/^#\([0-9/]*\) .*/\1/p')
expect "-n takes the numbers of -l" 0 " $one " $t -l -n "$number"
expect "-n takes ranges" 0 '^3$' $t -c -n "${number%/*}/1-3"
expect "--version shows that of the sources" 0 "^test_progs $(cat build/version)\$" $t --version
expect "--help shows the exit statuses" 0 'Exit status: 0 all passed' $t --help

# Wrong usage is status 2, before anything is measured.
expect "an unknown option is refused" 2 'unrecognized option' $t --bogus
expect "a misspelt option is named" 2 "unrecognized option '--jsno'; did you mean --json\?" $t --jsno x
expect "an argument that is no option is refused" 2 "names go with -t or -a" $t map_perf
expect "words after -l search descriptions" 0 'map_perf/array_lookup .*element of an array' $t -l element ARRAY
expect "words before -l do so, too" 0 'map_perf/array_lookup ' $t element -l
expect "a word that nothing has is a selection of nothing" 2 'has all of these words' $t -l element zzzzzz
expect "more words than there is room for are refused" 2 'at most 8 words' $t -l a a a a a a a a a
# Who adds an operation says what it does, in one line that stands beside its name or below it.
described() {
	local bad
	bad=$($t -l | awk 'NF < 4 || /\.$/ { print }
		{ about = $0; sub(/^[^ ]+ +[^ ]+ */, "", about); if (length(about) > 71 || about ~ / N[ -]/) print }')
	[ -z "$bad" ] || { printf 'no description, or a bad one:\n%s\n' "$bad"; return 1; }
}
check "every operation has a description of one line" described
families() {
	local bad
	bad=$(for words in "other map" "other hooks" "other output" "other operations"; do $t -l "$words" 2>/dev/null; done)
	[ -z "$bad" ] || { printf 'bench/result/family.c lacks:\n%s\n' "$bad"; return 1; }
}
check "every operation has a family of its own" families
expect "an unknown operation suggests the nearest names" 2 "did you mean map_perf/array_lookup" $t -a map_perf/aray_lookup
expect "an unknown test suggests the nearest names" 2 "did you mean map_perf" $t -t map_prf
expect "a name without similar ones refers to -l" 2 "-l lists all names" $t -a zzzzzzzzzzzzzzzzzz
expect "--ktap says that nothing was measured" 2 '^not ok 1 test_progs # ERROR nothing was measured \(exit status 2\)' $t --ktap -a map_perf/none
expect "--ktap -l prints no results" 0 "^#[0-9]+/[0-9]+ +$one" $t --ktap -l -a $one
expect "an empty selection is refused" 2 'no operation is selected' $t -a $one -b $one
expect "an empty list is refused" 2 'contains no name' $t -a ,
expect "a missing list is refused" 2 'cannot read the list of names: No such file' $t -a "@$dir/none"
expect "invalid numbers are refused" 2 "expected numbers like" $t -n 1-
expect "an invalid time is refused" 2 'not a number of seconds' $t --time soon
expect "an invalid watchdog is refused" 2 'not a number of seconds' $t -w -1
expect "an invalid CPU is refused" 2 'not a CPU number' $t --cpu x
expect "a missing CPU is refused" 2 'not among the allowed CPUs' $t --cpu 4095
for window in 12 0 264 x; do
	expect "a window of $window operations is refused" 2 "'$window' is not a multiple of 8 up to 256" $t --window "$window"
done
expect "an unknown unit is refused" 2 'not one of ns, insns, auto' $t --unit cycles
expect "an unknown profile is refused with the list" 2 "'prod' is not one of production, staging, development, debug" $t -a $one --profile prod
expect "--help shows the profiles" 0 'staging, development or debug' bash -c "$t --help | tr -s ' \n' ' '"
expect "a missing file of limits is refused" 2 "$dir/none.*No such file" $t -a $one -B "$dir/none"
printf '\nmap_perf/array_lookup 40 ns\n' >"$dir/bad.bounds"
expect "a malformed limit is reported with file:line and what was expected" 2 'bad.bounds:2: .*expected' $t -a $one -B "$dir/bad.bounds"
# unknown NAME PATTERN LIMIT: checks a limit that nothing could break, and the same limit in a file
# for several versions.
unknown() {
	printf '# mine\n%s\n' "$3" >"$dir/unknown.bounds"
	expect "limits: $1" 2 "unknown.bounds:2: $2" $t -a $one -B "$dir/unknown.bounds" --unit insns
	expect "limits: $1, with --allow-unknown" 3 'does not count instructions' $t -a $one \
		-B "$dir/unknown.bounds" --allow-unknown --unit insns
}
unknown "a misspelt name is refused" "no operation is called 'map_perf/aray_lookup'; did you mean map_perf/array_lookup[,?]" 'map_perf/aray_lookup <= 4 ns'
unknown "the tail of a misspelt name is refused" "no operation is called 'map_perf/aray_lookup'; did you mean" 'map_perf/aray_lookup.p99 <= 4 ns'
unknown "a glob without a match is refused" "no operation's name matches 'map_prf/\*'" 'map_prf/* <= 4 ns'
unknown "a multiple of an unknown operation is refused" "no operation is called 'map_perf/hash_lookup_ht'; did you mean map_perf/hash_lookup_hit" "$one <= 2 * map_perf/hash_lookup_ht"
unknown "a wrong unit is refused" "'map_perf/array_lookup' is never in bytes, it is in ns or insns" "$one <= 2 bytes"
unknown "a wrong unit of another operation is refused" "'sampling_perf/memory' is never in ns, it is in bytes" "sampling_perf/memory <= 2 ns"
unknown "a multiple of an operation in another unit is refused" ".*in bytes: no multiple of it is a limit" "$one <= 2 * sampling_perf/memory"
# All limits of the project must name existing operations.  A claim may wait for its test, or be no
# cost.
for file in bounds/*.bounds; do
	chosen=(-a "$one")
	[ "$file" != bounds/tool.bounds ] || chosen=(--tool true)
	grep -vE '^claims/|# claim (tool\.|.*; needs )' "$file" >"$dir/known.bounds"
	expect "$file names only existing operations" 3 'does not count instructions' $t "${chosen[@]}" \
		-B "$dir/known.bounds" --unit insns
done
# Claims of tools are of figures that any tool has.
sed -n '/^claims/d; s|^[a-z]*/\(.*# claim tool\.\)|true/\1|p' bounds/published.bounds >"$dir/known.bounds"
check "there are claims of tools" test -s "$dir/known.bounds"
expect "claims of tools are of existing figures" 3 'does not count instructions' $t --tool true -B "$dir/known.bounds" --unit insns
expect "limits of other tests are accepted with -o" 3 'does not count instructions' \
	$t -o build/bpf/map_perf_array.bpf.o -B bounds/default.bounds --unit insns
printf 'map_perf_array/array_lookup <= 4 ns\n' >"$dir/own.bounds"
expect "limits of the object are accepted with -o" 3 'does not count instructions' \
	$t -o build/bpf/map_perf_array.bpf.o -B "$dir/own.bounds" --unit insns
expect "limits of the object are refused without -o" 2 "own.bounds:1: no operation is called" $t -a $one -B "$dir/own.bounds"
head -c 4096 /bin/sh >"$dir/binary.bounds"
expect "a binary file of limits is refused" 2 'binary.bounds:1' $t -a $one -B "$dir/binary.bounds"
expect "-C: a missing file is refused" 2 'none.json: cannot be read' $t -a $one -C "$dir/none.json"
echo '{"schema": "x"}' >"$dir/bad.json"
expect "-C: a file with another schema is refused" 2 '"schema" is "x", this program reads' $t -a $one -C "$dir/bad.json"
python tests/results.py "$dir/insns.json" "insns()"
expect "-C: a file in another unit is refused" 2 'not comparable: unit insns against unit ns' $t -a $one -C "$dir/insns.json"
expect "-J: a missing directory is reported" 3 "$dir/none/r.json: cannot be written" $t -a $one -J "$dir/none/r.json"
expect "-J: a directory that does not exist is reported" 3 "none/: cannot be written: No such file or directory .create its directory first" $t -a $one -J "$dir/none/"
expect "--dump: a missing directory is reported" 3 "No such file" $t -a $one --dump "$dir/none/d"
head -c 2000 ./build/bpf/map_perf_array.bpf.o >"$dir/corrupt.bpf.o"
expect "a corrupt object is refused" 2 'corrupt: not a BPF object that libbpf can open' $t -o "$dir/corrupt.bpf.o"
# The name of an object becomes part of the names of its operations: in lists, limits and all formats.
for name in "a,b" "a b" "a*" "@a" "-x" "a#b" "" $'a\nb' $'caf\xe9' '"a"' 'a/../é'; do
	mkdir -p "$dir/objects"
	cp build/bpf/map_perf_array.bpf.o "$dir/objects/${name##*/}.bpf.o"
	expect "an object called $(printf %q "$name") is refused" 2 "^test_progs: -o: no test can be called '[ -~]*', like the file: rename it, so that" \
		$t -c -o "$dir/objects/${name##*/}.bpf.o"
done
# Files and directories may be called anything.
# shellcheck disable=SC2016 # it must not expand
for name in "a,b" "a b" "-x" "@a" "a#b" $'a\nb' $'caf\xe9' '$(id)' '%s'; do
	mkdir -p "$dir/paths/$name"
	cp build/bpf/map_perf_array.bpf.o "$dir/paths/$name/"
	echo "$one" >"$dir/paths/$name/$name"
	echo "$one <= 400 ns" >"$dir/paths/$name.bounds"
	expect "-o takes an object in a directory called $(printf %q "$name")" 0 '^[1-9]' $t -c -o "$dir/paths/$name/map_perf_array.bpf.o"
	expect "-a takes a list called $(printf %q "$name")" 0 '^1$' $t -c -a "@$dir/paths/$name/$name"
	expect "-B takes limits called $(printf %q "$name")" 0 '^1$' bash -c "cd '$dir/paths' && '$PWD/$t' -c -a $one -B \"\$1.bounds\"" - "$name"
done
expect "a missing object is refused" 2 'none.bpf.o: cannot be read' $t -o "$dir/none.bpf.o"
expect "--unit insns is refused if the clock does not count instructions" 3 'the clock does not count instructions here' $t -a $one --unit insns

if [ "$(id -u)" -ne 0 ]; then
	skip "the checks that need BPF" "this user is not root"
	exit 0
fi

# In a directory each run has a file of its own, even of the same second.
named() {
	local files
	mkdir -p "$dir/named"
	for _ in 1 2; do measured $t -a $one -J "$dir/named" >"$dir/log" || return; done
	files=("$dir"/named/*.json)
	printf '%s\n' "${files[@]}"
	[ ${#files[@]} -eq 2 ] && grep -q "the figures go to $dir/named/" "$dir/log" &&
		[[ ${files[0]##*/} =~ ^"$(uname -r)"-([0-9a-f]{8}|unknown)-[0-9]{4}(-[0-9]{2}){2}-[0-9]{6}(\.[0-9]+)?\.json$ ]]
}
check "-J: runs in a directory have names with kernel, build and time" named

# A kernel that supports more CPUs than glibc's cpu_set_t.
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
expect "with 8192 possible CPUs -l works" 0 " $one " "${many[@]}" $t -l
expect "with 8192 possible CPUs measuring works" 0 "$one:(OK|UNDECIDED)" measured "${many[@]}" $t -a $one
expect "with 8192 possible CPUs a thread runs on each CPU" 0 'uprobe_nop_all_cpus:(OK|UNDECIDED)' \
	measured "${many[@]}" $t -a hook_perf/uprobe_nop_all_cpus

# A problem of the environment is status 3 with one clear line.
chmod 755 "$dir"
nobody=(setpriv --reuid 65534 --clear-groups)
if "${nobody[@]}" test -x $t -a -r bounds/default.bounds; then
	expect "a user without capabilities is told what is missing" 3 'not permitted to load BPF programs: missing CAP_BPF.*sudo' "${nobody[@]}" $t -a $one
else
	skip "a user without capabilities is told what is missing" "only root may read this directory"
fi
expect "root without the capability is told what is missing" 3 'missing CAP_BPF' \
	setpriv --bounding-set=-sys_admin,-cap_39 $t -a $one
# With only three capabilities, operations that need more are skipped and name what they need.
three="+bpf,+perfmon,+net_admin"
capable=(setpriv --reuid 65534 --regid 65534 --clear-groups "--inh-caps=-all,$three"
	"--ambient-caps=-all,$three" "--bounding-set=-all,$three")
if "${capable[@]}" test -x $t -a -r bounds/default.bounds; then
	expect "with three capabilities maps and helpers are measured" 0 "$one:(OK|UNDECIDED)" measured "${capable[@]}" $t -a $one
	needy=hook_perf/raw_tp,hook_perf/uprobe_nop,hook_perf/tc_ingress_cls_bpf,hook_perf/cgroup_bind4,helper_perf/trace_printk
	expect "with three capabilities a skip names the missing one" 4 'outer_map_update:SKIP .*EPERM.; CAP_SYS_ADMIN is missing' \
		in_time "${capable[@]}" $t -a "$needy,map_perf/sys_outer_map_update"
	expect "with three capabilities similar operations are measured" 0 'sys_lookup:(OK|UNDECIDED)' \
		measured "${capable[@]}" $t -a map_perf/sys_lookup,map_perf/sys_outer_map_update
	named() {
		[ "$(in_time "${capable[@]}" $t -a "$needy" | grep -c 'SKIP .*CAP_SYS_ADMIN is missing')" = 5 ]
	}
	check "with three capabilities each skip names the missing one" named
	no_failure() {
		"${capable[@]}" $t --quick >"$dir/three" 2>&1 || true
		grep -q '^Summary: ' "$dir/three" && ! grep -E ':FAIL .*(EPERM|EACCES|not permitted)' "$dir/three"
	}
	check "with three capabilities no operation fails for lack of permission" no_failure
	check "with three capabilities no skip blames the kernel" bash -c "! grep 'EPERM) by this kernel' '$dir/three'"
else
	skip "with three capabilities maps and helpers are measured" "only root may read this directory"
fi

# The soft limit of open files is raised, and a hard limit that is too low is named.
expect "a soft limit of open files is raised" 0 '^[0-9]{3}$' bash -c "ulimit -Sn 20; $t -c"
expect "a hard limit of open files that is too low is named" 3 'RLIMIT_NOFILE is 20 .*ulimit -n' bash -c "ulimit -n 20; $t -a $one"

# in_cgroup CONTROLLER SETTING VALUE COMMAND...: runs the command in a cgroup of version 1 or 2 with
# this limit.
in_cgroup() {
	local controller=$1 setting=$2 value=$3 place=/sys/fs/cgroup status=0
	shift 3
	[ ! -d "/sys/fs/cgroup/$controller" ] || place=/sys/fs/cgroup/$controller
	place=$place/bpf-perf-test.$$
	(echo "$value" >"$place/$setting" && echo "$BASHPID" >"$place/cgroup.procs" && exec "$@") || status=$?
	return $status
}
# can_limit CONTROLLER SETTING...: prints the setting that exists in version 1 or 2, or nothing if
# there can be no limit.
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
	expect "a CPU quota is reported" 0 'the CPU quota of cgroup .*/bpf-perf-test[^ ]* \(0.2 CPUs\) stopped us [0-9]+ times' \
		measured in_cgroup cpu "$setting" 20000 $t -a $one,map_perf/hash_lookup_hit -J "$dir/quota.json"
	check "a CPU quota is in the result file" python -c "
import json
e = json.load(open('$dir/quota.json'))['environment']
assert e['cpu_quota'] == 0.2 and e['throttled_periods'] > 0 and e['throttled_seconds'] > 0, e"
else
	skip "a CPU quota is reported" "no cgroup with a CPU quota can be made"
fi
setting=$(can_limit memory memory.max memory.limit_in_bytes)
if [ -n "$setting" ]; then
	# The cgroup either refuses memory or kills the process.
	refused_or_killed() {
		local status=0
		in_cgroup memory "$setting" 40M $t -a map_perf/lpm_trie_lookup_1m,map_perf/hash_lookup_entries_1m --time 20 || status=$?
		[ $status -eq 1 ] || [ $status -eq 4 ]
	}
	expect "a memory limit is reported" 0 'SKIP .*cgroup .*/bpf-perf-test[^ ]* is limited to 40 MB|FAIL .killed by the memory limit of cgroup .*/bpf-perf-test[^ ]* \(40 MB' \
		refused_or_killed
else
	skip "a memory limit is reported" "no cgroup with a memory limit can be made"
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
expect "a kernel without bpf() is reported" 3 'no bpf\(\) system call: boot a kernel with CONFIG_BPF_SYSCALL' \
	env LD_PRELOAD="$dir/nobpf.so" $t -a $one

# Kernels that lack something, as far as a mount namespace can simulate it.
pretend() {
	# shellcheck disable=SC2016 # the other shell expands it
	unshare --mount --propagation private bash -c "$1"' && exec "$@"' "$@"
}
expect "without BTF the other operations are measured" 0 'array_lookup:(OK|UNDECIDED)' \
	measured pretend "mount -t tmpfs none /sys/kernel/btf" $t -a $one,helper_perf/obj_new_drop
expect "without BTF a skip names BTF" 4 'SKIP \(.*BTF' \
	in_time pretend "mount -t tmpfs none /sys/kernel/btf" $t -a helper_perf/obj_new_drop
echo 0 >"$dir/zero"
expect "a disabled JIT is reported" 0 '^Absolute limits except those in bytes and insns are not enforced: .*JIT' \
	measured pretend "mount --bind '$dir/zero' /proc/sys/net/core/bpf_jit_enable" $t -a $one
expect "tracefs need not be mounted" 0 'trace_printk:(OK|UNDECIDED|SKIP)' measured $t -a helper_perf/trace_printk,$one
# The disk is full from the start, because the length of the results depends on the time.
expect "a full disk is reported" 3 'not written: No space left on device' \
	pretend "mount -t tmpfs -o size=4k none '$dir' && echo >'$dir/full'" $t -t stats_perf -J "$dir/r.json" --time 1

# Checks that measure.
expect "a line has figure, unit, interval and limit" 0 "^#$number +$one:(OK|UNDECIDED) +~?-?[0-9.]+ ns +±[0-9.]+ +p99 [0-9.]+ +<= " measured $t -a $one
expect "the first line has the verdict" 0 '^(PASSED|UNDECIDED): Linux [^ ]+: 1 operations measured, [01] imprecise \(~\); of [01] with a limit [01] keep it, 0 break it, [01] are undecided; 0 failed otherwise, 0 skipped' measured $t -a $one
expect "the last line has the counts" 0 '^Summary: [01]/1 PASSED, 0 SKIPPED, [01] UNDECIDED, 0 FAILED, [01] imprecise \(~\)$' measured $t -a $one
expect "-v shows the tail" 0 'p50 [0-9]+ p95' measured $t -v -a $one
expect "-vvv shows the output of libbpf" 0 'libbpf: ' measured $t -vvv -a $one
cpu=$(sed -n 's/^Cpus_allowed_list:\t\([0-9]*\).*/\1/p' /proc/self/status)
expect "--cpu selects the CPU" 0 ':(OK|UNDECIDED)' measured $t --cpu "$cpu" -a $one
expect "--unit ns measures time" 0 ' ns ' measured $t --unit ns -a $one
expect "--quick skips slow operations and says so" 4 'lookup_1m:SKIP .left out of --quick' \
	in_time $t --quick -a map_perf/lpm_trie_lookup_1m
expect "--hist shows single operations by powers of two" 0 '^ +[0-9]+ -> [0-9]+ +: [0-9]+ +[|][* ]{40}[|]$' measured $t --hist -a $one
expect "--claims shows published figures beside the measured ones" 0 'map.array_lookup .*(HOLDS|CHEAPER|DEARER|UNDECIDED|HERE .* somebody else used the core)' measured $t --claims -a $one
printf 'map_perf/hash_update_existing <= 0.000001 ns\n' >"$dir/tight.bounds"
limited "-B overrides the default limits; over its limit is status 1" hash_update_existing:FAIL \
	$t -a map_perf/hash_update_existing -B "$dir/tight.bounds"
# An operation whose figure is the same every time.
memory=sampling_perf/memory
printf 'map_perf/hash_lookup_hit.p50 <= 0.0001 * map_perf/hash_lookup_hit\n' >"$dir/tail.bounds"
expect "a limit of a tail breaks" 1 'hash_lookup_hit:FAIL .*p50 <= 0.0001 \* map_perf/hash_lookup_hit \(.*breaks its limit' \
	in_time $t -a map_perf/hash_lookup_hit -B "$dir/tail.bounds"
printf '%s_buffers_32mb <= 0.1 * %s\n' $memory $memory >"$dir/tight.bounds"
expect "a relative limit breaks" 1 "memory_buffers_32mb:FAIL .*<= 0.1 \\* $memory \\(" \
	in_time $t -a $memory,${memory}_buffers_32mb -B "$dir/tight.bounds"
# Each profile has its own budget.
expect "--profile production is the default" 0 "$memory:OK .*<= 50000000 bytes" in_time $t -a $memory
for profile in production=50 staging=100 development=150 debug=200; do
	expect "--profile ${profile%=*} has its own limit" 0 "$memory:OK .*<= ${profile#*=}000000 bytes" \
		in_time $t -a $memory --profile "${profile%=*}"
done
printf 'sampling_perf/memory <= 1000 bytes\n' >"$dir/tight.bounds"
expect "-B overrides the limits of the profile" 1 'memory:FAIL .*<= 1000 bytes' \
	in_time $t -a $memory -B "$dir/tight.bounds"
expect "-J writes a result file" 0 'PASSED' measured $t -a $one -J "$dir/r.json"
check "the result file matches the schema" tests/schema.py "$dir/r.json"
# Two short runs on a disturbed machine may differ.
expect "-C compares with a result file" 0 '^(NOT WORSE|WORSE|CANNOT TELL)[^:]*: [^ ]+ \(this run\) against [^ ]+ \(r\): [01] slower' \
	measured $t -a $one -C "$dir/r.json"
# Compare with the same figure, and with half of it.
in_time $t -a $memory -J "$dir/same.json" >/dev/null || true
first_is_compared() {
	measured $t -a $one -C "$dir/r.json" >"$dir/compared"
	head -n 1 "$dir/compared" | grep -E '^(NOT WORSE|WORSE|CANNOT TELL)'
}
check "-C: the first line is the answer to what was asked" first_is_compared
expect "-C: an unchanged figure is unchanged" 0 ': 0 slower, 0 faster, 1 unchanged' in_time $t -a $memory -C "$dir/same.json"
python - "$dir/same.json" "$dir/cheap.json" <<-'PY'
	import json, sys
	data = json.load(open(sys.argv[1]))
	for r in data["results"]:
	    half = r["value"] / 2
	    r["value"] = r["median"] = r["raw"] = half
	    r["baseline"], r["ci"], r["rounds"] = 0, [half, half], [half for _ in r["rounds"]]
	json.dump(data, open(sys.argv[2], "w"))
PY
expect "-C: a slower operation is a failure" 1 ': 1 slower' \
	in_time $t -a $memory -C "$dir/cheap.json"
check "-J leaves no other file" test "$(ls "$dir"/r.json*)" = "$dir/r.json"
expect "--dump writes every round" 0 'PASSED' measured $t -a $one --dump "$dir/rounds.tsv"
check "--dump writes quantiles" grep -qP "^$one\tbase_" "$dir/rounds.tsv"
# only_output FILE WORD...: the file is all that standard output gets; the rest is standard error.
only_output() {
	local file=$1 status=0
	shift
	"$@" --time 20 >"$file" 2>"$dir/rest" || status=$?
	grep -q '^Summary: ' "$dir/rest" && { [ $status -eq 0 ] || [ $status -eq 5 ]; }
}
check "-J - writes to standard output" only_output "$dir/output.json" $t -a $memory -J -
check "-J - writes nothing else there" tests/schema.py "$dir/output.json"
check "-J -: no file is called so" test ! -e ./- -a ! -e ./-.config
check "--dump - writes to standard output" only_output "$dir/output.tsv" $t -a $one --dump -
check "--dump - writes nothing else there" bash -c "test -s '$dir/output.tsv' && ! grep -vP '^[a-z_]+/\w+\t[^\t]+\t\d+\t' '$dir/output.tsv'"
expect "-J -: a reader of results gets them" 0 "^\| .$memory. " bash -c "$t -a $memory --time 20 -J - 2>/dev/null | ./report_progs md -"
expect "-J -: a full disk is reported" 3 'test_progs: standard output: not written: No space left' bash -c "$t -a $memory --time 20 -J - 2>&1 >/dev/full"
expect "-J - and --dump - exclude each other" 2 'cannot both be standard output' $t -a $one -J - --dump -
expect "-J - and --ktap exclude each other" 2 '--ktap and -J - cannot both be standard output' $t -a $one -J - --ktap
expect "-o measures another object" 0 'map_perf_array/array_lookup:(OK|UNDECIDED)' \
	measured $t -o build/bpf/map_perf_array.bpf.o -a map_perf_array/array_lookup
in_terminal() {
	script -qec "$*" /dev/null | tr '\r' '\n'
}
expect "a terminal shows progress: operation n of N, time left" 0 '[0-9]+ of 1, at most [0-9]+ s left' \
	measured in_terminal $t -a $one
check "a pipe shows no progress" bash -c "! $t -a $one --time 1 2>&1 | grep -q '[0-9] of 1, at most'"

