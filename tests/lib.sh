# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# For the parts of tests/run.  Every check says ok, FAIL or skip with its name, and
# counts in the files of $TALLY, which several processes may write.

: "${TALLY:=$(mktemp -d)}"

ok() {
	printf 'ok    %s\n' "$1"
	echo "$1" >>"$TALLY/ok"
}

not_ok() {
	printf 'FAIL  %s\n' "$1"
	shift
	# Of what is long the beginning and the end, where make says what was wrong.
	printf '%s\n' "$@" | sed 's/^/      /' | awk '
		NR <= 15 { print; next }
		{ last[NR % 25] = $0 }
		END {
			if (NR > 40)
				printf "      [%d lines more]\n", NR - 40
			for (i = NR > 40 ? NR - 24 : 16; i <= NR; i++)
				print last[i % 25]
		}'
	echo x >>"$TALLY/failed"
}

skip() {
	printf 'skip  %s (%s)\n' "$1" "$2"
	echo "$1" >>"$TALLY/skipped"
}

# check NAME COMMAND...: passes when the command does.
check() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1 </dev/null); then ok "$name"; else not_ok "$name" "status $?: $*" "$out"; fi
}

# expect NAME STATUS PATTERN COMMAND...: the exit status, and an extended regular
# expression that a line of the output matches.
expect() {
	local name=$1 want=$2 pattern=$3 out status=0
	shift 3
	out=$("$@" 2>&1 </dev/null) || status=$?
	if [ "$status" -ne "$want" ]; then
		not_ok "$name" "status $status, expected $want: $*" "$out"
	elif ! grep -qE -- "$pattern" <<<"$out"; then
		not_ok "$name" "no line matches '$pattern': $*" "$out"
	else
		ok "$name"
	fi
}

# make_in_turn TARGET...: make, of all that run beside each other one at a time.
make_in_turn() {
	flock "$TALLY/making" make --no-print-directory "$@"
}

# in_time COMMAND...: with --time 2 at its end, and with more where that did not suffice for
# all: how long loading takes is this machine's affair.
in_time() {
	local out status seconds
	for seconds in 2 20 120; do
		status=0
		out=$("$@" --time "$seconds" 2>&1 </dev/null) || status=$?
		grep -q ' not reached in the time' <<<"$out" || break
	done
	printf '%s\n' "$out"
	return "$status"
}

# limited NAME PATTERN COMMAND...: a limit in time is broken, which is status 1 and such a line.
# Where it is not enforced, on a core that is never quiet, test_progs has to say so, and what is
# undecided gets more time: neither shows that a limit is kept, and is a skip.
limited() {
	local name=$1 pattern=$2 out status seconds
	shift 2
	for seconds in 5 30 90; do
		status=0
		out=$("$@" --time "$seconds" 2>&1 </dev/null) || status=$?
		grep -q ':UNDECIDED ' <<<"$out" || break
	done
	if grep -q '^Absolute limits .*not enforced: ' <<<"$out"; then
		if grep -qE 'OK .*not enforced here' <<<"$out" &&
			! grep -qE -- "$pattern" <<<"$out"; then
			skip "$name" "not enforced here, as it says: the core is never quiet"
		else
			not_ok "$name" "enforced though it said that it is not: $*" "$out"
		fi
	elif [ "$status" -eq 1 ] && grep -qE -- "$pattern" <<<"$out"; then
		ok "$name"
	elif grep -q ':UNDECIDED ' <<<"$out" && ! grep -qE ':(FAIL|SKIP) ' <<<"$out"; then
		skip "$name" "$(grep -m 1 ':UNDECIDED ' <<<"$out" | tr -s ' ')"
	else
		not_ok "$name" "status $status, or no line matches '$pattern': $*" "$out"
	fi
}

# soon COMMAND...: waits until it succeeds, a minute at most.
soon() {
	local end=$((SECONDS + 60))
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# at_best COMMAND...: once in five times.  Neighbours make a processor slower, never faster.
at_best() {
	local i
	for ((i = 0; i < 5; i++)); do
		if "$@"; then return; fi
	done
	return 1
}

# The distribution's interpreter: its packages are not in another's path.
python() {
	/usr/bin/python3 "$@"
}
