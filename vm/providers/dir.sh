# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# KERNEL_DIR: packages (linux-image-*.deb), images (vmlinuz-*, with config-* beside)
# and directories of unpacked kernels.

dir_list() {
	local file image
	[ -n "${KERNEL_DIR:-}" ] || return 0
	if [ ! -d "$KERNEL_DIR" ]; then
		fault "KERNEL_DIR: $KERNEL_DIR is no directory"
		return 1
	fi
	for file in "$KERNEL_DIR"/*; do
		case $file in
		*.deb) dir_list_package "$file" ;;
		*)
			image=$file
			[ ! -d "$file" ] || image=$(find_image "$file") || continue
			dir_list_image "$image" "$file"
			;;
		esac
	done
}

dir_list_package() {
	local package version
	package=$(dpkg-deb -f "$1" Package 2>/dev/null) || return 0
	case $package in
	linux-image-* | linux-binary-*) ;;
	*) return 0 ;;
	esac
	version=$(dpkg-deb -f "$1" Version)
	printf '%s\t%s\t%s\t%s\n' "${version%%-*}" "${package#linux-*-}" "$1" "$1"
}

dir_list_image() {
	local facts
	facts=$("$VM_DIR/image.py" inspect "$1" 2>/dev/null) || return 0
	printf '%s\t%s\t%s\t%s\n' "$(sed -n 's/^version=//p' <<<"$facts")" \
		"$(sed -n 's/^release=//p' <<<"$facts")" "$2" "$2"
}

dir_fetch() {
	path_unpack "$1" "$2"
}

# path_unpack PATH DIR: a kernel given by its path, whatever it is.
path_unpack() {
	local path=$1 dir=$2 name packages
	if [ -d "$path" ]; then
		# Nothing is copied, and nothing is written there.
		rmdir "$dir" && ln -s "$(realpath "$path")" "$dir"
	elif [[ $path == *.deb ]]; then
		mapfile -t packages < <(package_and_siblings "$path")
		package_unpack "$dir" "${packages[@]}"
	else
		name=$(basename "$path")
		cp -- "$path" "$dir/vmlinuz" || return 1
		path_companions "$path" "$dir" "${name#vmlinuz-}"
	fi
}

# The configuration and the modules of an image that lies in a /boot.
path_companions() {
	local boot root
	boot=$(dirname "$(realpath "$1")")
	root=$(dirname "$boot")
	if [ -r "$boot/config-$3" ]; then cp "$boot/config-$3" "$2/config"; fi
	if [ -d "$root/lib/modules/$3" ]; then
		mkdir -p "$2/lib/modules"
		ln -s "$(realpath "$root/lib/modules/$3")" "$2/lib/modules/$3"
	fi
}

# A kernel may come in several packages: the others of it that lie beside this one.
package_and_siblings() {
	local package release
	printf '%s\n' "$1"
	package=$(dpkg-deb -f "$1" Package 2>/dev/null) || return 0
	release=${package#linux-*-}
	release=${release#unsigned-}
	compgen -G "$(dirname "$1")/linux-modules-${release}_*.deb" || true
	compgen -G "$(dirname "$1")/linux-base-${release}_*.deb" || true
}

# package_unpack DIR PACKAGES...
package_unpack() {
	local dir=$1 package
	shift
	for package in "$@"; do
		package_check "$package" || return 1
		dpkg-deb -x "$package" "$dir" 2>"$VM_WORK/why" || {
			fault "$package: cannot be unpacked: $(tail -n 1 "$VM_WORK/why")"
			return 1
		}
	done
}

package_check() {
	local arch
	arch=$(dpkg-deb -f "$1" Architecture 2>/dev/null) || {
		fault "$1: not a Debian package, or a damaged one"
		return 1
	}
	case $arch in
	amd64 | all) ;;
	*) fault "$1: a package for $arch; only x86_64 kernels can be booted here" ;;
	esac
}
