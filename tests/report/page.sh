# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# The html page, opened in headless Chromium, and Markdown for step summaries.

# Ten kernels of 500 operations, boots of two files for one of them.
ten() {
	local i
	for i in 0 1 2 3 4 5 6 7 8 9; do
		made ten$i "env['kernel_release'] = '6.$i.1'" \
			"results = [dict(result('test/subject_operation_%d' % i, (20 + i) * (1 + $i / 20)), name='test/subject_operation_%d' % i) for i in range(500)]"
	done
	ten=("$dir"/ten?.json)
}
ten
# In CPU time, which neighbours do not lengthen: it waits for nothing.
page_fast() {
	local took size TIMEFORMAT='%3U %3S'
	took=$({ time $r html "${ten[@]}" >"$dir/ten.html"; } 2>&1 | awk '{ print 1000 * ($1 + $2) }')
	size=$(stat -c %s "$dir/ten.html")
	echo "$took ms, $size bytes"
	[ "$took" -le 1000 ] && [ "$size" -le 2000000 ]
}
check "html: ten kernels take at most 1 s and 2 MB" at_best page_fast

made other "$new" "scale('map_perf/a', 1.3)" "scale('map_perf/b', 0.5)" "skip('map_perf/c', 'attaching failed: Permission denied')" "env['config_hash'] = 'crc32:2'"
$r html "$b" "$dir/other.json" >"$dir/page.html"
$r html "$b" >"$dir/single.html"
$r html "$b" "$b" -- "$dir/other.json" "$dir/other.json" >"$dir/boots.html"
# One test dearer to verify, with a program more; one cheaper, the lengths of which are hidden.
made verified "$new" "verifier(0.7)" "helpers = [x['program'] for x in results[3:6]]" "verifier(1.2)" \
	"for x, p in zip(results[3:6], helpers): x['program'] = p; p.pop('jited_bytes')" "op('map_perf/a')['program']['programs'] = 2"
made unverified "$new"
$r html "$dir/base.json" "$dir/verified.json" >"$dir/verified.html" || true
$r html "$dir/base.json" "$dir/unverified.json" >"$dir/unverified.html"

