# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What every part of vmtest.sh uses: messages, the cache's place, exit statuses.

# The statuses of test_progs (bench/options.h), so that a caller needs to know
# one list only.
export STATUS_PASSED=0 STATUS_FAILED=1 STATUS_USAGE=2 STATUS_SETUP=3 STATUS_SKIPPED=4 STATUS_UNDECIDED=5
export STATUS_INTERRUPTED=130

# Everything that can be fetched or made again.
: "${VM_CACHE:=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/bpf-perf}"

# What compares the results.
: "${VM_REPORT:=$VM_DIR/../report_progs}"

warn() {
	printf 'vmtest: %s\n' "$*" >&2
}

# die STATUS MESSAGE...
die() {
	local status=$1
	shift
	warn "$@"
	exit "$status"
}

# annotation error|warning|notice TITLE TEXT: for GitHub's page.  Nothing in it can end
# the title, the line or the command.
annotation() {
	local title=${2//%/%25} text=${3//%/%25}
	title=${title//:/%3A} title=${title//,/%2C}
	text=${text//$'\r'/%0D} title=${title//$'\r'/%0D}
	printf '::%s title=%s::%s\n' "$1" "${title//$'\n'/%0A}" "${text//$'\n'/%0A}"
}

# inert FILE: shows what others wrote; no line of it is a command to GitHub.
inert() {
	local token
	if [ "${GITHUB_ACTIONS:-}" != true ]; then
		cat "$1"
		return
	fi
	token=$(cat /proc/sys/kernel/random/uuid)
	printf '::stop-commands::%s\n' "$token"
	cat "$1"
	printf '\n::%s::\n' "$token"
}

# What cannot be done for one kernel only: the reason goes where the caller
# looks for it, the caller decides what becomes of the others.
fault() {
	printf '%s\n' "$*" 2>/dev/null >"$VM_FAULT" || true
	return 1
}

fault_text() {
	local text
	text=$(cat "$VM_FAULT" 2>/dev/null)
	if [ -z "$text" ] && disk_full "$VM_WORK"; then
		text="no space left on the disk that holds $VM_WORK"
	fi
	printf '%s\n' "${text:-failed without a reason (this is a bug in vmtest.sh)}"
}

# worse A B: the worse of two exit statuses.
worse() {
	local status
	for status in $STATUS_INTERRUPTED $STATUS_SETUP $STATUS_USAGE $STATUS_FAILED $STATUS_UNDECIDED $STATUS_SKIPPED; do
		if [ "$1" -eq "$status" ] || [ "$2" -eq "$status" ]; then
			echo "$status"
			return
		fi
	done
	echo "$STATUS_PASSED"
}

# Version strings as users write them (7.3-rc4) and as they sort (7.3~rc4).
version_sortable() {
	sed 's/-rc/~rc/'
}

version_readable() {
	sed 's/~rc/-rc/g'
}

sha256() {
	sha256sum -- "$1" | cut -d' ' -f1
}

# meta DIR KEY: one field of a cached kernel's record.
meta() {
	sed -n "s/^$2=//p" "$1/meta"
}

# True when the file system of DIR has less than 4 MiB left: the reason that
# programs which write there give is not always this one.
disk_full() {
	local free
	free=$(df --output=avail -B1M -- "$1" 2>/dev/null | tail -n 1)
	[ -n "$free" ] && [ "$free" -lt 4 ]
}

# cannot_write DIR WHAT: the message for a failed write.
cannot_write() {
	if disk_full "$1"; then
		fault "$2: no space left on the disk that holds $1"
	else
		fault "$2: cannot write in $1"
	fi
}

human_size() {
	numfmt --to=iec --suffix=B "$1"
}
