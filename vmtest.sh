#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034 # most of what is set here is used in vm/
#
# Boots kernels under QEMU and runs test_progs in each.  vmtest.sh --help tells how,
# docs/vm.md what the figures mean.
set -euo pipefail
VM_STARTED=$EPOCHREALTIME

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/vm
# depmod and modprobe are there, whoever we are.
PATH=$PATH:/usr/sbin:/sbin
for part in common progress cpio import providers/cache providers/dir providers/debian \
	providers/ubuntu providers/source names lockfile initramfs qemu mode run list report; do
	# shellcheck source=/dev/null
	. "$VM_DIR/$part.sh"
done

usage() {
	cat <<'TEXT'
Usage: ./vmtest.sh [options] KERNEL... [-- test_progs options]

Boots each kernel under QEMU, runs test_progs in it, and shows one table with a column
per kernel.  Needs neither root nor KVM.

A KERNEL is
  6.1, 6.1.192, 7.3-rc4    a version: of 6.1 the newest patch release to be had
  host                     the image of the running kernel
  debian:6.1               a version from one provider: cache, dir, debian, ubuntu
  PATH                     a bzImage, a .deb, a directory of an unpacked or built kernel

  --build DIR       a kernel from a source tree, with configs/ merged onto its defconfig
  --list            which versions there are, from where, which are cached
  --update          look for newer patch releases than the cached ones
  --fetch           only have the kernels ready in the cache
  --lock            record in configs/kernels.lock what the names stood for
  --locked          refuse anything but what is recorded there

  --mode MODE       auto, kvm, icount (count instructions), tcg (auto: kvm if it works,
                    else icount)
  -j N              boot so many at a time (icount: one per core, else 1)
  --boots N         boot each so often, in turns (1); in icount mode each boot of a
                    kernel draws other random numbers
  --compare         not a table but the further kernels against the first: what got
                    slower, what faster (report_progs compare)
  --strict          a limit that stays undecided, or an operation that there was no time for,
                    is status 5 (test_progs --strict)
  --timeout SEC     end a boot that takes longer (900)
  -m SIZE           memory of the guest (2G)
  -s N              CPUs of the guest (kvm: 2, else 1)
  --append WORDS    kernel parameters to add
  --qemu WORDS      QEMU arguments to add
  -i                a shell in the guest instead of the tests
  -o DIR            where results go (results/<date>)
  --keep            keep initramfs, QEMU's command and what the guest sent
  -h, --help        this text

Environment: KERNEL_DIR a directory of kernels, DEBIAN_MIRROR, UBUNTU_MAINLINE where
to fetch them, VM_CACHE where they are kept (~/.cache/bpf-perf).

Exit status: the worst of all kernels': 0 passed, 4 everything skipped, 5 undecided (--strict, or
nothing passed), 1 something failed, 2 bad usage, no such kernel or not comparable, 3 a kernel did not boot or not to its end, 130 interrupted.
TEXT
}

bad_usage() {
	warn "$@"
	warn "vmtest.sh --help tells the options"
	exit "$STATUS_USAGE"
}

VM_MODE=auto VM_MODE_WHY='' VM_PARALLEL='' VM_BOOTS=1 VM_SEED=42 VM_TIMEOUT=900 VM_MEMORY=2G VM_SMP=''
VM_INTERACTIVE='' VM_KEEP='' VM_LIST='' VM_FETCH='' VM_COMPARE='' VM_STRICT='' VM_LOCK='' VM_LOCKED='' VM_UPDATE='' VM_CHILD=''
VM_OUT=results/$(date -u +%F)
VM_APPEND=() VM_QEMU_ARGS=() kernels=() test_args=()

positive() {
	[[ $2 =~ ^[1-9][0-9]*$ ]] || bad_usage "$1: '$2' is no whole number above 0"
}

flag_option() {
	case $1 in
	--list) VM_LIST=yes ;;
	--update) VM_UPDATE=yes ;;
	--fetch) VM_FETCH=yes ;;
	--compare) VM_COMPARE=yes ;;
	--strict) VM_STRICT=yes ;;
	--lock) VM_LOCK=yes ;;
	--locked) VM_LOCKED=yes ;;
	-i) VM_INTERACTIVE=yes ;;
	--keep) VM_KEEP=yes ;;
	-h | --help) usage; exit 0 ;;
	*) return 1 ;;
	esac
}

