#!/bin/sh -
# SPDX-License-Identifier: GPL-2.0-only
#
# Measures what BPF costs on this machine and prints the results as KTAP.  The options are those of
# run_kselftest.sh of the kernel where it has them.  Needs root, /proc and /bin/sh; what the programs
# link is in lib/.
usage() {
	cat <<'TEXT'
Usage: run.sh [OPTION]... [-- OPTION OF test_progs...]

  -l, --list                   list all tests, as COLLECTION:TEST
  -t, --test COLLECTION:TEST   run this test; may be repeated, * matches anything
  -c, --collection COLLECTION  run all tests of this collection; may be repeated
  -S, --skip COLLECTION:TEST   do not run this test; may be repeated
  -s, --summary                print a line for each collection; all of it goes to a new file
                               bpf-perf-RELEASE-TIME.ktap in the current directory
  -o, --override-timeout SEC   stop measuring after this time (105)
  -J, --json FILE              write all figures to FILE, for report.sh
  -d, --dry-run                print the command instead of running it
  -h, --help                   show this text

Exit status: 0 nothing failed and something passed, 1 something failed, 2 bad usage, 3 it could not
be set up (not root, no BPF), 4 everything was skipped, 5 undecided, 130 interrupted.
TEXT
}

bad() {
	echo "run.sh: $1; see run.sh --help" >&2
	exit 2
}

# in_words NAME: sets word to the name as test_progs writes it, a slash for each colon.
in_words() {
	word=
	rest=$1
	while :; do
		case $rest in
		*:*)
			word=$word${rest%%:*}/
			rest=${rest#*:}
			;;
		*)
			word=$word$rest
			return
			;;
		esac
	done
}

# Prints the names of the list on standard input with a colon.
with_colons() {
	while read -r _ name _; do
		printf '%s:%s\n' "${name%%/*}" "${name#*/}"
	done
}

# Prints the words so that a shell reads them as they are.
quoted() {
	for text in "$@"; do
		out=
		while :; do
			case $text in
			*\'*)
				out="$out${text%%\'*}'\\''"
				text=${text#*\'}
				;;
			*) break ;;
			esac
		done
		printf "'%s' " "$out$text"
	done
	echo
}

# Prints the lines of a file that are of whole collections.
collections() {
	while IFS= read -r line; do
		case $line in
		' '*) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$1"
}

case $0 in
/*) here=${0%/*} ;;
*/*) here=./${0%/*} ;;
*) here=. ;;
esac
programs=$here/programs
for part in test_progs lib bounds; do
	[ -e "$programs/$part" ] || bad "$programs/$part is missing: unpack the whole archive"
done
# The programs name their loader as /proc/self/fd/9/..., so that they use no library of this machine
# and the current directory stays.
exec 9<"$programs/lib" || exit 3

list='' summary='' dry='' options=''
# The options become words for test_progs behind those that are still to be read, which end with the
# marker.
marker=$(printf '\001')
set -- "$@" "$marker" --ktap
while [ "$1" != "$marker" ]; do
	option=$1
	shift
	# An option with a value takes the next word, and --option=value has it.
	case $option in
	--*=*)
		value=${option#*=} has=yes
		option=${option%%=*}
		;;
	*) value=$1 has='' ;;
	esac
	case $option in
	-t | --test | -c | --collection | -S | --skip | -o | --override-timeout | -J | --json)
		if [ -z "$has" ]; then
			[ "$1" != "$marker" ] || bad "$option needs a value"
			shift
		fi
		;;
	*) [ -z "$has" ] || bad "unknown option $option" ;;
	esac
	in_words "$value"
	case $option in
	-l | --list) list=yes ;;
	-t | --test | -c | --collection) set -- "$@" -a "$word" ;;
	-S | --skip) set -- "$@" -b "$word" ;;
	-s | --summary) summary=yes ;;
	-o | --override-timeout) set -- "$@" --time "$value" ;;
	-J | --json) set -- "$@" -J "$value" ;;
	-d | --dry-run) dry=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	--)
		options=yes
		break
		;;
	*) bad "unknown option $option" ;;
	esac
done
if [ -n "$options" ]; then
	# The words up to the marker go to test_progs as they are.
	while [ "$1" != "$marker" ]; do
		set -- "$@" "$1"
		shift
	done
fi
shift

if [ -n "$list" ]; then
	names=$("$programs/test_progs" "$@" -l) || exit $?
	printf '%s\n' "$names" | with_colons
	exit 0
fi
if [ -n "$dry" ]; then
	quoted "$programs/test_progs" "$@"
	exit 0
fi
[ -n "$summary" ] || exec "$programs/test_progs" "$@"

log=bpf-perf-$(uname -r)-$(date -u +%Y-%m-%d-%H%M%S).ktap
# An earlier file is not replaced.
set -C
printf '' >"$log" || exit 3
set +C
"$programs/test_progs" "$@" >"$log" &
pid=$!
# test_progs then writes what it has measured so far.
trap 'kill -TERM "$pid"' INT TERM HUP
status=0
wait "$pid" || status=$?
# A signal ends the waiting, too.
while kill -0 "$pid" 2>/dev/null; do
	status=0
	wait "$pid" || status=$?
done
collections "$log"
echo "run.sh: everything is in $log" >&2
exit "$status"
