# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Runs all tests on four kernels: each operation has a figure, or a skip with its reason.

# complete FILE: checks that no operation failed, and that each has a figure or a reason.  A few
# figures may be imprecise: operations that wait for timers have a wide interval even in
# instructions.  Nobody else is in a guest, so that what is taken was taken by another test of the run.
complete() {
	python - "$1" <<-'PYTHON'
	import json, sys
	results = json.load(open(sys.argv[1]))["results"]
	bad = [(r["name"], r["verdict"], r.get("reason")) for r in results
	       if not ("value" in r and r["verdict"] in ("pass", "undecided") or
	               r["verdict"] == "skip" and r.get("reason") and r["cause"] != "resources")]
	print(len(results), "operations;", bad)
	sys.exit(bool(bad) or len(results) < 400)
	PYTHON
}

fetched=()
read -ra whole <<<"${VMTEST_WHOLE:-5.10 6.1 6.12 7.2}"
for kernel in "${whole[@]}"; do
	if kernels_take "$dir" "$kernel"; then
		fetched+=("$kernel")
	else
		skip "all tests on $kernel" "$(kernels_missing "$dir")"
	fi
done
if [ ${#fetched[@]} -gt 0 ]; then
	expect "all tests on ${fetched[*]} keep the pinned limits" 0 '^PASSED' \
		vmtest --mode icount -j "$VMTEST_JOBS" -o "$dir/whole" "${fetched[@]}"
fi
# result_files DIR: prints the existing result files of the run, one per line.
result_files() {
	PYTHONPATH=. python -B -m vm.manifest files "$1" | cut -f 2- | tr '\t' '\n' | sed "s|^|$1/|"
}
mapfile -t measured < <(result_files "$dir/whole")
# Two kernels verify the same programs with other numbers of instructions and in other times.
verified() {
	local out status=0
	out=$("${VM_REPORT:-./report_progs}" compare --all --only '^map_perf/' "${measured[@]}") || status=$?
	printf '%s\n' "$out"
	[ "$status" -le 1 ] && grep -qE '^verification    map_perf +[0-9.]+: [0-9]+ programs, [1-9][0-9]* -> [1-9][0-9]* instructions processed \(.*\), [1-9][0-9]* -> [1-9][0-9]* bytes of machine code \(.*\), [1-9][0-9]* \[.*\] -> [1-9][0-9]* \[.*\] thousand insns \(.*\): (slower|faster|~)$' <<<"$out"
}
if [ ${#fetched[@]} -gt 1 ]; then
	check "compare of these kernels shows the verification" verified
fi
for file in "${measured[@]}"; do
	check "$(basename "$file" .json): each operation has a figure or a reason" complete "$file"
	check "$(basename "$file" .json): the results match the schema" tests/schema.py "$file"
done
