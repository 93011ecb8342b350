#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034 # tests/vm/ uses these variables
# Checks vmtest.sh: names, providers, boots, and the message of every error.
#
# Boots VMTEST_KERNEL (6.1), and VMTEST_WHOLE (5.10 6.1 6.12 7.2) for all tests.  The kernels come
# from the cache or Debian's mirror.  VMTEST_JOBS (one per core) boots run at a time.
set -euo pipefail
. tests/lib.sh
. tests/kernels.sh
. tests/mirror.sh

dir=$(mktemp -d)
chmod 755 "$dir"
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$dir"' EXIT
export TMPDIR=$dir
: "${VMTEST_KERNEL:=6.1}" "${VMTEST_JOBS:=$(nproc)}"

# One operation takes some seconds when instructions are emulated.
one=(-a helper_perf/ktime_get_ns --time 1)
# These take longer than it takes until an error occurs.
many=(-t helper_perf --time 30)
icount=(--mode icount -j 1 -o "$dir/out")

vmtest() {
	./vmtest.sh "$@"
}

# at_once CHECK...: runs a check in the background, VMTEST_JOBS at a time.
at_once() {
	while [ "$(jobs -rp | grep -vcx "${server:-0}")" -ge "$VMTEST_JOBS" ]; do sleep 0.2; done
	"$@" &
}

all_done() {
	local pid
	for pid in $(jobs -p); do
		[ "$pid" = "$server" ] || wait "$pid" || true
	done
}

. tests/vm/usage.sh
. tests/vm/plugin.sh
if ! kernels_take "$dir" "$VMTEST_KERNEL"; then
	skip "everything that needs a kernel" "$(kernels_missing "$dir")"
	exit 0
fi
release=${releases[0]}
cache=${VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bpf-perf}
# Two providers may have the same release.
entries=("$cache"/kernels/*_"$release")
entry=${entries[0]}
version=$(sed -n 's/^version=//p' "$entry/meta")

# The same kernel as a directory, and again with another configuration.
tree=$dir/tree
mkdir -p "$tree/boot"
cp "$entry/image" "$tree/boot/vmlinuz-$release"
cp "$entry/config" "$tree/boot/config-$release"
cp -r "$tree" "$dir/hz"
sed -i 's/^CONFIG_HZ=.*/CONFIG_HZ=1000/' "$dir/hz/boot"/config-*

for part in ${VMTEST_PARTS:-sources bisect boots explain pinned programs faults whole}; do
	# shellcheck source=/dev/null
	. "tests/vm/$part.sh"
done
