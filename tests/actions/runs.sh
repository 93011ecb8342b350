# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Both files from the first step to the last, with kernels that boot.

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

# A kernel that there is none of: its job is red, so is the gate, and nothing hides it.
github absent "$workflow" kernels=no-such "pair=no-such neither" pair-mode=icount >"$dir/log" 2>&1 && status=0 || status=$?
check "a kernel that there is none of makes the run red" test "$status" = 1
check "by its job and the gate" both "$dir/absent/jobs.json" build.result=success insns.result=failure \
	pair.result=failure report.result=success gate.result=failure
check "it is annotated" grep -q '^::error title=no-such::' "$dir/absent/log"
check "the gate names the job" grep -q '^::error title=gate::insns: failure' "$dir/absent/log"
check "and the summary has it" grep -q '^No results' "$dir/absent/summary.md"

if ! kernels_take "$dir" "${kernels[@]}"; then
	skip "the workflow and the action with kernels" "$(kernels_missing "$dir")"
	return 0
fi

expect "the workflow" 0 '^gate: success' github good "$workflow" "kernels=${kernels[0]}" "tests=$operation" \
	"pair=${kernels[*]}" pair-mode=icount boots=1 compare=report
artifacts=$dir/good/artifacts
check "keeps results, consoles and the page of each kernel" test -s "$artifacts/insns-${kernels[0]}/${releases[0]}.json" \
	-a -s "$artifacts/insns-${kernels[0]}/${releases[0]}.log" -a -s "$artifacts/insns-${kernels[0]}/report.html"
check "of the pair" test -s "$artifacts/pair/${releases[1]}.json" -a -s "$artifacts/pair/compare.csv"
check "of all" test -s "$artifacts/report/report.html" -a -s "$artifacts/report/${releases[0]}.json"
check "the pair is compared in the summary" grep -qE '[0-9.]+ against [0-9.]+.* [0-9]+ slower' "$dir/good/summary.md"
check "consoles are no commands" grep -q '^::stop-commands::' "$dir/good/log"

# What the gate of a comparison says must be what compare says.
./report_progs compare "$artifacts/pair/${releases[0]}.json" \
	"$artifacts/pair/${releases[1]}.json" >"$dir/compare" && worse=0 || worse=$?
words=(passed worse)
results=(success failure)
github action action.yml "kernels=${kernels[*]}" "tests=$operation" compare=gate >"$dir/log" 2>&1 || true
check "the action: the verdict is that of report_progs compare" both "$dir/action/jobs.json" \
	"action.outputs.verdict=${words[worse]}" "action.result=${results[worse]}" \
	"action.outputs.comparison=$(head -n 1 "$dir/compare")"
check "its results are where it says, and in the artifact" bash -c "
	test -s \"\$(sed -n 's/.*\"results\": \"\(.*\)\".*/\1/p' '$dir/action/jobs.json')/report.html\" &&
	test -s '$dir/action/artifacts/bpf-perf/${releases[1]}.log'"
