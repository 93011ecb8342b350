# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Each script by itself, with what people may write.

step() {
	local script=$1
	shift
	env GITHUB_OUTPUT="$dir/output" GITHUB_STEP_SUMMARY="$dir/summary" RESULTS="$dir/results" "$@" \
		"$scripts/$script.sh"
}

names=$(awk '!/^#/ && NF { printf "%s{\"kernel\":\"%s\",\"id\":\"%s\"}", s, $1, $1; s = "," }' \
	<(grep -v '^#' configs/kernels.lock | sort -V))
: >"$dir/output"
check "no kernels asked for: those of the lock file" step plan KERNELS='' PAIR='6.1 6.12'
check "they are the matrix" grep -qxF "matrix=[$names]" "$dir/output"
: >"$dir/output"
check "kernels asked for" step plan KERNELS='debian:6.6  ../my/bzImage' PAIR='6.1 6.12'
check "have ids without what artifacts' names may not have" grep -qF '"id":"debian_6.6"},{"kernel":"../my/bzImage","id":".._my_bzImage"' "$dir/output"
check "and are fetched with the pair" grep -qx 'all=debian:6.6 ../my/bzImage 6.1 6.12' "$dir/output"
# shellcheck disable=SC2016 # meant as they are
for bad in '--append=init=/bin/sh' '6.1;id' '$(id)' '6.1"' '`id`'; do
	expect "a kernel that is none: $bad" 1 '::error title=kernels::.* is no kernel' step plan KERNELS="$bad"
done
expect "a pair of three" 1 '::error title=pair::' step plan KERNELS=6.1 PAIR='6.1 6.2 6.3'
expect "tests that are none" 1 '::error title=tests::' step run KERNELS=6.1 TESTS='x;id'
expect "a mode that is none" 1 '::error title=mode::' step run KERNELS=6.1 MODE='kvm --keep'
expect "an object that is not there" 1 '::error title=object::.*/none.o: no such file' step run KERNELS=6.1 OBJECT="$dir/none.o"
expect "an answer that is none" 1 '::error title=compare::' step compare COMPARE=maybe

# A file stands for the device, and a script for udev.
kvm() {
	local place
	place=$(mktemp -d "$dir/kvm.XXXXXX")
	chmod 755 "$dir"
	mkdir "$place/rules"
	install -m 0 /dev/null "$place/device"
	# shellcheck disable=SC2016 # for the scripts
	printf '#!/bin/sh\nexec "$@"\n' >"$place/sudo"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\n[ "$1" != trigger ] || chmod %s %s\n' "$1" "$place/device" >"$place/udevadm"
	chmod +x "$place/sudo" "$place/udevadm"
	chown -R 65534:65534 "$place"
	setpriv --reuid 65534 --regid 65534 --clear-groups env PATH="$place:$PATH" \
		KVM_DEVICE="$place/device" UDEV_RULES="$place/rules" "$scripts/kvm.sh" || return
	cat "$place/rules"/*
}
if [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups test -x "$scripts/kvm.sh"; then
	expect "the rule that permits KVM" 0 '^KERNEL=="kvm", GROUP="kvm", MODE="0666"' kvm 666
	expect "a rule that did not help is told" 0 '::warning title=KVM::.* still not writable' kvm 0
else
	skip "the rule that permits KVM" "only root may read this directory, or is not who we are"
fi
expect "no KVM at all is told" 0 '::warning title=KVM::this machine has no' env KVM_DEVICE=/none "$scripts/kvm.sh"

gate() {
	NEEDS=$1 "$scripts/gate.sh"
}
expect "the gate: all succeeded" 0 '^success +b' gate '{"a": {"result": "success"}, "b": {"result": "success"}}'
for result in failure cancelled skipped; do
	expect "the gate: one $result" 1 "::error title=gate::b%3A $result|::error title=gate::b: $result" \
		gate "{\"a\": {\"result\": \"success\"}, \"b\": {\"result\": \"$result\"}}"
done
expect "the gate: none" 1 'no jobs to judge by' gate '{}'

annotate() {
	bash -c 'VM_DIR=vm; . vm/common.sh; annotation error "$@"' - "$@"
}
expect "an annotation cannot end its title, its line or its command" 0 \
	'^::error title=a%2Cfile=b%3A%3Ac%0A%3A%3Awarning%3A%3A::100%25%0A::error::$' \
	annotate $'a,file=b::c\n::warning::' $'100%\n::error::'
