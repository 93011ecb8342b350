# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What became of a boot.  QEMU ends with status 0 whatever happens in the guest, so only
# a complete result that says so is a success.

# What a kernel prints when something is wrong with it.  A line that merely has the word
# in it, such as Spectre's "WARNING: Unprivileged eBPF is enabled", is none.
VM_SPLATS='WARNING: .* at |WARNING: (possible|suspicious|inconsistent|bad) |BUG: |kernel BUG at|Oops: '
VM_SPLATS+='|rcu: INFO: .*stall|INFO: task .* blocked for|general protection fault|unable to handle'

# The console without what test_progs wrote over.
console_text() {
	sed -e 's/\r$//' -e 's/^.*\r//' -e 's/\x1b\[[0-9;]*[A-Za-z]//g' "$1/console"
}

verdict() {
	printf '%s\t%s\n' "$1" "$2"
}

# How far it came, for the messages.
where_it_was() {
	local operation
	if [ ! -e "$1/up" ]; then
		echo "while booting"
	elif [ ! -e "$1/run" ]; then
		echo "before the tests"
	else
		operation=$(tr '\r' '\n' <"$1/console" | sed -n 's/.*operation \([0-9]* of [0-9]*\).*/\1/p' |
			tail -n 1 || true)
		echo "in the middle of the tests${operation:+ (operation $operation)}"
	fi
}

guest_out_of_memory() {
	{ console_text "$1"; cat "$1/out/dmesg" 2>/dev/null || true; } |
		grep -E 'Out of memory: Killed process|Out of memory and no killable|System is deadlocked on memory|Initramfs unpacking failed: write error' >/dev/null
}

# judge_qemu JOB STATUS SECONDS: status 0 when QEMU itself is to blame, and said so.
judge_qemu() {
	local job=$1 status=$2 seconds=$3 where
	where=$(where_it_was "$job")
	if [ -e "$job/late" ] && [ ! -s "$job/console" ]; then
		verdict "$STATUS_SETUP" "the kernel printed nothing on the serial console within $VM_BOOT_TIMEOUT s (does it have CONFIG_SERIAL_8250_CONSOLE and CONFIG_BLK_DEV_INITRD?)"
	elif [ -e "$job/late" ]; then
		verdict "$STATUS_SETUP" "did not boot within $VM_BOOT_TIMEOUT s; its last line: $(console_text "$job" | grep . | tail -n 1 || true)"
	elif [ "$status" -eq 124 ] || { [ "$status" -eq 137 ] && [ "$seconds" -ge "$VM_TIMEOUT" ]; }; then
		verdict "$STATUS_SETUP" "hung: not done after $VM_TIMEOUT s, $where (--timeout gives more)"
	elif [ "$status" -gt 128 ]; then
		verdict "$STATUS_SETUP" "QEMU was killed by signal $((status - 128)), $where (out of memory on this machine?)"
	elif [ "$status" -ne 0 ]; then
		verdict "$STATUS_SETUP" "QEMU failed: $(grep . "$job/err" | tail -n 1 || true)"
	else
		return 1
	fi
}

# judge_silence JOB: nothing arrived on the second serial port.
judge_silence() {
	local job=$1 panic hint=
	panic=$(console_text "$job" | sed -n 's/.*\(Kernel panic - not syncing: .*\)/\1/p' | head -n 1)
	if guest_out_of_memory "$job"; then
		verdict "$STATUS_SETUP" "the guest ran out of memory, $(where_it_was "$job") (-m gives more)"
	elif [ -n "$panic" ]; then
		case $panic in
		*"Unable to mount root fs"* | *"No working init"*)
			hint=" (does it have CONFIG_BLK_DEV_INITRD and CONFIG_BINFMT_ELF?)" ;;
		esac
		verdict "$STATUS_SETUP" "$panic, $(where_it_was "$job")$hint"
	elif [ ! -s "$job/console" ]; then
		verdict "$STATUS_SETUP" "ended without having printed anything on the serial console"
	else
		verdict "$STATUS_SETUP" "ended without a result, $(where_it_was "$job")"
	fi
}

# receive JOB: JOB/out from what came over the serial port; status 1: damaged.
receive() {
	local job=$1 tag size sum header
	IFS=' ' read -r tag size sum <"$job/ttyS1" || return 1
	header=$((${#tag} + ${#size} + ${#sum} + 3))
	[ "$tag" = VMOUT1 ] && [[ $size =~ ^[0-9]+$ ]] || return 1
	tail -c "+$((header + 1))" "$job/ttyS1" | head -c "$size" >"$job/out.tar"
	[ "$(stat -c %s "$job/out.tar")" = "$size" ] && [ "$(sha256 "$job/out.tar")" = "$sum" ] || return 1
	mkdir -p "$job/out"
	# A guest's archive: nothing but what is expected of it.
	tar -xf "$job/out.tar" -C "$job/out" --no-same-owner --no-same-permissions \
		./status ./stdout ./dmesg
	tar -xf "$job/out.tar" -C "$job/out" ./results.json 2>/dev/null || true
	rm "$job/out.tar"
}

# judge JOB SECONDS: prints the verdict.
judge() {
	local job=$1 status splat last
	if judge_qemu "$job" "$(cat "$job/status")" "$2"; then
		return
	elif [ ! -s "$job/ttyS1" ]; then
		judge_silence "$job"
		return
	elif ! receive "$job"; then
		if disk_full "$job"; then
			verdict "$STATUS_SETUP" "no space left on the disk that holds $job"
		else
			verdict "$STATUS_SETUP" "the result arrived truncated or damaged ($(stat -c %s "$job/ttyS1") bytes)"
		fi
		return
	fi
	status=$(cat "$job/out/status")
	splat=$(sed 's/^\[ *[0-9.]*\] //' "$job/out/dmesg" | grep -m 1 -E "$VM_SPLATS" || true)
	last=$(grep . "$job/out/stdout" | tail -n 1 || true)
	if guest_out_of_memory "$job"; then
		verdict "$STATUS_SETUP" "the guest ran out of memory (-m gives more)"
	elif [ -n "$splat" ]; then
		verdict "$(worse "$STATUS_FAILED" "$(judge_status "$status")")" "the kernel complained: $splat"
	elif [ ! -s "$job/out/stdout" ]; then
		verdict "$(judge_status "$status")" "$(console_text "$job" | sed -n 's/.*\(test_progs: .*\)/\1/p' | tail -n 1)"
	else
		verdict "$(judge_status "$status")" "${last:-test_progs ended with status $status}"
	fi
}

# test_progs' own statuses are ours, any other is of a test_progs that was killed.
judge_status() {
	case $1 in
	0 | 1 | 2 | 3 | 4 | 5 | 130) echo "$1" ;;
	*) echo "$STATUS_SETUP" ;;
	esac
}

judge_log() {
	local job=$1
	console_text "$job"
	if [ -s "$job/out/dmesg" ]; then
		printf -- '\n--- the kernel'\''s messages (dmesg)\n'
		cat "$job/out/dmesg"
	fi
	if [ -s "$job/err" ]; then
		printf -- '\n--- QEMU\n'
		cat "$job/err"
	fi
}
