# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks each script alone, with possible input of users.

step() {
	local script=$1
	shift
	env GITHUB_OUTPUT="$dir/output" GITHUB_STEP_SUMMARY="$dir/summary" RESULTS="$dir/results" "$@" \
		"$scripts/$script.sh"
}

names=$(awk '!/^#/ && NF { printf "%s{\"kernel\":\"%s\",\"id\":\"%s\"}", s, $1, $1; s = "," }' \
	configs/kernels.default)
: >"$dir/output"
check "plan: empty KERNELS are accepted" step plan KERNELS='' PAIR='6.1 6.12'
check "plan: empty KERNELS mean those of configs/kernels.default" grep -qxF "matrix=[$names]" "$dir/output"
check "plan: default kernels that no provider has are skipped" grep -qx "missing=skip" "$dir/output"
: >"$dir/output"
check "plan: given KERNELS are accepted" step plan KERNELS='debian:6.6  ../my/bzImage' PAIR='6.1 6.12'
check "plan: a given kernel that no provider has is no skip" grep -qx "missing=" "$dir/output"
check "plan: ids are valid in names of artifacts" grep -qF '"id":"debian_6.6"},{"kernel":"../my/bzImage","id":".._my_bzImage"' "$dir/output"
check "plan: the pair is fetched, too" grep -qx 'all=debian:6.6 ../my/bzImage 6.1 6.12' "$dir/output"
# shellcheck disable=SC2016 # these must not expand
for bad in '--append=init=/bin/sh' '6.1;id' '$(id)' '6.1"' '`id`'; do
	expect "an invalid kernel is refused: $bad" 1 '::error title=kernels::.* is not a name of a kernel' step plan KERNELS="$bad"
done
expect "a pair of three kernels is refused" 1 '::error title=pair::' step plan KERNELS=6.1 PAIR='6.1 6.2 6.3'
expect "invalid tests are refused" 1 '::error title=tests::' step run KERNELS=6.1 TESTS='x;id'
expect "invalid tests of the atlas are refused" 1 '::error title=tests::' step atlas KERNELS=6.1 TESTS='x;id'
expect "an invalid kernel of the atlas is refused" 1 '::error title=kernels::' step atlas KERNELS='6.1;id'
# Programs that write an atlas stand for those that measure.
atlas_site() {
	mkdir -p "$dir/atlas" && cp -r .github action.yml configs "$dir/atlas/"
	# shellcheck disable=SC2016 # the function expands them
	sed -i '/^vm() {/,/^}/c vm() { echo one >"$2"; echo two >"$3"; echo "$*"; }' "$dir/atlas/.github/scripts/common.sh"
	env RESULTS="$dir/atlas/results/job" GITHUB_STEP_SUMMARY="$dir/atlas/summary" KERNELS=6.1 TESTS=map_perf "$dir/atlas/.github/scripts/atlas.sh"
}
expect "the script of the atlas measures with explanations" 0 '^atlas .*/job/atlas.md .*/job/atlas.html 6.1 -- -- -a map_perf$' atlas_site
check "and makes a site" bash -c "cd '$dir/atlas' && [ \"\$(cat results/site/index.html results/site/atlas.md summary | xargs)\" = 'two one one' ]"
expect "an invalid mode is refused" 1 '::error title=mode::' step run KERNELS=6.1 MODE='kvm --keep'
expect "a missing object is refused" 1 '::error title=object::.*/none.o: no such file' step run KERNELS=6.1 OBJECT="$dir/none.o"
expect "missing programs are refused" 1 '::error title=programs::.*/none\*.o: no such file' step run KERNELS=6.1 PROGRAMS="$dir/none*.o"
mkdir -p "$dir/programs" && touch "$dir/programs/a.o" "$dir/programs/b;id \$(id).o"
programs() {
	# A program that shows its arguments stands for vmtest.sh.
	mkdir -p "$dir/shows" && cp -r .github action.yml "$dir/shows/" && printf '#!/bin/sh\nprintf "<%%s>\\n" "$@"\n' >"$dir/shows/vmtest.sh"
	chmod +x "$dir/shows/vmtest.sh"
	env GITHUB_OUTPUT="$dir/output" RESULTS="$dir/results" KERNELS=6.1 PROGRAMS="$1" "$dir/shows/.github/scripts/run.sh"
}
expect "a pattern of programs is expanded, and no name is run" 0 '^<--programs=.*/programs/b;id \$\(id\).o>$' programs "$dir/programs/*.o"
expect "an invalid COMPARE is refused" 1 '::error title=compare::' step compare COMPARE=maybe

