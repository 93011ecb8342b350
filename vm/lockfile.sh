# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# configs/kernels.lock: which kernel exactly a name stood for.  --lock writes the lines of
# the kernels of this run, --locked takes nothing else.

: "${KERNELS_LOCK:=${VM_DIR%/vm}/configs/kernels.lock}"

# lock_record NAME ENTRY
lock_record() {
	local name=$1 entry=$2 part=$KERNELS_LOCK.$$
	{
		cat <<-'TEXT'
		# SPDX-License-Identifier: GPL-2.0-only
		# Written by vmtest.sh --lock.  name provider release sha256(image) sha256(config)
		TEXT
		{
			awk -v name="$name" '!/^#/ && $1 != name' "$KERNELS_LOCK" 2>/dev/null || true
			printf '%s %s %s %s %s\n' "$name" "$(meta "$entry" provider)" "$(meta "$entry" release)" \
				"$(meta "$entry" sha256)" "$(meta "$entry" config_sha256)"
		} | LC_ALL=C sort
	} >"$part"
	mv "$part" "$KERNELS_LOCK"
}

# resolve_locked NAME: sets resolved.
resolve_locked() {
	local name=$1 provider release sum config
	resolved=
	read -r _ provider release sum config < <(awk -v name="$name" '$1 == name' "$KERNELS_LOCK" \
		2>/dev/null) || {
		fault "$name: not in $KERNELS_LOCK (vmtest.sh --lock $name writes it there)"
		return 1
	}
	resolve_version "$release" cache "$provider" || return 1
	if [ "$(meta "$resolved" sha256)" != "$sum" ] ||
		[ "$(meta "$resolved" config_sha256)" != "$config" ]; then
		fault "$name: $release is another image or configuration than $KERNELS_LOCK names:" \
			"$(meta "$resolved" sha256), not $sum"
		return 1
	fi
}
