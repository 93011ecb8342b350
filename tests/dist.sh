#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks make dist-bin: the archive runs where nothing else is, and its run.sh prints KTAP.
set -euo pipefail
. tests/lib.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
archive=build/bpf-perf-$(uname -m).tar.gz
place="$dir/a b, c'd"
mkdir "$place"

rm -f "$archive"
check "make dist-bin makes an archive" make_in_turn dist-bin
tar -xzf "$archive" -C "$place"
top=$place/bpf-perf
run=$top/run.sh
cp "$archive" "$dir/first"
rm "$archive"
check "the same contents give the same bytes" bash -c "make --no-print-directory dist-bin && cmp '$archive' '$dir/first'"
check "everything in the archive is in one directory" test "$(tar -tzf "$archive" | cut -d/ -f1 | sort -u)" = bpf-perf

# Without an environment, from another directory, by all kinds of paths.
names() {
	./test_progs -l | awk '{ sub("/", ":", $2); print $2 }' >"$dir/names"
	(cd "$1" && env -i -- "$2" -l) | cmp - "$dir/names"
}
check "-l lists all tests without an environment" names / "$run"
check "-l lists all tests, by a relative path" names "$place" bpf-perf/run.sh
check "-l lists all tests, in its own directory" names "$top" ./run.sh
mkdir "$dir/-x"
ln -s "$top" "$dir/-x/-y"
check "-l lists all tests, through a link in a directory like an option" names "$dir" -x/-y/run.sh
expect "-l lists what is chosen" 0 '^helper_perf:ktime_get_ns$' "$run" -l -t helper_perf:ktime_get_ns
expect "--help shows the exit statuses" 0 '^Exit status: 0 nothing failed' "$run" --help
expect "report.sh runs report_progs" 0 'Commands \(report_progs COMMAND' env -i "$top/report.sh" --help
if [ "$(id -u)" -eq 0 ]; then
	expect "another user can list the tests" 0 '^map_perf:array_lookup$' \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$run" -l
	expect "another user cannot measure, and KTAP says so" 3 '^not ok 1 test_progs # ERROR nothing was measured' \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$run" -t helper_perf:ktime_get_ns
fi

# dry PATTERN OPTION...: checks the command that the options become.
dry() {
	expect "-d: $1" 0 "test_progs' '--ktap' $2 \$" "$run" -d "${@:3}"
}
dry "a test" "'-a' 'map_perf/hash_\*'" -t 'map_perf:hash_*'
dry "two tests, one with =" "'-a' 'a/b' '-a' 'c/d'" -t a:b --test=c:d
dry "a collection and a test to skip" "'-a' 'map_perf' '-b' 'map_perf/x'" -c map_perf -S map_perf:x
dry "a time" "'--time' '5'" -o 5
dry "a file like an option" "'-J' '-x'" -J -x
dry "a file with a blank, a quote and a colon" "'-J' 'a '\\\\''b:c'" -J "a 'b:c"
dry "options of test_progs follow" "'-a' 'a/b' '-B' 'x y:z' '--quick'" -t a:b -- -B 'x y:z' --quick
expect "an unknown option is refused" 2 'unknown option --bogus' "$run" --bogus
expect "an argument that is no option is refused" 2 'unknown option map_perf' "$run" map_perf
expect "a missing value is refused" 2 '-t needs a value' "$run" -t
expect "a value of an option without one is refused" 2 'unknown option --list' "$run" --list=x
expect "an unknown test is an error in KTAP, too" 2 '^not ok 1 test_progs # ERROR nothing was measured \(exit status 2\)' "$run" -t map_perf:none
mv "$top/programs/lib" "$place/lib"
expect "an archive that is not whole is refused" 2 'programs/lib is missing: unpack the whole archive' "$run" -l
mv "$place/lib" "$top/programs/lib"

