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
check "html: ten kernels take at most 1 s and 2 MB" page_fast

made other "$new" "scale('map_perf/a', 1.3)" "scale('map_perf/b', 0.5)" "skip('map_perf/c', 'attaching failed: Permission denied')" "env['config_hash'] = 'crc32:2'"
$r html "$b" "$dir/other.json" >"$dir/page.html"
$r html "$b" >"$dir/single.html"
$r html "$b" "$b" -- "$dir/other.json" "$dir/other.json" >"$dir/boots.html"

# Text that would be markup, or turn the text around it, wherever a file has text.
evil="</script><!--<script><img src=x onerror=window.hacked=1>\\'\\\"\`&lt;\\u202e\\u2066\\u0000x"
evil=${evil//\\u0000/}
hostile=("env['kernel_release'] = '6.9 $evil'" "env['libbpf'] = env['cpu_model'] = env['debug_kernel'] = '$evil'"
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
	for i, operation in enumerate(data["operations"]):
	    operation["name"] = f"{evil}{i}" if i else "__proto__"
	    operation["unit"] = evil
	for claim in data["claims"]:
	    claim["id"] = claim["operation"] = claim["published"] = claim["source"] = evil
	    for kernel in claim["kernels"]:
	        kernel["verdict"] = kernel["remark"] = evil
	escaped = json.dumps(data).replace("<", "\\u003c")
	open(sys.argv[2], "w").write(text[:start] + escaped + text[end:])
	PYTHON
}
check "html: a page with hostile names" names
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
