# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks bounds, store and trend.

$r bounds "$dir/i1.json" "$dir/i2.json" >"$dir/pinned.bounds"
expect "bounds: the limit is the worst of all kernels plus two instructions" 0 '^helper_perf/d +<= 28\.00 insns	# 6.12.107$' cat "$dir/pinned.bounds"
expect "bounds: the limit is 2 % above a large count" 0 '^map_perf/c +<= 1026 insns' cat "$dir/pinned.bounds"
expect "bounds: the limit is 10 % above a time" 0 '^map_perf/c +<= 110[0-9] ns' $r bounds "$b"
expect "bounds: --release is in the head of the file" 0 '^#: release 6\.1\.\*$' $r bounds --release '6.1.*' "$dir/i1.json"
made clang19 "env['clang'] = '19.1.7'"
expect "bounds: the compiler of the objects is in the head of the file" 0 '^#: clang 19\.1\.7$' $r bounds --release '6.1.*' "$dir/clang19.json"
made clang14 "env['clang'] = '14.0.6'"
unnamed() {
	"$r" bounds --release '6.1.*' "$dir/clang14.json" "$dir/clang19.json" | awk '/^#: clang/ { found = 1 } END { exit found || !NR }'
}
check "bounds: objects of two compilers are pinned for none" unnamed
expect "bounds: an invalid release is refused" 2 'not a kernel release' $r bounds --release 'a b' "$dir/i1.json"
made moved "insns()" "op('map_perf/a').update(value=33.0, ci=[33.0, 33.0], rounds=[33.0] * 3)"
expect "bounds: the limit adds twice the variation between boots" 0 '^map_perf/a +<= 39\.00 insns	# 6.1.192, 30 to 33$' $r bounds "$dir/i1.json" "$dir/moved.json"
made varies "insns()" "op('map_perf/a').update(value=33.0, ci=[32.0, 35.0], rounds=[32.0, 33.0, 35.0])"
expect "bounds: the limit adds twice the variation between rounds" 0 '^map_perf/a +<= 41\.00 insns	# 6.1.192, 32 to 35$' $r bounds "$dir/varies.json"
made waits "insns()" "op('map_perf/a').update(value=2e5, ci=[2e5, 2e5], rounds=[2e5] * 3)"
expect "bounds: an operation that waits for grace periods is not pinned" 0 '^# map_perf/a: not pinned: it waits for grace' $r bounds "$dir/waits.json"
expect "bounds: --slack sets the room above the figure" 0 '^helper_perf/d +<= 52\.00 insns' $r bounds --slack 100 "$dir/i1.json" "$dir/i2.json"
expect "bounds: the room is at least two instructions" 0 '^helper_perf/d +<= 27\.00 insns' $r bounds --slack 0% "$dir/i1.json"
expect "bounds: a rate has a lower limit" 0 '^map_perf/c +>= [0-9.]+ events/s' $r bounds "$dir/rate.json"
expect "bounds: an imprecise figure is not pinned" 0 '^# map_perf/a: too imprecise' $r bounds "$dir/noisy.json"
expect "bounds: files with different units are refused" 2 'not comparable: unit' $r bounds "$b" "$dir/i1.json"
made lacks "results.remove(op('map_perf/a'))"
made bytes "$new" "op('map_perf/a')['unit'] = 'bytes'"
expect "bounds: units are compared even if the first file lacks the operation" 2 'not comparable: map_perf/a is in ns' $r bounds "$dir/lacks.json" "$b" "$dir/bytes.json"
expect "bounds: --slack 50% halves a rate" 0 '^map_perf/c +>= 50[0-9]\.[0-9] events/s' $r bounds --slack 50% "$dir/rate.json"
expect "bounds: a limit of 0 for a rate is not written" 0 '^# map_perf/c: not pinned: no figure in' $r bounds --slack 100% "$dir/rate.json"
expect "bounds: an invalid slack is refused" 2 'is not a percentage' $r bounds --slack x "$b"
expect "bounds: a missing file is refused" 2 'no result file is given' $r bounds
expect "test_progs reads the written limits" 2 'no test or operation is called' ./test_progs -B "$dir/pinned.bounds" -a no_such

