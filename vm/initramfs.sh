# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The part of the initramfs that is the same for all kernels: busybox, our init,
# test_progs with the libraries that it needs, the limits.

: "${VM_PROGRAM:=$VM_DIR/../test_progs}"
: "${VM_BUSYBOX:=/bin/busybox}"

# What ldd finds, at the same paths in the guest.
initramfs_libraries() {
	ldd "$1" | grep -oE '/[^ ]+' | sort -u
}

initramfs_inputs() {
	printf '%s\n' "$VM_BUSYBOX" "$VM_DIR/init" "$VM_DIR/initramfs.sh" "$VM_DIR/cpio.sh" \
		"$VM_PROGRAM"
	find "$VM_DIR/../bounds" -type f | sort
	initramfs_libraries "$VM_PROGRAM"
}

initramfs_busybox() {
	local root=$1 applet
	mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin}
	cp -L "$VM_BUSYBOX" "$root/bin/busybox"
	for applet in $("$VM_BUSYBOX" --list-full); do
		[ -e "$root/$applet" ] || ln -s /bin/busybox "$root/$applet"
	done
}

initramfs_fill() {
	local root=$1 library
	mkdir -p "$root"/{proc,sys,dev,tmp,out,root,etc,t,lib,run,var,mnt} || return 1
	initramfs_busybox "$root"
	cp "$VM_DIR/init" "$root/init"
	chmod 755 "$root/init"
	echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
	echo 'root:x:0:' >"$root/etc/group"
	cp -L "$VM_PROGRAM" "$root/t/test_progs"
	strip --strip-debug "$root/t/test_progs" 2>/dev/null || true
	cp -RL "$VM_DIR/../bounds" "$root/t/bounds"
	initramfs_libraries "$VM_PROGRAM" | while read -r library; do
		mkdir -p "$root$(dirname "$library")"
		cp -L "$library" "$root$library"
	done
}

# initramfs_base: sets initramfs to the archive, made anew when an input changed.
initramfs_base() {
	local key root missing
	missing=$(ldd "$VM_PROGRAM" 2>/dev/null | sed -n 's/^\t\(.*\) => not found/\1/p' | paste -sd ' ')
	[ -z "$missing" ] || die "$STATUS_SETUP" "$VM_PROGRAM: libraries are missing: $missing"
	key=$(initramfs_inputs | xargs -d '\n' sha256sum -- | sha256sum | cut -c1-16)
	initramfs=$VM_CACHE/initramfs/$key.cpio
	if [ -s "$initramfs" ]; then
		touch "$initramfs"
		return
	fi
	mkdir -p "$VM_CACHE/initramfs"
	root=$(mktemp -d "$VM_WORK/initramfs.XXXXXX")
	if ! { initramfs_fill "$root" && cpio_pack "$root" >"$initramfs.$$"; }; then
		rm -f "$initramfs.$$"
		cannot_write "$VM_CACHE" "initramfs" || die "$STATUS_SETUP" "$(fault_text)"
	fi
	mv "$initramfs.$$" "$initramfs"
	rm -rf "$root"
	find "$VM_CACHE/initramfs" -name '*.cpio*' -mtime +7 -delete
}

# guest_arguments ROOT ARGUMENTS...: sets guest_args.  What test_progs would read here,
# it finds in the guest: limits, objects, results to compare with, lists of names.
guest_arguments() {
	local root=$1 arg prefix file last='' n=0
	shift
	guest_args=()
	mkdir -p "$root/t/files"
	for arg in "$@"; do
		prefix='' file=
		case $last$arg in
		@* | -[abtd]@*) prefix=@ file=${arg#@} ;;
		--bounds=* | --object=* | --compare=*) prefix=${arg%%=*}= file=${arg#*=} ;;
		-[BoC]* | --bounds* | --object* | --compare*) file=$arg ;;
		esac
		if [ -n "$file" ] && [ -f "$file" ]; then
			n=$((n + 1))
			cp -L "$file" "$root/t/files/$n-$(basename "$file")" || return 1
			arg=${prefix}files/$n-$(basename "$file")
		fi
		guest_args+=("$arg")
		last=
		case $arg in -[abtdBoC] | --bounds | --object | --compare) last=$arg ;; esac
	done
}

# initramfs_job JOB ENTRY COMMAND...: JOB/initrd.
initramfs_job() {
	local job=$1 entry=$2 root=$1/root
	shift 2
	guest_arguments "$root" "$@" || return 1
	printf '%q ' "${guest_args[@]}" >"$root/cmd"
	cpio_pack "$root" >"$job/own.cpio" &&
		cat "$initramfs" "$entry/kernel.cpio" "$job/own.cpio" >"$job/initrd" || return 1
	rm -rf "$root" "$job/own.cpio"
}
