# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks boots that succeed.

# equal BY A B: checks that two files have the same operations, and figures that differ by at most
# BY.
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
TMPDIR=$dir/kept expect "two parallel boots give a table" 0 '^helper_perf/ktime_get_ns +[0-9.]+$' \
	vmtest "${icount[@]}" --keep -j 2 --boots 2 "$VMTEST_KERNEL" -- -a helper_perf/ktime_get_ns,stats_perf
# Other random numbers change clock_test_run and clock_bpf_stats in some rounds of each boot.  So
# compare may be unsure about these and the operations that depend on them.
expect "two boots of one kernel compare as unchanged" 0 ': 0 slower, 0 faster, [3-7] unchanged, 0 only in one, [0-4] too noisy' \
	./report_progs compare "$label.json" "$label.2.json"
expect "operations without random numbers are equal in both boots" 0 ': 0 slower, 0 faster, 3 unchanged, 0 only in one, 0 too noisy' \
	./report_progs compare --only '/(ktime_get_ns|clock_loop|bpf_stats_cost)$' "$label.json" "$label.2.json"
check "each boot has its own seed" test "$(cat "$dir"/kept/*/job.[12]/qemu | grep -A1 -x -e -seed | xargs)" = "-seed 42 -- -seed 43"
rm -rf "$dir/kept"
check "the results match the schema" tests/schema.py "$label.json" "$label.2.json"
check "the log has the console and the messages of the kernel" \
	bash -c "grep -q '^VM: up $release' '$label.log' && grep -q 'Linux version $release' '$label.log'"
check "the results name mode and accelerator" python -c "
import json
e = json.load(open('$label.json'))['environment']
assert e['vm']['mode'] == 'icount' and e['accelerator'] == 'tcg' and e['config_hash'], e"

# Boots while every core runs a busy loop.
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
expect "a boot beside busy loops passes" 0 'PASSED' busy
check "a boot beside busy loops has exactly the same figures" equal 0 "$label.json" "$dir/busy/$release.json"

locked_down() {
	vmtest "${icount[@]}" -o "$dir/locked" --append lockdown=confidentiality "$VMTEST_KERNEL" -- --time 60 \
		-a helper_perf/ktime_get_ns,helper_perf/probe_read_kernel_8,hook_perf/kprobe,hook_perf/tracepoint >/dev/null 2>&1
	cat "$dir/locked/"*.log
}
expect "under lockdown the reason of a skip is lockdown" 0 \
	'probe_read_kernel_8:SKIP .helper bpf_probe_read_kernel: lockdown=confidentiality forbids it' locked_down
check "under lockdown nothing fails or is reported as missing" bash -c "! grep -E ':FAIL|SKIP .*not in this kernel' '$dir/locked/'*.log"

# A handler that runs 1000 more instructions costs 1000 more; a detached program costs nothing.
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
check "1000 more instructions of an attached program cost 1000 more" hooked

