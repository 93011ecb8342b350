# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Completes the words of test_progs (installed as bpf-perf), report_progs (bpf-perf-report) and
# vmtest.sh in bash: options, names of tests and operations, subcommands, kernels, result files.
#
#	. packaging/completion.bash

# Prints the options that PROGRAM [SUBCOMMAND] --help shows.
_bpf_perf_options() {
	"$@" --help 2>/dev/null | sed -nE 's/^ +(-.*)/\1/p' | sed 's/   *.*//' |
		tr -s ', ' '[\n*]' | sed -nE 's/^(--?[a-zA-Z][a-z-]*).*/\1/p'
}

# Prints the names of operations, and of tests.  They are asked for once in a shell.
_bpf_perf_names() {
	declare -gA _bpf_perf_known
	if [ -z "${_bpf_perf_known[$1]-}" ]; then
		_bpf_perf_known[$1]=$("$1" -l 2>/dev/null | awk '{ print $2 } { split($2, part, "/"); if (!seen[part[1]]++) print part[1] }')
	fi
	printf '%s\n' "${_bpf_perf_known[$1]}"
}

# Completes the last of some words with commas between them.
_bpf_perf_list() {
	local words=$1 cur=$2 before=
	[[ $cur != *,* ]] || before=${cur%,*},
	mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "${cur##*,}")
}

_bpf_perf_files() {
	mapfile -t COMPREPLY < <(compgen -f -- "$1")
	compopt -o filenames 2>/dev/null
}

_bpf_perf_json() {
	mapfile -t COMPREPLY < <(compgen -f -X '!*.json' -- "$1" && compgen -d -- "$1")
	compopt -o filenames 2>/dev/null
}

# Completes test_progs PREVIOUS CURRENT.
_bpf_perf_test() {
	local program=$1 prev=$2 cur=$3
	case $prev in
	-a | --allow | -b | --deny | -t | --name | -d | --deny-name)
		_bpf_perf_list "$(_bpf_perf_names "$program")" "$cur"
		return
		;;
	--unit) mapfile -t COMPREPLY < <(compgen -W "auto ns insns" -- "$cur") ;;
	--color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur") ;;
	--profile) mapfile -t COMPREPLY < <(compgen -W "production staging development debug" -- "$cur") ;;
	-C | --compare) _bpf_perf_json "$cur" ;;
	-J | --json | -B | --bounds | -o | --object | --dump | --programs | --data-in | --ctx-in) _bpf_perf_files "$cur" ;;
	*) [[ $cur != -* ]] || mapfile -t COMPREPLY < <(compgen -W "$(_bpf_perf_options "$program")" -- "$cur") ;;
	esac
}

_bpf_perf() {
	COMPREPLY=()
	_bpf_perf_test "$1" "$3" "$2"
}

_bpf_perf_report() {
	local program=$1 cur=$2 prev=$3
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "--help --version $("$program" --help 2>/dev/null |
			sed -n '/^Commands /,$s/^  \([a-z][a-z-]*\)\( .*\)*$/\1/p')" -- "$cur")
	elif [ "$prev" = --color ]; then
		mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur")
	elif [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_bpf_perf_options "$program" "${COMP_WORDS[1]}")" -- "$cur")
	elif [[ $prev == --waive || $prev == --events || $prev == -o ]]; then
		_bpf_perf_files "$cur"
	else
		_bpf_perf_json "$cur"
	fi
}

# Prints the kernels that the configuration names.
_bpf_perf_kernels() {
	local configs=${1%/*}/configs
	[[ $1 == */* ]] || configs=configs
	cat "$configs/kernels.default" "$configs/kernels.lock" 2>/dev/null | sed -n 's/^\([a-z0-9.]*\)\( .*\)*$/\1/p'
	echo host
}

_bpf_perf_vmtest() {
	local program=$1 cur=$2 prev=$3 i
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = -- ]; then
			_bpf_perf_test "${program%vmtest.sh}test_progs" "$prev" "$cur"
			return
		fi
	done
	case $prev in
	--mode) mapfile -t COMPREPLY < <(compgen -W "auto kvm icount tcg" -- "$cur") ;;
	--build | -o)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		compopt -o filenames 2>/dev/null
		;;
	--limit | --append | --qemu | --timeout | --boots | -j | -m | -s) ;;
	*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "-- $(_bpf_perf_options "$program")" -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -W "$(_bpf_perf_kernels "$program" | sort -u)" -- "$cur" && compgen -f -- "$cur")
		fi
		;;
	esac
}

complete -F _bpf_perf test_progs bpf-perf
complete -F _bpf_perf_report report_progs bpf-perf-report
complete -F _bpf_perf_vmtest vmtest.sh
