# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks kernels from a path, from source and from the lock file, and files that are no kernels.

# Runs vmtest.sh with an empty cache.
fresh() {
	VM_CACHE=$(mktemp -d "$dir/cache.XXXXXX") ./vmtest.sh "$@"
}

fresh_dir() {
	KERNEL_DIR=$1 fresh --fetch "$2"
}

expect "an image is taken from a path" 0 "^$release ${version//./\\.} from .*vmlinuz" fresh --fetch "$tree/boot/vmlinuz-$release"
expect "a directory is taken" 0 "^$release " fresh --fetch "$tree"
expect "KERNEL_DIR is searched" 0 "^$release .* from $tree/boot/vmlinuz" fresh_dir "$tree/boot" "dir:${version%.*}"
expect "an invalid KERNEL_DIR is reported" 2 'is not a directory' fresh_dir "$dir/none" dir:6.1
expect "the cache needs no network" 0 "^$release " env DEBIAN_MIRROR=http://127.0.0.1:1 ./vmtest.sh --fetch "$version"
if [ -r "/boot/vmlinuz-$(uname -r)" ]; then
	expect "host is the running kernel" 0 "^$(uname -r) " fresh --fetch host
else
	expect "host: a missing image is reported" 2 'host: (no image|.*not readable)' fresh --fetch host
fi

expect "a file that is not a kernel image is refused" 2 'not a kernel image' fresh --fetch /bin/ls
{ head -c 56 /dev/zero; printf 'ARM\x64'; head -c 4096 /dev/zero; } >"$dir/arm"
expect "an image for another architecture is refused" 2 'an image for aarch64; only x86_64' fresh --fetch "$dir/arm"
mkdir "$dir/empty"
expect "a directory without a kernel is refused" 2 'contains no kernel image' fresh --fetch "$dir/empty"
head -c 1000000 "$entry/image" >"$dir/vmlinuz-cut"
expect "a truncated image is refused" 2 'not a whole kernel image' fresh --fetch "$dir/vmlinuz-cut"

lacking() {
	rm -rf "$dir/lacking"
	cp -r "$tree" "$dir/lacking"
	sed -i "s/^CONFIG_$1=y/# CONFIG_$1 is not set/" "$dir/lacking/boot"/config-*
	fresh --fetch "$dir/lacking"
}
expect "a kernel without a serial console is refused" 2 'without CONFIG_SERIAL_8250_CONSOLE, so it cannot print' \
	lacking SERIAL_8250_CONSOLE
expect "a kernel without initramfs support is refused" 2 'without CONFIG_BLK_DEV_INITRD, so it cannot take an initramfs' \
	lacking BLK_DEV_INITRD

# Checks packages.
package() {
	kernel_package "$1" "$2" "$3" "$version-1" "${@:4}"
}
package "$dir/linux-image-${release}_1_amd64.deb" "linux-image-$release" amd64 "$tree" -Zgzip -z1
rm -r "$tree/DEBIAN"
expect "a package is unpacked" 0 "^$release " fresh --fetch "$dir/linux-image-${release}_1_amd64.deb"
mkdir -p "$dir/other/boot"
package "$dir/other.deb" linux-image-other arm64 "$dir/other"
expect "a package for another architecture is refused" 2 'a package for arm64' fresh --fetch "$dir/other.deb"
head -c 5000 "$dir/linux-image-${release}_1_amd64.deb" >"$dir/cut.deb"
expect "a damaged package is refused" 2 'cannot be unpacked|damaged' fresh --fetch "$dir/cut.deb"

