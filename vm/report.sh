# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is shown at the end: the table, each kernel's verdict, the exit status.

# Kernels that never became a job, as "name, tab, why" lines.
missing_kernels=()

not_booted() {
	missing_kernels+=("$1"$'\t'"$2")
	[ "${GITHUB_ACTIONS:-}" != true ] || annotation error "$1" "$2"
}

# Instructions cannot be compared between kernels that were built to do different things
# without saying so.
warn_configs() {
	local i args=() text line
	for i in "${!entries[@]}"; do
		if [ -n "${entries[i]}" ] && [ -s "${entries[i]}/config" ]; then
			args+=("${labels[i]}=${entries[i]}/config")
		elif [ -n "${entries[i]}" ] && [ ${#entries[@]} -gt 1 ]; then
			warn "${labels[i]}: its configuration is not known, so neither is how it differs"
		fi
	done
	[ ${#args[@]} -gt 1 ] || return 0
	text=$("$VM_DIR/configdiff.py" "${args[@]}")
	while IFS= read -r line; do
		[ -z "$line" ] || warn "warning: $line"
	done <<<"$text"
}

# label_files LABEL COUNT: its results of all boots, a line each.
label_files() {
	local number label job
	for ((number = 1; number <= $2; number++)); do
		job=$VM_WORK/job.$number
		label=$(cat "$job/label")
		if [ "$label" = "$1" ] || [[ $label =~ ^"$1".[0-9]+$ && $label != *_* ]]; then
			[ ! -e "$job/kept" ] || printf '%s\n' "$VM_OUT/$label.json"
		fi
	done
}

# A column for each kernel, of all its boots; also for those that gave nothing.
report_table() {
	local count=$1 i args=()
	for i in "${!labels[@]}"; do
		args+=("${labels[i]}=$(label_files "${labels[i]}" "$count" | paste -sd ,)")
	done
	"$VM_DIR/table.py" "${args[@]}"
}

# Each further kernel against the first.  Status 1: something is worse; 2: it cannot
# be said, for one that gave no result, too.
report_compare() {
	local count=$1 i files args=()
	for i in "${!labels[@]}"; do
		mapfile -t files < <(label_files "${labels[i]}" "$count")
		if [ ${#files[@]} -eq 0 ]; then
			warn "--compare: ${labels[i]} gave no result"
			return "$STATUS_USAGE"
		fi
		[ "$i" -eq 0 ] || args+=(--)
		args+=("${files[@]}")
	done
	"$VM_REPORT" compare "${args[@]}"
}

# report COUNT: of jobs 1 to COUNT; ends with the worst of all statuses.
report() {
	local count=$1 number status=0 one message line job
	if [ "$count" -gt 0 ] && [ -n "$VM_COMPARE" ]; then
		one=0
		report_compare "$count" || one=$?
		status=$(worse "$status" "$one")
	elif [ "$count" -gt 0 ]; then
		report_table "$count"
	fi
	echo
	if [ "$count" -gt 0 ]; then
		printf 'mode %s%s, results in %s\n' "$VM_MODE" "${VM_MODE_WHY:+ ($VM_MODE_WHY)}" "$VM_OUT"
	fi
	for ((number = 1; number <= count; number++)); do
		job=$VM_WORK/job.$number
		one=$STATUS_INTERRUPTED message='not booted: interrupted'
		[ ! -s "$job/verdict" ] || IFS=$'\t' read -r one message <"$job/verdict"
		printf '%-10s %s: %s\n' "$(status_word "$one")" "$(cat "$job/label")" "$message"
		status=$(worse "$status" "$one")
	done
	for line in "${missing_kernels[@]}"; do
		printf '%-10s %s: %s\n' "NOT BOOTED" "${line%%$'\t'*}" "$(head -n 1 <<<"${line#*$'\t'}")"
		status=$(worse "$status" "$STATUS_USAGE")
	done
	return "$status"
}

# report_fetched: of --fetch, a line a kernel; status 2 when one is missing.
report_fetched() {
	local entry line
	for entry in "${entries[@]}"; do
		[ -n "$entry" ] || continue
		printf '%s %s from %s\n' "$(meta "$entry" release)" "$(meta "$entry" version | version_readable)" \
			"$(meta "$entry" origin)"
	done
	for line in "${missing_kernels[@]}"; do
		printf 'MISSING %s\n' "${line%%$'\t'*}"
	done
	[ ${#missing_kernels[@]} -eq 0 ] || return "$STATUS_USAGE"
}

status_word() {
	case $1 in
	"$STATUS_PASSED") echo PASSED ;;
	"$STATUS_FAILED") echo FAILED ;;
	"$STATUS_USAGE") echo USAGE ;;
	"$STATUS_SKIPPED") echo SKIPPED ;;
	"$STATUS_UNDECIDED") echo UNDECIDED ;;
	"$STATUS_INTERRUPTED") echo STOPPED ;;
	*) echo BROKEN ;;
	esac
}

# interactive ENTRY TEST_PROGS_OPTIONS...: the guest's console is this terminal.
interactive() {
	local entry=$1 job command
	shift
	if [ -z "$entry" ]; then report 0; fi
	job=$(mktemp -d "$VM_WORK/job.XXXXXX")
	initramfs_job "$job" "$entry" ./test_progs "$@"
	mapfile -t command < <(qemu_command "$VM_MODE" "$entry" "$job" vm.shell)
	warn "a shell on $(meta "$entry" release); test_progs is in /t; exit ends it, Ctrl-A X kills it"
	# The monitor's keys work through the same terminal.
	mapfile -t command < <(printf '%s\n' "${command[@]}" | awk '
		$0 == "-monitor" { getline; next } { print }')
	setpriv --pdeathsig KILL "${command[@]}" -serial mon:stdio
}