value_option() {
	case $1 in
	--build) kernels+=("build:$2") ;;
	--mode) VM_MODE=$2 ;;
	-j) positive "$1" "$2"; VM_PARALLEL=$2 ;;
	--boots) positive "$1" "$2"; VM_BOOTS=$2 ;;
	--timeout) positive "$1" "$2"; VM_TIMEOUT=$2 ;;
	-m) [[ $2 =~ ^[1-9][0-9]*[MG]?$ ]] || bad_usage "-m: '$2' is no size like 512M or 2G"; VM_MEMORY=$2 ;;
	-s) positive "$1" "$2"; VM_SMP=$2 ;;
	-o) VM_OUT=$2 ;;
	--append) read -ra words <<<"$2"; VM_APPEND+=("${words[@]}") ;;
	--qemu) read -ra words <<<"$2"; VM_QEMU_ARGS+=("${words[@]}") ;;
	*) return 1 ;;
	esac
}

parse() {
	local words
	while [ $# -gt 0 ]; do
		if [[ $1 == --?*=* ]]; then set -- "${1%%=*}" "${1#*=}" "${@:2}"; fi
		case $1 in
		--)
			shift
			test_args=("$@")
			break
			;;
		-*)
			if flag_option "$1"; then shift; continue; fi
			value_option "$1" "${2:-}" || bad_usage "unknown option $1 (options of test_progs go after --)"
			[ $# -ge 2 ] || bad_usage "$1 wants a value"
			shift 2
			;;
		*) kernels+=("$1"); shift ;;
		esac
	done
}

