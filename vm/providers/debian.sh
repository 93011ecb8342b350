# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian's kernels, through an apt of our own: its state, cache and sources are in
# $VM_CACHE/debian, the machine's are only read, to learn the mirror and the proxy.
# apt verifies the suites' signatures against the distribution's keyring and
# every package against the suites.
#
#   DEBIAN_MIRROR, DEBIAN_SECURITY_MIRROR  else those that this machine's apt uses
#   DEBIAN_KEYRING                         else the distribution's
#   DEBIAN_SUITES                          else all that the mirror serves

DEBIAN_DIR=$VM_CACHE/debian
: "${DEBIAN_KEYRING:=/usr/share/keyrings/debian-archive-keyring.gpg}"

# The mirror that has the codenames matching $1.
debian_host_mirror() {
	# shellcheck disable=SC2016 # apt's own placeholders
	apt-get indextargets --format '$(ORIGIN)|$(CODENAME)|$(REPO_URI)' 2>/dev/null |
		awk -F'|' -v want="$1" '$1 ~ /^Debian/ && $2 ~ want { print $3; exit }'
}

debian_mirrors() {
	debian_main=${DEBIAN_MIRROR:-$(debian_host_mirror '^[a-z]+$')}
	debian_security=${DEBIAN_SECURITY_MIRROR:-}
	if [ -z "$debian_security" ] && [ -z "${DEBIAN_MIRROR:-}" ]; then
		debian_security=$(debian_host_mirror '-security$')
	fi
	if [ -z "$debian_main" ]; then
		fault "Debian: this machine's apt has no Debian mirror; name one in DEBIAN_MIRROR"
		return 1
	elif [ ! -r "$DEBIAN_KEYRING" ]; then
		fault "Debian: $DEBIAN_KEYRING is missing: install debian-archive-keyring"
		return 1
	fi
}

# Every suite since buster, whose successor was the first with a kernel that these
# tests are for; which of them are still served shows when asking.
debian_suites() {
	local name
	if [ -n "${DEBIAN_SUITES:-}" ]; then
		tr -s ' ' '\n' <<<"$DEBIAN_SUITES"
		return
	fi
	for name in $(awk -F, '$1 + 0 >= 10 { print $3 }' /usr/share/distro-info/debian.csv 2>/dev/null ||
		echo bullseye bookworm trixie forky); do
		printf '%s\n' "$name" "$name-updates" "$name-backports" "$name-security"
	done
	printf '%s\n' sid experimental
}

debian_sources() {
	local suite site
	for suite in $(debian_suites); do
		site=$debian_main
		if [[ $suite == *-security ]]; then site=$debian_security; fi
		[ -z "$site" ] || printf 'deb [signed-by=%s] %s %s main\n' "$DEBIAN_KEYRING" "$site" "$suite"
	done
}

# The proxy is part of how this machine reaches the mirror, nothing else is.
debian_configure() {
	mkdir -p "$DEBIAN_DIR"/{state/lists/partial,cache/archives/partial,etc/apt.conf.d,etc/preferences.d,log} || return 1
	: >"$DEBIAN_DIR/state/status"
	debian_sources >"$DEBIAN_DIR/etc/sources.list"
	{
		printf 'Dir "%s";\n' "$DEBIAN_DIR"
		printf 'Dir::%s;\n' 'State "state/"' 'State::status "status"' 'Cache "cache/"' \
			'Etc "etc/"' 'Etc::sourceparts "-"' 'Etc::trustedparts "-"' 'Log "log/"' \
			'Cache::pkgcache ""' 'Cache::srcpkgcache ""'
		printf '%s;\n' 'APT::Architecture "amd64"' 'APT::Architectures { "amd64"; }' \
			'APT::Sandbox::User ""' 'Acquire::Languages "none"' 'Acquire::PDiffs "false"' \
			'Acquire::GzipIndexes "true"' 'Acquire::Retries "2"' \
			'Acquire::http::Timeout "20"' 'Acquire::Check-Valid-Until "false"'
		env -u APT_CONFIG apt-config dump 2>/dev/null | grep -i '^Acquire::https\?::Proxy' || true
	} >"$DEBIAN_DIR/apt.conf"
	export APT_CONFIG=$DEBIAN_DIR/apt.conf
}

# What apt says about suites that are not served any more, or not yet, is no fault.
debian_faults() {
	grep -E '^(E|W|Err):? ?' "$1" | grep -vE 'does not have a Release file|no longer has a Release|404 +Not Found|is not available|apt-secure|^E: Some index files failed|Valid-Until|disabled by default|^Err:[0-9]+ .*Release$|already downloaded|File not found' || true
}

