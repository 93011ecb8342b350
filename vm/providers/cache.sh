# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernels that other providers fetched before: no network is needed for them.  What the
# user built is no answer to a version.
#
# Every provider has the same two functions.
#   NAME_list         what there is, a line each, tabs between: version (7.3~rc4),
#                     release, handle, origin; what is preferred among equals first.
#                     Not to be had at all: fault, status 1.
#   NAME_fetch HANDLE DIR
#                     an unpacked kernel in DIR, verified: boot/vmlinuz-*, modules ...

cache_list() {
	local entry
	for entry in "$VM_CACHE"/kernels/*/; do
		entry=${entry%/}
		if [ ! -s "$entry/meta" ] || [ "$(meta "$entry" provider)" = source ]; then continue; fi
		printf '%s\t%s\t%s\t%s\n' "$(meta "$entry" version)" "$(meta "$entry" release)" \
			"$(basename "$entry")" "$(meta "$entry" provider)"
	done
}

# Not unpacked again, unless this vmtest.sh needs other things of the kernel.
cache_fetch() {
	local entry=$VM_CACHE/kernels/$1 provider
	provider=$(meta "$entry" provider)
	"${provider}_fetch" "$(meta "$entry" handle)" "$2"
}
