#!/bin/sh -
# SPDX-License-Identifier: GPL-2.0-only
#
#   lava.sh FILE    reports the results in FILE, which run.sh printed, to LAVA
#
# There is a test set for each collection and a test case for each test: pass, fail, skip, or unknown
# if it is undecided.  An imprecise figure (~) is no measurement, so that nobody plots it.
set -f

# Prints the names of the collections in FILE.  They come after their tests.
sets() {
	while IFS= read -r line; do
		case $line in
		'ok '* | 'not ok '*)
			line=${line#not }
			line=${line#ok * }
			printf '%s\n' "${line%% *}"
			;;
		esac
	done <"$1"
}

# test_case LINE: reports a line such as "ok 1 ktime_get_ns # 36.0 ns [34.2, 36.2] limit <= 70 ns".
test_case() {
	result=pass
	case $1 in
	'not '*) result=fail ;;
	esac
	# shellcheck disable=SC2086 # words are wanted
	set -- ${1#not }
	name=$3
	shift 3
	[ "$1" != '#' ] || shift
	case $1 in
	SKIP)
		result=skip
		shift
		;;
	ERROR) shift ;;
	esac
	if [ "$1" = UNDECIDED: ]; then
		result=unknown
		shift
	fi
	case $1:$3 in
	[0-9-]*:'['*) lava-test-case "$name" --result "$result" --measurement "$1" --units "$2" ;;
	*) lava-test-case "$name" --result "$result" ;;
	esac
}

if [ $# -ne 1 ] || [ ! -r "$1" ]; then
	echo "usage: lava.sh FILE, with what run.sh printed" >&2
	exit 2
fi
left=$(sets "$1")
if [ -z "$left" ]; then
	echo "lava.sh: $1 has no results: was it printed by run.sh?" >&2
	lava-test-case bpf-perf --result fail
	exit 1
fi
within=
while IFS= read -r line; do
	case $line in
	'  KTAP '*)
		within=yes
		lava-test-set start "${left%%
*}"
		;;
	'  ok '* | '  not ok '*) test_case "${line#  }" ;;
	'ok '* | 'not ok '*)
		# Without tests it says that nothing was measured.
		if [ -n "$within" ]; then lava-test-set stop; else test_case "$line"; fi
		within=
		left=${left#*
}
		;;
	esac
done <"$1"
