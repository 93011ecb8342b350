#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# man.sh PROGRAM VERSION [OLD=NEW...]: prints the manual page of a program from what its --help
# prints, with that of each of its subcommands.  Each OLD becomes NEW, because an installed program
# has another name.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$1 version=$2
shift 2
name=${program##*/}
renamed=()
for pair in "$@"; do
	renamed+=(-e "s/${pair%%=*}/${pair#*=}/g")
done

page() {
	local help command commands
	help=$("$program" --help)
	printf '.\\" Made by packaging/man.sh of what --help prints.\n'
	printf '.TH "%s" 1 "" "bpf-perf %s" "bpf-perf"\n' "$name" "$version"
	# The first sentence of the description.
	printf '.SH NAME\n%s \\- %s\n' "$name" "$(sed -n '/^Usage:/,$ { /^Usage:/d; /^ *or:/d; /^$/d; p; }' <<<"$help" |
		awk '{ text = text (NR > 1 ? " " : "") $0 }
			END { sub(/\. .*|\.$/, "", text); print tolower(substr(text, 1, 1)) substr(text, 2) }')"
	awk -f "$here/man.awk" <<<"$help"
	# Subcommands are listed before the options, each with its arguments.
	mapfile -t commands < <(sed -n '/^Commands /,$s/^  \([a-z][a-z-]*\)\( .*\)*$/\1/p' <<<"$help")
	for command in "${commands[@]}"; do
		printf '.SH "%s %s"\n' "${name^^}" "${command^^}"
		"$program" "$command" --help | awk -v sub_=1 -f "$here/man.awk"
	done
}

page | if [ ${#renamed[@]} -gt 0 ]; then sed "${renamed[@]}"; else cat; fi