# What can be known to be wrong before anything is done.
check_usage() {
	local arg
	case $VM_MODE in
	auto | kvm | icount | tcg) ;;
	*) bad_usage "--mode: '$VM_MODE' is none of auto, kvm, icount, tcg" ;;
	esac
	[ ${#kernels[@]} -gt 0 ] || [ -n "$VM_LIST" ] || bad_usage "which kernels? name at least one, such as 6.1"
	[ "$VM_MODE" != icount ] || [ "${VM_SMP:-1}" = 1 ] ||
		bad_usage "-s: instructions can be counted on one CPU only"
	[ -z "$VM_COMPARE" ] || [ ${#kernels[@]} -gt 1 ] || bad_usage "--compare: which kernels with which?"
	[ -z "$VM_INTERACTIVE" ] || [ ${#kernels[@]} -eq 1 ] || bad_usage "-i: one kernel only"
	for arg in "${test_args[@]}"; do
		case $arg in
		-J* | --json*) bad_usage "$arg: results go to -o DIR" ;;
		esac
	done
}

writable() {
	mkdir -p "$1" 2>/dev/null && [ -w "$1" ]
}

check_host() {
	local tool
	for tool in cpio xz zstd setpriv timeout depmod modprobe python3 ldd dpkg-deb; do
		command -v $tool >/dev/null || die "$STATUS_SETUP" "$tool is missing: sudo .ci/deps vm"
	done
	if ! "$VM_BUSYBOX" true 2>/dev/null || ldd "$VM_BUSYBOX" >/dev/null 2>&1; then
		die "$STATUS_SETUP" "$VM_BUSYBOX is missing or not static: sudo .ci/deps vm"
	fi
	[ -z "$VM_COMPARE" ] || [ -x "$VM_REPORT" ] || die "$STATUS_SETUP" "$VM_REPORT is missing: make"
	[ -x "$VM_PROGRAM" ] || die "$STATUS_SETUP" "$VM_PROGRAM is missing: make"
	[ "$(uname -m)" = x86_64 ] || die "$STATUS_SETUP" "this machine is no x86_64"
	writable "$VM_CACHE" || die "$STATUS_SETUP" "$VM_CACHE cannot be written (VM_CACHE names another place)"
	VM_CACHE=$(realpath "$VM_CACHE")
	writable "$VM_OUT" || die "$STATUS_SETUP" "$VM_OUT cannot be written"
}

# Left by one that was killed; --keep takes the process's number out.
remove_leftovers() {
	local work pid
	for work in "${TMPDIR:-/tmp}"/bpf-perf-vm.*/; do
		if [ -O "$work" ] && pid=$(cat "$work/pid" 2>/dev/null) && ! kill -0 "$pid" 2>/dev/null; then
			rm -rf "$work"
		fi
	done
}

clean_up() {
	progress_end
	if [ -n "$VM_KEEP" ]; then
		rm -f "$VM_WORK/pid"
		warn "kept: $VM_WORK"
	else
		rm -rf "$VM_WORK"
	fi
}

# Ends guests and downloads; what was finished is kept, and shown.
interrupted() {
	trap '' INT TERM HUP
	[ -z "$VM_CHILD" ] || kill "$VM_CHILD" 2>/dev/null || true
	run_stop
	progress_end
	warn "interrupted"
	if [ "$jobs_prepared" -gt 0 ]; then report "$jobs_prepared"; fi
	exit "$STATUS_INTERRUPTED"
}

# Sets entries: of each kernel its entry, or nothing and a fault.
resolve_all() {
	local name resolved
	exec {cache_lock}>"$VM_CACHE/lock" || die "$STATUS_SETUP" "$VM_CACHE cannot be written"
	flock -n "$cache_lock" || {
		progress "waiting for another vmtest.sh that fills the cache"
		flock "$cache_lock"
	}
	initramfs_base
	for name in "${kernels[@]}"; do
		resolved=
		: >"$VM_FAULT"
		if resolve "$name" && import_check "$resolved" "$name"; then
			entries+=("$resolved")
			if [ -n "$VM_LOCK" ]; then lock_record "$name" "$resolved"; fi
		else
			progress_end
			warn "$(fault_text)"
			entries+=("")
			not_booted "$name" "$(fault_text)"
		fi
	done
	exec {cache_lock}>&-
	VM_SUBJECT=
	progress_end
}

# labels_choose: a name for each kernel's results; two builds may have one release.
labels_choose() {
	local i label n
	declare -A seen=()
	for i in "${!entries[@]}"; do
		[ -n "${entries[i]}" ] || { labels+=("${kernels[i]}"); continue; }
		label=$(meta "${entries[i]}" release)
		label=${label:-$(basename "${kernels[i]}")}
		n=${seen[$label]:-0}
		seen[$label]=$((n + 1))
		[ "$n" -eq 0 ] || label+=_$((n + 1))
		labels+=("$label")
	done
}

# In turns, A B A B: what changes on the host in between changes all of them.
prepare_all() {
	local boot i label unit=()
	if [ "$VM_MODE" = icount ] && [[ " ${test_args[*]}" != *" --unit"* ]]; then unit=(--unit insns); fi
	if [ -n "$VM_STRICT" ]; then unit+=(--strict); fi
	for ((boot = 1; boot <= VM_BOOTS; boot++)); do
		for i in "${!entries[@]}"; do
			[ -n "${entries[i]}" ] || continue
			label=${labels[i]}
			[ "$boot" -eq 1 ] || label+=.$boot
			VM_SEED=$((41 + boot)) job_prepare $((jobs_prepared + 1)) "${kernels[i]}" "$label" "${entries[i]}" \
				"${unit[@]}" "${test_args[@]}" || die "$STATUS_SETUP" "$(fault_text)"
			jobs_prepared=$((jobs_prepared + 1))
		done
	done
}

choose_defaults() {
	local first
	for first in "${entries[@]}"; do [ -z "$first" ] || break; done
	[ -n "$first" ] || return 0
	[ -n "$VM_INTERACTIVE" ] && [ "$VM_MODE" = auto ] && VM_MODE=tcg
	mode_choose "$first"
	case $VM_MODE in
	icount) VM_SMP=1 VM_PARALLEL=${VM_PARALLEL:-$(nproc)} ;;
	kvm) VM_SMP=${VM_SMP:-$(($(nproc) > 1 ? 2 : 1))} VM_PARALLEL=${VM_PARALLEL:-1} ;;
	tcg) VM_SMP=${VM_SMP:-1} VM_PARALLEL=${VM_PARALLEL:-1} ;;
	esac
}

main() {
	entries=() labels=() jobs_prepared=0 guest_args=()
	parse "$@"
	check_usage
	check_host
	qemu_check
	VM_WORK=$(mktemp -d "${TMPDIR:-/tmp}/bpf-perf-vm.XXXXXX")
	VM_FAULT=$VM_WORK/fault
	echo $$ >"$VM_WORK/pid" || die "$STATUS_SETUP" "$VM_WORK cannot be written"
	remove_leftovers
	export VM_WORK VM_FAULT VM_DIR VM_CACHE
	trap clean_up EXIT
	trap interrupted INT TERM HUP
	if [ -n "$VM_LIST" ]; then
		list_kernels "${kernels[@]}"
		exit 0
	fi
	resolve_all
	labels_choose
	if [ -n "$VM_FETCH" ]; then
		report_fetched
		exit
	fi
	choose_defaults
	if [ -n "$VM_INTERACTIVE" ]; then
		interactive "${entries[0]}" "${test_args[@]}"
		exit
	fi
	warn_configs
	prepare_all
	run_jobs "$jobs_prepared" "${VM_PARALLEL:-1}"
	report "$jobs_prepared"
}

main "$@"
