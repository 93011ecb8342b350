# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions for mirrors on this machine: packages of kernels in the cache, in a signed suite of
# Debian's layout, served over HTTP.  So no test depends on what a mirror offers today.

# kernel_package FILE NAME ARCHITECTURE VERSION ROOT [OPTION...]: makes a package of the files in ROOT.
kernel_package() {
	local file=$1 name=$2 architecture=$3 version=$4 root=$5
	shift 5
	mkdir -p "$root/DEBIAN"
	printf 'Package: %s\nVersion: %s\nArchitecture: %s\nMaintainer: x <x@example.org>\nDescription: x\n' \
		"$name" "$version" "$architecture" >"$root/DEBIAN/control"
	dpkg-deb "$@" --root-owner-group -b "$root" "$file" >/dev/null
}

# mirror_key PLACE: makes a key for suites, with its public part in PLACE/key.gpg.
mirror_key() {
	mkdir -m 700 "$1/gpg"
	gpg --homedir "$1/gpg" --batch --quiet --passphrase '' --quick-gen-key test@example.org rsa2048 sign 2>/dev/null
	gpg --homedir "$1/gpg" --batch --quiet --export >"$1/key.gpg"
}

# mirror_suite PLACE MIRROR: makes the suite "test" of the packages in MIRROR/pool, expired long ago and
# signed with the key in PLACE.
mirror_suite() {
	local pool=$2/pool suite=$2/dists/test packages=main/binary-amd64/Packages file
	mkdir -p "$suite/main/binary-amd64"
	for file in "$pool"/*.deb; do
		dpkg-deb -f "$file" Package Version Architecture
		# The provider recognizes metapackages by their size.
		printf 'Installed-Size: %s\nFilename: pool/%s\nSize: %s\nSHA256: %s\n\n' 60000 \
			"$(basename "$file")" "$(stat -c %s "$file")" "$(sha256sum <"$file" | cut -d' ' -f1)"
	done >"$suite/$packages"
	cat >"$suite/Release" <<-TEXT
	Origin: Debian
	Suite: test
	Codename: test
	Date: Mon, 01 Jan 2024 00:00:00 UTC
	Valid-Until: Tue, 02 Jan 2024 00:00:00 UTC
	Architectures: amd64
	Components: main
	SHA256:
	 $(sha256sum <"$suite/$packages" | cut -d' ' -f1) $(stat -c %s "$suite/$packages") $packages
	TEXT
	gpg --homedir "$1/gpg" --batch --yes --quiet --clearsign -o "$suite/InRelease" "$suite/Release"
	rm "$suite/Release"
}

# mirror_kernels MIRROR CACHE RELEASE...: adds packages of kernels in the cache, without modules.
mirror_kernels() {
	local pool=$1/pool cache=$2 release root entries
	shift 2
	mkdir -p "$pool"
	for release in "$@"; do
		entries=("$cache"/kernels/*_"$release")
		root=$(mktemp -d)
		mkdir "$root/boot"
		cp "${entries[0]}/image" "$root/boot/vmlinuz-$release"
		cp "${entries[0]}/config" "$root/boot/config-$release"
		kernel_package "$pool/linux-image-${release}_1_amd64.deb" "linux-image-$release" amd64 \
			"$(sed -n 's/^version=//p' "${entries[0]}/meta")-1" "$root" -Zgzip -z1
		rm -r "$root"
	done
}

# serve DIR PLACE: serves a directory over HTTP on a free port of this machine, and sets server and
# url.  PLACE gets the files port and served.  A caller of the tests may hold a lock by a descriptor.
# The server closes it, because it may outlive the tests after kill -9.  It does not use python(),
# because $! would be a shell.
serve() {
	/usr/bin/python3 -u - "$1" >"$2/port" 2>"$2/served" <<-'PYTHON' &
	import os
	os.closerange(3, os.sysconf("SC_OPEN_MAX"))
	import functools, http.server, sys
	handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
	server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
	print(server.server_port)
	server.serve_forever()
	PYTHON
	server=$!
	while [ ! -s "$2/port" ]; do
		kill -0 "$server" || return
		sleep 0.1
	done
	# shellcheck disable=SC2034 # the caller uses it
	url=http://127.0.0.1:$(cat "$2/port")
}
