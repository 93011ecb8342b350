# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks what a terminal shows of a comparison.

ops="{'hook_perf/kprobe': 50, 'map_perf/hash_update_existing': 100, 'map_perf/array_update': 30,
	'map_perf/lru_hash_update': 60, 'map_perf/hash_lookup_hit': 10, 'map_perf/array_of_maps_lookup': 20,
	'output_perf/perf_event_output_wakeup_100_consumer_64': 30}"
all="results[:] = [result(n, v) for n, v in $ops.items()]"
slower() {
	printf "scale('%s', %s)\n" "$@"
}
mapfile -t changes < <(slower map_perf/hash_update_existing 1.5 map_perf/array_update 1.2 \
	map_perf/lru_hash_update 0.8 map_perf/hash_lookup_hit 0.7 map_perf/array_of_maps_lookup 1.3 \
	output_perf/perf_event_output_wakeup_100_consumer_64 1.2)
made screen1 "$all"
made screen2 "$new" "$all" "${changes[@]}" "op('map_perf/array_of_maps_lookup').update(imprecise=True)" \
	"skip('hook_perf/kprobe', 'attaching failed: this is a long reason that does not fit behind the row of any terminal that people have on a desk')"
made screen3 "env['kernel_release'] = '6.13.1'" "$all" "scale('map_perf/array_update', 1.4)"
for case in narrow grouped wide workload sides colours unsure listed; do
	check "on a terminal: $case" env -u COLUMNS tests/screen.py $case "$dir"/screen[123].json
done
expect "an unknown kind of colours is refused" 2 "'sometimes' is not auto, always or never" "$r" compare --color sometimes "$dir/screen1.json" "$dir/screen2.json"
