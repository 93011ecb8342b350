# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks Debian and Ubuntu with local servers that have real packages.

repo=$dir/www
pool=$repo/debian/pool
suite=$repo/debian/dists/test
mkdir -p "$pool"

debian() {
	DEBIAN_MIRROR=$url/debian DEBIAN_SUITES="test gone" DEBIAN_KEYRING=${keyring:-$dir/key.gpg} \
		VM_CACHE=${use:-$(mktemp -d "$dir/cache.XXXXXX")} ./vmtest.sh "$@"
}

mirror_key "$dir"
cp "$dir/linux-image-${release}_1_amd64.deb" "$pool/"
mirror_suite "$dir" "$repo/debian"
exec {lock}>"$dir/lock"
serve "$repo" "$dir"
exec {lock}>&-
holds_no_lock() {
	[ -e "/proc/$server/fd/1" ] && ! find "/proc/$server/fd" -lname "$dir/lock" | grep .
}
check "the server of the tests holds no lock of the caller" holds_no_lock

use=$(mktemp -d "$dir/cache.XXXXXX")
expect "Debian: an expired suite and a missing suite are accepted" 0 "^$release ${version//./\\.} from Debian test" \
	debian --fetch "debian:${version%.*}"
expect "Debian: --list shows the kernel" 0 "^${version//./\\.} +$release +debian +yes" debian --list
expect "Debian: a missing version names the nearest ones" 2 "nearest: ${version//./\\.}" debian --fetch debian:6.99
expect "a missing version names the searched providers" 2 '^ +debian: 1 kernels, but not this one' \
	env UBUNTU_MAINLINE="$url/none" DEBIAN_MIRROR="$url/debian" DEBIAN_SUITES=test \
	DEBIAN_KEYRING="$dir/key.gpg" VM_CACHE="$use" ./vmtest.sh --fetch 9.99
use=
expect "Debian: apt of the host is not changed" 0 "^$release " bash -c "
	before=\$(find /etc/apt /var/lib/apt -newer '$dir/key.gpg' | wc -l)
	DEBIAN_MIRROR=$url/debian DEBIAN_SUITES=test DEBIAN_KEYRING=$dir/key.gpg VM_CACHE=$dir/cache.own \
		./vmtest.sh --fetch debian:$version &&
		test \$(find /etc/apt /var/lib/apt -newer '$dir/key.gpg' | wc -l) = \$before"

# Two parallel runs with an empty cache.
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
expect "two parallel runs share the cache" 0 "^$release " two_at_once

# The mirror has a newer release than the recorded one, which it dropped.  The tests use what it
# has.
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
expect "a mirror with a newer release does not break the tests" 0 "^$release " ahead

# The lock file records a release that the mirror dropped, or does not have yet.
rotten() {
	local place recorded
	recorded=${release/-*-/-$1-}
	place=$(mktemp -d "$dir/rotten.XXXXXX")
	mkdir "$place/cache"
	printf '%s debian %s 00 00\n' "$VMTEST_KERNEL" "$recorded" >"$place/stale"
	env KERNELS_LOCK="$place/stale" VM_CACHE="$place/cache" DEBIAN_SUITES=test DEBIAN_KEYRING="$dir/key.gpg" \
		DEBIAN_MIRROR="$url/debian" UBUNTU_MAINLINE="$url/none" ./vmtest.sh "${@:2}"
}
if [[ $release =~ ^[0-9.]+-[0-9]+-cloud ]]; then
	rm -rf "$dir/rotten"
	expect "--locked measures the newest of the series if the recorded release is not served any more" 0 \
		"^$VMTEST_KERNEL: .*-1-cloud.* is not served any more: $release is measured instead; --lock records it" \
		rotten 1-cloud --locked "${icount[@]}" -o "$dir/rotten" "$VMTEST_KERNEL" -- "${one[@]}"
	check "results are labelled by what was measured" test -s "$dir/rotten/$release.json"
	expect "run.json has the note" 0 "\"note\": \".* is not served any more: $release " cat "$dir/rotten/run.json"
	expect "--locked tells that a mirror is behind the lock file" 0 "is not served here: $release, which is older" \
		rotten 999-cloud --locked --fetch "$VMTEST_KERNEL"
	expect "--locked=strict refuses another release" 2 'no provider has this kernel' \
		rotten 1-cloud --locked=strict --fetch "$VMTEST_KERNEL"
else
	skip "--locked without the recorded release" "$release has no number to change"
fi

printf 'x' >>"$pool/linux-image-${release}_1_amd64.deb"
expect "Debian: a package that differs from the index is refused" 2 'checksum mismatch|unexpected size' debian --fetch "debian:$version"
keyring=$(ls /usr/share/keyrings/debian-archive-keyring.gpg 2>/dev/null || echo "$dir/none")
expect "Debian: a wrong signature is refused" 2 "signature does not verify|keyring.gpg is missing" debian --fetch "debian:$version"
keyring=
sed -i 's/^Codename: test/Codename: fake/' "$suite/InRelease"
expect "Debian: a changed suite is refused" 2 'signature does not verify' debian --fetch "debian:$version"
url=http://127.0.0.1:1
expect "Debian: a missing network is reported" 2 'Debian: no network: ' debian --fetch "debian:$version"
url=http://127.0.0.1:$(cat "$dir/port")

# Makes Ubuntu's layout: packages of the image and the modules, and a CHECKSUMS file with two
# algorithms.
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
# Two incomplete builds: one without packages, and one without any file.
mkdir -p "$mainline/v6.2.16/amd64" "$mainline/v6.2.17"
: >"$mainline/v6.2.16/amd64/CHECKSUMS"
expect "Ubuntu: the newest complete build is taken, with zst" 0 "from Ubuntu mainline" ubuntu --fetch ubuntu:6.2
expect "Ubuntu: the first release v6.2 is taken, with xz" 0 "from Ubuntu mainline" bash -c "
	rm -r '$mainline/v6.2.15.off' 2>/dev/null; mv '$mainline/v6.2.15' '$dir/v6.2.15'
	UBUNTU_MAINLINE=$url/mainline VM_CACHE=$dir/cache.u ./vmtest.sh --fetch ubuntu:v6.2"
expect "Ubuntu: --list shows the builds" 0 "^6\.2 .* ubuntu" bash -c "
	UBUNTU_MAINLINE=$url/mainline DEBIAN_MIRROR=http://127.0.0.1:1 VM_CACHE=$dir/cache.u ./vmtest.sh --list 6.2"
printf x >>"$mainline"/v6.2/amd64/linux-modules-*.deb
expect "Ubuntu: a package that differs from CHECKSUMS is refused" 2 'checksum mismatch' ubuntu --fetch ubuntu:6.2
expect "Ubuntu: a missing network is reported" 2 'Ubuntu mainline: .*(refused|connect)' env UBUNTU_MAINLINE=http://127.0.0.1:1 ./vmtest.sh --fetch ubuntu:6.2
