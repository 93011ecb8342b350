# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# --build DIR: a kernel from its source, with configs/ merged onto the tree's
# defconfig, built outside of the tree.  Built again only when the commit, what is
# changed beside it, or the configuration changed.

source_fragments() {
	local fragment
	for fragment in config "config.$(uname -m)" config.vm; do
		if [ -s "$VM_DIR/../configs/$fragment" ]; then realpath "$VM_DIR/../configs/$fragment"; fi
	done
}

# What decides what would be built.
source_key() {
	local tree=$1 fragments
	mapfile -t fragments < <(source_fragments)
	{
		git -C "$tree" rev-parse HEAD 2>/dev/null || (cd "$tree" && find . -type f -newermt @0 \
			-printf '%p %s %T@\n' | sort)
		git -C "$tree" diff HEAD 2>/dev/null || true
		cat "${fragments[@]}"
		"${CC:-gcc}" --version 2>/dev/null | head -n 1
	} | sha256sum | cut -c1-16
}

source_list() {
	[ -n "${VM_BUILD:-}" ] || return 0
	printf '%s\t%s\t%s\t%s\n' "$(make -s -C "$VM_BUILD" kernelversion | version_sortable)" \
		"$(source_key "$VM_BUILD")" "$VM_BUILD" "$VM_BUILD"
}

source_fetch() {
	local tree out log fragments
	tree=$(realpath "$1")
	if [ ! -f "$tree/scripts/kconfig/merge_config.sh" ]; then
		fault "$1: no Linux source tree (scripts/kconfig/merge_config.sh is missing)"
		return 1
	fi
	out=$VM_CACHE/build/$(source_key "$tree")
	log=$out.log
	mkdir -p "$out"
	mapfile -t fragments < <(source_fragments)
	if [ ! -s "$out/arch/x86/boot/bzImage" ]; then
		progress "building $1 (output: $log)"
		if ! { make -C "$tree" O="$out" defconfig &&
			(cd "$out" && "$tree/scripts/kconfig/merge_config.sh" -m -O "$out" "$out/.config" "${fragments[@]}") &&
			make -C "$tree" O="$out" olddefconfig &&
			make -C "$tree" O="$out" -j "$(nproc)" bzImage; } >"$log" 2>&1 </dev/null; then
			fault "$1: does not build: $(grep -m 1 -E 'rror|\*\*\*' "$log" || tail -n 1 "$log")" \
				"(all of it: $log)"
			return 1
		fi
	fi
	mkdir -p "$2/boot"
	cp "$out/arch/x86/boot/bzImage" "$2/boot/vmlinuz-built"
	cp "$out/.config" "$2/boot/config-built"
}
