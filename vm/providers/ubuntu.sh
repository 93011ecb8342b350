# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Ubuntu's builds of unpatched kernels: UBUNTU_MAINLINE/vX.Y[.Z]/amd64/ with an image
# and a modules package each.  Every file is verified against its CHECKSUMS.

: "${UBUNTU_MAINLINE:=https://kernel.ubuntu.com/mainline}"

# ubuntu_get URL FILE
ubuntu_get() {
	curl -fsSL --connect-timeout 20 --retry 2 -o "$2" -- "$1" 2>"$VM_WORK/why" && return
	fault "Ubuntu mainline: $1: $(tail -n 1 "$VM_WORK/why")"
	return 1
}

# No release name is known before its directory was looked into.
ubuntu_list() {
	ubuntu_get "$UBUNTU_MAINLINE/" "$VM_WORK/ubuntu" || return 1
	grep -oE 'href="v[0-9]+\.[0-9]+(\.[0-9]+)?(-rc[0-9]+)?/"' "$VM_WORK/ubuntu" |
		sed 's/^href="v//; s/\/"$//' | sort -u | while read -r version; do
		printf '%s\t%s\t%s\tUbuntu mainline\n' "$(version_sortable <<<"$version")" "$version" "$version"
	done
}

# The sha256 of each file: lines of another length are of another algorithm.
ubuntu_sums() {
	awk 'length($1) == 64 && $1 ~ /^[0-9a-f]+$/ { sub(/^.*\//, "", $2); sub(/^\*/, "", $2); print $1, $2 }' "$1"
}

ubuntu_packages() {
	ubuntu_sums "$1" | awk '$2 ~ /^linux-(image-unsigned|modules)-.*-generic_.*_amd64\.deb$/ { print }' |
		sort -u
}

# A build that failed has no packages: the version is passed over.
ubuntu_usable() {
	local sums=$VM_WORK/CHECKSUMS
	ubuntu_get "$UBUNTU_MAINLINE/v$1/amd64/CHECKSUMS" "$sums" 2>/dev/null || return 1
	[ "$(ubuntu_packages "$sums" | wc -l)" -ge 2 ]
}

ubuntu_fetch() {
	local base=$UBUNTU_MAINLINE/v$1/amd64 sum name file files=() size
	ubuntu_get "$base/CHECKSUMS" "$VM_WORK/CHECKSUMS" || return 1
	mkdir -p "$VM_CACHE/packages"
	while read -r sum name; do
		file=$VM_CACHE/packages/$name
		files+=("$file")
		if [ -s "$file" ] && [ "$(sha256 "$file")" = "$sum" ]; then continue; fi
		size=$(curl -fsIL "$base/$name" 2>/dev/null | tr -d '\r' |
			awk 'tolower($1) == "content-length:" { n = $2 } END { print n + 0 }')
		if ! download_watched "$file" "$size" curl -fsSL --retry 2 -o "$file" -- "$base/$name"; then
			rm -f "$file"
			fault "$base/$name: $(tail -n 1 "$VM_WORK/why")"
			return 1
		fi
		if [ "$(sha256 "$file")" != "$sum" ]; then
			rm -f "$file"
			fault "$base/$name: checksum mismatch, the file is not the one that CHECKSUMS names"
			return 1
		fi
	done < <(ubuntu_packages "$VM_WORK/CHECKSUMS")
	if [ ${#files[@]} -lt 2 ]; then
		fault "$base: an incomplete build: image or modules package missing"
		return 1
	fi
	package_unpack "$2" "${files[@]}"
}
