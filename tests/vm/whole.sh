# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Everything on four kernels: a figure, or a skip with its reason.

# complete FILE: no operation failed, none is without a figure or a reason.  A few figures may
# be imprecise: what waits for timers, whose interval is wide in instructions, too.
complete() {
	python - "$1" <<-'PYTHON'
	import json, sys
	results = json.load(open(sys.argv[1]))["results"]
	bad = [(r["name"], r["verdict"], r.get("reason")) for r in results
	       if not ("value" in r and r["verdict"] in ("pass", "undecided") or
	               r["verdict"] == "skip" and r.get("reason"))]
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
	expect "all tests on ${fetched[*]}, within the limits that are pinned for them" 0 '^PASSED' \
		vmtest --mode icount -j "$VMTEST_JOBS" -o "$dir/whole" "${fetched[@]}"
fi
# The verifier processes the same programs in other numbers, and longer or shorter.
verified() {
	local out status=0 files=("$dir"/whole/*.json)
	out=$("${VM_REPORT:-./report_progs}" compare --all --only '^map_perf/' "${files[@]}") || status=$?
	printf '%s\n' "$out"
	[ "$status" -le 1 ] && grep -qE '^verification    map_perf +[0-9.]+: [0-9]+ programs, [1-9][0-9]* -> [1-9][0-9]* instructions processed \(.*\), [1-9][0-9]* -> [1-9][0-9]* bytes of machine code \(.*\), [1-9][0-9]* \[.*\] -> [1-9][0-9]* \[.*\] thousand insns \(.*\): (slower|faster|~)$' <<<"$out"
}
if [ ${#fetched[@]} -gt 1 ]; then
	check "compare of them has what the verifier says" verified
fi
for file in "$dir"/whole/*.json; do
	check "$(basename "$file" .json): a figure or a reason for each" complete "$file"
	check "$(basename "$file" .json): the results keep their schema" tests/schema.py "$file"
done
