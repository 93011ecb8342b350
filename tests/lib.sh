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
	printf '%s\n' "$@" | sed 's/^/      /' | head -n 30
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

# The distribution's interpreter: its packages are not in another's path.
python() {
	/usr/bin/python3 "$@"
}