# source_tree DIR [LOST [TURNED_ON]]: makes a directory that vmtest.sh takes for a source tree.  Its
# build copies an existing image.  Its configuration loses options and gets one more line.
source_tree() {
	mkdir -p "$1/scripts/kconfig"
	# The tree lacks one option and drops another.
	sed -n 's/^CONFIG_\([^=]*\)=.*/config \1/p' configs/config* | grep -v 'FPROBE$' >"$1/Kconfig"
	cat >"$1/Makefile" <<-TEXT
	.RECIPEPREFIX = >
	kernelversion:
	>@echo $version
	allnoconfig:
	>@cat $entry/config \$(KCONFIG_ALLCONFIG) | grep -vE '^CONFIG_(${2:-none})=' >\$(O)/.config
	>@echo '${3:-}' >>\$(O)/.config
	prepare:
	>@:
	bzImage:
	>@mkdir -p \$(O)/arch/x86/boot
	>@cp $entry/image \$(O)/arch/x86/boot/bzImage
	>@echo built >>$dir/builds
	TEXT
}
source_tree "$dir/linux" "FPROBE|XDP_SOCKETS"
built=$(mktemp -d "$dir/cache.XXXXXX")
VM_CACHE=$built expect "--build builds a kernel" 0 "^$release .* from $dir/linux" vmtest --fetch --build "$dir/linux"
VM_CACHE=$(mktemp -d "$dir/cache.XXXXXX") vmtest --fetch --build "$dir/linux" >"$dir/log" 2>&1 || true
rm -f "$dir/builds"; echo built >"$dir/builds"
check "an option that the configuration lost is named" grep -q 'configuration lost: XDP_SOCKETS$' "$dir/log"
check "an option that this kernel does not have is named" grep -q 'does not have: FPROBE$' "$dir/log"
expect "--build again gives the same kernel" 0 "^$release " env VM_CACHE="$built" ./vmtest.sh --fetch --build "$dir/linux"
check "nothing is built twice" test "$(wc -l <"$dir/builds")" = 1
echo '# changed' >>"$dir/linux/Makefile"
expect "--build of a changed tree builds again" 0 "^$release " env VM_CACHE="$built" ./vmtest.sh --fetch --build "$dir/linux"
check "a changed tree is compiled again" test "$(wc -l <"$dir/builds")" = 2
sed -i 's/@echo built.*/@echo "x.c:1: error: broken"; false/' "$dir/linux/Makefile"
expect "the first error of a build is shown" 2 'does not build: x.c:1: error: broken' fresh --fetch --build "$dir/linux"
source_tree "$dir/nobtf" DEBUG_INFO_BTF
expect "a kernel without an essential option is not built" 2 'lost options that the tests need: DEBUG_INFO_BTF' \
	fresh --fetch --build "$dir/nobtf"
source_tree "$dir/debug" none CONFIG_DEBUG_PREEMPT=y
expect "a kernel with an option that spoils timing is not built" 2 'has options that spoil timing: DEBUG_PREEMPT' \
	fresh --fetch --build "$dir/debug"
touch "$dir/debug/.config"
expect "a tree with a build in it is refused" 2 "built in this tree.*make mrproper" fresh --fetch --build "$dir/debug"
mkdir "$dir/tools"
for tool in $(compgen -c | sort -u); do
	case $tool in pahole | flex) ;; *) ln -s "$(type -P "$tool" || echo /none)" "$dir/tools/$tool" 2>/dev/null || true ;; esac
done
expect "missing tools are named before anything is compiled" 2 'missing here: flex \(flex\), pahole \(dwarves\)' \
	env PATH="$dir/tools" VM_CACHE="$built.tools" ./vmtest.sh --fetch --build "$dir/linux"
for name in "a b" "a:b" "a,b" "a\$b"; do
	source_tree "$dir/trees/$name"
	expect "--build of a tree called $name is refused before anything is compiled" 2 \
		"^vmtest.sh: --build: the path .*, which make cannot have in a path" fresh --fetch --build "$dir/trees/$name"
done
VM_CACHE="$dir/cache a:b" expect "--build into such a cache is refused, too" 2 'which make cannot have in a path' \
	vmtest --fetch --build "$dir/linux"
expect "a directory that is not a source tree is refused" 2 'not a Linux source tree' fresh --fetch --build "$dir/empty"

# Checks the providers that need a network.
. tests/vm/providers.sh

# Checks the lock file.
lock=(env KERNELS_LOCK="$dir/lock" ./vmtest.sh --fetch)
expect "--locked without a record is refused" 2 "not in .*lock" "${lock[@]}" --locked "$VMTEST_KERNEL"
check "--lock records a kernel" "${lock[@]}" --lock "$VMTEST_KERNEL"
check "the record has provider, release, image and configuration" \
	grep -qxE "$VMTEST_KERNEL [a-z]+ $release [0-9a-f]{64} [0-9a-f]{64}" "$dir/lock"
expect "--locked takes the recorded kernel" 0 "^$release " "${lock[@]}" --locked "$VMTEST_KERNEL"
sed -i -E 's/ [0-9a-f]{64} / 0000 /' "$dir/lock"
expect "--locked refuses another image" 2 'another image or configuration' "${lock[@]}" --locked "$VMTEST_KERNEL"
mkdir "$dir/with blank"
cp -r "$tree/boot" "$dir/with blank/"
for name in "$tree" "$dir/with blank"; do
	check "--lock records a path: ${name##*/}" "${lock[@]}" --lock "$name"
	expect "--locked takes a recorded path: ${name##*/}" 0 "^$release " "${lock[@]}" --locked "$name"
done
echo '# changed' >>"$dir/with blank/boot/config-$release"
expect "--locked refuses another configuration of a path" 2 'another image or configuration.*: configuration ' \
	"${lock[@]}" --locked "$dir/with blank"
source_tree "$dir/linux" FPROBE
check "--lock records --build" "${lock[@]}" --lock --build "$dir/linux"
expect "--locked takes a recorded --build" 0 "^$release " "${lock[@]}" --locked --build "$dir/linux"
