# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Turns an unpacked kernel into what is booted, an entry:
#
#	image        as it came
#	vmlinux      the ELF file out of it, if QEMU can start that directly
#	config       its configuration, if it is known
#	kernel.cpio  modules and configuration for the initramfs
#	meta         provider, handle, origin, release, version, arch, type, sha256,
#	             config_sha256, made_by

# Changes when entries made by an older vmtest.sh have to be made again.
import_key() {
	cat "$VM_DIR/modules" "$VM_DIR/import.sh" "$VM_DIR/image.py" | sha256sum | cut -c1-16
}

# first_of FILES...: the first one that exists.
first_of() {
	local file
	for file in "$@"; do
		if [ -f "$file" ]; then
			printf '%s\n' "$file"
			return
		fi
	done
	return 1
}

find_image() {
	first_of "$1"/boot/vmlinuz-* "$1"/usr/lib/modules/*/vmlinuz "$1"/lib/modules/*/vmlinuz \
		"$1"/arch/x86/boot/bzImage "$1"/bzImage "$1"/vmlinuz "$1"/vmlinuz-* "$1"/vmlinux
}

find_config() {
	first_of "$1"/boot/config-* "$1"/usr/lib/modules/*/config "$1"/lib/modules/*/config \
		"$1"/.config "$1"/config "$1"/config-*
}

# import_modules TREE RELEASE OUT: vm/modules with their dependencies, unpacked, and
# the order to insert them in.
import_modules() {
	local tree=$1 release=$2 out=$3 from name base line
	from=$tree/lib/modules/$release
	[ -d "$from" ] || from=$tree/usr/lib/modules/$release
	[ -d "$from" ] || return 0
	# A copy: depmod writes beside the modules, and the tree may be the user's.
	base=$(mktemp -d "$VM_WORK/modules.XXXXXX")
	mkdir -p "$base/lib/modules" "$out/lib/modules"
	cp -al "$from" "$base/lib/modules/$release" 2>/dev/null ||
		cp -a "$from" "$base/lib/modules/" || return 1
	rm -f "$base/lib/modules/$release"/modules.*.bin "$base/lib/modules/$release"/modules.dep
	depmod -b "$base" "$release" 2>/dev/null || return 1
	grep -v '^#' "$VM_DIR/modules" | while read -r name; do
		modprobe -d "$base" -S "$release" -C /dev/null --show-depends "$name" 2>/dev/null || true
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r line; do
		name=$(basename "$line")
		unpack_module "$line" "$out/lib/modules/${name%%.ko*}.ko"
		echo "/lib/modules/${name%%.ko*}.ko"
	done >"$out/modules.list"
	rm -rf "$base"
}

unpack_module() {
	case $1 in
	*.xz) xz -dc -- "$1" ;;
	*.zst) zstd -dcq -- "$1" ;;
	*.gz) gzip -dc -- "$1" ;;
	*) cat -- "$1" ;;
	esac >"$2"
}

# import_check ENTRY NAME: what can be known to fail before booting.
import_check() {
	local entry=$1 name=$2 arch option
	arch=$(meta "$entry" arch)
	if [ "$arch" != x86_64 ]; then
		fault "$name: an image for $arch; only x86_64 kernels can be booted here"
		return 1
	fi
	[ -s "$entry/config" ] || return 0
	for option in BLK_DEV_INITRD:"take an initramfs" \
		SERIAL_8250_CONSOLE:"print on a serial console" BINFMT_ELF:"run a program" \
		DEVTMPFS:"give the guest its devices" BPF_SYSCALL:"load BPF programs"; do
		grep -qx "CONFIG_${option%%:*}=y" "$entry/config" && continue
		fault "$name: was built without CONFIG_${option%%:*}, so it cannot ${option#*:}" \
			"(configs/config.vm has what is needed)"
		return 1
	done
}

# import_facts ENTRY IMAGE PROVIDER HANDLE ORIGIN
import_facts() {
	local entry=$1 image=$2
	"$VM_DIR/image.py" inspect "$image" >"$entry/meta" 2>"$entry/why" || {
		fault "$(cat "$entry/why")"
		return 1
	}
	{
		printf 'provider=%s\nhandle=%s\norigin=%s\n' "$3" "$4" "$5"
		printf 'sha256=%s\n' "$(sha256 "$image")"
		if [ -s "$entry/config" ]; then
			printf 'config_sha256=%s\n' "$(sha256 "$entry/config")"
		fi
		printf 'made_by=%s\n' "$(import_key)"
	} >>"$entry/meta"
}

# import_tree TREE ENTRY PROVIDER HANDLE ORIGIN: makes the directory ENTRY.
import_tree() {
	local tree=$1 entry=$2 image config part release
	image=$(find_image "$tree") || {
		fault "$5: contains no kernel image (no vmlinuz, no bzImage)"
		return 1
	}
	mkdir -p "$(dirname "$entry")" || return 1
	part=$(mktemp -d "$entry.XXXXXX") || { cannot_write "$(dirname "$entry")" "$5"; return 1; }
	if config=$(find_config "$tree"); then cp -- "$config" "$part/config"; fi
	import_facts "$part" "$image" "$3" "$4" "$5" || { rm -rf "$part"; return 1; }
	release=$(meta "$part" release)
	"$VM_DIR/image.py" extract "$image" "$part/vmlinux" 2>"$part/why" || rm -f "$part/vmlinux"
	if [ ! -s "$part/config" ] && [ -s "$part/vmlinux" ]; then
		"$VM_DIR/image.py" config "$part/vmlinux" >"$part/config" 2>/dev/null ||
			rm -f "$part/config"
	fi
	mkdir -p "$part/root/boot"
	if [ -s "$part/config" ]; then cp "$part/config" "$part/root/boot/config-$release"; fi
	if ! { cp -- "$image" "$part/image" && import_modules "$tree" "$release" "$part/root" &&
		cpio_pack "$part/root" >"$part/kernel.cpio"; }; then
		rm -rf "$part"
		cannot_write "$(dirname "$entry")" "$5"
		return 1
	fi
	rm -rf "$part/root" "$entry"
	mv "$part" "$entry"
}
