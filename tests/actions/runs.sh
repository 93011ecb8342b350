# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Runs both files from the first step to the last, with kernels that boot.

github() {
	local name=$1
	shift
	python tests/actions/github.py "$1" "$dir/$name" "${@:2}"
}

both() {
	python - "$@" <<-'PYTHON'
	import json, sys
	jobs = json.load(open(sys.argv[1]))
	for text in sys.argv[2:]:
	    path, want = text.split("=", 1)
	    have = jobs
	    for key in path.split("."):
	        have = have[key]
	    assert have == want, f"{path} is {have!r}, not {want!r}"
	PYTHON
}

# A kernel that does not exist: its job and the gate fail, and nothing hides it.
github absent "$workflow" kernels=no-such "pair=no-such neither" pair-mode=icount >"$dir/log" 2>&1 && status=0 || status=$?
check "a kernel that does not exist fails the run" test "$status" = 1
check "the job of a missing kernel and the gate fail" both "$dir/absent/jobs.json" build.result=success insns.result=failure \
	pair.result=failure report.result=success gate.result=failure
check "a missing kernel has an annotation" grep -q '^::error title=no-such::' "$dir/absent/log"
check "the gate names the job" grep -q '^::error title=gate::insns: failure' "$dir/absent/log"
check "the summary reports missing results" grep -q '^No results' "$dir/absent/summary.md"

if ! kernels_take "$dir" "${kernels[@]}"; then
	skip "the workflow and the action with kernels" "$(kernels_missing "$dir")"
	return 0
fi

printf '%s\n' "${kernels[0]}" 9.9 >"$dir/default"
KERNELS_DEFAULT=$dir/default UBUNTU_MAINLINE=http://127.0.0.1:1 \
	expect "the workflow passes" 0 '^gate: success' github good "$workflow" "tests=$operation" \
	"pair=${kernels[*]}" pair-mode=icount boots=1 compare=report
artifacts=$dir/good/artifacts
check "the workflow keeps results, console and page of each kernel" test -s "$artifacts/insns-${kernels[0]}/${releases[0]}.json" \
	-a -s "$artifacts/insns-${kernels[0]}/${releases[0]}.log" -a -s "$artifacts/insns-${kernels[0]}/report.html"
check "the workflow keeps the results of the pair" test -s "$artifacts/pair/${releases[1]}.json" -a -s "$artifacts/pair/compare.csv"
check "the workflow keeps the report of all kernels" test -s "$artifacts/report/report.html" -a -s "$artifacts/report/${releases[0]}.json"
check "the summary names the kernel that no provider has" test \
	"$(grep -c '^    9.9: SKIPPED: no provider has it$' "$dir/good/summary.md")" = 2
check "the pair is compared in the summary" grep -qE '[0-9.]+ against [0-9.]+.* [0-9]+ slower' "$dir/good/summary.md"
check "GitHub takes no line of a console as a command" grep -q '^::stop-commands::' "$dir/good/log"

# The gate must agree with report_progs compare on the results that the action itself kept: another
# boot may differ.
github action action.yml "kernels=${kernels[*]}" "tests=$operation" compare=gate >"$dir/log" 2>&1 || true
kept=$dir/action/artifacts/bpf-perf
./report_progs compare "$kept/${releases[0]}.json" "$kept/${releases[1]}.json" >"$dir/compare" && worse=0 || worse=$?
words=(passed worse)
results=(success failure)
check "the action: the verdict is that of report_progs compare" both "$dir/action/jobs.json" \
	"action.outputs.verdict=${words[worse]}" "action.result=${results[worse]}" \
	"action.outputs.comparison=$(head -n 1 "$dir/compare")"
check "the action: the results are in its directory and in the artifact" bash -c "
	test -s \"\$(sed -n 's/.*\"results\": \"\(.*\)\".*/\1/p' '$dir/action/jobs.json')/report.html\" &&
	test -s '$dir/action/artifacts/bpf-perf/${releases[1]}.log'"
