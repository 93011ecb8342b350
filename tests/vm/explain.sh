# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks --explain: a sum that is the figure, figures that do not change by it, and its errors.

explained=(-a 'map_perf/hash_update_existing,helper_perf/ktime_get_ns,map_perf/for_each_map_elem')

# sums FILE: checks that all explained figures are the sums of their functions.
sums() {
	python - "$1" <<-'PYTHON'
	import json, sys
	file = json.load(open(sys.argv[1]))
	update = file["operations"]["map_perf/hash_update_existing"]
	assert "htab_map_update_elem" in update["functions"] and len(update["functions"]) > 5, update
	assert file["trace"]["complete"] and file["mitigations"]["spectre_v2"], file
	explained = [file["operations"][name] for name in ("map_perf/hash_update_existing", "helper_perf/ktime_get_ns")]
	off = [abs(sum(of["insns"] for of in one["functions"].values()) - one["result"]) for one in explained]
	off += [abs(sum(one["stacks"].values()) - one["result"]) for one in explained]
	assert max(off) < 1e-4 and all(one["sum"] == one["result"] for one in explained), (off, explained)
	assert "two other figures" in file["operations"]["map_perf/for_each_map_elem"]["reason"]
	PYTHON
}

# same A B: checks that two result files have the same results to the last bit.
same() {
	python -c 'import json, sys
a, b = (json.load(open(path))["results"] for path in sys.argv[1:])
assert a and a == b, [pair for pair in zip(a, b) if pair[0] != pair[1]]' "$@"
}

if [ ! -e build/vm/plugin/trace.so ]; then
	skip "--explain" "there is no plugin of QEMU for $(uname -m)"
	return
fi
if ! qemu-system-x86_64 --help | grep -q '^-plugin'; then
	skip "--explain" "this QEMU has no plugins"
	return
fi
# Two kernels at once, one of which is the other under another name.
expect "--explain tells the functions of each figure" 0 '^ +[0-9.]+ +[0-9.]+ %  htab_map_update_elem$' \
	vmtest --explain -j 1 -o "$dir/explain" "$VMTEST_KERNEL" -- "${explained[@]}"
check "the functions of a figure add up to it, and so do its stacks" sums "$dir/explain/$release.explain.json"
expect "--explain of two kernels tells what changed" 0 ' -> .*: instructions of an operation by function, of the guest of QEMU' \
	vmtest --explain -j 2 -o "$dir/explain.two" "$VMTEST_KERNEL" "$tree" -- "${explained[@]}"
check "two kernels that are explained at once are explained alike" \
	cmp <(grep -v '"result":' "$dir/explain/$release.explain.json") <(grep -v '"result":' "$dir/explain.two/$release.explain.json")
vmtest "${icount[@]}" -o "$dir/explain.not" "$VMTEST_KERNEL" -- "${explained[@]}" >/dev/null 2>&1
check "figures are the same with and without --explain" same "$dir/explain/$release.json" "$dir/explain.not/$release.json"
expect "report_progs explains a result file later" 0 '^map_perf/hash_update_existing +[0-9.]+$' \
	./report_progs explain "$dir/explain/$release.json"
expect "results of an earlier run are moved with their explanations" 0 "^$release.explain.json\$" \
	bash -c "./vmtest.sh --mode icount -o '$dir/explain' '$VMTEST_KERNEL' -- -a helper_perf/ktime_get_ns >/dev/null 2>&1; cd '$dir'/explain/earlier-* && ls"

# The model of caches and branches, twice, and the same windows without it.
for run in misses misses.again; do
	expect "--misses tells how often an operation misses ($run)" 0 '^ +[0-9.]+ +misses of L1d$' \
		vmtest --misses -o "$dir/explain.$run" "$VMTEST_KERNEL" -- "${explained[@]}"
done
check "two boots miss the same" cmp "$dir/explain.misses/$release.explain.json" "$dir/explain.misses.again/$release.explain.json"
modelled() {
	python - "$1" <<-'PYTHON'
	import json, sys
	file = json.load(open(sys.argv[1]))
	assert file["model"]["l2"] == {"bytes": 1 << 20, "ways": 16} and file["model"]["window"] == 256, file["model"]
	update = file["operations"]["map_perf/hash_update_existing"]
	kinds = "l1d_misses", "l2_misses", "l3_misses", "mispredicted"
	assert all(-1 < update[kind] < 100 for kind in kinds), update
	for kind in kinds:
	    assert abs(sum(one.get(kind, 0) for one in update["functions"].values()) - update[kind]) < 1e-3, kind
	# Nothing is in 128 bytes when it is needed again.
	if len(sys.argv) > 2:
	    small = json.load(open(sys.argv[2]))["operations"]["map_perf/hash_update_existing"]
	    assert small["l1d_misses"] > 10 + update["l1d_misses"], (small, update)
	PYTHON
}
check "the file has the model, and the misses of functions" modelled "$dir/explain.misses/$release.explain.json"
expect "limits that are pinned do not hold for these windows" 0 'pinned do not hold with --window' cat "$dir/explain.misses/$release.log"
vmtest "${icount[@]}" -o "$dir/explain.window" "$VMTEST_KERNEL" -- --window 256 "${explained[@]}" >/dev/null 2>&1
check "figures are the same with and without --misses" same "$dir/explain.misses/$release.json" "$dir/explain.window/$release.json"
vmtest --misses --caches 128/2,1M/16,32M/16 -o "$dir/explain.small" "$VMTEST_KERNEL" -- "${explained[@]}" >/dev/null 2>&1
check "a smaller cache misses more" modelled "$dir/explain.misses/$release.explain.json" "$dir/explain.small/$release.explain.json"

expect "a plugin that does not load is reported" 3 'QEMU failed: .*plugin' \
	env VM_PLUGIN=/bin/true ./vmtest.sh --explain -o "$dir/explain.bad" "$VMTEST_KERNEL" -- "${explained[@]}"
expect "a kernel that hides its functions is reported" 2 'no figure can be explained: it does not tell the addresses .*kptr_restrict' \
	env VM_CACHE="$dir/explain.cache" ./vmtest.sh --explain -o "$dir/explain.hidden" --append sysctl.kernel.kptr_restrict=2 \
	"$tree" -- "${explained[@]}"
# The same kernel beside whose image a System.map is.
cp -r "$tree" "$dir/mapped"
zcat "$entry/kallsyms.gz" | grep -v '\]$' >"$dir/mapped/boot/System.map-$release"
expect "a kernel that hides its functions is explained by its System.map" 0 ' %  htab_map_update_elem$' \
	env VM_CACHE="$dir/explain.cache" ./vmtest.sh --explain -o "$dir/explain.mapped" --append sysctl.kernel.kptr_restrict=2 \
	"$dir/mapped" -- "${explained[@]}"
check "and its functions add up to the figures" sums "$dir/explain.mapped/$release.explain.json"
expect "a trace that reaches its limit is told for each operation" 0 'not explained: it does not fit below the limit of the trace' \
	vmtest --explain --explain-limit 1 -o "$dir/explain.limit" "$VMTEST_KERNEL" -- -a 'map_perf/sys_*,map_perf/hash_*'
