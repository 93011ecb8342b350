# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Everything on four kernels: a figure, or a skip with its reason.

# complete FILE: no operation failed, none is without a figure or a reason.  A few figures may
# be NOISY: what waits for timers, whose interval is wide in instructions, too.
complete() {
	python - "$1" <<-'PYTHON'
	import json, sys
	results = json.load(open(sys.argv[1]))["results"]
	bad = [(r["name"], r["verdict"], r.get("reason")) for r in results
	       if not ("value" in r and r["verdict"] in ("pass", "noisy") or
	               r["verdict"] == "skip" and r.get("reason"))]
	print(len(results), "operations;", bad)
	sys.exit(bool(bad) or len(results) < 400)
	PYTHON
}

# The limits are of the releases in configs/kernels.lock.  A newer one that the mirror has by
# now may be dearer, and an older one gone: neither is the project's fault.
recorded=() newer=()
read -ra whole <<<"${VMTEST_WHOLE:-5.10 6.1 6.12 7.2}"
for kernel in "${whole[@]}"; do
	if ! vmtest --fetch "$kernel" >"$dir/fetched" 2>&1; then
		skip "all tests on $kernel" "$(why_not_fetched "$dir/fetched")"
	elif grep -q "^$kernel [a-z]* $(tail -n 1 "$dir/fetched" | cut -d' ' -f1) " configs/kernels.lock; then
		recorded+=("$kernel")
	else
		newer+=("$kernel")
		skip "the limits in instructions on $kernel" "another release than in configs/kernels.lock: $(tail -n 1 "$dir/fetched")"
	fi
done
if [ ${#recorded[@]} -gt 0 ]; then
	expect "all tests on ${recorded[*]}, within the limits in instructions" 0 '^PASSED' \
		vmtest --mode icount -j "$VMTEST_JOBS" -o "$dir/whole" "${recorded[@]}" -- -B bounds/insns.x86_64.bounds
fi
if [ ${#newer[@]} -gt 0 ]; then
	expect "all tests on ${newer[*]}" 0 '^PASSED' \
		vmtest --mode icount -j "$VMTEST_JOBS" -o "$dir/whole" "${newer[@]}"
fi
# The verifier processes the same programs in other numbers, and longer or shorter.
verified() {
	local out status=0 files=("$dir"/whole/*.json)
	out=$("${VM_REPORT:-./report_progs}" compare --all --only '^map_perf/' "${files[@]}") || status=$?
	printf '%s\n' "$out"
	[ "$status" -le 1 ] && grep -qE '^verification    map_perf +[0-9.]+: [0-9]+ programs, [1-9][0-9]* -> [1-9][0-9]* instructions processed \(.*\), [1-9][0-9]* -> [1-9][0-9]* bytes of machine code \(.*\), [1-9][0-9]* \[.*\] -> [1-9][0-9]* \[.*\] thousand insns \(.*\): (slower|faster|~)$' <<<"$out"
}
if [ $((${#recorded[@]} + ${#newer[@]})) -gt 1 ]; then
	check "compare of them has what the verifier says" verified
fi
for file in "$dir"/whole/*.json; do
	check "$(basename "$file" .json): a figure or a reason for each" complete "$file"
	check "$(basename "$file" .json): the results keep their schema" tests/schema.py "$file"
done
