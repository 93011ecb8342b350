# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks names of files that mean something in JSON, CSV, XML, HTML, Markdown, a shell or a terminal.

hostile=("a,b" "a b" "-x" $'caf\xe9' $'new\nline' "q\"uo'te<&>" $'tab\t#|' "=cmd" '%s%n' "\$(id)\`id\`" $'\xc3\xbc\xe2\x80\xae' ".x")
mkdir "$dir/hostile"
cp "$dir/good.json" "$dir/plain.json"
for name in "${hostile[@]}"; do
	cp "$dir/good.json" "$dir/hostile/$name.json"
done
python tests/results.py "$dir/other.json" "env['kernel_release'] = '6.12.9'"
# the_same COMMAND...: checks that the command gives for each name what it gives for a plain one.
the_same() {
	local name
	$r "$@" "$dir/plain.json" >"$dir/wanted" 2>&1 || return
	for name in "${hostile[@]}"; do
		if ! (cd "$dir/hostile" && "$OLDPWD/$r" "$@" "./$name.json") >"$dir/given" 2>&1 ||
			! cmp "$dir/given" "$dir/wanted"; then
			printf '%q\n' "$name"
			return 1
		fi
	done
}
for command in ${formats/openmetrics/} bounds "compare $dir/other.json" "compare --csv $dir/other.json" "md $dir/other.json"; do
	check "${command%% "$dir"*}: the name of a file is not in the output" the_same $command
done

# It is in that of openmetrics, which tells runs of one kernel apart by it.
labelled() {
	(cd "$dir/hostile" && "$OLDPWD/$r" openmetrics "./$1.json") >"$dir/given" && python tests/formats.py openmetrics "$dir/given" "$dir/hostile/$1.json"
}
for name in "${hostile[@]}"; do
	check "openmetrics: $(printf %q "$name") is a label" labelled "$name"
done
# Sides of one release are told apart by their files.
expect "compare: a name that labels a side is plain text" 0 'against 6.1.192 \(new\?line\): ' $r compare "$dir/hostile/"$'new\nline.json' "$dir/plain.json"

# paged NAME: checks that the page has the name in its data, with ? for what is no UTF-8.
paged() {
	(cd "$dir/hostile" && "$OLDPWD/$r" html "./$1.json" -o "$1.html") && python - "$dir/hostile/$1.html" "./$1.json" <<-'PYTHON'
	import json, os, re, sys
	page = open(sys.argv[1], encoding="utf-8").read()
	data = json.dumps(json.loads(re.search(r'<script[^>]*application/json[^>]*>(.*?)</script>', page, re.S)[1]))
	name = re.sub("[\x01-\x1f\x7f\ufffd]", "?", os.fsencode(sys.argv[2]).decode(errors="replace"))
	assert json.dumps(name) in data, name
	PYTHON
}
for name in "${hostile[@]}"; do
	check "html: the page of $(printf %q "$name") has its name" paged "$name"
done

# stored NAME: keeps a result in a directory of this name, and reads it again.
stored() {
	(cd "$dir/hostile" && "$OLDPWD/$r" store "./$1" ./*.json && "$OLDPWD/$r" trend "./$1" map_perf/a --html "./$1.trend" &&
		test -s "./$1.trend" && "$OLDPWD/$r" html --store "./$1" >/dev/null)
}
for name in "a,b" $'caf\xe9' $'new\nline' "-x"; do
	check "store: a directory called $(printf %q "$name") is a store" stored "$name"
done
# An error is one line whatever the name is.
for name in $'new\nline' $'\x1b[31m' $'caf\xe9'; do
	expect "an error with the name $(printf %q "$name") is one line" 0 '^1$' bash -c "$r junit \"\$1\" 2>&1 | wc -l" - "$dir/$name"
done
