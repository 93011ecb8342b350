# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Debian and Ubuntu, from servers of our own that hold real packages.

repo=$dir/www
pool=$repo/debian/pool
suite=$repo/debian/dists/test
mkdir -p "$pool" "$suite/main/binary-amd64"

# A suite with the kernel, signed by a key of our own.
debian_packages() {
	local file
	for file in "$pool"/*.deb; do
		dpkg-deb -f "$file" Package Version Architecture
		# apt's provider tells metapackages by their size.
		printf 'Installed-Size: %s\nFilename: pool/%s\nSize: %s\nSHA256: %s\n\n' 60000 \
			"$(basename "$file")" "$(stat -c %s "$file")" "$(sha256sum <"$file" | cut -d' ' -f1)"
	done >"$suite/main/binary-amd64/Packages"
}

debian_release() {
	local packages=main/binary-amd64/Packages
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
	gpg --homedir "$dir/gpg" --batch --yes --quiet --clearsign -o "$suite/InRelease" "$suite/Release"
	rm "$suite/Release"
}

debian() {
	DEBIAN_MIRROR=$url/debian DEBIAN_SUITES="test gone" DEBIAN_KEYRING=${keyring:-$dir/key.gpg} \
		VM_CACHE=${use:-$(mktemp -d "$dir/cache.XXXXXX")} ./vmtest.sh "$@"
}

mkdir -m 700 "$dir/gpg"
gpg --homedir "$dir/gpg" --batch --quiet --passphrase '' --quick-gen-key test@example.org rsa2048 sign 2>/dev/null
gpg --homedir "$dir/gpg" --batch --quiet --export >"$dir/key.gpg"
cp "$dir/linux-image-${release}_1_amd64.deb" "$pool/"
debian_packages
debian_release
exec {lock}>"$dir/lock"
serve "$repo"
exec {lock}>&-
holds_no_lock() {
	[ -e "/proc/$server/fd/1" ] && ! find "/proc/$server/fd" -lname "$dir/lock" | grep .
}
check "the tests' server holds no lock of the caller's" holds_no_lock

use=$(mktemp -d "$dir/cache.XXXXXX")
expect "Debian: an expired suite, one that is not served" 0 "^$release ${version//./\\.} from Debian test" \
	debian --fetch "debian:${version%.*}"
expect "Debian: --list" 0 "^${version//./\\.} +$release +debian +yes" debian --list
expect "Debian: no such version, but which are near" 2 "nearest: ${version//./\\.}" debian --fetch debian:6.99
expect "no such version anywhere: where was looked" 2 '^ +debian: 1 kernels, but not this one' \
	env UBUNTU_MAINLINE="$url/none" DEBIAN_MIRROR="$url/debian" DEBIAN_SUITES=test \
	DEBIAN_KEYRING="$dir/key.gpg" VM_CACHE="$use" ./vmtest.sh --fetch 9.99
use=
expect "Debian: the host's apt is left alone" 0 "^$release " bash -c "
	before=\$(find /etc/apt /var/lib/apt -newer '$dir/key.gpg' | wc -l)
	DEBIAN_MIRROR=$url/debian DEBIAN_SUITES=test DEBIAN_KEYRING=$dir/key.gpg VM_CACHE=$dir/cache.own \
		./vmtest.sh --fetch debian:$version &&
		test \$(find /etc/apt /var/lib/apt -newer '$dir/key.gpg' | wc -l) = \$before"

# Two at once, with nothing cached.
two_at_once() {
	local shared status=0 first
	shared=$(mktemp -d "$dir/cache.XXXXXX")
	use=$shared debian --fetch "debian:$version" >"$dir/first" 2>&1 &
	first=$!
	use=$shared debian --fetch "debian:$version" || status=$?
	wait $first || status=$?
	cat "$dir/first"
	grep -q "^$release " "$dir/first" || return 1
	return $status
}
expect "two at once share the cache" 0 "^$release " two_at_once

# A mirror a release ahead of what is recorded, which it has dropped: the tests go by what it has.
ahead() (
	place=$(mktemp -d "$dir/ahead.XXXXXX")
	mkdir "$place/cache"
	printf '%s debian %s.gone 00 00\n' "$VMTEST_KERNEL" "$release" >"$place/stale"
	export KERNELS_LOCK=$place/stale VM_CACHE=$place/cache DEBIAN_SUITES=test \
		DEBIAN_KEYRING=$dir/key.gpg DEBIAN_MIRROR=$url/debian
	kernels_take "$place" "$VMTEST_KERNEL" || { cat "$place/fetched"; return 1; }
	[ "${releases[*]}" = "$release" ] || return
	DEBIAN_MIRROR=http://127.0.0.1:1 ./vmtest.sh --fetch --locked "$VMTEST_KERNEL"
)
expect "a mirror that is a release ahead is no obstacle to these tests" 0 "^$release " ahead

printf 'x' >>"$pool/linux-image-${release}_1_amd64.deb"
expect "Debian: a package that is not the one in the index" 2 'checksum mismatch|unexpected size' debian --fetch "debian:$version"
keyring=$(ls /usr/share/keyrings/debian-archive-keyring.gpg 2>/dev/null || echo "$dir/none")
expect "Debian: a signature that does not verify" 2 "signature does not verify|keyring.gpg is missing" debian --fetch "debian:$version"
keyring=
sed -i 's/^Codename: test/Codename: fake/' "$suite/InRelease"
expect "Debian: a suite that was tampered with" 2 'signature does not verify' debian --fetch "debian:$version"
url=http://127.0.0.1:1
expect "Debian: no network" 2 'Debian: no network: ' debian --fetch "debian:$version"
url=http://127.0.0.1:$(cat "$dir/port")

# Ubuntu's layout: an image and a modules package, a CHECKSUMS file with two algorithms.
mainline=$repo/mainline
ubuntu_build() {
	local build=$1 modules=$2 compress=$3 amd64=$mainline/v$1/amd64 root name
	name=$build-generic
	mkdir -p "$amd64" "$dir/u.$build/image/boot" "$dir/u.$build/modules/boot" \
		"$dir/u.$build/modules/$modules/$release"
	root=$dir/u.$build
	ln "$tree/boot/vmlinuz-$release" "$root/image/boot/"
	cp "$entry/config" "$root/modules/boot/config-$release"
	: >"$root/modules/$modules/$release/modules.order"
	package "$amd64/linux-image-unsigned-${name}_${build}_amd64.deb" "linux-image-unsigned-$name" amd64 \
		"$root/image" "-Z$compress" -z1
	package "$amd64/linux-modules-${name}_${build}_amd64.deb" "linux-modules-$name" amd64 \
		"$root/modules" "-Z$compress" -z1
	(cd "$amd64" && { sha1sum ./*.deb; sha256sum ./*.deb; } | sed 's/\.\///' >CHECKSUMS)
}
ubuntu() {
	UBUNTU_MAINLINE=$url/mainline VM_CACHE=$(mktemp -d "$dir/cache.XXXXXX") ./vmtest.sh "$@"
}
ubuntu_build 6.2 lib/modules xz
ubuntu_build 6.2.15 usr/lib/modules zstd
# Incomplete: no packages named, and nothing at all.
mkdir -p "$mainline/v6.2.16/amd64" "$mainline/v6.2.17"
: >"$mainline/v6.2.16/amd64/CHECKSUMS"
expect "Ubuntu: the newest complete build, zst" 0 "from Ubuntu mainline" ubuntu --fetch ubuntu:6.2
expect "Ubuntu: a first release, v6.2, xz" 0 "from Ubuntu mainline" bash -c "
	rm -r '$mainline/v6.2.15.off' 2>/dev/null; mv '$mainline/v6.2.15' '$dir/v6.2.15'
	UBUNTU_MAINLINE=$url/mainline VM_CACHE=$dir/cache.u ./vmtest.sh --fetch ubuntu:v6.2"
expect "Ubuntu: --list" 0 "^6\.2 .* ubuntu" bash -c "
	UBUNTU_MAINLINE=$url/mainline DEBIAN_MIRROR=http://127.0.0.1:1 VM_CACHE=$dir/cache.u ./vmtest.sh --list 6.2"
printf x >>"$mainline"/v6.2/amd64/linux-modules-*.deb
expect "Ubuntu: a package that is not the one in CHECKSUMS" 2 'checksum mismatch' ubuntu --fetch ubuntu:6.2
expect "Ubuntu: no network" 2 'Ubuntu mainline: .*(refused|connect)' env UBUNTU_MAINLINE=http://127.0.0.1:1 ./vmtest.sh --fetch ubuntu:6.2
