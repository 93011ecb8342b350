# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is going on: on a terminal one line that is written over, else a line for each
# new state, without percentages.

VM_SUBJECT=
progress_line=

on_terminal() {
	[ -t 2 ] && [ -z "${VM_QUIET:-}" ]
}

progress() {
	local line="${VM_SUBJECT:+$VM_SUBJECT: }$*"
	if on_terminal; then
		printf '\r\033[K%s' "${line:0:$((${COLUMNS:-80} - 1))}" >&2
	elif [ "$line" != "$progress_line" ]; then
		printf '%s\n' "$line" >&2
	fi
	progress_line=$line
}

progress_end() {
	if on_terminal && [ -n "$progress_line" ]; then printf '\r\033[K' >&2; fi
	progress_line=
}

# download_watched FILE SIZE COMMAND...: the command's output is in $VM_WORK/why.
download_watched() {
	local file=$1 size=$2 have status=0
	shift 2
	progress "downloading $(basename "$file")${size:+ ($(human_size "$size"))}"
	"$@" >"$VM_WORK/why" 2>&1 </dev/null &
	VM_CHILD=$!
	while on_terminal && kill -0 "$VM_CHILD" 2>/dev/null; do
		have=$(stat -c %s "$file" 2>/dev/null || echo 0)
		[ "${size:-0}" -eq 0 ] || progress "downloading $((100 * have / size)) %"
		sleep 0.3
	done
	wait "$VM_CHILD" || status=$?
	VM_CHILD=
	return $status
}
