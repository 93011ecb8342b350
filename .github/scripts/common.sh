# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the steps of the workflow and of the action share.  What a user may write, they get
# in the environment and never as text of a script:
#
#   KERNELS    names for vmtest.sh, blanks between
#   TESTS      for test_progs -a; all when empty
#   LOCKED     auto: only what configs/kernels.lock records, where it has all the names;
#              never: whatever the names stand for now
#   RESULTS    the directory for everything that is kept

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VM_DIR=$top/vm
# Exit statuses, annotation().
# shellcheck source=vm/common.sh
. "$top/vm/common.sh"
: "${KERNELS_LOCK:=$top/configs/kernels.lock}"
: "${REPORT:=$top/report_progs}"

# stop TITLE TEXT: an error that is shown at the top of the run.
stop() {
	annotation error "$1" "$2"
	exit 1
}

# output NAME VALUE: of this step.
output() {
	printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"${GITHUB_OUTPUT:-/dev/stdout}"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# kernel_words TEXT: sets words.  An option, or a line of its own, is no kernel.
kernel_words() {
	local word
	read -rd '' -a words <<<"$1" || true
	[ ${#words[@]} -gt 0 ] || stop "kernels" "no kernel is named"
	for word in "${words[@]}"; do
		[[ $word =~ ^[A-Za-z0-9./][A-Za-z0-9.:+_/~-]*$ ]] ||
			stop "kernels" "'$word' is no kernel's name: a version such as 6.1, provider:version, or a path"
	done
}

lock_names() {
	awk '!/^#/ && NF { print $1 }' "$KERNELS_LOCK" | sort -V
}

# True when the lock file has all of words.
all_locked() {
	local word
	[ "${LOCKED:-auto}" = auto ] || return 1
	for word in "${words[@]}"; do
		lock_names | grep -Fxq -- "$word" || return 1
	done
}

# result_files LABEL: of all boots, a line each.
result_files() {
	local boot=2
	[ ! -s "$RESULTS/$1.json" ] || printf '%s\n' "$RESULTS/$1.json"
	while [ -s "$RESULTS/$1.$boot.json" ]; do
		printf '%s\n' "$RESULTS/$1.$boot.json"
		boot=$((boot + 1))
	done
}

# sides_read: sets sides, the kernels' files as report_progs wants them, -- between kernels,
# and silent, the kernels that gave none.
sides_read() {
	local label files
	sides=() silent=()
	[ -s "$RESULTS/kernels" ] || return 0
	while IFS= read -r label; do
		mapfile -t files < <(result_files "$label")
		[ ${#files[@]} -gt 0 ] || { silent+=("$label"); continue; }
		[ ${#sides[@]} -eq 0 ] || sides+=(--)
		sides+=("${files[@]}")
	done <"$RESULTS/kernels"
}
