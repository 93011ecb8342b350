# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Kernels given by path, built, locked; images that are none.

# A cache of our own with nothing in it.
fresh() {
	VM_CACHE=$(mktemp -d "$dir/cache.XXXXXX") ./vmtest.sh "$@"
}

fresh_dir() {
	KERNEL_DIR=$1 fresh --fetch "$2"
}

expect "a path to an image" 0 "^$release ${version//./\\.} from .*vmlinuz" fresh --fetch "$tree/boot/vmlinuz-$release"
expect "a directory" 0 "^$release " fresh --fetch "$tree"
expect "KERNEL_DIR" 0 "^$release .* from $tree/boot/vmlinuz" fresh_dir "$tree/boot" "dir:${version%.*}"
expect "KERNEL_DIR that is none" 2 'is no directory' fresh_dir "$dir/none" dir:6.1
expect "the cache needs no network" 0 "^$release " env DEBIAN_MIRROR=http://127.0.0.1:1 ./vmtest.sh --fetch "$version"
if [ -r "/boot/vmlinuz-$(uname -r)" ]; then
	expect "host: the running kernel" 0 "^$(uname -r) " fresh --fetch host
else
	expect "host: no image of the running kernel" 2 'host: (no image|.*not readable)' fresh --fetch host
fi

expect "not a kernel image" 2 'not a kernel image' fresh --fetch /bin/ls
{ head -c 56 /dev/zero; printf 'ARM\x64'; head -c 4096 /dev/zero; } >"$dir/arm"
expect "an image for another architecture" 2 'an image for aarch64; only x86_64' fresh --fetch "$dir/arm"
mkdir "$dir/empty"
expect "a directory without a kernel" 2 'contains no kernel image' fresh --fetch "$dir/empty"
head -c 1000000 "$entry/image" >"$dir/vmlinuz-cut"
expect "an image that was cut short" 2 'not a whole kernel image' fresh --fetch "$dir/vmlinuz-cut"

lacking() {
	rm -rf "$dir/lacking"
	cp -r "$tree" "$dir/lacking"
	sed -i "s/^CONFIG_$1=y/# CONFIG_$1 is not set/" "$dir/lacking/boot"/config-*
	fresh --fetch "$dir/lacking"
}
expect "a kernel without a serial console" 2 'without CONFIG_SERIAL_8250_CONSOLE, so it cannot print' \
	lacking SERIAL_8250_CONSOLE
expect "a kernel without initramfs support" 2 'without CONFIG_BLK_DEV_INITRD, so it cannot take an initramfs' \
	lacking BLK_DEV_INITRD

# Packages.
package() {
	local file=$1 name=$2 arch=$3 root=$4
	shift 4
	mkdir -p "$root/DEBIAN"
	printf 'Package: %s\nVersion: %s-1\nArchitecture: %s\nMaintainer: x <x@example.org>\nDescription: x\n' \
		"$name" "$version" "$arch" >"$root/DEBIAN/control"
	dpkg-deb "$@" --root-owner-group -b "$root" "$file" >/dev/null
}
package "$dir/linux-image-${release}_1_amd64.deb" "linux-image-$release" amd64 "$tree" -Zgzip -z1
rm -r "$tree/DEBIAN"
expect "a package" 0 "^$release " fresh --fetch "$dir/linux-image-${release}_1_amd64.deb"
mkdir -p "$dir/other/boot"
package "$dir/other.deb" linux-image-other arm64 "$dir/other"
expect "a package for another architecture" 2 'a package for arm64' fresh --fetch "$dir/other.deb"
head -c 5000 "$dir/linux-image-${release}_1_amd64.deb" >"$dir/cut.deb"
expect "a damaged package" 2 'cannot be unpacked|damaged' fresh --fetch "$dir/cut.deb"

# A source tree, as far as vmtest.sh knows one: its build takes the image that we have.
source_tree() {
	mkdir -p "$1/scripts/kconfig"
	cat >"$1/Makefile" <<-TEXT
	.RECIPEPREFIX = >
	kernelversion:
	>@echo $version
	defconfig:
	>@cp $entry/config \$(O)/.config
	olddefconfig:
	>@grep -q BPF_JIT_ALWAYS_ON \$(O)/.config
	bzImage:
	>@mkdir -p \$(O)/arch/x86/boot
	>@cp $entry/image \$(O)/arch/x86/boot/bzImage
	>@echo built >>$dir/builds
	TEXT
	# As the kernel's own: -m -O DIR BASE FRAGMENTS, to DIR/.config.
	cat >"$1/scripts/kconfig/merge_config.sh" <<-'TEXT'
	#!/bin/sh
	out=$3
	shift 4
	cat "$@" >>"$out/.config"
	TEXT
	chmod +x "$1/scripts/kconfig/merge_config.sh"
}
source_tree "$dir/linux"
built=$(mktemp -d "$dir/cache.XXXXXX")
expect "--build" 0 "^$release .* from $dir/linux" env VM_CACHE="$built" ./vmtest.sh --fetch --build "$dir/linux"
expect "--build again" 0 "^$release " env VM_CACHE="$built" ./vmtest.sh --fetch --build "$dir/linux"
check "nothing is built twice" test "$(wc -l <"$dir/builds")" = 1
echo '# changed' >>"$dir/linux/Makefile"
expect "--build of a changed tree" 0 "^$release " env VM_CACHE="$built" ./vmtest.sh --fetch --build "$dir/linux"
check "what changed is built again" test "$(wc -l <"$dir/builds")" = 2
sed -i 's/@echo built.*/@echo "x.c:1: error: broken"; false/' "$dir/linux/Makefile"
expect "a tree that does not build" 2 'does not build: x.c:1: error: broken' fresh --fetch --build "$dir/linux"
expect "a tree that is none" 2 'no Linux source tree' fresh --fetch --build "$dir/empty"

# Those that come over a network.
. tests/vm/providers.sh

# The lock file.
lock=(env KERNELS_LOCK="$dir/lock" ./vmtest.sh --fetch)
expect "--locked without a record" 2 "not in .*lock" "${lock[@]}" --locked "$VMTEST_KERNEL"
check "--lock" "${lock[@]}" --lock "$VMTEST_KERNEL"
check "it names provider, release, image and configuration" \
	grep -qxE "$VMTEST_KERNEL [a-z]+ $release [0-9a-f]{64} [0-9a-f]{64}" "$dir/lock"
expect "--locked" 0 "^$release " "${lock[@]}" --locked "$VMTEST_KERNEL"
sed -i -E 's/ [0-9a-f]{64} / 0000 /' "$dir/lock"
expect "--locked refuses another image" 2 'another image or configuration' "${lock[@]}" --locked "$VMTEST_KERNEL"
