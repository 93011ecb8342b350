# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# bounds, store, trend, and a replay of what the fuzzer found interesting.

$r bounds "$dir/i1.json" "$dir/i2.json" >"$dir/pinned.bounds"
expect "bounds: of instructions the worst of all kernels, and two more" 0 '^helper_perf/d +<= 28\.00 insns	# 6.12.107$' cat "$dir/pinned.bounds"
expect "or 2 %" 0 '^map_perf/c +<= 1026 insns' cat "$dir/pinned.bounds"
expect "of time 10 %" 0 '^map_perf/c +<= 110[0-9] ns' $r bounds "$b"
expect "its head says which kernels it is for" 0 '^#: release 6\.1\.\*$' $r bounds --release '6.1.*' "$dir/i1.json"
expect "a release that is none" 2 'no release of kernels' $r bounds --release 'a b' "$dir/i1.json"
made moved "insns()" "op('map_perf/a').update(value=33.0, ci=[33.0, 33.0], rounds=[33.0] * 3)"
expect "boots that vary get twice by what" 0 '^map_perf/a +<= 39\.00 insns	# 6.1.192, 30 to 33$' $r bounds "$dir/i1.json" "$dir/moved.json"
made varies "insns()" "op('map_perf/a').update(value=33.0, ci=[32.0, 35.0], rounds=[32.0, 33.0, 35.0])"
expect "and so do rounds" 0 '^map_perf/a +<= 41\.00 insns	# 6.1.192, 32 to 35$' $r bounds "$dir/varies.json"
made waits "insns()" "op('map_perf/a').update(value=2e5, ci=[2e5, 2e5], rounds=[2e5] * 3)"
expect "what waits for grace periods is not pinned" 0 '^# map_perf/a: not pinned: it waits for grace' $r bounds "$dir/waits.json"
expect "--slack" 0 '^helper_perf/d +<= 52\.00 insns' $r bounds --slack 100 "$dir/i1.json" "$dir/i2.json"
expect "two instructions at least" 0 '^helper_perf/d +<= 27\.00 insns' $r bounds --slack 0% "$dir/i1.json"
expect "what more is better of has a lower limit" 0 '^map_perf/c +>= [0-9.]+ events/s' $r bounds "$dir/rate.json"
expect "what is imprecise is not pinned" 0 '^# map_perf/a: too imprecise' $r bounds "$dir/noisy.json"
expect "bounds of different things" 2 'not comparable: unit' $r bounds "$b" "$dir/i1.json"
made lacks "results.remove(op('map_perf/a'))"
made bytes "$new" "op('map_perf/a')['unit'] = 'bytes'"
expect "nor where the first does not have it" 2 'not comparable: map_perf/a is in ns' $r bounds "$dir/lacks.json" "$b" "$dir/bytes.json"
expect "half of a rate is a limit" 0 '^map_perf/c +>= 50[0-9]\.[0-9] events/s' $r bounds --slack 50% "$dir/rate.json"
expect "less than none is no limit" 0 '^# map_perf/c: not pinned: no figure in' $r bounds --slack 100% "$dir/rate.json"
expect "a slack that is none" 2 'is no percentage' $r bounds --slack x "$b"
expect "bounds of nothing" 2 'of which results' $r bounds
expect "test_progs reads them" 2 'no test or operation is called' ./test_progs -B "$dir/pinned.bounds" -a no_such

