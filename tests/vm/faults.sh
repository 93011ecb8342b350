# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Boots that go wrong: vm.fault=KIND makes the guest's init provoke it.

# fault NAME KIND STATUS PATTERN [OPTIONS...]
fault() {
	local name=$1 kind=$2 status=$3 pattern=$4
	shift 4
	at_once expect "$name" "$status" "$pattern" ./vmtest.sh "${icount[@]}" -o "$dir/$kind" \
		--append "vm.fault=$kind" "$@" "$VMTEST_KERNEL" -- "${tests[@]}"
}
# A guest that hangs has to have begun with the tests by then, as long as booting takes here.
patience=$((20 + 2 * $(cat "$dir/busy.seconds" 2>/dev/null || echo 20)))
tests=("${many[@]}")
fault "a panic in the middle of a test" panic 3 'Kernel panic - not syncing: .*, in the middle of the tests \(operation'
fault "a guest that hangs in a test" hang 3 'hung: not done after [0-9]+ s, in the middle of the tests' --timeout $patience
fault "the guest is out of memory" oom 3 'the guest ran out of memory.*-m gives more' -m 512M
tests=("${one[@]}")
fault "a panic at boot" boot-panic 3 '^BROKEN .*Kernel panic - not syncing: .*, while booting'
fault "a guest that hangs at boot" boot-hang 3 'hung: not done after 12 s, while booting' --timeout 12
fault "a passed run with a WARNING" splat 1 '^FAILED .*the kernel complained: WARNING: CPU: 0 .* at '
fault "a soft lockup in the log" lockup 1 'the kernel complained: .*BUG: soft lockup'
fault "an RCU stall in the log" stall 1 'the kernel complained: .*rcu: INFO: .*stall'
fault "a truncated result" truncate 3 'the result arrived truncated or damaged'
at_once expect "a guest too small for its initramfs" 3 'memory|panic|ended without' \
	./vmtest.sh "${icount[@]}" -o "$dir/small" -m 40M "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "a guest that does not come up in time" 3 'did not boot within 2 s|printed nothing' \
	env VM_BOOT_TIMEOUT=2 ./vmtest.sh "${icount[@]}" -o "$dir/late" --append vm.fault=boot-hang "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "QEMU fails" 3 'QEMU failed: .*no-such-device' \
	./vmtest.sh "${icount[@]}" -o "$dir/failed" --qemu "-device no-such-device" "$VMTEST_KERNEL" -- "${one[@]}"
at_once expect "GitHub: an error is an annotation" 3 "^::error title=$release::Kernel panic" \
	env GITHUB_ACTIONS=true ./vmtest.sh "${icount[@]}" -o "$dir/github" --append vm.fault=boot-panic "$VMTEST_KERNEL" -- "${one[@]}"
all_done

# A kernel that prints nowhere, when no configuration tells it beforehand.
cp "$entry/image" "$dir/vmlinuz-silent"
expect "a kernel that prints nothing" 3 'printed nothing on the serial console|ended without' \
	env VM_BOOT_TIMEOUT=6 ./vmtest.sh "${icount[@]}" -o "$dir/silent" --append "console=tty9 vm.fault=boot-hang" \
	"$dir/vmlinuz-silent" -- "${one[@]}"

# qemu_of PATTERN: QEMU processes whose command line has it.
qemu_of() {
	pgrep -f "qemu-system-x86_64 .*$1" | grep -vx "$$" || true
}

# until_qemu_of PATTERN: waits for one, as long as what was begun runs.
until_qemu_of() {
	until [ -n "$(qemu_of "$1")" ] || ! kill -0 "$begun"; do sleep 0.2; done
}

# It may take a moment until the last is gone.
no_qemu() {
	local i
	for ((i = 0; i < 300; i++)); do
		[ -n "$(qemu_of "$dir/")" ] || return 0
		sleep 0.1
	done
	qemu_of "$dir/"
	return 1
}

# begin LOG OPTIONS...: vmtest.sh in the background, with signals as a terminal would have them.
begin() {
	local log=$1
	shift
	env --default-signal=INT,TERM ./vmtest.sh "$@" >"$log" 2>&1 &
	begun=$!
}

# guest_killed PATTERN: QEMU itself, not who started it.
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
expect "QEMU is killed" 3 'QEMU was killed by signal 9' killed_qemu

# After the first of two kernels is done.
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
expect "Ctrl-C" 130 '^STOPPED ' interrupted
check "what was finished is kept" test -s "$dir/int/$release.json"
check "and shown" grep -q "^PASSED .*$release" "$dir/log"
check "no QEMU is left" no_qemu
check "nor anything else" test -z "$(compgen -G "$dir/bpf-perf-vm.*")"

killed_all() {
	begin "$dir/log" "${icount[@]}" -o "$dir/kill9" --append vm.fault=boot-hang "$VMTEST_KERNEL" -- "${one[@]}"
	until_qemu_of "$dir/"
	kill -9 "$begun"
	wait "$begun" || true
	no_qemu
}
check "kill -9 of vmtest.sh leaves no QEMU" killed_all

# A disk that is full: of results, of what is made on the way, of the cache.
full() {
	local size=$1 place=$2
	shift 2
	mkdir -p "$place"
	# shellcheck disable=SC2016 # for the other shell
	unshare --mount --propagation private bash -c \
		'mount -t tmpfs -o "size=$0" none "$1"; shift; exec ./vmtest.sh "$@"' "$size" "$place" "$@"
}
if unshare --mount true 2>/dev/null; then
	expect "no space for the results" 3 'no space left on the disk that holds' \
		full 4k "$dir/small-out" --mode icount -o "$dir/small-out" "$VMTEST_KERNEL" -- "${one[@]}"
	export TMPDIR=$dir/small-tmp
	expect "no space for what is made on the way" 3 'no space left on the disk that holds' \
		full 1m "$dir/small-tmp" "${icount[@]}" "$VMTEST_KERNEL" -- "${one[@]}"
	export TMPDIR=$dir
	VM_CACHE=$dir/small-cache expect "no space for the cache" 3 'no space left on the disk that holds' \
		full 2m "$dir/small-cache" --fetch "$VMTEST_KERNEL"
else
	skip "a disk that is full" "cannot mount here"
fi
