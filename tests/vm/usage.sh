# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# What needs neither a kernel nor QEMU.

check "shellcheck of what has no suffix" shellcheck -x vm/boot vm/init
expect "--help tells the exit statuses" 0 'Exit status: the worst' vmtest --help
expect "no kernel" 2 'which kernels' vmtest
expect "an unknown option" 2 'unknown option --bogus' vmtest --bogus 6.1
expect "an option of test_progs in the wrong place" 2 'options of test_progs go after --' vmtest -t map_perf 6.1
expect "a path that is none" 2 '/none/vmlinuz: no such file' vmtest --fetch /none/vmlinuz
expect "an option without its value" 2 '-o wants a value' vmtest 6.1 -o
expect "a mode that is none" 2 'none of auto, kvm, icount, tcg' vmtest --mode fast 6.1
expect "--option=value" 2 'none of auto, kvm, icount, tcg' vmtest --mode=fast 6.1
expect "a number that is none" 2 "is no whole number above 0" vmtest --boots 0 6.1
expect "a size that is none" 2 "is no size like" vmtest -m lots 6.1
expect "instructions of two CPUs" 2 'on one CPU only' vmtest --mode icount -s 2 6.1
expect "one kernel is compared with nothing" 2 'which kernels with which' vmtest --compare 6.1
expect "no report_progs" 3 '/none is missing: make' env VM_REPORT=/none ./vmtest.sh --compare 6.1 6.12
expect "a result file of one's own" 2 'results go to -o DIR' vmtest 6.1 -- -J x
expect "a name that is none" 2 'neither a version .* nor a path' vmtest --fetch no-such-kernel
expect "no QEMU" 3 '/none/qemu is missing' env VM_QEMU=/none/qemu ./vmtest.sh 6.1
printf '#!/bin/sh\necho QEMU emulator version 4.2.1\n' >"$dir/qemu"
chmod +x "$dir/qemu"
expect "QEMU too old" 3 'is version 4.2.1; 6.0 or newer is needed' env VM_QEMU="$dir/qemu" ./vmtest.sh 6.1
expect "a busybox that cannot run in the guest" 3 'missing or not static' \
	env VM_BUSYBOX=/bin/cat ./vmtest.sh 6.1
expect "a test_progs that was not built" 3 '/none is missing: make' env VM_PROGRAM=/none ./vmtest.sh 6.1
expect "a cache that cannot be written" 3 'cannot be written' env VM_CACHE=/proc/none ./vmtest.sh 6.1
expect "a result directory that cannot be written" 3 'cannot be written' vmtest -o /proc/none 6.1

configs() {
	local file
	for file in configs/config configs/config.x86_64 configs/config.vm; do
		grep -v '^#' "$file" | LC_ALL=C sort -c || return 1
	done
}
check "config fragments are sorted" configs
