# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks report_progs explain.

# explanation NAME VERSION OPERATIONS: makes $dir/NAME.explain.json.
explanation() {
	cat >"$dir/$1.explain.json" <<-JSON
	{"schema": "bpf-perf-explain/1", "kernel_release": "$2-x", "version": "$2", "qemu": "7.2.22",
	 "mitigations": {"spectre_v2": "$4"}, "operations": {$3}}
	JSON
}
explanation why_old 5.10.262 '"map_perf/u": {"result": 328.47, "sum": 328.47, "functions": {
	"htab_map_update_elem": {"insns": 95.47, "loads": 22}, "memcpy": {"insns": 25}, "alloc": {"insns": 67}, "[program]": {"insns": 141}},
	"stacks": {"[program]": 141, "[program];htab_map_update_elem": 187.47, "[program];less": -2}},
	"map_perf/same": {"result": 8, "sum": 8, "functions": {"[program]": {"insns": 8}}, "stacks": {"[program]": 8}},
	"map_perf/dear": {"result": 8, "sum": 8, "functions": {"lock": {"insns": 8, "loads": 1}}, "stacks": {}},
	"map_perf/half": {"reason": "it is no time"}' Retpolines
explanation why_new 6.1.192 '"map_perf/u": {"result": 400.5, "sum": 400.4, "functions": {
	"htab_map_update_elem": {"insns": 137.47, "loads": 30, "locked": 1}, "memcpy": {"insns": 25}, "htab_lock_bucket": {"insns": 34}, "[program]": {"insns": 203.93}},
	"stacks": {"[program]": 203.93, "[program];htab_map_update_elem": 196.47}},
	"map_perf/same": {"result": 8, "sum": 8, "functions": {"[program]": {"insns": 8}}, "stacks": {"[program]": 8}},
	"map_perf/dear": {"result": 8, "sum": 8, "functions": {"lock": {"insns": 8, "loads": 1, "locked": 2}}, "stacks": {}},
	"map_perf/half": {"result": 3, "sum": 3, "functions": {"[program]": {"insns": 3}}, "stacks": {}},
	"map_perf/only\u001b[31m": {"result": 3, "sum": 3, "functions": {"[program]": {"insns": 3}}, "stacks": {}}' IBRS
two=("$dir/why_old.json" "$dir/why_new.json")
expect "explain: the line of an operation has both figures" 0 '^map_perf/u +328\.47 -> +400\.50 +\+72\.03$' $r explain "${two[@]}"
expect "explain: a function has its change and both counts" 0 '^ +\+42\.00  htab_map_update_elem +95\.47 -> +137\.47$' $r explain "${two[@]}"
expect "explain: a new function has no old count" 0 '^ +\+34\.00  htab_lock_bucket +- -> +34\.00$' $r explain "${two[@]}"
expect "explain: what no function has is told" 0 '^ +\+0\.10  not attributed$' $r explain "${two[@]}"
in_order() {
	[ "$($r explain --only '/u$' "$@" | awk '/^ +[-+].* -> / { print $2 }' | xargs)" = \
		"alloc [program] htab_map_update_elem htab_lock_bucket" ]
}
check "explain: the largest change is first, and what did not change is left out" in_order "${two[@]}"
expect "explain: an unchanged operation is shown with --all" 0 '^map_perf/same +8\.00 -> +8\.00' $r explain --all "${two[@]}"
expect "explain: without --all it is not" 1 '^0$' bash -c "$r explain ${two[*]} | grep -c map_perf/same"
expect "explain: an operation that one side does not explain has the reason" 0 '^    not explained: 5\.10\.262: it is no time$' $r explain "${two[@]}"
expect "explain: mitigations that differ are told" 0 '^  mitigations: spectre_v2: Retpolines -> IBRS$' $r explain "${two[@]}"
expect "explain: --classes tells what changed" 0 '^ +loads 22 -> 30, locked 0 -> 1$' $r explain --classes "${two[@]}"
expect "explain: as many instructions, but dearer ones" 0 '^ +locked 0 -> 2$' $r explain --only dear "${two[@]}"
expect "explain: --top sums up the others" 0 '^ +\+76\.00  2 more$' $r explain --top 2 --only u$ "${two[@]}"
expect "explain: one file has shares" 0 '^ +95\.47 +29\.1 %  htab_map_update_elem$' $r explain "$dir/why_old.json"
expect "explain: stacks are whole numbers, and none is negative" 0 '^map_perf/u;\[program\];htab_map_update_elem 18747 19647$' $r explain --stacks "${two[@]}"
expect "explain: what the baseline does more is no stack" 1 '^0$' bash -c "$r explain --stacks ${two[*]} | grep -c less"
expect "explain: a control character of a name is not printed" 0 '^map_perf/only\?\[31m' $r explain "$dir/why_new.explain.json"
expect "explain: --only selects" 1 '^0$' bash -c "$r explain --only same --all ${two[*]} | grep -c map_perf/u"
expect "explain: a result file without an explanation" 2 'none.explain.json cannot be read: ./vmtest.sh --explain writes it' $r explain "$dir/none.json"
expect "explain: a result file is no explanation" 2 'not a file of vmtest.sh --explain' bash -c "cp $b $dir/fake.explain.json; $r explain $dir/fake.explain.json"
expect "explain: incomplete JSON" 2 "^report_progs: $dir/cut.explain.json:[0-9]+:" bash -c "head -c 90 $dir/why_old.explain.json >$dir/cut.explain.json; $r explain $dir/cut.json"
expect "explain: three files are too many" 2 'at most two files' $r explain "${two[@]}" "$b"
expect "explain: no file" 2 'no file is given' $r explain
cp "$dir/why_old.explain.json" "$dir/good.explain.json"
expect "a pattern may match explanations, which are no results" 0 ' 0 slower, 0 faster' $r compare "$b" "$dir/good.explain.json" "$b"