debian_update() {
	local log=$DEBIAN_DIR/log/update faults
	debian_mirrors && debian_configure || return 1
	LC_ALL=C apt-get -q update >"$log" 2>&1 || true
	faults=$(debian_faults "$log")
	case $faults in
	*"Could not resolve"* | *"Could not connect"* | *"Cannot initiate"* | *"onnection failed"* | \
		*"Temporary failure"* | *"onnection timed out"* | *"Network is unreachable"* | *"onnection refused"*)
		fault "Debian: no network: $(grep -m 1 -iE 'could not|failure|failed|unreachable|refused|timed out|initiate' <<<"$faults" | cut -c1-200)"
		return 1
		;;
	*NO_PUBKEY* | *BADSIG* | *"not signed"* | *"nvalid signature"* | *EXPKEYSIG* | *"NODATA"*)
		fault "Debian: the mirror's signature does not verify with $DEBIAN_KEYRING:" \
			"$(grep -m 1 -E 'NO_PUBKEY|BADSIG|signed|signature|EXPKEYSIG|NODATA' <<<"$faults" | cut -c1-200)"
		return 1
		;;
	*"Hash Sum mismatch"* | *"unexpected size"* | *"o space left"*)
		fault "Debian: $(grep -m 1 -E 'Hash Sum|unexpected size|space left' <<<"$faults" | cut -c1-200)"
		return 1
		;;
	esac
}

# A line for each package that a kernel is made of: version, package, Debian version,
# suite, sha256, size, URI.  Metapackages are told by their size.
debian_index() {
	local suite uri file
	# shellcheck disable=SC2016 # apt's own placeholders
	apt-get indextargets --format '$(CODENAME)|$(REPO_URI)|$(FILENAME)' 'Created-By: Packages' |
		while IFS='|' read -r suite uri file; do
			/usr/lib/apt/apt-helper cat-file "$file" |
				awk -v suite="$suite" -v uri="$uri" -f "$VM_DIR/providers/debian.awk"
		done | sort -u
}

# Asked once a day; vmtest.sh --update asks now.
debian_refresh() {
	local index=$DEBIAN_DIR/packages
	if [ -s "$index" ] && [ -z "${VM_UPDATE:-}" ] &&
		[ -n "$(find "$index" -newer "$DEBIAN_DIR/etc/sources.list" -mtime -1)" ] &&
		debian_mirrors && [ "$(debian_sources)" = "$(cat "$DEBIAN_DIR/etc/sources.list")" ]; then
		export APT_CONFIG=$DEBIAN_DIR/apt.conf
		return
	fi
	progress "asking Debian's suites (an expired one is accepted: old kernels are wanted)"
	if ! debian_update; then
		[ -s "$index" ] && [[ $(cat "$VM_FAULT") == *"no network"* ]] || return 1
		progress_end
		warn "warning: $(cat "$VM_FAULT"); going by what the suites had before"
		return 0
	fi
	debian_index >"$index.new"
	if [ ! -s "$index.new" ]; then
		fault "Debian: no kernels in $(grep -c . "$DEBIAN_DIR/etc/sources.list") suites of $debian_main"
		return 1
	fi
	mv "$index.new" "$index"
}

debian_list() {
	debian_refresh || return 1
	# Signed before unsigned, the cloud's flavour before the general one.
	awk -F'\t' -v OFS='\t' '$2 ~ /^linux-(image|binary)-/ {
		release = $2
		sub(/^linux-(image|binary)-/, "", release)
		rank = (release !~ /cloud/) * 2 + (release ~ /-unsigned$/)
		sub(/-unsigned$/, "", release)
		print rank, $1, release, $2 "=" $3, "Debian " $4
	}' "$DEBIAN_DIR/packages" | sort -t $'\t' -s -k 1,1n -k 3,3Vr | cut -f 2-
}

# handle: PACKAGE=VERSION
debian_fetch() {
	local package=${1%%=*} version=${1#*=} release name files=()
	debian_refresh || return 1
	release=${package#linux-*-}
	for name in "$package" "linux-modules-$release" "linux-base-$release"; do
		debian_download "$name" "$version" || return 1
		[ -z "$debian_file" ] || files+=("$debian_file")
	done
	package_unpack "$2" "${files[@]}"
}

# debian_download PACKAGE VERSION: sets debian_file, to nothing when there is none.
debian_download() {
	local line sum size uri
	debian_file=
	line=$(awk -F'\t' -v p="$1" -v v="$2" '$2 == p && $3 == v { print $5, $6, $7; exit }' \
		"$DEBIAN_DIR/packages")
	[ -n "$line" ] || return 0
	read -r sum size uri <<<"$line"
	debian_file=$VM_CACHE/packages/$(basename "$uri")
	mkdir -p "$VM_CACHE/packages"
	if [ -s "$debian_file" ] && [ "$(sha256 "$debian_file")" = "$sum" ]; then return 0; fi
	rm -f "$debian_file"
	download_watched "$debian_file" "$size" \
		/usr/lib/apt/apt-helper download-file "$uri" "$debian_file" "SHA256:$sum" && return 0
	rm -f "$debian_file"
	if grep -qiE 'hash sum mismatch|unexpected size' "$VM_WORK/why"; then
		fault "$uri: checksum mismatch, the file is not the one that the suite's index names"
	else
		fault "$uri: $(grep -m 1 -E '^E:|rror' "$VM_WORK/why" | cut -c1-200)"
	fi
	return 1
}