# Text that would be markup, or turn the text around it, wherever a file has text.
evil="</script><!--<script><img src=x onerror=window.hacked=1>\\'\\\"\`&lt;\\u202e\\u2066\\u0000x"
evil=${evil//\\u0000/}
hostile=("verifier(1.2)" "env['kernel_release'] = '6.9 $evil'" "env['libbpf'] = env['cpu_model'] = env['debug_kernel'] = '$evil'"
	"env['$evil'] = {'$evil': '$evil'}" "run['argv'] = ['$evil', '$evil']" "op('map_perf/b')['limit'] = '$evil'"
	"op('map_perf/b')['note'] = {'$evil': 3}" "skip('map_perf/a', '$evil')")
made hostile "${hostile[@]}"
cp "$dir/hostile.json" "$dir/<img src=x onerror=window.hacked=1>.json"
$r html "$b" "$dir/<img src=x onerror=window.hacked=1>.json" >"$dir/hostile.html"
made bad "op('map_perf/a')['name'] = '$evil'"
expect "html: a hostile name of an operation is refused" 2 'report_progs: .*bad.json: ' $r html "$b" "$dir/bad.json"
# The page does not rely on that: what if a reader let it through?
names() {
	python - "$dir/hostile.html" "$dir/names.html" <<-'PYTHON'
	import json, sys
	text = open(sys.argv[1]).read()
	start = text.index('id="data">') + len('id="data">')
	end = text.index("</script>", start)
	data = json.loads(text[start:end])
	evil = "</script><img src=x onerror=window.hacked=1>\"'\u202e\u2066"
	series = data["series"][0]
	series["name"] = evil
	for i, operation in enumerate(series["operations"]):
	    operation["name"] = f"{evil}{i}" if i else "__proto__"
	    operation["unit"] = evil
	for claim in series["claims"]:
	    claim["id"] = claim["operation"] = claim["published"] = claim["source"] = evil
	    for kernel in claim["kernels"]:
	        kernel["verdict"] = kernel["remark"] = evil
	verified = series["kernels"][1]["against"]["verification"]
	assert verified
	for v in verified:
	    v["test"] = v["unit"] = evil
	    v["verdict"] = "__proto__"
	    v["new"]["programs"] = v["new"]["insns"] = v["new"]["ci"][0] = evil
	escaped = json.dumps(data).replace("<", "\\u003c")
	open(sys.argv[2], "w").write(text[:start] + escaped + text[end:])
	PYTHON
}
check "html: a page with hostile names" names
# A store of three kernels in ns and three in instructions, one of which lacks an operation.
made s9 "env['kernel_release'] = '6.9.1'" "verifier()"
made s10 "env['kernel_release'] = '6.10.1'" "verifier(1.2)" "scale('map_perf/a', 1.05)" "scale('map_perf/c', 0.5)" "skip('map_perf/b', 'no such helper')"
made s12 "env['kernel_release'] = '6.12.1'" "verifier(0.7)" "scale('map_perf/a', 1.2)" "scale('map_perf/b', 1.3)" "scale('map_perf/c', 0.5)"
made x9 "env['kernel_release'] = '6.9.1'" "insns()" "verifier()"
made x10 "env['kernel_release'] = '6.10.1'" "insns()" "verifier(1, 1.2)" "scale('helper_perf/d', 26 / 25)"
kept=$dir/kept
$r store "$kept" "$dir"/s9.json "$dir"/s10.json "$dir"/s12.json "$dir"/x9.json "$dir"/x10.json >/dev/null
check "html --store" $r html --store "$kept" -o "$dir/store.html"
$r html --store "$kept" >"$dir/stdout.html" || true
check "html: the same to a file and to standard output" cmp "$dir/store.html" "$dir/stdout.html"
made s0 "env['kernel_release'] = '6.2 $evil'" "env['cpu_model'] = '$evil'"
made s1 "env['kernel_release'] = '6.3 $evil'" "env['cpu_model'] = '$evil'" "scale('map_perf/a', 1.2)"
cp -r "$kept" "$dir/<img src=x onerror=window.hacked=1>"
$r store "$dir/<img src=x onerror=window.hacked=1>" "$dir/s0.json" "$dir/s1.json" >/dev/null
check "html --store: a hostile one" $r html --store "$dir/<img src=x onerror=window.hacked=1>" -o "$dir/evilstore.html"
# data FILE EXPRESSION: what the page has, by an expression of "data".
data() {
	python - "$@" <<-'PYTHON'
	import json, sys
	text = open(sys.argv[1]).read()
	start = text.index('id="data">') + len('id="data">')
	data = json.loads(text[start:text.index("</script>", start)])
	print(eval(sys.argv[2]))
	PYTHON
}
expect "html --store: machines and modes apart" 0 "^\['x86_64, icount-insns', 'x86_64-A-CPU, kvm-ns'\]\$" \
	data "$dir/store.html" '[s["name"] for s in data["series"]]'
expect "html --store: kernels by version" 0 "^\['6.9.1', '6.10.1', '6.12.1'\]\$" \
	data "$dir/store.html" '[k["label"] for k in data["series"][1]["kernels"]]'
verifications='[[(k["label"], v["test"], v["unit"], v["verdict"]) for k in s["kernels"][1:] for v in k["against"]["verification"]] for s in data["series"]]'
expect "html --store: verification of each series for itself" 0 "^\[\[\('6.10.1', 'helper_perf', 'thousand insns', 'slower'\), \('6.10.1', 'map_perf', [^]]*\], \[\('6.10.1', 'helper_perf', 'us', 'slower'\), .*\('6.12.1', 'map_perf', 'us', 'faster'\)\]\]\$" \
	data "$dir/store.html" "$verifications"
# The page, trend and compare say the same of one kernel and the next.
same_step() {
	local page trend compare
	page=$(data "$dir/store.html" '[o["cells"][2]["step"] for o in data["series"][1]["operations"] if o["name"] == "map_perf/a"][0]["change"]')
	trend=$($r trend "$kept" map_perf/a | sed -n 's/^  6\.12\.1 .*#  *\(+[0-9.]* %\) slower$/\1/p')
	compare=$($r compare "$dir/s10.json" "$dir/s12.json" | sed -n 's/^map_perf\/a .* \(+[0-9.]* % \[[^]]*\]\) .*slower$/\1/p')
	echo "page '$page' trend '$trend' compare '$compare'"
	[ -n "$compare" ] && [ "$page" = "$compare" ] && [ "$trend" = "${compare% \[*}" ]
}
check "the page, trend and compare say the same of one kernel and the next" same_step
expect "html --store: nothing beside the first where that is the last that measured it" 0 "^\['change'\]\$" \
	data "$dir/store.html" '[k for o in data["series"][1]["operations"] if o["name"] == "map_perf/b" for k in o["cells"][2] if k in ("step", "change")]'
expect "trend: against the last that measured it" 0 '^  6.12.1 .*\+30.0 % slower \(against 6.9.1\)$' $r trend "$kept" map_perf/b
expect "trend --html" 0 '^  6.12.1 ' $r trend "$kept" map_perf/a --html "$dir/opened.html"
expect "html: --store and files" 2 'no files beside it' $r html --store "$kept" "$b"
expect "html: no such store" 2 'cannot be read' $r html --store "$dir/none"
expect "html: a page is not put where a directory is" 2 'cannot be written' $r html "$b" -o "$dir"
old_page() {
	echo old >"$dir/kept.html"
	! $r html "$b" "$dir/bad.json" -o "$dir/kept.html" && [ "$(cat "$dir/kept.html")" = old ]
}
made bad "text('results/1', 'results/2')"
check "html: what cannot be read leaves the old page" old_page

# The options of compare, by its parser: operations of a row.
rows() {
	local format=$1
	shift
	if [ "$format" = html ]; then
		$r html "$b" "$dir/other.json" "$@" >"$dir/only.html"
		data "$dir/only.html" '[(o["name"], o["cells"][1]["change"]["kind"]) for o in data["series"][0]["operations"]]'
	else
		$r md "$b" "$dir/other.json" "$@" | sed -n 's/<code>//g; s/&#95;/_/g; s/^| \(map_perf[^<]*\)<.*/\1/p' | tr '\n' ' '
	fi
}
expect "html: --only" 0 "^\[\('map_perf/a', 'worse'\)\]\$" rows html --only '/a$'
expect "html: --threshold" 0 "'map_perf/a', 'none'" rows html --threshold 40%
expect "html: --min-delta" 0 "'map_perf/a', 'none'" rows html --min-delta 20ns
expect "html: --fdr" 0 "'map_perf/a', 'unsure'" rows html --fdr 1e-12
expect "md: --only" 0 '^map_perf/a $' rows md --only '/a$'
expect "md: --threshold" 0 '^map_perf/c map_perf/b $' rows md --threshold 40%
expect "md: --min-delta" 0 '^map_perf/c map_perf/b $' rows md --min-delta 20ns
expect "md: --fdr" 0 '&#58; 0 slower, 0 faster,' $r md --fdr 1e-12 "$b" "$dir/other.json"
for format in html md compare; do
	expect "$format: an expression that nothing matches" 2 '^report_progs: --only zzz: no operation' $r $format --only zzz "$b" "$b"
	expect "$format: a threshold that is none" 2 "is no number, 0 or more" $r $format --threshold x "$b" "$b"
done
expect "md: a single kernel, --only" 0 '^\*\*OK:\*\* <code>6.1.192&#58; 1 operations measured' $r md --only '/a$' "$b"

raw() {
	[ "$(grep -c '</script' "$dir/hostile.html")" = "$(grep -c '</script' "$dir/page.html")" ] &&
		! grep -F '<img' "$dir/hostile.html" && ! LC_ALL=C grep -n '[^ -~	]' <(sed -n '/id="data"/p' "$dir/hostile.html")
}
check "html: hostile text ends no script, and is ASCII" raw
hash_is_right() {
	python - "$dir/page.html" <<-'PYTHON'
	import base64, hashlib, re, sys
	text = open(sys.argv[1], encoding="utf-8", newline="").read()
	policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1)
	assert "default-src 'none'" in policy and "unsafe" not in policy, policy
	for pattern, name in (("<script>(.*?)</script>", "script"), ("<style>(.*?)</style>", "style")):
	    found = re.search(pattern, text, re.S).group(1).encode()
	    wanted = base64.b64encode(hashlib.sha256(found).digest()).decode()
	    assert f"{name}-src 'sha256-{wanted}'" in policy, (name, policy)
	PYTHON
}
check "html: its policy names its script and its style by their hashes" hash_is_right

