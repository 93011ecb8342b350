# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is used in other files
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots jobs, several at a time, and keeps what each gives as soon as it is done.
#
# A job is a directory $VM_WORK/job.N: name, label (the result's file name without
# .json), entry, qemu; afterwards what vm/boot leaves.

declare -A job_pid=() job_state=()
job_running=()

# job_prepare NUMBER NAME LABEL ENTRY TEST_PROGS_OPTIONS...
job_prepare() {
	local job=$VM_WORK/job.$1 name=$2 label=$3 entry=$4
	shift 4
	mkdir -p "$job"
	printf '%s\n' "$name" >"$job/name"
	printf '%s\n' "$label" >"$job/label"
	printf '%s\n' "$entry" >"$job/entry"
	initramfs_job "$job" "$entry" ./test_progs "$@" -J /out/results.json 2>"$job/err" || {
		cannot_write "$VM_WORK" "$name" || true
		return 1
	}
	qemu_command "$VM_MODE" "$entry" "$job" >"$job/qemu"
}

# A process of its own: should this one be killed, it ends, and QEMU with it.
job_start() {
	local number=$1
	echo "$EPOCHREALTIME" >"$VM_WORK/job.$number/started"
	VM_TIMEOUT=$VM_TIMEOUT VM_MODE=$VM_MODE setpriv --pdeathsig TERM "$VM_DIR/boot" \
		"$VM_WORK/job.$number" "$number" 3>&"$events_in" {events_out}<&- &
	job_pid[$number]=$!
	job_running+=("$number")
}

# Where the job's results go, and everything that can be said about it.
job_finish() {
	local number=$1 job=$VM_WORK/job.$1 label status message seconds
	wait "${job_pid[$number]}" 2>/dev/null || true
	mapfile -t job_running < <(printf '%s\n' "${job_running[@]}" | grep -vx "$number" || true)
	label=$(cat "$job/label")
	[ -s "$job/verdict" ] ||
		printf '%s\tthe process that watched it was killed\n' "$STATUS_SETUP" >"$job/verdict"
	IFS=$'\t' read -r status message <"$job/verdict"
	if ! { cp "$job/log" "$VM_OUT/$label.log" 2>/dev/null || [ ! -e "$job/log" ]; } ||
		! job_keep_result "$job" "$VM_OUT/$label.json"; then
		cannot_write "$VM_OUT" "$label" || message=$(fault_text)
		status=$STATUS_SETUP
		printf '%s\t%s\n' "$status" "$message" >"$job/verdict"
	fi
	[ ! -s "$job/out/results.json" ] || [ "$status" -eq "$STATUS_SETUP" ] || : >"$job/kept"
	[ -n "$VM_KEEP" ] || rm -f "$job/initrd"
	progress_end
	printf '%s: %s (%s)\n' "$label" "$message" "$(job_times "$job")" >&2
	announce "$status" "$label" "$message"
}

# From when it was started, and from when vmtest.sh was.
job_times() {
	awk -v job="$(cat "$1/started" 2>/dev/null)" -v all="$VM_STARTED" -v now="$EPOCHREALTIME" \
		-v first="$(cat "$1/first" 2>/dev/null)" 'BEGIN {
			printf "%.1f s", now - job
			if (first)
				printf "; first operation measured %.1f s after QEMU, %.1f s after vmtest.sh", first - job, first - all
		}'
}

# Which mode and machine it was measured on belongs into the result; written whole.
job_keep_result() {
	local job=$1 file=$2 entry
	[ -s "$job/out/results.json" ] || return 0
	entry=$(cat "$job/entry")
	"$VM_DIR/annotate.py" "$job/out/results.json" "$file" mode="$VM_MODE" qemu="$VM_QEMU_VERSION" \
		provider="$(meta "$entry" provider)" version="$(meta "$entry" version)" \
		image_sha256="$(meta "$entry" sha256)" 2>"$job/err"
}

# GitHub shows errors at the top of the run, and folds logs.
announce() {
	[ "${GITHUB_ACTIONS:-}" = true ] || return 0
	printf '::group::%s console\n' "$2"
	[ ! -e "$VM_OUT/$2.log" ] || inert "$VM_OUT/$2.log"
	printf '::endgroup::\n'
	case $1 in
	0) ;;
	"$STATUS_SKIPPED" | "$STATUS_UNDECIDED") annotation warning "$2" "$3" ;;
	*) annotation error "$2" "$3" ;;
	esac
}

show_running() {
	local number text=
	if ! on_terminal; then
		progress "$(cat "$VM_WORK/job.$1/label"): ${job_state[$1]}"
		return
	fi
	for number in "${job_running[@]}"; do
		text+="${text:+ | }$(cat "$VM_WORK/job.$number/label"): ${job_state[$number]:-starting}"
	done
	progress "$text"
}

# Adds to event until it is a whole line.  On a busy machine the time may be up in the
# middle of one; read gives that half away.
read_event() {
	local part='' status=0
	IFS= read -r -t 0.5 -u "$events_out" part || status=$?
	event+=$part
	return "$status"
}

# run_jobs COUNT PARALLEL: jobs 1 to COUNT.
run_jobs() {
	local count=$1 parallel=$2 next=1 number state event=
	VM_SUBJECT=
	mkfifo "$VM_WORK/events"
	# shellcheck disable=SC2094 # a pipe
	exec {events_in}<>"$VM_WORK/events" {events_out}<"$VM_WORK/events"
	while [ "$next" -le "$count" ] || [ ${#job_running[@]} -gt 0 ]; do
		while [ "$next" -le "$count" ] && [ ${#job_running[@]} -lt "$parallel" ]; do
			job_start "$next"
			next=$((next + 1))
		done
		if read_event; then
			number=${event%%$'\t'*} state=${event#*$'\t'} event=
			job_state[$number]=$state
			case $state in
			done) job_finish "$number" ;;
			operation*) ! on_terminal || show_running "$number" ;;
			*) show_running "$number" ;;
			esac
			continue
		fi
		# One that was killed says nothing more.
		for number in "${job_running[@]}"; do
			kill -0 "${job_pid[$number]}" 2>/dev/null || job_finish "$number"
		done
	done
	progress_end
}

# Ends all guests; those that were done before stay done.
run_stop() {
	local number
	for number in "${job_running[@]}"; do
		kill -TERM "${job_pid[$number]}" 2>/dev/null || true
	done
	for number in "${job_running[@]}"; do
		wait "${job_pid[$number]}" 2>/dev/null || true
		printf '%s\tinterrupted\n' "$STATUS_INTERRUPTED" >"$VM_WORK/job.$number/verdict"
	done
	job_running=()
}
