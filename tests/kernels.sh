# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions for the parts of tests/run that boot kernels.  The cache or the mirror decides which
# patch release a name stands for, and no mirror may serve the one in configs/kernels.lock any more.
# So a test uses exactly what was fetched.

# A boot may be slow on this machine, so give it more time unless a test sets it.
export VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-600}

# kernels_take PLACE NAME...: puts the kernels into the cache.  Sets releases to what each NAME
# stands for, and KERNELS_LOCK to the record of these kernels, so that --locked takes no other.
# PLACE/fetched gets the output of vmtest.sh.  Returns 1 and sets nothing if a kernel cannot be
# fetched.
kernels_take() {
	local place=$1 lock name
	shift
	lock=$(mktemp "$place/lock.XXXXXX")
	KERNELS_LOCK=$lock ./vmtest.sh --fetch --lock "$@" >"$place/fetched" 2>&1 || return 1
	releases=()
	for name in "$@"; do
		releases+=("$(awk -v name="$name" '$1 == name { print $3 }' "$lock")")
	done
	export KERNELS_LOCK=$lock
}

# kernels_missing PLACE: prints in one line why kernels_take failed.
kernels_missing() {
	sed -n '/^vmtest.sh: /,/^MISSING/{/^MISSING/d;s/^vmtest.sh: //;p}' "$1/fetched" | paste -sd ' ' | tr -s ' '
}