insns_of() {
	made "$1" "insns()" "env['kernel_release'] = '$2'" "op('map_perf/a').update(value=$3, ci=[$3, $3], rounds=[$3] * 3)"
	cp "$dir/$4.explain.json" "$dir/$1.explain.json"
	sed -i 's,"map_perf/u","map_perf/a",' "$dir/$1.explain.json"
}
insns_of why_a 5.10.0 328.5 why_old
insns_of why_b 6.1.0 400.5 why_new
both=("$dir/why_a.json" "$dir/why_b.json")
expect "compare --why: the largest three functions are below the line" 1 \
	'^  -67\.00 alloc, \+62\.93 \[program\], \+42\.00 htab_map_update_elem$' $r compare --why "${both[@]}"
expect "compare --why: several kernels have their names" 1 '^  6\.1\.192[^:]*: -67\.00 alloc' $r compare --why "${both[@]}" "${both[1]}"
expect "compare: without --why there are no functions" 1 '^0$' bash -c "$r compare ${both[*]} | grep -c htab_map_update_elem"
expect "compare --why --mail: the functions are in the mail" 1 '^ +\+42\.00  htab_map_update_elem +95\.47 -> +137\.47$' \
	$r compare --why --mail "${both[@]}"
made i1_ "insns()"
expect "compare --why: a side that is not explained" 2 'why: .*/i1_.explain.json cannot be read: ./vmtest.sh --explain' \
	$r compare --why "$dir/i1_.json" "${both[1]}"
expect "md --why: the functions are in the cell of the change" 0 '^\| .*map_perf/a.* slower<br>.*-67\.00 alloc, .*htab_map_update_elem.* \|$' \
	$r md --why "${both[@]}"
expect "md --why: a file that is not explained" 2 'why: .*/i1_.explain.json cannot be read' $r md --why "$dir/i1_.json" "${both[1]}"

