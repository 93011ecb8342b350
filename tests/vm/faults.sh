# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks boots that fail: vm.fault=KIND makes init of the guest provoke the error.

# fault NAME KIND STATUS PATTERN [OPTIONS...]: checks one error.
fault() {
	local name=$1 kind=$2 status=$3 pattern=$4
	shift 4
	at_once expect "$name" "$status" "$pattern" ./vmtest.sh "${icount[@]}" -o "$dir/$kind" \
		--append "vm.fault=$kind" "$@" "$VMTEST_KERNEL" -- "${tests[@]}"
}
# The timeout must suffice for the guest to start its tests, even if booting is slow on this
# machine.
patience=$((20 + 2 * $(cat "$dir/busy.seconds" 2>/dev/null || echo 20)))
tests=("${many[@]}")
fault "a panic during the tests is reported" panic 3 'Kernel panic - not syncing: .*, in the middle of the tests \(operation'
fault "a guest that hangs during the tests is ended" hang 3 'hung: not done after [0-9]+ s, in the middle of the tests' --timeout $patience
fault "a guest that runs out of memory is reported" oom 3 'the guest ran out of memory.*give it more with -m' -m 512M
# The timeout ends the guest before all tests are done.  It sends the results so far, marked as
# partial.
partial() {
	./vmtest.sh "${icount[@]}" -o "$dir/partial" --timeout $patience "$VMTEST_KERNEL" -- --time 600
	[ $? -eq 3 ] && python - "$dir/partial/$release.json" "$dir/partial/run.json" <<-'PYTHON'
	import json, sys
	result, run = (json.load(open(path)) for path in sys.argv[1:])
	assert result["run"]["incomplete"] and result["environment"]["vm"]["ended"] == "timeout", result["run"]
	assert any("value" in one for one in result["results"]), len(result["results"])
	boot = run["kernels"][0]["boots"][0]
	assert boot["partial"] and boot["ended"] == "timeout" and run["kernels"][0]["files"] == [boot["file"]], boot
	PYTHON
}
at_once check "results up to the timeout are kept and marked" partial
tests=("${one[@]}")
fault "a panic while booting is reported" boot-panic 3 '^BROKEN .*Kernel panic - not syncing: .*, while booting'
fault "a guest that hangs while booting is ended" boot-hang 3 'hung: not done after 12 s, while booting' --timeout 12
fault "a WARNING of the kernel fails a passed run" splat 1 '^FAILED .*the kernel reported a problem: WARNING: CPU: 0 .* at '
fault "a soft lockup in the log is a failure" lockup 1 'the kernel reported a problem: .*BUG: soft lockup'
fault "an RCU stall in the log is a failure" stall 1 'the kernel reported a problem: .*rcu: INFO: .*stall'
fault "a truncated result is refused" truncate 3 'the result arrived truncated or damaged'
at_once expect "a guest that is too small for its initramfs is reported" 3 'memory|panic|ended without' \
	./vmtest.sh "${icount[@]}" -o "$dir/small" -m 40M "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "a guest that does not boot in time is ended" 3 'did not boot within 2 s|printed nothing' \
	env VM_BOOT_TIMEOUT=2 ./vmtest.sh "${icount[@]}" -o "$dir/late" --append vm.fault=boot-hang "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "a failure of QEMU is reported" 3 'QEMU failed: .*no-such-device' \
	./vmtest.sh "${icount[@]}" -o "$dir/failed" --qemu "-device no-such-device" "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "GitHub: an error becomes an annotation" 3 "^::error title=$release::Kernel panic" \
	env GITHUB_ACTIONS=true ./vmtest.sh "${icount[@]}" -o "$dir/github" --append vm.fault=boot-panic "$VMTEST_KERNEL" -- "${one[@]}"
all_done

# A kernel without console output, and no configuration that shows this beforehand.
cp "$entry/image" "$dir/vmlinuz-silent"
expect "a kernel that prints nothing is reported" 3 'printed nothing on the serial console|ended without' \
	env VM_BOOT_TIMEOUT=6 ./vmtest.sh "${icount[@]}" -o "$dir/silent" --append "console=tty9 vm.fault=boot-hang" \
	"$dir/vmlinuz-silent" -- "${one[@]}"

# qemu_of PATTERN: prints the QEMU processes whose command line matches.
qemu_of() {
	pgrep -f "qemu-system-x86_64 .*$1" | grep -vx "$$" || true
}

# until_qemu_of PATTERN: waits for such a process as long as vmtest.sh runs.
until_qemu_of() {
	until [ -n "$(qemu_of "$1")" ] || ! kill -0 "$begun"; do sleep 0.2; done
}

