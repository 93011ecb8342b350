# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks that need neither a kernel nor QEMU.

check "shellcheck accepts vm/guest/init" shellcheck -x vm/guest/init
expect "--help shows the exit statuses" 0 'Exit status: the worst' vmtest --help
expect "--version shows that of the sources" 0 "^vmtest.sh $(.ci/version)\$" vmtest --version
expect "a missing kernel is refused" 2 'no kernel is given' vmtest
expect "an unknown option is refused" 2 'unknown option --bogus' vmtest --bogus 6.1
expect "a misspelt option is named" 2 'unknown option --comapre .*did you mean --compare[?]' vmtest --comapre 6.1 6.12
expect "a misspelt option of test_progs is named" 2 "unrecognized option '--tmie'; did you mean --time[?]" vmtest 6.1 -- --tmie 3
expect "an option of test_progs before -- is refused" 2 'options of test_progs go after --' vmtest -t map_perf 6.1
expect "a missing path is refused" 2 '/none/vmlinuz: no such file' vmtest --fetch /none/vmlinuz
expect "an option without a value is refused" 2 '-o needs a value' vmtest 6.1 -o
expect "an unknown mode is refused" 2 'not one of auto, kvm, icount, tcg' vmtest --mode fast 6.1
expect "--option=value is understood" 2 'not one of auto, kvm, icount, tcg' vmtest --mode=fast 6.1
expect "an invalid number is refused" 2 "is not a whole number above 0" vmtest --boots 0 6.1
expect "an invalid size is refused" 2 "is not a size like" vmtest -m lots 6.1
expect "icount with two CPUs is refused" 2 'only be counted on one CPU' vmtest --mode icount -s 2 6.1
expect "--possible with a word is refused" 2 "possible: 'many' is not a whole number" vmtest --possible 1,many 6.1
expect "--possible with too many CPUs is refused" 2 'a guest has at most 255 CPUs' vmtest --possible 256 6.1
expect "--possible with less than there are is refused" 2 'a guest with 4 CPUs has at least as many' vmtest -s 4 --possible 2 6.1
expect "--compare with one kernel is refused" 2 'compare needs at least two kernels' vmtest --compare 6.1
expect "a missing report_progs is reported" 3 '/none is missing: build it with make' env VM_REPORT=/none ./vmtest.sh 6.1
expect "--explain with a mode that does not count is refused" 2 'no instructions to explain with --mode kvm' vmtest --explain --mode kvm 6.1
expect "--explain of a kernel at random addresses is refused" 2 'must be at the same addresses in each boot' \
	vmtest --explain --append kaslr 6.1
printf '#!/bin/sh\necho QEMU emulator version 9.1.2\n' >"$dir/qemu.plain"
chmod +x "$dir/qemu.plain"
expect "--source without --explain is refused" 2 'nothing to look for without --explain' vmtest --source . 6.1
expect "--source of a directory that is no git tree is refused" 2 '/proc is not a git tree' vmtest --explain --source /proc 6.1
expect "--explain with a QEMU without plugins is refused" 3 'qemu.plain is built without plugins.*name it in VM_QEMU' \
	env VM_QEMU="$dir/qemu.plain" ./vmtest.sh --explain 6.1
expect "--explain without the plugin is refused" 3 '/none/trace.so is missing: build it with make' \
	env VM_PLUGIN=/none/trace.so ./vmtest.sh --explain 6.1
expect "-J of test_progs is refused" 2 'results go to -o DIR' vmtest 6.1 -- -J x
expect "an invalid name is refused" 2 'neither a version .* nor a path' vmtest --fetch no-such-kernel
expect "a missing QEMU is reported" 3 '/none/qemu is missing' env VM_QEMU=/none/qemu ./vmtest.sh 6.1
printf '#!/bin/sh\necho QEMU emulator version 4.2.1\n' >"$dir/qemu"
chmod +x "$dir/qemu"
expect "a QEMU that is too old is refused" 3 'is version 4.2.1; 6.0 or newer is needed' env VM_QEMU="$dir/qemu" ./vmtest.sh 6.1
expect "a busybox that is not static is refused" 3 'missing or not static' \
	env VM_BUSYBOX=/bin/cat ./vmtest.sh 6.1
expect "a missing test_progs is reported" 3 '/none is missing: build it with make' env VM_PROGRAM=/none ./vmtest.sh 6.1
expect "a cache that cannot be written is reported" 3 'cannot be written' env VM_CACHE=/proc/none ./vmtest.sh 6.1
expect "a result directory that cannot be written is reported" 3 'cannot be written' vmtest -o /proc/none 6.1

for name in $'a\nb' $'a\rb' $'a\tb'; do
	expect "-o with $(printf %q "$name") is refused in one line" 2 "^vmtest.sh: -o: /tmp/a.*b has '.*', which would end a line" vmtest -o "/tmp/$name" 6.1
	TMPDIR=/tmp/$name expect "TMPDIR with $(printf %q "$name") is refused in one line" 2 "^vmtest.sh: TMPDIR: /tmp/a.*b has" vmtest 6.1
	expect "a kernel with $(printf %q "$name") is refused in one line" 2 "^vmtest.sh: the kernel /tmp/a.*b has" vmtest "/tmp/$name"
done
VM_CACHE='/tmp/a"b' expect "VM_CACHE with a quote is refused" 2 "^vmtest.sh: VM_CACHE: .*, which apt cannot have in a path" vmtest 6.1
expect "half a quote in --qemu is refused" 2 "^vmtest.sh: --qemu: '-x 'a': No closing quotation" vmtest --qemu "-x 'a" 6.1

configs() {
	local file
	for file in configs/config configs/config.x86_64 configs/config.vm; do
		grep -v '^#' "$file" | LC_ALL=C sort -c || return 1
	done
}
check "config fragments are sorted" configs
