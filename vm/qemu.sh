# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is used in other files
# SPDX-License-Identifier: GPL-2.0-only
#
# The QEMU command line for a kernel in a mode.

: "${VM_QEMU:=qemu-system-x86_64}"
VM_QEMU_OLDEST=6.0
VM_TCG_CPU=qemu64,+rdrand
# Starts a vmlinux in a hundredth of the instructions that a PC's BIOS takes.
VM_QBOOT=(/usr/share/seabios/bios-microvm.bin /usr/share/qemu/bios-microvm.bin /usr/share/qemu/qboot.rom)

qemu_check() {
	local version
	command -v "$VM_QEMU" >/dev/null ||
		die "$STATUS_SETUP" "$VM_QEMU is missing: sudo .ci/deps vm"
	version=$("$VM_QEMU" --version 2>/dev/null | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
	[ -n "$version" ] || die "$STATUS_SETUP" "$VM_QEMU --version does not tell a version"
	[ "$(printf '%s\n' "$VM_QEMU_OLDEST" "$version" | sort -V | head -n 1)" = "$VM_QEMU_OLDEST" ] ||
		die "$STATUS_SETUP" "$VM_QEMU is version $version; $VM_QEMU_OLDEST or newer is needed"
	VM_QEMU_VERSION=$version
	# No host process, no other user, no other device: a guest needs none.
	VM_SANDBOX=()
	if "$VM_QEMU" --help 2>/dev/null | grep '^-sandbox' >/dev/null; then
		VM_SANDBOX=(-sandbox "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny")
	fi
}

# Security modules: those that the kernel has by default, and bpf, which 5.10 leaves out.
kernel_lsm() {
	local lsm
	lsm=$(sed -n 's/^CONFIG_LSM="\(.*\)"/\1/p' "$1/config" 2>/dev/null)
	[ -n "$lsm" ] || return 0
	case ,$lsm, in
	*,bpf,*) ;;
	*) lsm=$lsm,bpf ;;
	esac
	printf 'lsm=%s\n' "$lsm"
}

# The clock counts instructions, one a nanosecond; nothing in the guest depends on
# the wall's clock, the time of day or luck.  Each boot of a kernel has another seed, the
# n-th of every kernel the same: what depends on random numbers of the kernel's (hash seeds,
# addresses) varies between boots, and nothing else.  Without RDRAND, which -seed makes the
# same every time, the first program that wants a random number has the kernel collect
# randomness from its timer, busily, for five seconds of ours.
qemu_mode() {
	case $1 in
	icount)
		printf '%s\n' -accel tcg -cpu "$VM_TCG_CPU" -icount shift=0,sleep=off -seed "$VM_SEED" \
			-rtc base=2024-01-01T00:00:00,clock=vm
		;;
	tcg) printf '%s\n' -accel tcg -cpu "$VM_TCG_CPU" ;;
	kvm) printf '%s\n' -accel kvm -cpu host ;;
	esac
}

kernel_parameters() {
	local mode=$1 entry=$2 settle=2 words=(console=ttyS0 nokaslr panic=-1 quiet random.trust_cpu=on)
	# More than half of the instructions of a boot are the ciphers' tests of themselves.
	words+=(cryptomgr.notests)
	if [ "$mode" = icount ]; then
		# The APIC's timer would be calibrated against another clock, busily, for what
		# takes us four seconds.
		words+=(nolapic_timer tsc_early_khz=1000000)
		settle=5
	fi
	words+=("vm.settle=$settle" "$(kernel_lsm "$entry")")
	printf '%s ' "${words[@]}" "${VM_APPEND[@]}"
}

# qemu_command MODE ENTRY JOB [PARAMETERS]: an argument a line.
qemu_command() {
	local mode=$1 entry=$2 job=$3 image=$2/image bios
	printf '%s\n' "$VM_QEMU" -nodefaults -no-user-config -display none -vga none -nic none \
		-monitor none -no-reboot -m "$VM_MEMORY" -smp "$VM_SMP" \
		-qmp "unix:$job/qmp,server=on,wait=off" "${VM_SANDBOX[@]}"
	if [ -s "$entry/vmlinux" ]; then
		image=$entry/vmlinux
		if bios=$(first_of "${VM_QBOOT[@]}"); then printf '%s\n' -bios "$bios"; fi
	fi
	printf '%s\n' -kernel "$image" -initrd "$job/initrd" \
		-append "$(kernel_parameters "$mode" "$entry")${4:-}"
	qemu_mode "$mode"
	[ ${#VM_QEMU_ARGS[@]} -eq 0 ] || printf '%s\n' "${VM_QEMU_ARGS[@]}"
}
