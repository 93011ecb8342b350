#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks that kill -9 at random moments leaves the machine unchanged.
set -euo pipefail
. tests/lib.sh

# An undecided figure does not matter here.
able=0
./test_progs -a helper_perf/ktime_get_ns --time 1 >/dev/null 2>&1 || able=$?
if [ $able -gt 1 ]; then
	skip "kill -9 leaves nothing behind" "this machine cannot measure"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

bpftool=$(.ci/tool bpftool)
# Lists programs, maps and links with their ids.
loaded() {
	"$bpftool" prog list
	"$bpftool" map list
	"$bpftool" link list 2>/dev/null || true
}
# Lists everything that a run could leave: programs, maps and links by id, pins, mounts, sysctls,
# trace settings, processes, and files in the directory of the results.
state() {
	loaded
	cat /proc/mounts
	find /sys/fs/bpf 2>/dev/null || true
	# Only these files of /proc/sys: clocks and random numbers change by themselves.
	for f in /proc/sys/kernel/bpf_stats_enabled /proc/sys/net/core/bpf_jit_* \
		/proc/sys/kernel/unprivileged_bpf_disabled /proc/sys/kernel/ftrace_enabled; do
		[ -r "$f" ] && printf '%s %s\n' "$f" "$(cat "$f")"
	done
	cut -d: -f1 /proc/net/dev
	# A run that ended before it was killed left its results.
	find "$dir/results" ! -name r.json
	pgrep -x test_progs || true
	# tracefs may not be mounted, so mount it in a new namespace.
	unshare --mount --propagation private sh -c '
		mount -t tracefs none /mnt 2>/dev/null || exit 0
		cd /mnt
		ls instances | sed "s/^/instance /"
		# Print the name of the file, because a bare 0 would match any other 0.
		grep -H "" tracing_on current_tracer set_event buffer_size_kb \
			events/bpf_trace/bpf_trace_printk/enable events/bpf_trace/bpf_trace_printk/filter
		grep -HE "entries|overrun|read" per_cpu/cpu*/stats'
	# cgroup2 may not be mounted, either.  A new namespace of cgroups is needed, because another
	# mount would change its options for everybody.
	unshare --mount --cgroup --propagation private sh -c '
		mount -t cgroup2 none /mnt 2>/dev/null || exit 0
		cd /mnt
		find . -mindepth 1 -maxdepth 1 -type d -printf "cgroup %P\n"
		sed "s/^/controllers for children: /" cgroup.subtree_control'
	# cgroup1 has the memory controller in a hierarchy of its own.
	find /sys/fs/cgroup -name 'bpf-perf.*' 2>/dev/null || true
}

# Prints what was not there before.  Loaded programs disappear a moment after their process.
left() {
	local i
	for i in $(seq "$1"); do
		state | grep -vxFf "$dir/before" >"$dir/left" || return 0
		sleep 0.1
	done
	cat "$dir/left"
}

# Others may load programs meanwhile, so only what is still there at the end was left by test_progs.
still_left() {
	state | grep -xFf "$dir/suspects" >"$dir/left" || return 0
	cat "$dir/left"
	return 1
}

mkdir "$dir/results"
"$(.ci/tool clang)" -O2 -g -target bpf -mcpu=v3 "-I/usr/include/$(gcc -print-multiarch)" -DPINNED \
	-c tests/objects/mine.c -o "$dir/mine.bpf.o"
# The first program that prints makes the kernel register the event for good.
all_unloaded() {
	! loaded | grep -vxFf "$dir/loaded" >/dev/null
}
loaded >"$dir/loaded"
./test_progs -a helper_perf/trace_printk --time 1 >/dev/null 2>&1 || true
# This fails if somebody else loaded something meanwhile.
soon all_unloaded || true
state >"$dir/before"
grep -q '^tracing_on:' "$dir/before" || skip "kill -9 leaves no trace settings" "tracefs cannot be mounted"
grep -q '^cgroup ' "$dir/before" || skip "kill -9 leaves no cgroups" "cgroup2 cannot be mounted or has no cgroups"
RANDOM=1
for i in $(seq 20); do
	# Every other run uses tracing and cgroups, which outlive a process.
	names=map_perf,helper_perf,stats_perf
	[ $((i % 2)) -eq 0 ] && names="helper_perf/*trace*,hook_perf/cgroup_*,mem_perf,pattern_perf/print_*"
	# Every third one measures an object that pins its map, in namespaces of its own.
	arguments=(-a "$names" -b 'map_perf/*_1m')
	[ $((i % 3)) -eq 0 ] && arguments=(--programs "$dir/mine.bpf.o")
	setsid ./test_progs "${arguments[@]}" -J "$dir/results/r.json" --time 20 >/dev/null 2>&1 &
	pid=$!
	# Wait for a random time.
	sleep $((RANDOM % 3)).$((RANDOM % 10))$((RANDOM % 10))
	kill -9 -- "-$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	left 50 >>"$dir/suspects"
done
./test_progs -a 'helper_perf/*trace*,map_perf/array_lookup' --time 3 >/dev/null 2>&1 || true
left 50 >"$dir/ordinary"
if [ -s "$dir/suspects" ]; then
	check "kill -9 at 20 random moments leaves nothing behind" soon still_left
else
	ok "kill -9 at 20 random moments leaves nothing behind"
fi
cat "$dir/ordinary" >"$dir/suspects"
check "a normal end leaves nothing behind" soon still_left

# What several runs change in tracefs lasts as long as the last of them, and no longer.
lines="helper_perf/trace_printk,pattern_perf/print_line"
filter_is_set() {
	unshare --mount --propagation private sh -c '
		mount -t tracefs none /mnt && grep -q bpf-perf /mnt/events/bpf_trace/bpf_trace_printk/filter'
}
several_runs() {
	local pid status=0
	setsid ./test_progs -a "$lines" --time 20 >/dev/null 2>&1 &
	pid=$!
	./test_progs -a "$lines" --time 8 >"$dir/second" 2>&1 &
	sleep 2
	kill -9 -- "-$pid" 2>/dev/null || status=1
	wait "$pid" 2>/dev/null || true
	# Its guardian has a moment to do too much.
	sleep 1
	filter_is_set || status=1
	wait || status=1
	grep -q 'Summary: 2/2 PASSED' "$dir/second" || status=1
	[ $status -eq 0 ] || cat "$dir/second"
	left 50 >"$dir/suspects"
	return $status
}
check "two tests of two runs print lines at a time, and one run is killed" several_runs
check "and nothing is left behind" soon still_left
