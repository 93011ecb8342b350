# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks the table of kernels.

ops="{'hook_perf/kprobe': 50, 'map_perf/hash_update_existing': 328, 'map_perf/array_update': 30,
	'map_perf/hash_lookup_hit': 10, 'map_perf/timer_start': 123456, 'map_perf/hash_create_bytes': 4096,
	'output_perf/perf_event_output_wakeup_100_consumer_64': 31, 'hook_perf/netkit_xmit': 9, 'hook_perf/lsm': 7}"
# kernel NAME RELEASE CHANGE...: a result file in exact instructions.
kernel() {
	local name=$1 release=$2
	shift 2
	made "table.$name" "env['kernel_release'] = '$release'" "results[:] = [result(n, v) for n, v in $ops.items()]" \
		"insns()" "env['vm']['version'] = '$release'" "skip('hook_perf/netkit_xmit', 'not in this kernel')" \
		"skip('hook_perf/lsm', 'it broke', 'fail')" "$@"
}
kernel 1 5.10.262 "scale('map_perf/hash_update_existing', 1.0015)" "op('map_perf/hash_lookup_hit').update(imprecise=True)"
kernel 1.2 5.10.262 "scale('map_perf/hash_update_existing', 3)" "op('map_perf/hash_lookup_hit').update(imprecise=True)"
kernel 1.3 5.10.262 "scale('map_perf/hash_update_existing', 1.01)"
kernel 2 6.1.192 "scale('map_perf/array_update', 1.5)" "scale('map_perf/hash_create_bytes', 0.5)" \
	"op('map_perf/timer_start').update(verdict='fail', cause='limit', limit='<= 1 insns', reason='over')" \
	"skip('hook_perf/kprobe', 'no kprobes')" "skip('map_perf/hash_lookup_hit', 'it broke', 'fail')"
kernel 3 6.12.107 "scale('map_perf/array_update', 0.123)"
kernel 4 7.2.13 "scale('map_perf/array_update', 40)" "results.remove(op('hook_perf/kprobe'))"
kernel 5 7.3.1 "env['debug_kernel'] = 'KASAN'"
made table.ns "$new"
mkdir -p "$dir/table.run"
cp "$dir/table.1.json" "$dir/table.1.2.json" "$dir/table.1.3.json" "$dir/table.2.json" "$dir/table.run/"
cat >"$dir/table.run/run.json" <<'JSON'
{"schema": "bpf-perf-run/1", "kernels": [
 {"label": "5.4", "files": [], "boots": [], "status": 4},
 {"label": "5.10.262", "files": ["table.1.json", "table.1.2.json", "table.1.3.json"], "boots": [{}, {}, {}], "status": 0},
 {"label": "6.1.192", "files": ["table.2.json"], "boots": [{}], "status": 0},
 {"label": "6.6.1", "files": ["table.9.json"], "boots": [{}], "status": 3}]}
JSON
for case in narrow wide figures grouped merged skipped marks colours run partial; do
	check "the table of kernels: $case" env -u COLUMNS tests/kernel_table.py $case "$dir"
done
expect "kernels that cannot be compared stand side by side" 0 '^6.12.107: shown without a change: .*unit' "$r" table "$dir/table.1.json" "$dir/table.ns.json"
expect "a table of nothing is refused" 2 'no result file is given' "$r" table
expect "a table of no operation is refused" 2 'no operation in the files matches' "$r" table --only none "$dir/table.1.json"
expect "a table of a broken file is refused" 2 'report_progs: .*table.sh:1:' "$r" table tests/report/table.sh
