#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
#   pack.sh link ELF OUT    prints the options that link a program for the archive like ELF
#   pack.sh pack ARCHIVE DIR PROGRAM...
#                           makes ARCHIVE of the programs in DIR, their libraries, bounds/ and the
#                           scripts; it has the same bytes if its contents are the same
#
# The programs run on machines with other libraries, or with none.  So the archive has all of them,
# the C library and its loader, too.  The kernel takes the path of a loader as it is in the program,
# and nobody knows where the archive will be unpacked.  So it is named by a descriptor of its
# directory, which run.sh opens.  It is not named relative to the current directory, where somebody
# else may have put another one.
set -euo pipefail
cd "$(dirname "$0")/.."

# The descriptor that run.sh and report.sh open.
directory=/proc/self/fd/9

loader() {
	local found
	found=$(LC_ALL=C readelf -lW "$1" | sed -n 's/.*interpreter: \(.*\)\]$/\1/p')
	[ -n "$found" ] || {
		printf 'pack.sh: %s names no loader: it is linked statically or no program\n' "$1" >&2
		exit 1
	}
	printf '%s\n' "$found"
}

link() {
	local found
	found=$(loader "$1")
	# The quotes are for the shell of make; the loader expands $ORIGIN to programs/.  With new tags it
	# would not look there for what libraries need.
	printf -- "-Wl,--dynamic-linker=%s/%s -Wl,--disable-new-dtags -Wl,-rpath,'\$ORIGIN/lib'\n" "$directory" "${found##*/}"
}

# libraries PROGRAM...: prints the paths of all libraries of programs that are linked as usual.
libraries() {
	local program lost
	for program in "$@"; do
		lost=$(ldd "$program" | sed -n 's/^\t\(.*\) => not found$/\1/p')
		[ -z "$lost" ] || { printf 'pack.sh: %s: no %s here\n' "$program" "$lost" >&2; exit 1; }
		ldd "$program" | sed -nE 's|^.*[[:space:]](/.+) \(0x[0-9a-f]+\)$|\1|p'
	done | sort -u
}

pack() {
	local archive=$1 from=$2 top program path
	shift 2
	stage=$(mktemp -d "$from/pack.XXXXXX")
	trap 'rm -rf "$stage"' EXIT
	top=$stage/bpf-perf
	mkdir -p "$top/programs/lib"
	for program in "$@"; do
		strip --strip-debug -o "$top/programs/$program" "$from/$program"
	done
	while IFS= read -r path; do
		cp -L "$path" "$top/programs/lib/"
	done < <(libraries "${@/#/./}")
	cp -r bounds "$top/programs/"
	cp dist/run.sh dist/report.sh dist/lava.sh dist/README LICENSE docs/results.schema.json "$top/"
	chmod -R u=rwX,go=rX "$top"
	tar --create --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$stage" bpf-perf |
		gzip -9n >"$archive.part"
	mv "$archive.part" "$archive"
}

case ${1:-} in
link) link "$2" ;;
pack) pack "${@:2}" ;;
*)
	echo 'usage: pack.sh link ELF | pack.sh pack ARCHIVE DIR PROGRAM...' >&2
	exit 2
	;;
esac