# modelled NAME VERSION WAYS L1D L2 LOCKED: makes $dir/NAME.explain.json with misses, of map_perf/a.
modelled() {
	cat >"$dir/$1.explain.json" <<-JSON
	{"schema": "bpf-perf-explain/1", "kernel_release": "$2-x", "version": "$2", "qemu": "7.2.22", "mitigations": {},
	 "model": {"line": 64, "l1d": {"bytes": 32768, "ways": $3}, "l2": {"bytes": 1048576, "ways": 16},
		"l3": {"bytes": 33554432, "ways": 16}, "window": 256},
	 "operations": {"map_perf/a": {"result": 30, "sum": 30, "functions": {
		"lookup": {"insns": 20, "l1d_misses": $4, "l2_misses": $5, "locked": $6}, "[program]": {"insns": 10, "l1d_misses": 0.5}},
		"stacks": {}}}}
	JSON
}
modelled miss_a 6.1.192 8 9.96 4.73 0
modelled miss_b 6.12.118 8 9.88 4.6 0
modelled miss_c 6.12.118 8 12.5 4.6 1
modelled miss_d 6.12.118 4 12.5 4.6 1
misses=("$dir/miss_a.json" "$dir/miss_c.json")
expect "explain: the misses of one kernel are those of its functions" 0 '^ +10\.46 +misses of L1d$' $r explain "$dir/miss_a.json"
expect "explain: what the misses are of is told" 0 'no time: l1d 32 kB 8-way, l2 1024 kB 16-way, l3 32768 kB 16-way, windows of 256 operations$' \
	$r explain "$dir/miss_a.json"
expect "explain: misses of two kernels are compared" 0 '^ +\+2\.54  misses of L1d +10\.46 -> +13\.00$' $r explain "${misses[@]}"
expect "explain: misses that hardly changed are no reason to show an operation" 1 '^0$' \
	bash -c "$r explain '$dir/miss_a.json' '$dir/miss_b.json' | grep -c map_perf/a"
expect "explain: misses that did not change are shown with --all" 0 '^ +0\.00  misses of L3 +0\.00 -> +0\.00$' \
	$r explain --all "$dir/miss_a.json" "$dir/miss_b.json"
expect "explain: --classes has the misses of a function" 0 '^ +locked 0 -> 1, l1d_misses 9\.96 -> 12\.5, l2_misses 4\.73 -> 4\.6$' \
	$r explain --classes "${misses[@]}"
expect "explain: another model is told" 0 'not compared: only one side has this model' $r explain "$dir/miss_a.json" "$dir/miss_d.json"
expect "explain: and its misses are not compared" 1 '^0$' bash -c "$r explain '$dir/miss_a.json' '$dir/miss_d.json' | grep -c 'misses of'"

miss_of() {
	made "$1" "insns()" "env['kernel_release'] = '$2'" "op('map_perf/a').update(value=30, ci=[30, 30], rounds=[30] * 3)"
}
for name in a b c d; do
	miss_of "miss_$name" "$([ $name = a ] && echo 6.1.0 || echo 6.12.0)"
done
made fam_a "insns()" "op('map_perf/a')['name'] = 'map_perf/hash_lookup_hit'" "op('map_perf/hash_lookup_hit').update(value=30, ci=[30, 30], rounds=[30] * 3)"
made fam_b "insns()" "env['kernel_release'] = '6.12.0'" "op('map_perf/a')['name'] = 'map_perf/hash_lookup_hit'" "op('map_perf/hash_lookup_hit').update(value=15, ci=[15, 15], rounds=[15] * 3)"
expect "compare --why: as many instructions, but others are dearer" 0 \
	'^  map_perf/a: locked 0\.00 -> 1\.00, misses of L1d 10\.46 -> 13\.00$' $r compare --why "${misses[@]}"
expect "compare --why: less than 10 % is not told" 1 '^0$' bash -c "$r compare --why '$dir/miss_a.json' '$dir/miss_b.json' | grep -c 'misses of'"
expect "compare --why: misses of another model are not compared" 0 '^  map_perf/a: locked 0\.00 -> 1\.00$' \
	$r compare --why "$dir/miss_a.json" "$dir/miss_d.json"

expect "md --families: a row has each kernel's mean and changes" 0 '^\| map lookups \| 1 operation \| -50\.0 % \(0 slower, 1 faster\) \|$' \
	$r md --families "$dir/fam_a.json" "$dir/fam_b.json"
expect "compare: without --why they are not told" 1 '^0$' bash -c "$r compare ${misses[*]} | grep -c 'misses of'"
