# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The steps of the workflow and of the action share these functions.  User input comes in the
# environment and never as text of a script:
#
#   KERNELS    names for vmtest.sh, separated by blanks
#   TESTS      tests for test_progs -a; empty means all
#   LOCKED     auto: for names that are in configs/kernels.lock take what it records;
#              never: take what the names stand for now
#   MISSING    skip: skip kernels that no provider has; otherwise they are an error
#   RESULTS    the directory for everything that is kept

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# The exit statuses of vmtest.sh (vm/status.py).
export STATUS_PASSED=0 STATUS_USAGE=2 STATUS_SETUP=3 STATUS_SKIPPED=4
: "${KERNELS_LOCK:=$top/configs/kernels.lock}"
: "${KERNELS_DEFAULT:=$top/configs/kernels.default}"
: "${REPORT:=$top/report_progs}"

# vm MODULE ARGUMENTS...: runs a module of the package in vm/, in any working directory.
vm() {
	PYTHONPATH=$top /usr/bin/python3 -P -X utf8 -m "vm.$1" "${@:2}"
}

# annotation error|warning|notice TITLE TEXT: prints an annotation for GitHub's page.
annotation() {
	vm github annotation "$@"
}

# inert FILE: shows foreign text so that GitHub takes no line of it as a command.
inert() {
	vm github inert "$1"
}

# stop TITLE TEXT: ends with an error that is shown at the top of the run.
stop() {
	annotation error "$1" "$2"
	exit 1
}

# output NAME VALUE: sets an output of this step.
output() {
	printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"${GITHUB_OUTPUT:-/dev/stdout}"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# kernel_words TEXT: sets words.  Refuses options and other text that is no name of a kernel.
kernel_words() {
	local word
	read -rd '' -a words <<<"$1" || true
	[ ${#words[@]} -gt 0 ] || stop "kernels" "no kernel is given"
	for word in "${words[@]}"; do
		[[ $word =~ ^[A-Za-z0-9./][A-Za-z0-9.:+_/~-]*$ ]] ||
			stop "kernels" "'$word' is not a name of a kernel: give a version such as 6.1, provider:version, or a path"
	done
}

lock_names() {
	awk '!/^#/ && NF { print $1 }' "$KERNELS_LOCK" | sort -V
}

default_names() {
	awk '!/^#/ && NF { print $1 }' "$KERNELS_DEFAULT"
}

# Sets unlocked to those of words that stand for the newest release.
unlocked_words() {
	local word
	unlocked=()
	for word in "${words[@]}"; do
		if [ "${LOCKED:-auto}" != auto ] || ! lock_names | grep -Fxq -- "$word"; then unlocked+=("$word"); fi
	done
}

# Sets choice to the options of vmtest.sh that LOCKED and MISSING stand for.
kernel_options() {
	choice=()
	[ "${LOCKED:-auto}" != auto ] || choice+=(--locked=known)
	[ "${MISSING:-}" != skip ] || choice+=(--skip-missing)
}

# sides_read: sets sides (the files for report_progs, with -- between kernels), silent (the kernels
# without results), and measured (the number of kernels).
sides_read() {
	local fields label
	sides=() silent=() measured=0
	while IFS=$'\t' read -ra fields; do
		label=${fields[0]} measured=$((measured + 1))
		fields=("${fields[@]:1}")
		[ ${#fields[@]} -gt 0 ] || { silent+=("$label"); continue; }
		[ ${#sides[@]} -eq 0 ] || sides+=(--)
		sides+=("${fields[@]/#/$RESULTS/}")
	done < <(vm manifest files "$RESULTS")
}
