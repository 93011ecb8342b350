# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is used in other files
# SPDX-License-Identifier: GPL-2.0-only
#
# Which mode to run in.  A /dev/kvm that opens is no KVM that works: on some hosts the
# guest hangs, or QEMU stops with internal-error and never ends.  So a guest that
# powers off at once is booted; the answer holds until the host boots again.

# KVM's real test takes a second; where it does not work, it takes this long.
: "${VM_PROBE_SECONDS:=10}"

# kvm_probe ENTRY: status 0 when KVM works; sets kvm_why.
kvm_probe() {
	local known=$VM_CACHE/kvm boot_id answer
	boot_id=$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -e /dev/kvm ]; then
		kvm_why="there is no /dev/kvm"
	elif [ ! -w /dev/kvm ]; then
		kvm_why="/dev/kvm is not writable for this user (group kvm)"
	elif read -r answer 2>/dev/null <"$known" && [ "${answer%% *}" = "$boot_id,$VM_QEMU_VERSION" ]; then
		kvm_why=${answer#* }
	else
		progress "probing KVM"
		kvm_why=$(kvm_probe_guest "$1")
		printf '%s,%s %s\n' "$boot_id" "$VM_QEMU_VERSION" "$kvm_why" >"$known"
	fi
	[ "$kvm_why" = works ]
}

kvm_probe_guest() {
	local job command pid ended
	job=$(mktemp -d "$VM_WORK/probe.XXXXXX")
	initramfs_job "$job" "$1" true
	mapfile -t command < <(VM_SMP=1 VM_QEMU_ARGS=() qemu_command kvm "$1" "$job" vm.probe)
	setpriv --pdeathsig KILL timeout -k 2 $((VM_PROBE_SECONDS + 5)) "${command[@]}" \
		-serial "file:$job/console" >"$job/err" 2>&1 </dev/null &
	pid=$!
	ended=$("$VM_DIR/qmp.py" watch "$job/qmp" "$VM_PROBE_SECONDS")
	kill "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	if grep -q '^VM: probe' "$job/console" 2>/dev/null; then
		echo works
	elif [ "$ended" = gone ]; then
		echo "QEMU: $(tail -n 1 "$job/err")"
	else
		echo "a guest under KVM ended in '$ended' within $VM_PROBE_SECONDS s"
	fi
}

# mode_choose ENTRY: settles VM_MODE; sets VM_MODE_WHY.
mode_choose() {
	case $VM_MODE in
	auto)
		if kvm_probe "$1"; then VM_MODE=kvm; else VM_MODE=icount; fi
		VM_MODE_WHY="KVM: $kvm_why"
		;;
	kvm)
		kvm_probe "$1" || die "$STATUS_SETUP" "--mode kvm: KVM does not work here: $kvm_why"
		;;
	esac
}