if tests/page.py browser; then
	check "page: renders a comparison, without errors" tests/page.py renders "$dir/page.html"
	check "page: a single kernel" tests/page.py renders "$dir/single.html"
	check "page: several boots a kernel" tests/page.py renders "$dir/boots.html"
	check "page: ten kernels" tests/page.py renders "$dir/ten.html"
	check "page: the search filters" tests/page.py searches "$dir/page.html"
	check "page: headings sort, the address keeps it" tests/page.py sorts "$dir/page.html"
	check "page: a store's operations over kernels" tests/page.py trends "$dir/store.html"
	check "page: a store, rendered" tests/page.py renders "$dir/store.html"
	check "page: verification" tests/page.py verifies "$dir/verified.html"
	check "page: no verification where a side tells none" tests/page.py verifies "$dir/unverified.html"
	check "page: nor of a single kernel" tests/page.py verifies "$dir/single.html"
	check "page: verification of the series that is shown" tests/page.py verifies "$dir/evilstore.html"
	check "page: a wide verification fits" tests/page.py fits "$dir/verified.html"
	check "page: what trend --html is asked for is open" tests/page.py opened "$dir/opened.html"
	check "page: hostile text in a store is text" tests/page.py inert "$dir/evilstore.html"
	check "page: a link leads to its row and charts" tests/page.py links "$dir/page.html"
	check "page: the theme follows the system" tests/page.py follows "$dir/page.html"
	check "page: fits a phone, and paper" tests/page.py fits "$dir/ten.html"
	check "page: hostile text is text" tests/page.py inert "$dir/hostile.html"
	check "page: hostile names are text" tests/page.py inert "$dir/names.html"
	# The tests can fail: a page that runs what it should not, with and without policy.
	sed 's|<h1>|<h1><img src=x onerror="window.hacked=1">|' "$dir/hostile.html" >"$dir/img.html"
	expect "page: markup would be found" 1 'IMG|<img|Log.entryAdded' tests/page.py inert "$dir/img.html"
	sed 's|<h1>|<h1><script>window.hacked=1</script>|' "$dir/hostile.html" >"$dir/run.html"
	expect "page: the policy stops a script" 1 'Content Security Policy' tests/page.py inert "$dir/run.html"
	sed 's|"kernels":|"colonels":|' "$dir/page.html" >"$dir/throws.html"
	expect "page: an error would be found" 1 '^exception: .*TypeError' tests/page.py renders "$dir/throws.html"
	sed 's|return sign \* (x|return (x|' "$dir/page.html" >"$dir/script.html"
	expect "page: the policy stops a script that is not ours" 1 'Content Security Policy' tests/page.py sorts "$dir/script.html"
	sed 's|"verification":\[{|"verification":[{},{|' "$dir/store.html" >"$dir/noverdict.html"
	expect "page: an error in the verification would be found" 1 'TypeError' tests/page.py verifies "$dir/noverdict.html"
	sed 's|id="search"|id="find"|' "$dir/page.html" >"$dir/nosearch.html"
	expect "page: a search that is none would be found" 1 'Cannot|null' tests/page.py searches "$dir/nosearch.html"
