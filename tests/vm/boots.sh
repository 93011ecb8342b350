# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Boots that go well.

# equal BY A B: the same operations with the same figures, which differ by so much at most.
equal() {
	python - "$@" <<-'PYTHON'
	import json, sys
	a, b = [{r["name"]: r.get("value") for r in json.load(open(f))["results"]} for f in sys.argv[2:]]
	assert a.keys() == b.keys() and None not in a.values(), f"{a} {b}"
	assert all(abs(a[n] - b[n]) <= float(sys.argv[1]) for n in a), f"{a} {b}"
	PYTHON
}

label="$dir/out/$release"
mkdir "$dir/kept"
TMPDIR=$dir/kept expect "two boots at once, a table" 0 '^helper_perf/ktime_get_ns +[0-9.]+$' \
	vmtest "${icount[@]}" --keep -j 2 --boots 2 "$VMTEST_KERNEL" -- -a helper_perf/ktime_get_ns,stats_perf
# Other random numbers move clock_test_run and clock_bpf_stats, in some rounds of each boot: of
# those, and of what is made of them, compare may say that it cannot tell.
expect "are one kernel to compare" 0 ': 0 slower, 0 faster, [3-7] unchanged, 0 only in one, [0-4] too noisy' \
	./report_progs compare "$label.json" "$label.2.json"
expect "and what no random number moves is the same" 0 ': 0 slower, 0 faster, 3 unchanged, 0 only in one, 0 too noisy' \
	./report_progs compare --only '/(ktime_get_ns|clock_loop|bpf_stats_cost)$' "$label.json" "$label.2.json"
check "each boot has a seed of its own" test "$(cat "$dir"/kept/*/job.[12]/qemu | grep -A1 -x -e -seed | xargs)" = "-seed 42 -- -seed 43"
rm -rf "$dir/kept"
check "the results keep their schema" tests/schema.py "$label.json" "$label.2.json"
check "a log with the console and the kernel's messages" \
	bash -c "grep -q '^VM: up $release' '$label.log' && grep -q 'Linux version $release' '$label.log'"
check "they name mode and accelerator" python -c "
import json
e = json.load(open('$label.json'))['environment']
assert e['vm']['mode'] == 'icount' and e['accelerator'] == 'tcg' and e['config_hash'], e"

# Beside a busy loop on every core.
busy() {
	local pids=() status=0 began=$SECONDS
	for _ in $(seq "$(nproc)"); do
		while :; do :; done &
		pids+=($!)
	done
	vmtest "${icount[@]}" -o "$dir/busy" "$VMTEST_KERNEL" -- -a helper_perf/ktime_get_ns,stats_perf || status=$?
	echo $((SECONDS - began)) >"$dir/busy.seconds"
	kill "${pids[@]}"
	wait "${pids[@]}" 2>/dev/null || true
	return $status
}
expect "a boot beside busy loops" 0 'PASSED' busy
check "gives the same figures to the last digit" equal 0 "$label.json" "$dir/busy/$release.json"

locked_down() {
	vmtest "${icount[@]}" -o "$dir/locked" --append lockdown=confidentiality "$VMTEST_KERNEL" -- --time 60 \
		-a helper_perf/ktime_get_ns,helper_perf/probe_read_kernel_8,hook_perf/kprobe,hook_perf/tracepoint >/dev/null 2>&1
	cat "$dir/locked/"*.log
}
expect "under lockdown nothing is missing of a kernel that lockdown takes away" 0 \
	'probe_read_kernel_8:SKIP .helper bpf_probe_read_kernel: lockdown=confidentiality forbids it' locked_down
check "nor fails" bash -c "! grep -E ':FAIL|SKIP .*not in this kernel' '$dir/locked/'*.log"

# A handler that burns 1000 instructions costs 1000 more; what is detached costs nothing.
hooked() {
	make_in_turn selftest &&
		VM_PROGRAM=build/selftest/test_progs vmtest "${icount[@]}" -o "$dir/hooked" "$VMTEST_KERNEL" \
			-- -a hooked/empty,hooked/burns_1000,hooked/detached &&
		python - "$dir/hooked/$release.json" <<-'PYTHON'
	import json, sys
	v = {r["name"].split("/")[1]: r["value"] for r in json.load(open(sys.argv[1]))["results"]}
	print(v)
	assert 995 <= v["burns_1000"] - v["empty"] <= 1005 and v["empty"] > 0 and v["detached"] == 0
	PYTHON
}
check "1000 instructions of an attached program are 1000" hooked

# Each its own directory: they run beside each other.
printf 'helper_perf/ktime_get_ns <= 1 insns\n' >"$dir/tight.bounds"
at_once expect "files of test_progs' options are there in the guest" 1 '^FAILED ' \
	vmtest "${icount[@]}" -o "$dir/tight" "$VMTEST_KERNEL" -- "${one[@]}" -B "$dir/tight.bounds"
at_once expect "test_progs' bad usage" 2 '^USAGE .*no test or operation is called' \
	vmtest "${icount[@]}" -o "$dir/usage" "$VMTEST_KERNEL" -- -a helper_perf/none