# The last QEMU may need a moment to end.
no_qemu() {
	local i
	for ((i = 0; i < 300; i++)); do
		[ -n "$(qemu_of "$dir/")" ] || return 0
		sleep 0.1
	done
	qemu_of "$dir/"
	return 1
}

# begin LOG OPTIONS...: starts vmtest.sh in the background, with the signals of a terminal.
begin() {
	local log=$1
	shift
	env --default-signal=INT,TERM ./vmtest.sh "$@" >"$log" 2>&1 &
	begun=$!
}

# guest_killed PATTERN: kills QEMU itself, not its parent.
guest_killed() {
	local pid
	for pid in $(qemu_of "$1"); do
		if grep -q '^qemu' "/proc/$pid/comm" 2>/dev/null; then
			kill -9 "$pid"
			return
		fi
	done
	return 1
}

killed_qemu() {
	local status=0
	begin "$dir/log" "${icount[@]}" -o "$dir/killed" --append vm.fault=boot-hang,killed "$VMTEST_KERNEL" -- "${one[@]}"
	until guest_killed "$dir.*vm.fault=boot-hang,killed" || ! kill -0 "$begun"; do sleep 0.2; done
	wait "$begun" || status=$?
	cat "$dir/log"
	return $status
}
expect "a killed QEMU is reported" 3 'QEMU was killed by signal 9' killed_qemu

# Interrupts vmtest.sh after the first of two kernels is done.
interrupted() {
	local status=0
	begin "$dir/log" "${icount[@]}" -o "$dir/int" "$VMTEST_KERNEL" "$dir/hz" -- "${one[@]}"
	until [ -s "$dir/int/$release.json" ] || ! kill -0 "$begun"; do sleep 0.2; done
	until_qemu_of "$dir/"
	kill -INT "$begun"
	wait "$begun" || status=$?
	cat "$dir/log"
	return $status
}
expect "Ctrl-C ends vmtest.sh with status 130" 130 '^STOPPED ' interrupted
check "Ctrl-C keeps finished results" test -s "$dir/int/$release.json"
check "Ctrl-C shows finished results" grep -q "^PASSED .*$release" "$dir/log"
check "Ctrl-C leaves no QEMU" no_qemu
check "Ctrl-C leaves no temporary directory" test -z "$(compgen -G "$dir/bpf-perf-vm.*")"

killed_all() {
	begin "$dir/log" "${icount[@]}" -o "$dir/kill9" --append vm.fault=boot-hang "$VMTEST_KERNEL" -- "${one[@]}"
	until_qemu_of "$dir/"
	kill -9 "$begun"
	wait "$begun" || true
	no_qemu
}
check "kill -9 of vmtest.sh leaves no QEMU" killed_all

# Checks a full disk for the results, the temporary files and the cache.
full() {
	local size=$1 place=$2
	shift 2
	mkdir -p "$place"
	# shellcheck disable=SC2016 # the other shell expands it
	unshare --mount --propagation private bash -c \
		'mount -t tmpfs -o "size=$0" none "$1"; shift; exec ./vmtest.sh "$@"' "$size" "$place" "$@"
}
if unshare --mount true 2>/dev/null; then
	expect "a full disk for the results is reported" 3 'no space left on the disk that holds' \
		full 4k "$dir/small-out" --mode icount -o "$dir/small-out" "$VMTEST_KERNEL" -- "${one[@]}"
	export TMPDIR=$dir/small-tmp
	expect "a full disk for temporary files is reported" 3 'no space left on the disk that holds' \
		full 1m "$dir/small-tmp" "${icount[@]}" "$VMTEST_KERNEL" -- "${one[@]}"
	export TMPDIR=$dir
	VM_CACHE=$dir/small-cache expect "a full disk for the cache is reported" 3 'no space left on the disk that holds' \
		full 2m "$dir/small-cache" --fetch "$VMTEST_KERNEL"
	# There is room for the initramfs, but not for the trace.
	if [ -e build/vm/plugin/trace.so ] && qemu-system-x86_64 --help | grep -q '^-plugin'; then
		export TMPDIR=$dir/small-trace
		expect "a full disk for the trace is reported" 3 'not explained: .*/small-trace/.*/trace: No space left on device' \
			full 40m "$dir/small-trace" --explain -o "$dir/explain.disk" "$VMTEST_KERNEL" -- -t load_perf
		export TMPDIR=$dir
		check "results are kept nevertheless" grep -q '"load_perf/' "$dir/explain.disk/$release.json"
	fi
else
	skip "a full disk is reported" "this user cannot mount"
fi