else
	skip "the page in a browser" "no Chromium: apt-get install chromium-headless-shell"
fi

expect "html: not comparable" 2 'not comparable: unit' $r html "$b" "$dir/i1.json"
expect "html: of nothing" 2 'of which results' $r html
expect "html: published figures that are not there" 2 'none.bounds: ' $r html --published "$dir/none.bounds" "$b"
expect "html: a pipe that is full" 2 'cannot be written' bash -c "$r html '$b' >/dev/full"

expect "md: the verdict comes first" 0 '^\*\*WORSE:\*\* <code>6.12.107 against 6.1.192&#58; 1 slower, 1 faster, 4 unchanged' $r md "$b" "$dir/other.json"
expect "md: what differs" 0 '^- <code>6.12.107&#58; config&#95;hash&#58; crc32&#58;00000001 -&#62; crc32&#58;2</code>$' $r md "$b" "$dir/other.json"
expect "md: a row" 0 '^\| <code>map&#95;perf/a</code> \| <code>ns</code> \| <code>30.*<code>\+30.0 % .* slower +\|$' $r md "$b" "$dir/other.json"
md_sorted() {
	[ "$($r md "$b" "$dir/other.json" | grep -o '^| <code>map&#95;perf/.' | grep -o '.$' | tr '\n' ' ')" = "c a b " ]
}
check "md: the worst first" md_sorted
expect "md: nothing worse" 0 '^\*\*Nothing worse:\*\* ' $r md "$b" "$b"
expect "md: a single kernel" 0 '^\*\*OK:\*\* <code>6.1.192&#58; 7 operations measured' $r md "$b"
made failing "op('map_perf/b').update(verdict='fail', reason='breaks its limit')"
# cell FILE FILE...: what the page has of map_perf/a in the first side, these files.
cell() {
	$r html "$@" -- "$b" | grep -o '"name":"map_perf/a"[^[]*"cells":\[{[^[]*'
}
made left "skip('map_perf/a', 'left out of --quick runs: it takes too long')"
made wide "op('map_perf/a').update(verdict='undecided', imprecise=True, reason='astride')"
made wide2 "env['x'] = 1" "op('map_perf/a').update(verdict='undecided', imprecise=True, reason='astride')"
expect "boots: what passed has no reason of one that skipped" 0 '"verdict":"pass","value":' cell "$dir/left.json" "$b"
expect "nor of one that was undecided" 0 '"verdict":"pass","value":' cell "$dir/wide.json" "$b" "$dir/left.json"
expect "but of those that were, where most were" 0 '"verdict":"undecided","reason":"astride","value":' \
	cell "$b" "$dir/wide.json" "$dir/wide2.json"