expect "store: by machine, mode and kernel" 0 "^$dir/store/x86_64-A-CPU/kvm-ns/6.1.192/2026-11-21T11-00-00Z-[0-9a-f]{16}.json\$" $r store "$dir/store" "$b"
$r store "$dir/store" "$b" "$dir/slower.json" "$dir/i1.json" "$dir/i2.json" >/dev/null
check "what is there already stays one file" test "$(find "$dir/store" -name '*.json' | wc -l)" = 4
check "what is kept keeps the schema" tests/schema.py "$dir"/store/*/*/*/*.json
made hostile "env['kernel_release'] = '../../../x'" "env['cpu_model'] = '/etc'"
expect "a hostile name leads nowhere else" 0 "^$dir/store/x86_64-etc/kvm-ns/x/" $r store "$dir/store" "$dir/hostile.json"
echo x >"$dir/bad.json"
expect "a bad file is not kept" 2 'no whole JSON' $r store "$dir/store" "$dir/bad.json"
expect "a store that cannot be written" 2 'cannot|Not a directory|denied' $r store "$dir/good.json" "$b"

expect "a store without a name" 2 'its name is empty' $r store "" "$b"

expect "trend: kernels in order" 0 '^  6.12.107 +31\.[0-9] ns \[.*\] +#+ +\+5.0 % slower$' $r trend "$dir/store" map_perf/a
expect "instructions apart from time" 0 '^map_perf/a on x86_64, icount-insns$' $r trend "$dir/store" map_perf/a
made died "skip('map_perf/a', 'killed by signal 11', 'fail')"
$r store "$dir/boots" "$b" "$dir/died.json" >/dev/null
expect "a boot in which it failed is said" 0 '^  6.1.192 +30.* \(FAIL: killed by signal 11\)$' $r trend "$dir/boots" map_perf/a

# Built again under the same release: another kernel.
version="env['kernel_version'] = '#%s SMP'" id="env['kernel_build_id'] = '%s'"
# shellcheck disable=SC2059
for n in 1 2 10; do made build$n "$(printf "$version" $n)" "scale('map_perf/a', 1 + $n / 5)"; done
# shellcheck disable=SC2059
for n in a b; do made id_$n "$(printf "$version" 1)" "$(printf "$id" "${n}1234567890123456789")"; done
$r store "$dir/builds" "$dir/build10.json" "$dir/build2.json" "$dir/build1.json" >/dev/null
expect "trend: a build is a kernel" 0 '^  6.1.192 \(build #2\) +42\.[0-9] ns .* \+16.7 % slower$' $r trend "$dir/builds" map_perf/a
expect "in their order" 0 '^  6.1.192 \(build #10\) +90\.[0-9] ns .* \+114.3 % slower$' $r trend "$dir/builds" map_perf/a
expect "html: a kernel each" 0 '"label": ?"6.1.192 \(build #10\)"' $r html --store "$dir/builds"
$r store "$dir/ids" "$dir/id_b.json" "$dir/id_a.json" "$b" "$dir/build1.json" >/dev/null
expect "builds of one number, by their ids" 0 '^  6.1.192 \(build a12345678901\) ' $r trend "$dir/ids" map_perf/a
two_kernels() {
	[ "$($r trend "$dir/ids" map_perf/a | grep -c '^  6.1.192')" = 2 ]
}
check "what does not tell its build is no third" two_kernels

ln -s store "$dir/link"
expect "a store by a link" 0 '^  6.12.107 +31\.[0-9] ns' $r trend "$dir/link" map_perf/a
check "and its page" $r html --store "$dir/link" -o "$dir/link.html"
expect "no such operation" 2 "no result there is called 'no/such'" $r trend "$dir/store" no/such
expect "no such store" 2 'none: cannot be read: No such file' $r trend "$dir/none" map_perf/a
cp "$dir/bad.json" "$dir/store/bad.json"
expect "a bad file in the store is named" 2 'store/bad.json:1:' $r trend "$dir/store" map_perf/a

if ! make --no-print-directory fuzz >/dev/null 2>&1; then
	skip "the fuzzer's corpus" "clang has no libFuzzer here"
else
	check "the fuzzer's corpus, replayed with sanitizers" build/fuzz/results -runs=0 tests/fuzz/corpus
	mkdir "$dir/corpus.new"
	# Each time the same: what luck would find needs longer than a test has.
	check "and 20000 more" build/fuzz/results -seed=1 -runs=20000 -dict=tests/fuzz/json.dict \
		-artifact_prefix="$dir/" "$dir/corpus.new" tests/fuzz/corpus
fi