# All places have names that mean something in the languages that they reach.
paths() {
	local name=$'a, b;%s \xe9'"'\"\$(id)" place status=0
	place=$dir/-p/$name
	mkdir -p "$place/tmp" "$place/cache"
	# apt cannot have a quote in a path.
	place=${place//\"/}
	mkdir -p "$place/cache"
	ln -s "$cache/kernels" "$place/cache/kernels"
	cp "$dir/tight.bounds" "$place/-B, a b.bounds"
	cp "$entry/image" "$place/-vm,linuz"
	(cd "$dir/-p" && TMPDIR=$name/tmp VM_CACHE=$place/cache "$OLDPWD/vmtest.sh" --mode icount -j 1 -o "-o, $name" \
		"$place/-vm,linuz" -- -a helper_perf/ktime_get_ns -B "$place/-B, a b.bounds") || status=$?
	# The limit of the file breaks.
	[ $status -eq 1 ] && grep -q '"limit": "<= 1 insns' "$dir/-p/-o, $name/$release.json"
}
# Each check has its own directory, because they run in parallel.
printf 'helper_perf/ktime_get_ns <= 1 insns\n' >"$dir/tight.bounds"
at_once check "paths of any name are taken" paths

# The kernel itself says how many CPUs are possible; 6.12 and 7.2 ignore what QEMU only offers.
possible() {
	local result=$dir/possible/$release-possible16
	vmtest --mode icount -j 1 -o "$dir/possible" --possible 16 "$VMTEST_KERNEL" -- -a mem_perf/percpu_array_fdinfo || return
	grep -q 'Limits are pinned for one possible CPU only' "$result.log" || return
	python -c "
import json
data = json.load(open('$result.json'))
print(data['environment']['cpus_possible'], data['results'][0]['value'])
assert data['environment']['cpus_possible'] == 16 and data['results'][0]['value'] > 8 * 262144"
}
at_once check "--possible boots with CPUs that are not there" possible
at_once expect "files that options of test_progs name are in the guest" 1 '^FAILED ' \
	vmtest "${icount[@]}" -o "$dir/tight" "$VMTEST_KERNEL" -- -a helper_perf/ktime_get_ns -B "$dir/tight.bounds"
expect "wrong usage of test_progs is refused before a kernel boots" 2 "^vmtest.sh: test_progs: no test or operation is called 'helper_perf/none'" \
	vmtest "${icount[@]}" -o "$dir/usage" "$VMTEST_KERNEL" -- -a helper_perf/none
check "nothing was booted for it" test ! -e "$dir/usage"
at_once expect "wrong usage that only the guest can know is status 2" 2 '^USAGE .*not among the allowed CPUs' \
	vmtest "${icount[@]}" -o "$dir/usage" "$VMTEST_KERNEL" -- "${one[@]}" --cpu 4095
# A kernel of one's own may have no ACPI, and then it cannot power off.
at_once expect "a guest that cannot power off ends all the same" 0 '^PASSED ' \
	vmtest "${icount[@]}" -o "$dir/acpi" --append acpi=off --timeout 60 "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "-o names the directory of the results" 0 "'?results in $dir/extra" \
	vmtest "${icount[@]}" -o "$dir/extra" --append "vm.settle=0 audit=0" "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "GitHub: the log is in a group" 0 "^::group::$release" \
	env GITHUB_ACTIONS=true ./vmtest.sh "${icount[@]}" -o "$dir/groups" "$VMTEST_KERNEL" -- "${one[@]}"
# Input may be lost before the shell prints its prompt.
interactive() {
	local keys=$dir/keys log=$dir/shell pid status=0 open
	mkfifo "$keys"
	# Keep the pipe open: without a reader a write would block, and without a writer the reader
	# would get the end of the file.
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
at_once expect "-i starts a shell in the guest" 0 'Linux vm .*x86_64' interactive
all_done
# The configuration beside the results is the one that the guest saw.
config_kept() {
	python - "$dir/extra/$release" <<-'PYTHON'
		import json, sys, zlib
		with open(sys.argv[1] + ".json") as results, open(sys.argv[1] + ".config", "rb") as config:
		    env, text = json.load(results)["environment"], config.read()
		assert env["config_hash"] == f"crc32:{zlib.crc32(text):08x}", env["config_hash"]
		assert env["config"]["HZ"] == text.decode().partition("CONFIG_HZ=")[2].partition("\n")[0], env["config"]
	PYTHON
}
check "the kernel's whole configuration is kept beside its results" config_kept
check "--append adds kernel parameters" \
	grep -q 'Command line: .* audit=0' "$dir/extra/$release.log"

# Another configuration of the same release, and a kernel that does not exist.
vmtest "${icount[@]}" -j 2 -o "$dir/several" "$VMTEST_KERNEL" "$dir/hz" no-such -- "${one[@]}" \
	>"$dir/log" 2>&1 && status=0 || status=$?
check "a kernel that does not exist is status 2" test "$status" = 2
check "a kernel that does not exist is in the summary" grep -qE '^NOT BOOTED +no-such' "$dir/log"
check "the other kernels have results" test -s "$dir/several/$release.json"
check "two kernels of one release have two results" test -s "$dir/several/${release}_2.json"
check "differences of the configurations are shown" \
	grep -qE 'configured differently .* HZ [0-9]+->1000' "$dir/log"

# Time depends on other load of this machine, so the verdict is not checked.
vmtest --mode tcg -s 2 -o "$dir/tcg" "$VMTEST_KERNEL" -- -a helper_perf/ktime_get_ns --time 10 >"$dir/log" 2>&1 || true
check "--mode tcg measures time" python -c "
import json
f = json.load(open('$dir/tcg/$release.json'))
assert f['run']['unit'] == 'ns' and f['environment']['vm']['mode'] == 'tcg', f"

# KVM may or may not work on this machine.  Either way the answer must come soon.
kvm() {
	local status=0
	timeout 300 ./vmtest.sh --mode kvm -o "$dir/kvm" "$VMTEST_KERNEL" -- "${one[@]}" || status=$?
	# Measuring for one second may be undecided.
	[ $status -eq 0 ] || [ $status -eq 1 ] || [ $status -eq 3 ] || [ $status -eq 5 ]
}
expect "--mode kvm works or says why it does not" 0 'KVM does not work here: |mode kvm' kvm

# Two kinds of hosts on which KVM does not work: guests stop, or guests hang.
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
	expect "a KVM that stops with internal-error is noticed" 3 "KVM does not work here: .*'internal-error'" fake_kvm internal-error 30
	expect "a KVM that hangs is noticed" 3 "KVM does not work here: .*'timeout'" fake_kvm running 3
else
	skip "a KVM that does not work is noticed" "there is no /dev/kvm to try it with"
fi

# Runs as an ordinary user, in a directory of another user.
if [ "$(id -u)" -ne 0 ] || ! setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$PWD/vmtest.sh"; then
	skip "an ordinary user can run vmtest.sh" "only root may read this directory, or this user is not root"
else
	mkdir "$dir/nobody" "$dir/nobody/cache"
	cp -r "$cache/kernels" "$dir/nobody/cache/"
	chown -R 65534:65534 "$dir/nobody"
	expect "an ordinary user can run vmtest.sh" 0 '^PASSED' setpriv --reuid 65534 --regid 65534 --clear-groups \
		env HOME="$dir/nobody" VM_CACHE="$dir/nobody/cache" TMPDIR="$dir/nobody" \
		./vmtest.sh --mode icount -o "$dir/nobody/out" "$VMTEST_KERNEL" -- "${one[@]}"
fi
