# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# --list: of every series the newest release of each provider, and what is cached.  With
# versions given: all releases of those.

# list_kernels [VERSIONS...]
list_kernels() {
	local provider status=0
	{
		for provider in "${VM_PROVIDERS[@]}"; do
			: >"$VM_FAULT"
			progress "looking in $provider"
			"${provider}_list" | sed "s/^/$provider\t/" || {
				progress_end
				warn "$provider: $(cat "$VM_FAULT")"
			}
		done
	} >"$VM_WORK/list" || status=$?
	progress_end
	list_print "$@" <"$VM_WORK/list"
	return $status
}

list_print() {
	printf '%-12s %-36s %-10s %s\n' version release from cached
	sort -t $'\t' -k 2,2Vr -s | awk -F'\t' -v want="$*" '
		BEGIN { n = split(want, list, " "); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
		{
			series = $2; sub(/~.*/, "", series); split(series, part, ".")
			series = part[1] "." part[2]; rc = $2 ~ /~/
			if ($1 == "cache") { cached[$3] = 1; if (!($5 in origin)) next }
		}
		n && !(series in wanted) && !($2 in wanted) { next }
		!n && seen[$1, series, rc]++ { next }
		$1 != "cache" && !shown[$1, $2, $3]++ { row[++rows] = $2 "\t" $3 "\t" $1 }
		END {
			for (i = 1; i <= rows; i++) {
				split(row[i], f, "\t"); sub(/~/, "-", f[1])
				printf "%-12s %-36s %-10s %s\n", f[1], f[2], f[3], (f[2] in cached) ? "yes" : "-"
			}
		}'
}