expect "and they are imprecise there" 0 '"name":"map_perf/a",.*"imprecise":true.*"name":"map_perf/b"' \
	$r html "$dir/wide.json"
made passless "[skip(n, 'no BPF') for n in NAMES]"
expect "md: nothing but skips is not OK" 0 '^\*\*Nothing passed:\*\* <code>6.1.192&#58; 0 operations measured' $r md "$dir/passless.json"
made passless "results.clear()"
expect "md: nothing at all, neither" 0 '^\*\*Nothing passed:\*\* ' $r md "$dir/passless.json"
expect "md: what failed" 0 '^\*\*FAILED:\*\* ' $r md "$dir/failing.json"
failed_first() {
	$r md "$dir/failing.json" | grep -A1 '^|---' | grep '^| <code>map&#95;perf/b</code> | fail'
}
check "md: which comes first" failed_first
md_hostile() {
	$r md "$b" "$dir/hostile.json" >"$dir/hostile.md"
	$r md "$dir/hostile.json" >>"$dir/hostile.md"
	# Nothing but our own code elements, and no character that Markdown reads.
	! sed 's|</\?code>||g' "$dir/hostile.md" | grep -E '[<>`]|&[^#]' && ! LC_ALL=C grep -n '[^ -~]' "$dir/hostile.md"
}
check "md: hostile text is text" md_hostile
made long "results = [dict(result('test/op_%d' % i, 20 + i), name='test/op_%d' % i, verdict='fail', reason='<' * 300) for i in range(2000)]"
md_limit() {
	$r md "$dir/long.json" >"$dir/long.md" || return
	stat -c '%s bytes' "$dir/long.md"
	[ "$(stat -c %s "$dir/long.md")" -le 1048576 ] && grep -qE '^[0-9]+ more operations' "$dir/long.md"
}
check "md: within the limit, and says what is left out" md_limit