at_once expect "a directory for results" 0 "'?results in $dir/extra" \
	vmtest "${icount[@]}" -o "$dir/extra" --append "vm.settle=0 audit=0" "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "GitHub: groups" 0 "^::group::$release" \
	env GITHUB_ACTIONS=true ./vmtest.sh "${icount[@]}" -o "$dir/groups" "$VMTEST_KERNEL" -- "${one[@]}"
# What is typed before the shell asks for it may be lost.
interactive() {
	local keys=$dir/keys log=$dir/shell pid status=0 open
	mkfifo "$keys"
	# Held open: with no reader writing would wait, with no writer its end would be read.
	exec {open}<>"$keys"
	timeout 300 script -qec "./vmtest.sh -i $VMTEST_KERNEL" /dev/null <"$keys" >"$log" 2>&1 &
	pid=$!
	until grep -q '^[~/] # ' "$log" || ! kill -0 $pid; do sleep 0.2; done
	echo uname -a >"$keys"
	until grep -q 'Linux vm .*x86_64' "$log" || ! kill -0 $pid; do sleep 0.2; done
	echo exit >"$keys"
	wait $pid || status=$?
	exec {open}>&-
	cat "$log"
	return $status
}
at_once expect "-i: a shell in the guest" 0 'Linux vm .*x86_64' interactive
all_done
check "extra parameters are on the kernel's command line" \
	grep -q 'Command line: .* audit=0' "$dir/extra/$release.log"

# Another configuration of the same release, and a kernel that there is none of.
vmtest "${icount[@]}" -j 2 -o "$dir/several" "$VMTEST_KERNEL" "$dir/hz" no-such -- "${one[@]}" \
	>"$dir/log" 2>&1 && status=0 || status=$?
check "a kernel that there is none of is worth status 2" test "$status" = 2
check "and is not silently missing" grep -qE '^NOT BOOTED +no-such' "$dir/log"
check "the other ones' results are there" test -s "$dir/several/$release.json"
check "two kernels of one release have two results" test -s "$dir/several/${release}_2.json"
check "different configurations are named" \
	grep -qE 'configured differently .* HZ [0-9]+->1000' "$dir/log"

# Time depends on what else goes on here, so it is not judged what comes of it.
vmtest --mode tcg -s 2 -o "$dir/tcg" "$VMTEST_KERNEL" -- -a helper_perf/ktime_get_ns --time 10 >"$dir/log" 2>&1 || true
check "--mode tcg measures time" python -c "
import json
f = json.load(open('$dir/tcg/$release.json'))
assert f['run']['unit'] == 'ns' and f['environment']['vm']['mode'] == 'tcg', f"

# KVM works here or it does not; either is said, and soon.
kvm() {
	local status=0
	timeout 300 ./vmtest.sh --mode kvm -o "$dir/kvm" "$VMTEST_KERNEL" -- "${one[@]}" || status=$?
	# A second may be undecided.
	[ $status -eq 0 ] || [ $status -eq 1 ] || [ $status -eq 3 ] || [ $status -eq 5 ]
}
expect "--mode kvm works, or says why it cannot" 0 'KVM does not work here: |mode kvm' kvm

# Hosts where KVM does not work: one whose guests stop, one whose guests hang.
# fake_kvm STATUS SECONDS
fake_kvm() {
	local place
	place=$(mktemp -d "$dir/cache.XXXXXX")
	mkdir "$place/kernels"
	cp -r "$entry" "$place/kernels/"
	timeout 120 env VM_QEMU=tests/vm/qemu.py FAKE_STATUS="$1" VM_PROBE_SECONDS="$2" VM_CACHE="$place" \
		./vmtest.sh --mode kvm -o "$dir/kvm" "$VMTEST_KERNEL"
}
if [ -w /dev/kvm ]; then
	expect "KVM that stops with internal-error" 3 "KVM does not work here: .*'internal-error'" fake_kvm internal-error 30
	expect "KVM that hangs" 3 "KVM does not work here: .*'timeout'" fake_kvm running 3
else
	skip "KVM that does not work" "no /dev/kvm to try it with"
fi

# As nobody in particular, from a directory that is not theirs.
if [ "$(id -u)" -ne 0 ] || ! setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$PWD/vmtest.sh"; then
	skip "an ordinary user" "only root may read this directory, or is not who we are"
else
	mkdir "$dir/nobody" "$dir/nobody/cache"
	cp -r "$cache/kernels" "$dir/nobody/cache/"
	chown -R 65534:65534 "$dir/nobody"
	expect "an ordinary user" 0 '^PASSED' setpriv --reuid 65534 --regid 65534 --clear-groups \
		env HOME="$dir/nobody" VM_CACHE="$dir/nobody/cache" TMPDIR="$dir/nobody" \
		./vmtest.sh --mode icount -o "$dir/nobody/out" "$VMTEST_KERNEL" -- "${one[@]}"
fi