# offline SCRIPT NAME=VALUE...: runs a script without providers and with an empty cache.
offline() {
	step "$@" VM_CACHE="$dir/offline" DEBIAN_MIRROR=http://127.0.0.1:1 DEBIAN_SECURITY_MIRROR=http://127.0.0.1:1 \
		DEBIAN_SUITES=test UBUNTU_MAINLINE=http://127.0.0.1:1
}
expect "a kernel that no provider has is an error" 1 '::error title=kernels::kernels cannot be fetched: 9.9;' offline kernels KERNELS=9.9
expect "MISSING=skip skips a kernel that no provider has" 0 '^SKIPPED 9.9$' offline kernels KERNELS=9.9 MISSING=skip
expect "a kernel that is not recorded is announced" 0 '::notice title=kernels::9.9: the newest' offline kernels KERNELS='9.9 6.1' MISSING=skip
expect "MISSING=skip skips the measuring, too" 0 '^9.9: SKIPPED: no provider has it' offline run KERNELS=9.9 MISSING=skip
mkdir "$dir/collect" && cp -r "$dir/results" "$dir/collect/insns-9.9"
expect "a run in which every kernel was skipped is an error" 1 '::error title=kernels::no provider has any of 9.9' \
	env RESULTS="$dir/collected" KERNELS=9.9 "$scripts/collect.sh" "$dir/collect"

# A file replaces the device, and a script replaces udevadm.
kvm() {
	local place
	place=$(mktemp -d "$dir/kvm.XXXXXX")
	chmod 755 "$dir"
	mkdir "$place/rules"
	install -m 0 /dev/null "$place/device"
	# shellcheck disable=SC2016 # the scripts expand it
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
	expect "kvm: a rule permits KVM" 0 '^KERNEL=="kvm", GROUP="kvm", MODE="0666"' kvm 666
	expect "kvm: a rule without effect is reported" 0 '::warning title=KVM::.* still not writable' kvm 0
else
	skip "kvm: a rule permits KVM" "only root may read this directory, or this user is not root"
fi
expect "kvm: a missing device is reported" 0 '::warning title=KVM::this machine has no' env KVM_DEVICE=/none "$scripts/kvm.sh"

gate() {
	NEEDS=$1 "$scripts/gate.sh"
}
expect "the gate passes if all jobs succeeded" 0 '^success +b' gate '{"a": {"result": "success"}, "b": {"result": "success"}}'
for result in failure cancelled skipped; do
	expect "the gate fails if a job is $result" 1 "::error title=gate::b%3A $result|::error title=gate::b: $result" \
		gate "{\"a\": {\"result\": \"success\"}, \"b\": {\"result\": \"$result\"}}"
done
expect "the gate fails without jobs" 1 'no jobs to judge' gate '{}'

annotate() {
	bash -c '. .github/scripts/common.sh; annotation error "$@"' - "$@"
}
expect "an annotation cannot end its title, its line or its command" 0 \
	'^::error title=a%2Cfile=b%3A%3Ac%0A%3A%3Awarning%3A%3A::100%25%0A::error::$' \
	annotate $'a,file=b::c\n::warning::' $'100%\n::error::'
