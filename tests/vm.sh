#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034 # what is set here is used in tests/vm/
# vmtest.sh: naming, providers, boots, and every fault with its message.
#
# Boots are of one kernel, VMTEST_KERNEL (6.1), and of VMTEST_WHOLE (5.10 6.12) for all tests,
# taken from the cache or from Debian's mirror; VMTEST_JOBS (one per core) at a time.
set -euo pipefail
. tests/lib.sh
. tests/kernels.sh

dir=$(mktemp -d)
chmod 755 "$dir"
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$dir"' EXIT
export TMPDIR=$dir
: "${VMTEST_KERNEL:=6.1}" "${VMTEST_JOBS:=$(nproc)}"

# Everything of one operation takes some seconds where instructions are emulated.
one=(-a helper_perf/ktime_get_ns --time 1)
# And some that take longer than a fault takes to happen.
many=(-t helper_perf --time 30)
icount=(--mode icount -j 1 -o "$dir/out")

vmtest() {
	./vmtest.sh "$@"
}

# at_once CHECK...: in the background, so many at a time.
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

# Directories over HTTP: sets url.  The address is of this machine, the port whichever is free.
# Who runs the tests may hold a lock by a descriptor, which a server that outlives them, after
# kill -9, would go on to hold: it keeps none.  Not by python(), of which $! would be a shell.
serve() {
	/usr/bin/python3 -u - "$1" >"$dir/port" 2>"$dir/served" <<-'PYTHON' &
	import os
	os.closerange(3, os.sysconf("SC_OPEN_MAX"))
	import functools, http.server, sys
	handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
	server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
	print(server.server_port)
	server.serve_forever()
	PYTHON
	server=$!
	while [ ! -s "$dir/port" ]; do
		kill -0 "$server" || return
		sleep 0.1
	done
	url=http://127.0.0.1:$(cat "$dir/port")
}

. tests/vm/usage.sh
if ! kernels_take "$dir" "$VMTEST_KERNEL"; then
	skip "everything that needs a kernel" "$(kernels_missing "$dir")"
	exit 0
fi
release=${releases[0]}
cache=${VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bpf-perf}
# Two providers may have one release.
entries=("$cache"/kernels/*_"$release")
entry=${entries[0]}
version=$(sed -n 's/^version=//p' "$entry/meta")

# The same kernel by path, and once more with another configuration.
tree=$dir/tree
mkdir -p "$tree/boot"
cp "$entry/image" "$tree/boot/vmlinuz-$release"
cp "$entry/config" "$tree/boot/config-$release"
cp -r "$tree" "$dir/hz"
sed -i 's/^CONFIG_HZ=.*/CONFIG_HZ=1000/' "$dir/hz/boot"/config-*

for part in ${VMTEST_PARTS:-sources boots pinned faults whole}; do
	# shellcheck source=/dev/null
	. "tests/vm/$part.sh"
done