expect "store: the path has machine, mode and kernel" 0 "^$dir/store/x86_64-A-CPU/kvm-ns/6.1.192/2026-11-21T11-00-00Z-[0-9a-f]{16}.json\$" $r store "$dir/store" "$b"
$r store "$dir/store" "$b" "$dir/slower.json" "$dir/i1.json" "$dir/i2.json" >/dev/null
check "store: a file is not stored twice" test "$(find "$dir/store" -name '*.json' | wc -l)" = 4
check "store: stored files match the schema" tests/schema.py "$dir"/store/*/*/*/*.json
made hostile "env['kernel_release'] = '../../../x'" "env['cpu_model'] = '/etc'"
expect "store: a hostile name stays inside the store" 0 "^$dir/store/x86_64-etc/kvm-ns/x/" $r store "$dir/store" "$dir/hostile.json"
echo x >"$dir/bad.json"
expect "store: a bad file is refused" 2 'not complete JSON' $r store "$dir/store" "$dir/bad.json"
expect "store: a directory that cannot be written is an error" 2 'cannot|Not a directory|denied' $r store "$dir/good.json" "$b"

expect "store: an empty name is refused" 2 'the name of the directory is empty' $r store "" "$b"

expect "trend: kernels are in order" 0 '^  6.12.107 +2026-11-21 +31\.[0-9] ns \[.*\] +#+ +\+5.0 % slower$' $r trend "$dir/store" map_perf/a
expect "trend: instructions are separate from time" 0 '^map_perf/a on x86_64, icount-insns$' $r trend "$dir/store" map_perf/a
made died "skip('map_perf/a', 'killed by signal 11', 'fail')"
$r store "$dir/boots" "$b" "$dir/died.json" >/dev/null
expect "trend: a failure in one boot is shown" 0 '^  6.1.192 +2026-11-21 +30.* \(FAIL: killed by signal 11\)$' $r trend "$dir/boots" map_perf/a

# A kernel that is built again under the same release is another kernel.
version="env['kernel_version'] = '#%s SMP'" id="env['kernel_build_id'] = '%s'"
# shellcheck disable=SC2059
for n in 1 2 10; do made build$n "$(printf "$version" $n)" "scale('map_perf/a', 1 + $n / 5)"; done
# shellcheck disable=SC2059
for n in a b; do made id_$n "$(printf "$version" 1)" "$(printf "$id" "${n}1234567890123456789")"; done
$r store "$dir/builds" "$dir/build10.json" "$dir/build2.json" "$dir/build1.json" >/dev/null
expect "trend: each build counts as a kernel" 0 '^  6.1.192 \(build #2\) +2026-11-21 +42\.[0-9] ns .* \+16.7 % slower$' $r trend "$dir/builds" map_perf/a
expect "trend: builds are in order" 0 '^  6.1.192 \(build #10\) +2026-11-21 +90\.[0-9] ns .* \+114.3 % slower$' $r trend "$dir/builds" map_perf/a
expect "html: each build counts as a kernel" 0 '"label": ?"6.1.192 \(build #10\)"' $r html --store "$dir/builds"
$r store "$dir/ids" "$dir/id_b.json" "$dir/id_a.json" "$b" "$dir/build1.json" >/dev/null
expect "trend: builds with equal numbers are told apart by id" 0 '^  6.1.192 \(build a12345678901\) ' $r trend "$dir/ids" map_perf/a
two_kernels() {
	[ "$($r trend "$dir/ids" map_perf/a | grep -c '^  6.1.192')" = 2 ]
}
check "trend: files without a build are not another kernel" two_kernels

ln -s store "$dir/link"
expect "trend: the store may be a symbolic link" 0 '^  6.12.107 +2026-11-21 +31\.[0-9] ns' $r trend "$dir/link" map_perf/a
check "html: the store may be a symbolic link" $r html --store "$dir/link" -o "$dir/link.html"
expect "trend: an unknown operation is refused" 2 "the store has no result for 'no/such'" $r trend "$dir/store" no/such
expect "trend: a missing store is an error" 2 'none: cannot be read: No such file' $r trend "$dir/none" map_perf/a
cp "$dir/bad.json" "$dir/store/bad.json"
expect "trend: a bad file in the store is named" 2 'store/bad.json:1:' $r trend "$dir/store" map_perf/a
