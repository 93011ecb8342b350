#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# kill -9 of everything at random moments leaves the machine as it was.
set -euo pipefail
. tests/lib.sh

# That nothing could be decided is no reason.
able=0
./test_progs -a helper_perf/ktime_get_ns --time 1 >/dev/null 2>&1 || able=$?
if [ $able -gt 1 ]; then
	skip "kill -9 leaves nothing behind" "cannot measure here"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

bpftool=$(.ci/tool bpftool)
# Programs, maps and links, by id.
loaded() {
	"$bpftool" prog list
	"$bpftool" map list
	"$bpftool" link list 2>/dev/null || true
}
# Everything that a run could leave: programs, maps, links by id, pins, mounts,
# sysctls, trace settings, processes, files in the result's directory.
state() {
	loaded
	cat /proc/mounts
	find /sys/fs/bpf 2>/dev/null || true
	# "now" clocks and random numbers in /proc/sys differ by themselves.
	for f in /proc/sys/kernel/bpf_stats_enabled /proc/sys/net/core/bpf_jit_* \
		/proc/sys/kernel/unprivileged_bpf_disabled /proc/sys/kernel/ftrace_enabled; do
		[ -r "$f" ] && printf '%s %s\n' "$f" "$(cat "$f")"
	done
	cut -d: -f1 /proc/net/dev
	# A run that ended before it was killed has left its results.
	find "$dir/results" ! -name r.json
	pgrep -x test_progs || true
	# tracefs is looked at in a namespace of our own: it may not be mounted.
	unshare --mount --propagation private sh -c '
		mount -t tracefs none /mnt 2>/dev/null || exit 0
		cd /mnt
		ls instances | sed "s/^/instance /"
		# With the name of the file: a bare 0 would pass for any other 0.
		grep -H "" tracing_on current_tracer set_event buffer_size_kb \
			events/bpf_trace/bpf_trace_printk/enable events/bpf_trace/bpf_trace_printk/filter
		grep -HE "entries|overrun|read" per_cpu/cpu*/stats'
	# So may cgroup2, whose options another mount would change for everybody outside
	# of a namespace of cgroups.
	unshare --mount --cgroup --propagation private sh -c '
		mount -t cgroup2 none /mnt 2>/dev/null || exit 0
		cd /mnt
		find . -mindepth 1 -maxdepth 1 -type d -printf "cgroup %P\n"'
}

# What is there and was not before: what was loaded goes a moment after its process.
left() {
	local i
	for i in $(seq "$1"); do
		state | grep -vxFf "$dir/before" >"$dir/left" || return 0
		sleep 0.1
	done
	cat "$dir/left"
}

# Somebody else may load programs of his own meanwhile: what we left is what is still
# there when all is over.
still_left() {
	state | grep -xFf "$dir/suspects" >"$dir/left" || return 0
	cat "$dir/left"
	return 1
}

mkdir "$dir/results"
# Loading a program that prints makes the kernel register the event; once.
all_unloaded() {
	! loaded | grep -vxFf "$dir/loaded" >/dev/null
}
loaded >"$dir/loaded"
./test_progs -a helper_perf/trace_printk --time 1 >/dev/null 2>&1 || true
# Or somebody else loaded something meanwhile.
soon all_unloaded || true
state >"$dir/before"
grep -q '^tracing_on:' "$dir/before" || skip "kill -9 leaves no trace settings" "tracefs cannot be mounted here"
grep -q '^cgroup ' "$dir/before" || skip "kill -9 leaves no cgroups" "cgroup2 cannot be mounted here, or has none"
RANDOM=1
for i in $(seq 20); do
	# Every other run is of tracing and of cgroups, which outlive a process.
	names=map_perf,helper_perf,stats_perf
	[ $((i % 2)) -eq 0 ] && names="helper_perf/*trace*,hook_perf/cgroup_*"
	setsid ./test_progs -a "$names" -b 'map_perf/*_1m' -J "$dir/results/r.json" --time 20 \
		>/dev/null 2>&1 &
	pid=$!
	# The random moment that this is about.
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
check "an ordinary end leaves nothing behind" soon still_left
