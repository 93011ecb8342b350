# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks all that uses kernels with a mirror that is a release ahead of the lock file, and with one
# that is a release behind: each is so for some days after a release.

if ! kernels_take "$dir" "${kernels[@]}"; then
	skip "mirrors that are ahead of the lock file or behind it" "$(kernels_missing "$dir")"
	return 0
fi
mirror_key "$dir"
mirror_kernels "$dir/mirror/debian" "${VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bpf-perf}" "${releases[@]}"
mirror_suite "$dir" "$dir/mirror/debian"
serve "$dir/mirror" "$dir"

# The release before or after: 6.1.0-56-cloud-amd64 is followed by 6.1.0-57-..., and 6.12.117+deb13 by
# 6.12.118+deb13.
other_release() {
	python - "$@" <<-'PYTHON'
	import re, sys
	release, step = sys.argv[1], int(sys.argv[2])
	print(re.sub(r"^(\d+\.\d+\.\d+-|\d+\.\d+\.)(\d+)", lambda m: m[1] + str(int(m[2]) + step), release, count=1))
	PYTHON
}

# mirrored STEP COMMAND...: runs a command with an empty cache, the mirror, and a lock file that records
# the releases STEP after those of the mirror.
mirrored() {
	local step=$1 place i
	shift
	place=$(mktemp -d "$dir/mirrored.XXXXXX")
	mkdir "$place/cache"
	for i in "${!kernels[@]}"; do
		printf '%s debian %s 00 00\n' "${kernels[i]}" "$(other_release "${releases[i]}" "$step")"
	done >"$place/lock"
	env KERNELS_LOCK="$place/lock" VM_CACHE="$place/cache" DEBIAN_SUITES=test DEBIAN_KEYRING="$dir/key.gpg" \
		DEBIAN_MIRROR="$url/debian" DEBIAN_SECURITY_MIRROR="$url/debian" UBUNTU_MAINLINE="$url/none" "$@"
	local status=$?
	cp "$place/lock" "$dir/lock.after"
	rm -rf "$place"
	return $status
}

key() {
	: >"$dir/output"
	mirrored "$1" env GITHUB_OUTPUT="$dir/output" NAMES=names KERNELS="${kernels[*]}" "$scripts/resolve.sh" >"$dir/log" 2>&1
	grep '^key=' "$dir/output"
}
keys=("$(key -1)" "$(key 1)")
check "the key of the cache is that of the releases that the mirror has" test "${keys[0]}" = "${keys[1]}" -a -n "${keys[0]}"
check "a mirror that was asked needs no older cache" grep -qx 'fallback=' "$dir/output"

for step in -1 1; do
	if [ "$step" = -1 ]; then
		words="a mirror a release ahead" said="is not served any more: ${releases[0]//+/\\+} is measured instead"
	else
		words="a mirror a release behind" said="is not served here: ${releases[0]//+/\\+}, which is older"
	fi
	expect "$words: the kernels are fetched, and it is said" 0 "^::notice title=${kernels[0]}::.* $said" \
		mirrored "$step" env GITHUB_ACTIONS=true KERNELS="${kernels[*]}" "$scripts/kernels.sh"
	# shellcheck disable=SC2016 # the inner shell expands it
	expect "$words: the tests take what it has" 0 "^${releases[*]//+/\\+}\$" mirrored "$step" bash -c '
		. tests/kernels.sh; kernels_take "$@" && echo "${releases[*]}"' - "$dir" "${kernels[@]}"
	expect "$words: --locked=strict refuses" 2 'no provider has this kernel' \
		mirrored "$step" ./vmtest.sh --locked=strict --fetch "${kernels[0]}"
	expect "$words: the lock file is renewed" 0 "from Debian test" mirrored "$step" "$scripts/lock.sh" renew
	check "$words: it records what the mirror has" grep -qE "^${kernels[0]} debian ${releases[0]//+/\\+} [0-9a-f]{64} " "$dir/lock.after"
done
workflow_passes() {
	mirrored "$1" python tests/actions/github.py "$workflow" "$dir/mirrored" "tests=$operation" kernels="${kernels[0]}" \
		"pair=${kernels[*]}" pair-mode=icount boots=1 compare=report && cat "$dir/mirrored/summary.md"
}
expect "a mirror a release ahead: the workflow passes, and its summary says so" 0 \
	"^    ${kernels[0]}: .* is not served any more: ${releases[0]//+/\\+} is measured instead" workflow_passes -1
measured() {
	mirrored 1 env RESULTS="$dir/behind" KERNELS="${kernels[0]}" TESTS="$operation" MODE=icount "$scripts/run.sh"
}
expect "a mirror a release behind: the kernels are measured" 0 "^PASSED +${releases[0]//+/\\+}" measured
# Another release of the mirror is another key.
rm "$dir/mirror/debian/pool/linux-image-${releases[1]}_1_amd64.deb"
mirror_suite "$dir" "$dir/mirror/debian"
check "another release is another key" test "$(key 1)" != "${keys[0]}"
kill "$server"
