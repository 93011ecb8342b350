#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks .gitlab-ci.yml, and runs its jobs like GitLab with one operation (tests/gitlab/gitlab.py).
# The kernels are ACTIONS_KERNELS (6.1 6.12), from the cache or Debian's mirror.
set -euo pipefail
. tests/lib.sh
. tests/kernels.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
read -ra kernels <<<"${ACTIONS_KERNELS:-6.1 6.12}"

gitlab() {
	python tests/gitlab/gitlab.py "$@"
}
check ".gitlab-ci.yml has jobs that GitLab takes" gitlab check .gitlab-ci.yml
# bent EXPRESSION: checks a changed file.
bent() {
	sed -E "$1" .gitlab-ci.yml >"$dir/bent.yml"
	! cmp -s .gitlab-ci.yml "$dir/bent.yml" || { echo "nothing changed"; return 2; }
	gitlab check "$dir/bent.yml"
}
expect "a job that needs none that exists is noticed" 1 'report: needs nobody, which is no job' bent 's/needs: \[build, insns\]/needs: [build, nobody]/'
expect "a keyword that GitLab does not know is noticed" 1 'insns: unknown keywords' bent 's/^  after_script:/  afterwards:/'
expect "a version that YAML takes for a number is noticed" 1 'is no string: YAML takes 5.10 for 5.1' bent "s/'5.10'/5.10/"
expect "another list of kernels is noticed" 1 'the matrix has the kernels' bent "s/'5.15', //"
expect "a cache outside of the project is noticed" 1 'is not below the project' bent 's|- .cache/bpf-perf/kernels|- /root/.cache|'
# shellcheck disable=SC2016 # GitLab's variables
expect "a variable that is not set is noticed" 1 'insns: \$OUT is not set' bent 's|junit: \$RESULTS|junit: $OUT|'

if ! kernels_take "$dir" "${kernels[@]}"; then
	skip "the pipeline with kernels" "$(kernels_missing "$dir")"
	exit 0
fi
: "${VM_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/bpf-perf}"
pipeline() {
	local work=$1
	shift
	gitlab run .gitlab-ci.yml "$work" TESTS=helper_perf/ktime_get_ns VM_CACHE="$VM_CACHE" KERNELS="${kernels[*]}" "$@" || {
		cat "$work/log"
		return 1
	}
}
# A kernel that does not exist fails its own job and the pipeline; the others are reported.
expect "the pipeline fails for a kernel that does not exist" 1 "'insns': 'failed', 'report': 'success'" \
	pipeline "$dir/run" "MATRIX=${kernels[*]} no-such" COMPARE=report
work=$dir/run
check "each job leaves results and JUnit" test -s "$work/artifacts/insns.0/results/${kernels[0]}/${releases[0]}.json" \
	-a -s "$work/artifacts/insns.1/results/${kernels[1]}/junit.xml"
check "JUnit agrees with the results" python tests/formats.py junit "$work/artifacts/insns.0/results/${kernels[0]}/junit.xml" \
	"$work/artifacts/insns.0/results/${kernels[0]}/${releases[0]}.json"
check "the report has the page, and what compare says" test -s "$work/artifacts/report.0/results/all/report.html" \
	-a -s "$work/artifacts/report.0/results/all/compare.txt"
check "the archive for boards is kept" test -s "$work/artifacts/build.0/build/bpf-perf-$(uname -m).tar.gz"
# The gate must agree with report_progs compare.
./report_progs compare --strict "$work/artifacts/report.0/results/all" >"$dir/compare" && worse=0 || worse=$?
gate_place=$dir/gate
mkdir -p "$gate_place/results"
cp -r "$work"/artifacts/insns.*/results/* "$gate_place/results/"
cp -r vm bounds configs report_progs "$gate_place/"
python - .gitlab-ci.yml >"$gate_place/script" <<-'PYTHON'
	import sys, yaml
	print("set -eo pipefail", *yaml.safe_load(open(sys.argv[1]))["report"]["script"], sep="\n")
PYTHON
gate() {
	rm -rf "$gate_place/results/all"
	(cd "$gate_place" && RESULTS=results/all COMPARE=$1 bash script)
}
expect "COMPARE=gate has the status of report_progs compare" "$worse" 'against' gate gate
expect "COMPARE=report passes" 0 'against' gate report
rm -r "$gate_place/results/${kernels[1]}"
expect "one kernel is no comparison" 0 '^nothing to compare' gate gate

# The script for Buildkite of docs/recipes.md, with scripts in place of its agent and of make.
mkdir -p "$dir/bin" "$dir/ci"
# shellcheck disable=SC2016 # the scripts expand it
printf '#!/bin/sh\necho "agent $*"\n[ "$1" != annotate ] || cat\n' >"$dir/bin/buildkite-agent"
printf '#!/bin/sh\n' >"$dir/bin/make"
chmod +x "$dir"/bin/*
python tests/recipe.py bpf-perf.sh >"$dir/ci/bpf-perf.sh"
cp -r vm vmtest.sh .ci bounds configs test_progs report_progs "$dir/ci/"
check "shellcheck accepts the script of the recipes" shellcheck "$dir/ci/bpf-perf.sh"
# The script measures all operations, which takes too long here.
# shellcheck disable=SC2016 # the script expands it
sed -i 's|\(results/bpf\) "\$@"|\1 "$@" -- -a helper_perf/ktime_get_ns|' "$dir/ci/bpf-perf.sh"
script() {
	(cd "$dir/ci" && PATH=$dir/bin:$PATH bash bpf-perf.sh "$@")
}
expect "the script of the recipes has the status of report_progs compare" "$worse" '^agent artifact upload results/bpf/\*' script "${kernels[@]}"
check "it leaves JUnit, the page and the summary" test -s "$dir/ci/results/bpf/junit.xml" -a -s "$dir/ci/results/bpf/report.html" -a -s "$dir/ci/results/bpf/summary.md"
expect "a kernel that does not exist has the status of vmtest.sh" 2 '^agent annotate' script "${kernels[0]}" no-such
expect "the steps for Buildkite are YAML" 0 "'exit_status': 4" python -c '
import subprocess, yaml
print(yaml.safe_load(subprocess.run(["/usr/bin/python3", "tests/recipe.py", "pipeline.yml"], capture_output=True, check=True).stdout))'
