# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is used in other files
# SPDX-License-Identifier: GPL-2.0-only
#
# From what the user calls a kernel to an entry that can be booted.

VM_PROVIDERS=(cache dir debian ubuntu)

# versions_matching WANTED: of a provider's list, newest first.  6.1 is any 6.1.x,
# 6.1.192 exactly that, and a release as uname prints it is one, too.
versions_matching() {
	awk -F'\t' -v want="$(version_sortable <<<"${1#v}")" -v release="$1" '
		$1 == want || $2 == release { print; next }
		want ~ /^[0-9]+\.[0-9]+$/ && index($1, want ".") == 1 && $1 !~ /~/ { print }' |
		sort -t $'\t' -k 1,1Vr -s
}

# The versions next to WANTED, of all that were seen.
versions_nearest() {
	local want
	want=$(version_sortable <<<"${1#v}")
	{ cat; printf '%s\n' "$want"; } | sort -Vu | grep -Fx -B 3 -A 3 -- "$want" |
		grep -Fxv -- "$want" | version_readable | paste -sd ' '
}

# entry_ready ENTRY HANDLE: made from this, by a vmtest.sh that does the same.
entry_ready() {
	[ -s "$1/meta" ] && [ "$(meta "$1" made_by)" = "$(import_key)" ] || return 1
	[ -z "$2" ] || [ "$(meta "$1" handle)" = "$2" ]
}

# resolve_fetch PROVIDER LINE: sets resolved.
resolve_fetch() {
	local provider=$1 release handle origin tree
	IFS=$'\t' read -r _ release handle origin <<<"$2"
	if [ "$provider" = dir ]; then
		resolve_path "$handle" dir
		return
	elif [ "$provider" = cache ]; then
		resolved=$VM_CACHE/kernels/$handle
		! entry_ready "$resolved" "" || return 0
		provider=$(meta "$resolved" provider) handle=$(meta "$resolved" handle)
		origin=$(meta "$resolved" origin)
	else
		resolved=$VM_CACHE/kernels/${provider}_$(tr -c 'A-Za-z0-9.+\n-' _ <<<"$release")
		! entry_ready "$resolved" "$handle" || return 0
	fi
	tree=$(mktemp -d "$VM_WORK/tree.XXXXXX")
	"${provider}_fetch" "$handle" "$tree" || { rm -rf "$tree"; return 1; }
	progress "unpacking"
	import_tree "$tree/" "$resolved" "$provider" "$handle" "$origin" || { rm -rf "$tree"; return 1; }
	rm -rf "$tree"
}

# resolve_version WANTED PROVIDERS...: the first provider that has it.
resolve_version() {
	local wanted=$1 provider list line looked=
	shift
	: >"$VM_WORK/seen"
	for provider in "$@"; do
		progress "looking in $provider"
		: >"$VM_FAULT"
		if ! list=$("${provider}_list"); then
			looked+=$'\n'"  $provider: $(cat "$VM_FAULT")"
			continue
		fi
		while IFS= read -r line; do
			[ -n "$line" ] || continue
			if [ "$provider" = ubuntu ] && ! ubuntu_usable "$(cut -f 3 <<<"$line")"; then
				continue
			fi
			resolve_fetch "$provider" "$line"
			return
		done < <(versions_matching "$wanted" <<<"$list")
		cut -f 1 <<<"$list" >>"$VM_WORK/seen"
		looked+=$'\n'"  $provider: $(grep -c . <<<"$list" || true) kernels, but not this one"
	done
	line=$(versions_nearest "$wanted" <"$VM_WORK/seen")
	fault "$wanted: no such kernel to be had; looked at:$looked${line:+$'\n'  nearest: $line}"
	return 1
}

# resolve_path PATH [PROVIDER]: not kept, as what lies there is the user's and may change.
resolve_path() {
	local tree
	tree=$(mktemp -d "$VM_WORK/tree.XXXXXX")
	resolved=$(mktemp -d -u "$VM_WORK/entry.XXXXXX")
	progress "unpacking"
	path_unpack "$1" "$tree" && import_tree "$tree/" "$resolved" "${2:-path}" "$1" "$1"
}

resolve_host() {
	local release image
	release=$(uname -r)
	image=$(first_of "/boot/vmlinuz-$release" "/usr/lib/modules/$release/vmlinuz" \
		"/lib/modules/$release/vmlinuz") || {
		fault "host: no image of the running kernel $release in /boot or /lib/modules"
		return 1
	}
	if [ ! -r "$image" ]; then
		fault "host: $image is not readable for this user (sudo chmod a+r $image)"
		return 1
	fi
	resolve_path "$image"
}

resolve_build() {
	local key
	if [ ! -d "$1" ]; then
		fault "--build: $1 is no directory"
		return 1
	fi
	key=$(source_key "$1")
	resolve_fetch source "-"$'\t'"$key"$'\t'"$1"$'\t'"$1"
}

# resolve NAME: sets resolved to the directory of an entry; else a fault, status 1.
resolve() {
	local name=$1 provider
	VM_SUBJECT=$name
	if [ -n "${VM_LOCKED:-}" ]; then
		resolve_locked "$name"
		return
	fi
	case $name in
	host) resolve_host ;;
	build:*) resolve_build "${name#build:}" ;;
	cache:* | dir:* | debian:* | ubuntu:*)
		provider=${name%%:*}
		resolve_version "${name#*:}" "$provider"
		;;
	*)
		if [ -e "$name" ]; then
			resolve_path "$name"
		elif [[ $name =~ ^v?[0-9]+\.[0-9]+ ]]; then
			resolve_version "$name" "${VM_PROVIDERS[@]:${VM_UPDATE:+1}}"
		elif [[ $name == */* ]]; then
			fault "$name: no such file or directory"
		else
			fault "$name: neither a version (6.1, 6.1.192, 7.3-rc4), nor a path, nor host," \
				"nor provider:version (${VM_PROVIDERS[*]})"
		fi
		;;
	esac
}
