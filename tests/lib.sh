# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions for the parts of tests/run.  Every check prints ok, FAIL or skip with its name, and
# counts in the files of $TALLY, which several processes may write.

: "${TALLY:=$(mktemp -d)}"

ok() {
	printf 'ok    %s\n' "$1"
	echo "$1" >>"$TALLY/ok"
}

# shorten: prints the beginning and the end of long input, because make reports errors at the end,
# and between them the first lines that say what failed.
shorten() {
	awk '
		NR <= 15 { print; next }
		NR > 40 && found < 20 && last[NR % 25] ~ /FAIL|UNDECIDED|error:/ { said[++found] = last[NR % 25] }
		{ last[NR % 25] = $0 }
		END {
			if (NR > 40)
				printf "[%d lines more%s]\n", NR - 40 - found, found ? ", of which:" : ""
			for (i = 1; i <= found; i++)
				print said[i]
			if (found)
				print "[end]"
			for (i = NR > 40 ? NR - 24 : 16; i <= NR; i++)
				print last[i % 25]
		}'
}

not_ok() {
	local name=$1
	shift
	{
		printf 'FAIL  %s\n' "$name"
		printf '%s\n' "$@" | shorten | sed 's/^/      /'
	} | {
		# The end of a log shows the failed checks again: it is what is kept of a long one.
		flock "$TALLY/failing" tee -a "$TALLY/failures"
	}
	echo x >>"$TALLY/failed"
}

skip() {
	printf 'skip  %s (%s)\n' "$1" "$2"
	echo "$1" >>"$TALLY/skipped"
}

# check NAME COMMAND...: passes if the command succeeds.
check() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1 </dev/null); then ok "$name"; else not_ok "$name" "status $?: $*" "$out"; fi
}

# expect NAME STATUS PATTERN COMMAND...: passes if the command exits with STATUS and a line of its
# output matches PATTERN, an extended regular expression.
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

# make_in_turn TARGET...: runs make while no other part does, because parts run in parallel.
make_in_turn() {
	flock "$TALLY/making" make --no-print-directory "$@"
}

# in_time COMMAND...: runs the command with --time 2, and with more time if that was not enough for
# all operations, because loading may be slow on this machine.
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

# limited NAME PATTERN COMMAND...: passes if a limit in time breaks: status 1 and a line that
# matches. Undecided limits get more time.  If test_progs says that it does not enforce the limit,
# because the core is never quiet, this is a skip, and so is a limit that stays undecided.
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
			skip "$name" "the limit is not enforced, because the core is never quiet"
		else
			not_ok "$name" "the limit is enforced although test_progs said that it is not: $*" "$out"
		fi
	elif [ "$status" -eq 1 ] && grep -qE -- "$pattern" <<<"$out"; then
		ok "$name"
	elif grep -q ':UNDECIDED ' <<<"$out" && ! grep -qE ':(FAIL|SKIP) ' <<<"$out"; then
		skip "$name" "$(grep -m 1 ':UNDECIDED ' <<<"$out" | tr -s ' ')"
	else
		not_ok "$name" "status $status, or no line matches '$pattern': $*" "$out"
	fi
}

# soon COMMAND...: waits until the command succeeds, but at most a minute.
soon() {
	local end=$((SECONDS + 60))
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# at_best COMMAND...: passes if one of five tries succeeds.  Other load makes a processor slower,
# never faster.
at_best() {
	local i
	for ((i = 0; i < 5; i++)); do
		if "$@"; then return; fi
	done
	return 1
}

# Runs the interpreter of the distribution, because others do not find its packages.
python() {
	/usr/bin/python3 "$@"
}

# files PATTERN...: lists the matching files of the repository, even if it belongs to another user.
# An unpacked archive is searched.
files() {
	if [ -e .git ] && command -v git >/dev/null; then
		git -c safe.directory='*' ls-files -- "$@"
	else
		local pattern
		for pattern in "$@"; do
			find . -path ./build -prune -o -type f -path "./$pattern" -print
		done | sed 's|^\./||'
	fi
}
