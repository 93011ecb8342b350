# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Makes result files with tests/results.py, and those that all parts of tests/report/ read.

# made NAME CHANGE...: makes $dir/NAME.json, which is the good file with the changes.
made() {
	local name=$1
	shift
	python tests/results.py "$dir/$name.json" "$@"
}

# All formats for other programs, and those of them that have only figures.
formats=$(sed -n 's/^\tFORMAT(\([a-z_]*\)).*/\1/p' report/formats/formats.h | tr _ -)
figures=$(for format in $formats; do
	! grep -q '\.lacks = ' "report/formats/${format//-/_}.c" || echo "$format"
done)

promtool=$(.ci/tool promtool || true)

# written FORMAT FILE...: writes the format of these files and checks it.
written() {
	local format=$1
	shift
	$r "$format" "$@" >"$dir/written.$format" &&
		python tests/formats.py "$format" "$dir/written.$format" "$@" || return
	[ "$format" != openmetrics ] || [ -z "$promtool" ] ||
		"$promtool" check metrics <"$dir/written.openmetrics"
}

new="env['kernel_release'] = '6.12.107'"
b=$dir/good.json
made good
made new "$new"
made base "verifier()"
made slower "$new" "scale('map_perf/a', 1.05)"
made faster "$new" "scale('map_perf/a', 0.9)"
made errors "$new" "op('map_perf/b')['errors'] = 12"
