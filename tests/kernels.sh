# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# For the parts of tests/run that boot kernels.  Which patch release a name stands for is
# whatever the cache or the mirror has today, and configs/kernels.lock may name one that no
# mirror serves any more: a test goes by what was fetched, and by nothing else.

# How long a boot takes is this machine's affair, where it is not what is tested.
export VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-600}

# kernels_take PLACE NAME...: has the kernels ready in the cache.  Sets releases, of each NAME
# what it stands for, and KERNELS_LOCK, for all that is run from here, to the record of just
# these: with --locked no other is taken, and none is asked for again.  PLACE/fetched has what
# vmtest.sh said.  Status 1: not all of them are to be had; then nothing is set.
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

# kernels_missing PLACE: why kernels_take did not get them, in a line.
kernels_missing() {
	sed -n '/^vmtest: /,/^MISSING/{/^MISSING/d;s/^vmtest: //;p}' "$1/fetched" | paste -sd ' ' | tr -s ' '
}