# LAVA's commands only print.
mkdir "$dir/bin"
# shellcheck disable=SC2016 # the script expands it
printf '#!/bin/sh\necho "${0##*/} $*"\n' | tee "$dir/bin/lava-test-case" >"$dir/bin/lava-test-set"
chmod +x "$dir"/bin/*
lava() {
	python tests/results.py "$dir/lava.json" "$@" && ./report_progs ktap "$dir/lava.json" >"$dir/lava.ktap" &&
		PATH=$dir/bin:$PATH sh "$top/lava.sh" "$dir/lava.ktap" >"$dir/lava" && python - "$dir/lava.json" "$dir/lava" <<-'PYTHON'
	import json, re, sys
	results = json.load(open(sys.argv[1]))["results"]
	words = {"pass": "pass", "fail": "fail", "skip": "skip", "undecided": "unknown"}
	test, seen = None, {}
	for line in open(sys.argv[2]):
	    command, *args = line.split()
	    if command == "lava-test-set":
	        assert (args[0] == "start") == (test is None), line
	        test = args[1] if args[0] == "start" else None
	    else:
	        seen[f"{test}/{args[0]}"] = args[1:]
	assert test is None and len(seen) == len(results), (test, len(seen), len(results))
	for r in results:
	    args = seen[r["name"]]
	    assert args[:2] == ["--result", words[r["verdict"]]], (r["name"], args)
	    plots = "value" in r and not r.get("imprecise")
	    assert ("--measurement" in args) == plots, (r["name"], args)
	    if plots:
	        assert abs(float(args[3]) - r["value"]) <= 0.01 * abs(r["value"]) + 0.005 and args[5] == r["unit"], (r, args)
	PYTHON
}
check "lava.sh reports all results to LAVA" lava
check "lava.sh reports each verdict" lava "op('map_perf/a').update(verdict='fail', reason='breaks its limit', cause='limit')" \
	"op('map_perf/b').update(verdict='undecided', reason='the limit is astride')" "skip('map_perf/c', 'why')"
check "lava.sh passes no imprecise figure on" lava "op('map_perf/a').update(imprecise=True)"
printf 'KTAP version 1\n1..1\nnot ok 1 test_progs # ERROR nothing was measured (exit status 3): see standard error\n' >"$dir/nothing"
expect "lava.sh reports that nothing was measured" 0 'lava-test-case test_progs --result fail$' env PATH="$dir/bin:$PATH" "$top/lava.sh" "$dir/nothing"
: >"$dir/empty"
expect "lava.sh reports that there is no result" 1 'lava-test-case bpf-perf --result fail' env PATH="$dir/bin:$PATH" "$top/lava.sh" "$dir/empty"

# The recipes of docs/recipes.md, with scripts in place of what others provide.
# shellcheck disable=SC2016 # the scripts expand it
printf '#!/bin/sh\n[ "$1 $2" = "-q -O" ] && cp "$4" "$3"\n' >"$dir/bin/wget"
# shellcheck disable=SC2016
printf '#!/bin/sh\n[ "$*" = "-p project -t topic" ] && cat >"$SUBMITTED"\n' >"$dir/bin/kcidb-submit"
chmod +x "$dir"/bin/*
# recipe NAME...: runs a block of the page in a directory of its own.
recipe() {
	python tests/recipe.py "$@" >"$dir/recipe.sh" && (cd "$dir/lab" && PATH=$dir/bin:$PATH sh -e ../recipe.sh)
}
mkdir "$dir/lab"
export ARCHIVE=$PWD/$archive COLLECTION=stats_perf
if [ "$(id -u)" -eq 0 ]; then
	expect "the recipe for LAVA reports what was measured" 0 '^lava-test-case bpf_stats_cost --result ' recipe bpf-perf.yaml --steps
	expect "in a test set" 0 '^lava-test-set start stats_perf$' cat <(cd "$dir/lab" && PATH=$dir/bin:$PATH ./bpf-perf/lava.sh bpf-perf.ktap)
else
	expect "the recipe for LAVA reports that nothing was measured" 0 '^lava-test-case test_progs --result fail' recipe bpf-perf.yaml --steps
fi
cp "$dir/lava.json" "$dir/lab/bpf-perf.json"
ORIGIN=lab BUILD=lab:1 PROJECT=project TOPIC=topic SUBMITTED=$dir/submitted check "the recipe for KernelCI submits a report" recipe kernelci.sh
check "the report is KernelCI's" python tests/formats.py kcidb "$dir/submitted" "$dir/lava.json"

# A root directory with the archive and busybox alone.
if [ "$(id -u)" -ne 0 ] || ! unshare --mount true 2>/dev/null; then
	skip "the archive measures where nothing else is" "this user cannot mount"
	exit 0
fi
root=$dir/root
mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" "$root/tmp"
cp /bin/busybox "$root/bin/"
for applet in sh cat date uname; do ln -s busybox "$root/bin/$applet"; done
cp -r "$top" "$root/bpf-perf"
in_root() {
	# shellcheck disable=SC2016 # the other shell expands it
	unshare --mount --propagation private env -i PATH=/bin:/sbin:/usr/bin:/usr/sbin sh -c '
		mount -t proc proc "$0/proc" && mount -t sysfs sys "$0/sys" &&
		mount --bind /dev "$0/dev" && exec chroot "$0" /bin/sh "$@"' "$root" "$@"
}
expect "the archive runs where nothing else is" 0 '^map_perf:array_lookup$' in_root /bpf-perf/run.sh -l
able=0
./test_progs -a helper_perf/ktime_get_ns --time 1 >/dev/null 2>&1 || able=$?
if [ $able -gt 1 ] && [ $able -ne 5 ]; then
	skip "the archive measures where nothing else is" "this machine cannot measure"
	exit 0
fi
# measured OPTION...: measures in the root directory.  A figure may break its limit on this machine.
measured() {
	local status=0
	in_root "$@" >"$dir/ktap" 2>"$dir/err" || status=$?
	cat "$dir/ktap" "$dir/err"
	[ $status -le 1 ] || [ $status -eq 5 ]
}
few=(-t helper_perf:ktime_get_ns -t hook_perf:uprobe_nop -t stats_perf:bpf_stats_cost -o 30)
expect "the archive measures where nothing else is" 0 '^ +(not )?ok 1 ktime_get_ns # ~?[0-9.]+ ns \[' \
	measured /bpf-perf/run.sh "${few[@]}" -J /tmp/r.json
check "its KTAP is that of its result file" python tests/formats.py ktap "$dir/ktap" "$root/tmp/r.json"
expect "its limits are those of the archive" 0 '"limit": "<= ' cat "$root/tmp/r.json"
expect "-s prints a line for each collection" 0 '^(not )?ok 1 helper_perf # ' measured -c 'cd /tmp && exec /bpf-perf/run.sh -s -t helper_perf:ktime_get_ns -o 10'
check "-s prints no test" bash -c "! grep -q ktime_get_ns '$dir/ktap'"
logs=("$root"/tmp/bpf-perf-"$(uname -r)"-*.ktap)
expect "-s keeps all of it in a new file" 0 '^ +(not )?ok 1 ktime_get_ns' cat "${logs[0]}"
