# shellcheck shell=bash disable=SC2154,SC2086,SC2016
# SPDX-License-Identifier: GPL-2.0-only
# Checks the html page in headless Chromium, and the Markdown for step summaries.

b=$dir/base.json
made i1 "insns()"

# Ten kernels with 855 operations each, which have all that those of test_progs have: each kernel its own
# noise, and every third operation another cost than on the kernel before.
ten() {
	local i
	for i in 0 1 2 3 4 5 6 7 8 9; do
		made ten$i "env['kernel_release'] = '6.$i.1'" "env['kernel_build_id'] = '$i' * 40" \
			"names = list(json.load(open('build/report/page/html/sources.json'))['operations'])" \
			"names += ['test_perf/subject_operation_%d' % k for k in range(855 - len(names))]" \
			"results = [dict(result('$i' + n, (20 + k % 97 ** (1 + k % 3)) * (1 + $i / 20 * (k % 3 == 0))), name=n) for k, n in enumerate(names)]" \
			"verifier(1 + $i / 50, 1 + $i / 40)" "core(0.28)" "powers()" \
			"[r.update(description='What this operation does, in a sentence like those: %s' % r['name'], limit='<= 2 * map_perf/b [ns] (%d ns)' % r['value'] if k % 7 == 0 else None) for k, r in enumerate(results)]"
	done
	ten=("$dir"/ten?.json)
}
ten
# CPU time does not depend on other processes, and the command waits for nothing.
page_fast() {
	local took size TIMEFORMAT='%3U %3S'
	took=$({ time $r html "${ten[@]}" >"$dir/ten.html"; } 2>&1 | awk '{ print 1000 * ($1 + $2) }')
	size=$(stat -c %s "$dir/ten.html")
	echo "$took ms, $size bytes"
	[ "$took" -le 1000 ] && [ "$size" -le 2000000 ]
}
check "html: a page of ten kernels takes at most 1 s and 2 MB" at_best page_fast
# With explanations of each operation, which have as many stacks as those of the kernel have, and of one
# in ten a hundred times as many.
page_small() {
	python - "$dir" <<-'PYTHON'
	import json, sys
	for i in range(10):
	    names = [one["name"] for one in json.load(open(f"{sys.argv[1]}/ten{i}.json"))["results"]]
	    operations = {}
	    for k, name in enumerate(names):
	        stacks, path = {"[program]": 10 + i}, ["[program]"]
	        for j in range(25 if k % 10 else 2500):
	            path = [*path[:1 + j % 7], f"function_{k % 40 * 20 + j % 300}"]
	            stacks[";".join(path)] = 5 + j % 11 + (i if (j + k) % 5 == 0 else 0)
	        operations[name] = {"result": sum(stacks.values()), "sum": sum(stacks.values()), "functions": {}, "stacks": stacks}
	    json.dump({"schema": "bpf-perf-explain/1", "version": f"6.{i}.1", "operations": operations}, open(f"{sys.argv[1]}/ten{i}.explain.json", "w"))
	PYTHON
	$r html "${ten[@]}" >"$dir/explained.html"
	rm "$dir"/ten?.explain.json
	stat -c '%s bytes' "$dir/explained.html"
	[ "$(stat -c %s "$dir/explained.html")" -le 2000000 ]
}
check "html: with explanations of all it takes at most 2 MB, too" page_small

made other "$new" "scale('map_perf/a', 1.3)" "scale('map_perf/b', 0.5)" "skip('map_perf/c', 'attaching failed: Permission denied')" "env['config_hash'] = 'crc32:2'"
$r html "$b" "$dir/other.json" >"$dir/page.html"
$r html "$b" >"$dir/single.html"
$r html "$b" "$b" -- "$dir/other.json" "$dir/other.json" >"$dir/boots.html"
# One test takes longer to verify and has a program more.  One is faster, and its lengths are
# hidden.
made verified "$new" "verifier(0.7)" "helpers = [x['program'] for x in results[3:6]]" "verifier(1.2)" \
	"for x, p in zip(results[3:6], helpers): x['program'] = p; p.pop('jited_bytes')" "op('map_perf/a')['program']['programs'] = 2"
made unverified "$new"
$r html "$dir/base.json" "$dir/verified.json" >"$dir/verified.html" || true
$r html "$dir/base.json" "$dir/unverified.json" >"$dir/unverified.html"

# Text that would be markup, or that changes the direction of text, wherever a file has text.
evil="</script><!--<script><img src=x onerror=window.hacked=1>\\'\\\"\`&lt;\\u202e\\u2066\\u0000x"
evil=${evil//\\u0000/}
hostile=("verifier(1.2)" "env['kernel_release'] = '6.9 $evil'" "env['libbpf'] = env['cpu_model'] = env['debug_kernel'] = '$evil'"
	"env['$evil'] = {'$evil': '$evil'}" "run['argv'] = ['$evil', '$evil']" "op('map_perf/b')['limit'] = '$evil'"
	"op('map_perf/b')['note'] = {'$evil': 3}" "skip('map_perf/a', '$evil')")
made hostile "${hostile[@]}"
cp "$dir/hostile.json" "$dir/<img src=x onerror=window.hacked=1>.json"
python - "$evil" >"$dir/<img src=x onerror=window.hacked=1>.explain.json" <<-'PYTHON'
import json, sys
evil = json.loads('"%s"' % sys.argv[1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"')).replace(";", ",")
of = {"map_perf/b": {"result": 3, "functions": {evil: 3}, "stacks": {evil + ";" + evil: 2, "__proto__": 1}}, "map_perf/c": {"reason": evil}}
json.dump({"schema": "bpf-perf-explain/1", "version": evil, "operations": of}, sys.stdout)
PYTHON
$r html --across-configs "$b" "$dir/<img src=x onerror=window.hacked=1>.json" >"$dir/hostile.html"
made bad "op('map_perf/a')['name'] = '$evil'"
expect "html: a hostile name of an operation is refused" 2 'report_progs: .*bad.json: ' $r html "$b" "$dir/bad.json"
# The page must not rely on the reader, so put hostile names into its data.
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
	series["said"]["verdict"] = series["said"]["remark"] = {"rows": [evil] * len(series["claims"])}
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
check "html: hostile names can be put into the data" names
# A store of three kernels in ns and two in instructions.  One of them lacks an operation.
made s9 "env['kernel_release'] = '6.9.1'" "verifier()"
made s10 "env['kernel_release'] = '6.10.1'" "verifier(1.2)" "scale('map_perf/a', 1.05)" "scale('map_perf/c', 0.5)" "skip('map_perf/b', 'no such helper')"
made s12 "env['kernel_release'] = '6.12.1'" "verifier(0.7)" "scale('map_perf/a', 1.2)" "scale('map_perf/b', 1.3)" "scale('map_perf/c', 0.5)"
made x9 "env['kernel_release'] = '6.9.1'" "insns()" "verifier()"
made x10 "env['kernel_release'] = '6.10.1'" "insns()" "verifier(1, 1.2)" "scale('helper_perf/d', 26 / 25)"
kept=$dir/kept
$r store "$kept" "$dir"/s9.json "$dir"/s10.json "$dir"/s12.json "$dir"/x9.json "$dir"/x10.json >/dev/null
check "html --store writes a page" $r html --store "$kept" -o "$dir/store.html"
$r html --store "$kept" >"$dir/stdout.html" || true
check "html: a file and standard output get the same page" cmp "$dir/store.html" "$dir/stdout.html"
made s0 "env['kernel_release'] = '6.2 $evil'" "env['cpu_model'] = '$evil'"
made s1 "env['kernel_release'] = '6.3 $evil'" "env['cpu_model'] = '$evil'" "scale('map_perf/a', 1.2)"
cp -r "$kept" "$dir/<img src=x onerror=window.hacked=1>"
$r store "$dir/<img src=x onerror=window.hacked=1>" "$dir/s0.json" "$dir/s1.json" >/dev/null
check "html --store: a hostile name of a store is accepted" $r html --across-configs --store "$dir/<img src=x onerror=window.hacked=1>" -o "$dir/evilstore.html"
# data FILE EXPRESSION: evaluates an expression of "data", the data of the page.
data() {
	PYTHONPATH=tests python -B - "$@" <<-'PYTHON'
	import sys
	from page import data_of_file
	data = data_of_file(sys.argv[1])
	print(eval(sys.argv[2]))
	PYTHON
}
days() {
	$r html --store "$timeline" --by date -o "$dir/days.html"
	data "$dir/days.html" '[k["label"] for k in data["series"][0]["kernels"]]'
}
expect "html --store: machines and modes are separate series" 0 "^\['x86_64, icount-insns', 'x86_64-A-CPU, kvm-ns'\]\$" \
	data "$dir/store.html" '[s["name"] for s in data["series"]]'
expect "html --store: kernels are sorted by version" 0 "^\['6.9.1', '6.10.1', '6.12.1'\]\$" \
	data "$dir/store.html" '[k["label"] for k in data["series"][1]["kernels"]]'
verifications='[[(k["label"], v["test"], v["unit"], v["verdict"]) for k in s["kernels"][1:] for v in k["against"]["verification"]] for s in data["series"]]'
expect "html --store: each series has its own verification" 0 "^\[\[\('6.10.1', 'helper_perf', 'thousand insns', 'slower'\), \('6.10.1', 'map_perf', [^]]*\], \[\('6.10.1', 'helper_perf', 'us', 'slower'\), .*\('6.12.1', 'map_perf', 'us', 'faster'\)\]\]\$" \
	data "$dir/store.html" "$verifications"
# The page, trend and compare must show the same change between two successive kernels.
same_step() {
	local page trend compare
	page=$(data "$dir/store.html" '[o["cells"][2]["step"] for o in data["series"][1]["operations"] if o["name"] == "map_perf/a"][0]["change"]')
	trend=$($r trend "$kept" map_perf/a | sed -n 's/^  6\.12\.1 .*#  *\(+[0-9.]* %\) slower$/\1/p')
	compare=$($r compare "$dir/s10.json" "$dir/s12.json" | sed -n 's/^map_perf\/a .* \(+[0-9.]* % \[[^]]*\]\) .*slower$/\1/p')
	echo "page '$page' trend '$trend' compare '$compare'"
	[ -n "$compare" ] && [ "$page" = "$compare" ] && [ "$trend" = "${compare% \[*}" ]
}
check "the page, trend and compare show the same change between two kernels" same_step
expect "html --store: there is no step if only the first kernel measured the operation" 0 "^\['change'\]\$" \
	data "$dir/store.html" '[k for o in data["series"][1]["operations"] if o["name"] == "map_perf/b" for k in o["cells"][2] if k in ("step", "change")]'
expect "trend: the change is against the last kernel that measured the operation" 0 '^  6.12.1 .*\+30.0 % slower \(against 6.9.1\)$' $r trend "$kept" map_perf/b
expect "trend --html also prints the trend" 0 '^  6.12.1 ' $r trend "$kept" map_perf/a --html "$dir/opened.html"
trend_to_stdout() {
	(cd "$dir" && "$OLDPWD/report_progs" trend "$kept" map_perf/a --html - --by kernel >piped.html && [ ! -e - ]) &&
		cmp "$dir/opened.html" "$dir/piped.html"
}
check "trend --html -: standard output has the page, and nothing else" trend_to_stdout
# The same build on two days, and another build on one of them.
timeline=$dir/timeline
made t1 "run['started'] = '2026-11-20T23:59:59Z'" "env['kernel_build_id'] = 'aa11'" "op('map_perf/a')['limit'] = '<= 45 ns'"
made t2 "run['started'] = '2026-11-21T00:00:00Z'" "env['kernel_build_id'] = 'aa11'" "op('map_perf/a')['limit'] = '<= 45 ns'"
made t3 "run['started'] = '2026-11-21T01:00:00Z'" "env['kernel_build_id'] = 'bb22'" "scale('map_perf/a', 1.2)" "op('map_perf/a')['limit'] = '<= 2 * map_perf/b [ns] (40 ns)'"
made t4 "run['started'] = '2026-11-19T01:00:00Z'" "env['kernel_release'] = '6.10.1'" "op('map_perf/a')['limit'] = '<= 900 ns'"
$r store "$timeline" "$dir"/t?.json >/dev/null
# sides ORDER: prints the first words of the lines of trend in this order.
sides() {
	$r trend "$timeline" map_perf/a --by "$1" | awk 'NR > 1 { printf("%s%s", (NR > 2 ? ";" : ""), $1 " " $2 " " $3 " " $4) }'
}
expect "trend --by kernel: builds are apart, each with its first date" 0 \
	'^6.1.192 \(build aa11\) 2026-11-20;6.1.192 \(build bb22\) 2026-11-21;6.10.1 2026-11-19 .*' sides kernel
expect "trend --by date: a line for each day and build" 0 \
	'^2026-11-19 6.10.1 [^;]*;2026-11-20 6.1.192 [^;]*;2026-11-21 6.1.192 \(build aa11\);2026-11-21 6.1.192 \(build bb22\)$' sides date
expect "trend: a limit within the scale is drawn" 0 '2026-11-20  30.1 ns \[[0-9., ]*\]  #{17} {7}\|  .*limit <= 45 ns$' $r trend "$timeline" map_perf/a
expect "trend: a relative limit is drawn where it was" 0 '2026-11-21  36.1 ns \[[0-9., ]*\]  #{20} {2}\|   .* limit <= 2 \* map_perf/b \[ns\] \(40 ns\)$' $r trend "$timeline" map_perf/a
expect "trend: a limit that is far away is only named" 0 '6.10.1 .*\]  #{17} {8}.*limit <= 900 ns$' $r trend "$timeline" map_perf/a
expect "trend: another order is refused" 2 "--by: 'day' is neither kernel nor date" $r trend "$timeline" map_perf/a --by day
expect "html: another order is refused" 2 "--by: 'day' is neither kernel nor date" $r html --store "$timeline" --by day
expect "html: --by date is of a store" 2 '[-]-by date is of a store' $r html "$b" --by date
expect "html --by date: a column for each day and build" 0 "^\['2026-11-19 6.10.1', '2026-11-20 6.1.192', '2026-11-21 6.1.192 \(build aa11\)', '2026-11-21 6.1.192 \(build bb22\)'\]\$" \
	days
expect "html: --store and files cannot be combined" 2 'cannot be combined with result files' $r html --store "$kept" "$b"
expect "html: a missing store is an error" 2 'cannot be read' $r html --store "$dir/none"
expect "html: a directory as the output is refused" 2 'cannot be written' $r html "$b" -o "$dir"
old_page() {
	echo old >"$dir/kept.html"
	! $r html "$b" "$dir/bad.json" -o "$dir/kept.html" && [ "$(cat "$dir/kept.html")" = old ]
}
made bad "text('results/1', 'results/2')"
check "html: a file that cannot be read leaves the old page" old_page

# rows FORMAT OPTION...: prints the rows, with the options that html and md share with compare.
rows() {
	local format=$1
	shift
	if [ "$format" = html ]; then
		$r html "$b" "$dir/other.json" "$@" >"$dir/only.html"
		data "$dir/only.html" '[(o["name"], o["cells"][1]["change"]["kind"]) for o in data["series"][0]["operations"]]'
	else
		$r md "$b" "$dir/other.json" "$@" | sed -n 's/^| `\(map_perf[^`]*\)`.*/\1/p' | tr '\n' ' '
	fi
}
expect "html: --only selects operations" 0 "^\[\('map_perf/a', 'worse'\)\]\$" rows html --only '/a$'
expect "html: --threshold hides smaller changes" 0 "'map_perf/a', 'none'" rows html --threshold 40%
expect "html: --min-delta hides smaller changes" 0 "'map_perf/a', 'none'" rows html --min-delta 20ns
expect "html: --fdr limits the share of false changes" 0 "'map_perf/a', 'unsure'" rows html --fdr 1e-12
expect "md: --only selects operations" 0 '^map_perf/a $' rows md --only '/a$'
expect "md: --threshold hides smaller changes" 0 '^map_perf/c map_perf/b $' rows md --threshold 40%
expect "md: --min-delta hides smaller changes" 0 '^map_perf/c map_perf/b $' rows md --min-delta 20ns
expect "md: --fdr limits the share of false changes" 0 ': 0 slower, 0 faster,' $r md --fdr 1e-12 "$b" "$dir/other.json"
for format in html md compare; do
	expect "$format: an expression that matches nothing is refused" 2 '^report_progs: --only zzz: no operation' $r $format --only zzz "$b" "$b"
	expect "$format: an invalid threshold is refused" 2 "is not a number of 0 or more" $r $format --threshold x "$b" "$b"
done
expect "md: --only selects operations of a single kernel" 0 '^\*\*OK:\*\* `6.1.192: 1 operations measured' $r md --only '/a$' "$b"

raw() {
	[ "$(grep -c '</script' "$dir/hostile.html")" = "$(grep -c '</script' "$dir/page.html")" ] &&
		! grep -F '<img' "$dir/hostile.html" && ! LC_ALL=C grep -n '[^ -~	]' <(sed -n '/id="data"/p' "$dir/hostile.html")
}
check "html: hostile text cannot end the script and is ASCII" raw
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
check "html: the policy has the hashes of the script and the style" hash_is_right

waived() {
	echo "map_perf/a 50% 2999-01-01 known" >"$dir/waive"
	$r html --waive "$dir/waive" "$b" "$dir/other.json" -o "$dir/waived.html" &&
		data "$dir/waived.html" '[o["cells"][1]["change"]["kind"] for o in data["series"][0]["operations"] if o["name"] == "map_perf/a"]' | grep -qx "\['waived'\]"
}
# Functions of three kernels: new ones and gone ones, small ones, and operations that are not explained.
flamed() {
	python - "$dir" <<-'PYTHON'
	import json, sys
	small = {f"[program];update;small{i}": 0.2 * i for i in range(1, 9)}
	common = {"[program]": 60, "[program];update;copy": 50, "[program];less": -2} | small
	sides = [{"[program];update": 95.47, "[program];update;irq": 77}, {"[program];update": 100, "[program];update;irq": 77},
	         {"[program];update": 137.47, "[program];update;lock": 134}]
	for i, side in enumerate(sides, 1):
	    def explained(stacks):
	        return {"result": sum(stacks.values()), "sum": sum(stacks.values()), "functions": {"[program]": {"insns": sum(stacks.values())}}, "stacks": stacks}
	    of = {"map_perf/a": explained(common | side), "map_perf/b": {"reason": "it waits"} if i == 2 else explained(side), "map_perf/c": {"reason": "it is no time"}}
	    json.dump({"schema": "bpf-perf-explain/1", "kernel_release": "6", "qemu": "7.2.22", "operations": of}, open(f"{sys.argv[1]}/flamed{i}.explain.json", "w"))
	PYTHON
	made flamed1 "insns()" "scale('map_perf/b', 0.9)"
	made flamed2 "env['kernel_release'] = '6.12.118'" "insns()"
	made flamed3 "env['kernel_release'] = '7.2.13'" "insns()" "scale('map_perf/a', 1.5)"
	$r html "$dir"/flamed[123].json -o "$dir/flamed.html"
}
check "html: explanations beside result files are in the page" flamed
check "html: without them nothing is" bash -c "! grep -q '\"flames\":' '$dir/page.html'"
# Operations with all that the page can show, on kernels with long names.
rich() {
	made "$1" "env['kernel_release'] = env['vm'] = '$2'" "env['vm'] = {'mode': 'kvm', 'version': '$2'}" "env['kernel_build_id'] = '$3$3$3$3$3$3$3$3'" \
		"env['cpus_online'] = 4" "env['kernel_version'] = '#1 SMP Debian (2026-0$4-01)'" "run['started'] = '2026-0$4-02T03:04:05Z'" \
		"names = ['map_perf/hash_lookup_entries_' + i for i in ('1', '1k', '64k', '1m')] + ['hook_perf/fentry' + i for i in ('', '_2_progs', '_8_progs')] + ['hook_perf/uprobe_nop', 'hook_perf/uprobe_nop_all_cpus', 'contention_perf/queue_1', 'contention_perf/queue_all', 'output_perf/ringbuf_loss_busy_10k', 'output_perf/ringbuf_loss_busy_1m', 'helper_perf/ktime_pair', 'sampling_perf/memory_buffers_64mb', 'sampling_perf/memory_buffers_256mb']" \
		"results += [dict(result(n, (20 + 5 * i) * $5 ** (1 + i / 10)), name=n) for i, n in enumerate(names)]" "[scale(n, 1e7) for n in names if 'loss' in n]" "verifier()" "core(0.28)" "powers()" \
		"[r.update(description='What %s does' % r['name']) for r in results]" "op('map_perf/hash_lookup_entries_64k')['tail'].pop('powers')" "op(names[1])['limit'] = '<= $6 ns'"
}
# The largest numbers change most, and the dates have another order than the kernels.
rich rich1 6.1.192-cloud-amd64 aaaa 2 1 40
rich rich2 6.12.118+deb13-cloud-amd64 bbbb 3 1.3 900
rich rich3 7.2.13+deb14-rt-cloud-amd64 cccc 1 0.7 40
check "html: a page of all that there is" $r html "$dir"/rich?.json -o "$dir/rich.html"
check "html: an accepted regression is shown" waived
if tests/page.py browser; then
	check "page: a comparison is shown without errors" tests/page.py renders "$dir/page.html"
	check "page: a single kernel is shown" tests/page.py renders "$dir/single.html"
	check "page: several boots of a kernel are shown" tests/page.py renders "$dir/boots.html"
	check "page: ten kernels are shown" tests/page.py renders "$dir/ten.html"
	check "page: the search filters" tests/page.py searches "$dir/page.html"
	check "page: headings sort and the address keeps the order" tests/page.py sorts "$dir/page.html"
	check "page: changes from kernel to kernel are shown" tests/page.py trends "$dir/store.html"
	check "page: a store is shown" tests/page.py renders "$dir/store.html"
	check "page: the verification is shown" tests/page.py verifies "$dir/verified.html"
	check "page: the verification is hidden if a side has none" tests/page.py verifies "$dir/unverified.html"
	check "page: the verification of a single kernel is hidden" tests/page.py verifies "$dir/single.html"
	check "page: the verification belongs to the shown series" tests/page.py verifies "$dir/evilstore.html"
	check "page: a wide verification fits" tests/page.py fits "$dir/verified.html"
	check "page: the operation of trend --html is open" tests/page.py opened "$dir/opened.html"
	check "page: hostile text in a store stays text" tests/page.py inert "$dir/evilstore.html"
	check "page: a link opens its row and charts" tests/page.py links "$dir/page.html"
	check "page: the map and the largest changes" tests/page.py glances "$dir/page.html"
	check "page: those of ten kernels" tests/page.py glances "$dir/ten.html"
	check "page: those of a single kernel" tests/page.py glances "$dir/single.html"
	check "page: the head says what was measured how" tests/page.py heads "$dir/rich.html"
	check "page: that of boots and of instructions" tests/page.py heads "$dir/store.html"
	$r html --fdr 1e-12 "$b" "$dir/other.json" >"$dir/unsure.html"
	check "page: what is undecided was not judged" tests/page.py heads "$dir/unsure.html"
	check "page: operations that differ in a number are curves" tests/page.py grows "$dir/rich.html"
	check "page: the details of an operation, and another one over it" tests/page.py details "$dir/rich.html"
	check "page: flame graphs, and functions as bars" tests/page.py flames "$dir/flamed.html"
	check "page: nothing of them is cut off" tests/page.py uncut "$dir/flamed.html"
	check "page: they fit a phone and paper" tests/page.py fits "$dir/flamed.html"
	check "page: the source of an operation" tests/page.py sources "$dir/rich.html"
	check "page: rows of 22 pixels below a heading that stays" tests/page.py sticks "$dir/ten.html"
	check "page: nothing is cut off" tests/page.py uncut "$dir/rich.html"
	check "page: nothing of ten kernels is cut off" tests/page.py uncut "$dir/ten.html"
	check "page: nothing of a single kernel is cut off" tests/page.py uncut "$dir/single.html"
	check "page: nothing of days is cut off" tests/page.py uncut "$dir/days.html"
	check "page: an accepted regression is no error" tests/page.py uncut "$dir/waived.html"
	sed 's|>What BPF costs<|><span style="white-space: nowrap">&nbsp;A heading that is far too long for any phone, and even for the window of a desktop, as it goes on and on without an end, and is wider than all<|' "$dir/single.html" >"$dir/cut.html"
	expect "page: text that is cut off is noticed" 1 'cut at|Content Security' tests/page.py uncut "$dir/cut.html"
	check "page: the theme follows the system" tests/page.py follows "$dir/page.html"
	check "page: it fits a phone and paper" tests/page.py fits "$dir/ten.html"
	check "page: hostile text stays text" tests/page.py inert "$dir/hostile.html"
	check "page: hostile names stay text" tests/page.py inert "$dir/names.html"
	# These pages must fail the checks: they run what they should not, with and without the
	# policy.
	sed 's|<h1>|<h1><img src=x onerror="window.hacked=1">|' "$dir/hostile.html" >"$dir/img.html"
	expect "page: markup is noticed" 1 'IMG|<img|Log.entryAdded' tests/page.py inert "$dir/img.html"
	sed 's|<h1>|<h1><script>window.hacked=1</script>|' "$dir/hostile.html" >"$dir/run.html"
	expect "page: the policy stops a script" 1 'Content Security Policy' tests/page.py inert "$dir/run.html"
	sed 's|"kernels":|"colonels":|' "$dir/page.html" >"$dir/throws.html"
	expect "page: an error is noticed" 1 '^exception: .*TypeError' tests/page.py renders "$dir/throws.html"
	sed 's|return sign \* (x|return (x|' "$dir/page.html" >"$dir/script.html"
	expect "page: the policy stops a changed script" 1 'Content Security Policy' tests/page.py sorts "$dir/script.html"
	sed 's|"verification":\[{|"verification":[{},{|' "$dir/store.html" >"$dir/noverdict.html"
	expect "page: an error in the verification is noticed" 1 'TypeError' tests/page.py verifies "$dir/noverdict.html"
	sed 's|id="search"|id="find"|' "$dir/page.html" >"$dir/nosearch.html"
	expect "page: a missing search is noticed" 1 'Cannot|null' tests/page.py searches "$dir/nosearch.html"
else
	skip "the page in a browser" "Chromium is not installed: apt-get install chromium-headless-shell"
fi

expect "html: files with different units are refused" 2 'not comparable: unit' $r html "$b" "$dir/i1.json"
expect "html: a missing file is refused" 2 'no result file is given' $r html
expect "html: a missing file of published figures is an error" 2 'none.bounds: ' $r html --published "$dir/none.bounds" "$b"
expect "html: a failed write to standard output is an error" 2 'cannot be written' bash -c "$r html '$b' >/dev/full"

expect "md: the verdict comes first" 0 '^\*\*WORSE:\*\* `6.12.107 against 6.1.192: 1 slower, 1 faster, 4 unchanged' $r md "$b" "$dir/other.json"
expect "md: differences of the environment are listed" 0 '^- `6.12.107: config_hash: crc32:00000001 -> crc32:2`$' $r md "$b" "$dir/other.json"
expect "md: a changed operation has a row" 0 '^\| `map_perf/a` \| ns \| 30.* \+30.0 % .* slower \|$' $r md "$b" "$dir/other.json"
md_sorted() {
	[ "$($r md "$b" "$dir/other.json" | grep -o '^| `map_perf/.' | grep -o '.$' | tr '\n' ' ')" = "c a b " ]
}
check "md: the worst change is the first row" md_sorted
expect "md: the verdict says that nothing is worse" 0 '^\*\*NOT WORSE:\*\* ' $r md "$b" "$b"
expect "md: a single kernel has its own verdict" 0 '^\*\*OK:\*\* `6.1.192: 7 operations measured' $r md "$b"
made failing "op('map_perf/b').update(verdict='fail', reason='breaks its limit')"
# cell FILE...: prints verdict, reason and whether there is a figure, of map_perf/a for the first side, which
# these files make.
cell() {
	$r html "$@" -- "$b" >"$dir/cell.html"
	data "$dir/cell.html" '[(c["verdict"], c.get("reason"), "value" in c) for o in data["series"][0]["operations"] if o["name"] == "map_perf/a" for c in o["cells"][:1]]'
}
made left "skip('map_perf/a', 'left out of --quick runs: it takes too long', cause='left-out')"
made wide "op('map_perf/a').update(verdict='undecided', imprecise=True, reason='astride')"
made wide2 "env['x'] = 1" "op('map_perf/a').update(verdict='undecided', imprecise=True, reason='astride')"
expect "boots: a passed operation does not get the reason of a skipped boot" 0 "^\[\('pass', None, True\)\]\$" cell "$dir/left.json" "$b"
expect "boots: a passed operation does not get the reason of an undecided boot" 0 "^\[\('pass', None, True\)\]\$" cell "$dir/wide.json" "$b" "$dir/left.json"
expect "boots: an operation gets the reason if most boots are undecided" 0 "^\[\('undecided', 'astride', True\)\]\$" \
	cell "$b" "$dir/wide.json" "$dir/wide2.json"
imprecise() {
	$r html "$dir/wide.json" >"$dir/cell.html"
	data "$dir/cell.html" '[o["name"] for o in data["series"][0]["operations"] if o["cells"][0].get("imprecise")]'
}
expect "boots: an imprecise operation is marked" 0 "^\['map_perf/a'\]\$" imprecise
made passless "[skip(n, 'no BPF') for n in NAMES]"
expect "md: only skips are not OK" 0 '^\*\*Nothing passed:\*\* `6.1.192: 0 operations measured' $r md "$dir/passless.json"
made passless "results.clear()"
expect "md: an empty file is not OK" 0 '^\*\*Nothing passed:\*\* ' $r md "$dir/passless.json"
expect "md: a failure is in the verdict" 0 '^\*\*FAILED:\*\* ' $r md "$dir/failing.json"
failed_first() {
	$r md "$dir/failing.json" | grep -A1 '^|---' | grep '^| `map_perf/b` | fail'
}
check "md: failures come first" failed_first
# What GitHub shows: text of a file only in code spans, tables with the cells of their heads, folds that
# end, and no more bytes than a comment may have.
markdown() {
	$r md "$@" >"$dir/out.md" && python tests/markdown.py "$dir/out.md"
}
check "md: hostile text stays text" markdown --across-configs "$b" "$dir/hostile.json"
check "md: of one kernel, too" markdown "$dir/hostile.json"
made ends "op('map_perf/a').update(verdict='fail', reason=chr(96) + 'a|b\\\\\\\\|c' + chr(92), limit=chr(92) + '|')" "op('map_perf/b').update(verdict='fail', reason='@user <img src=x> [a](b) www.x.org #1')" \
	"op('map_perf/c').update(verdict='fail', reason='</details>' + chr(10) + '# a' + chr(10) * 2 + '<b>')"
check "md: reasons that would end their cell or fold" markdown "$dir/ends.json"
expect "md: they are readable" 0 '`@user <img src=x> \[a\]\(b\) www.x.org #1`' $r md "$dir/ends.json"
for wrong in 's/ | ns | / | ns | | /' 's/`map_perf/map_perf/' 's|^</details>$||' 's/slower/<b>slower/' 's/slower/@slower/' '$s/$/'"$(printf 'x%.0s' {1..70})/;\$p;p;p"; do
	$r md "$b" "$dir/other.json" | sed -e "$wrong" >"$dir/wrong.md"
	[[ "$wrong" != *x*x*x* ]] || for ((i = 0; i < 1000; i++)); do cat "$dir/out.md"; done >"$dir/wrong.md"
	check "md: what GitHub would show wrongly is noticed: ${wrong:0:30}" bash -c '! python3 tests/markdown.py "$1" 2>/dev/null' _ "$dir/wrong.md"
done

# Ten kernels of 900 operations: what is left out is counted and said, and nothing is lost.
for ((i = 0; i < 10; i++)); do
	made many$i "env['kernel_release'] = '6.$i.107'" "results = [dict(result('test_perf/operation_%03d' % i, 20 + i), name='test_perf/operation_%03d' % i) for i in range(900)]" \
		"[scale(r['name'], 1 + (j % 3 - 1) * 0.$i * 0.9) for j, r in enumerate(results)]"
done
many=("$dir"/many?.json)
check "md: ten kernels of 900 operations" markdown "${many[@]}"
left_out() {
	local shown left
	shown=$(grep -c '^| `test_perf/operation' "$dir/out.md")
	left=$(sed -n 's/^Left out to stay below 60 kB: //p' "$dir/out.md" | grep -oE '[0-9]+ operations' | awk '{ n += $1 } END { print n + 0 }')
	echo "$shown shown, $left left out"
	[ "$shown" -gt 50 ] && [ $((shown + left)) = 600 ]
}
check "md: each changed one is shown or counted" left_out
check "md: what got worse is shown first" test "$(grep -c '^| `test_perf/operation' "$dir/out.md")" = "$(sed -n '/more operations that got worse/,/<.details>/p;/^\*\*/,/<details>/p' "$dir/out.md" | grep -c '^| `test_perf')"
check "md: with names that a mail can show" grep -q '^| `test_perf/operation_002` | ns | ' "$dir/out.md"
check "md: one kernel of 900 operations" markdown "${many[0]}"
check "md: all of them are in it" test 900 = "$(grep -c '^| `test_perf/operation' "$dir/out.md")"
made long "results = [dict(result('test/op_%d' % i, 20 + i), name='test/op_%d' % i, verdict='fail', reason='<' * 300) for i in range(2000)]"
check "md: long reasons" markdown "$dir/long.json"
check "md: of them it says how many are left out" grep -qE '^Left out to stay below 60 kB: [0-9]+ operations that failed' "$dir/out.md"
hosts=()
for ((i = 0; i < 60; i++)); do
	sed "s/6.1.192/6.1.$i-$(printf 'x%.0s' {1..80})/; s/crc32:00000001/crc32:$i$(printf 'y%.0s' {1..190})/" "$b" >"$dir/host$i.json"
	hosts+=("$dir/host$i.json")
done
check "md: sixty kernels with long names" markdown "${hosts[@]}"
check "md: what is left out of the head is said" grep -qE '^Left out here: [0-9]+ verdicts, [1-9][0-9]* warnings and differences' "$dir/out.md"

# twice LINE: adds a line to a part of the page.  All parts share one scope, so the later of two functions
# with one name would be used for both.
twice() {
	rm -rf "$dir/twice"
	cp -r report/page/html "$dir/twice" && printf '%s\n' "$1" >>"$dir/twice/claims.js" &&
		"$dir/twice/assemble.sh" "$dir/twice/out"
}
for second in 'function intervalOf() {}' 'const WIDTH = 1;' 'async function encode() {}'; do
	expect "page: a name that is defined twice is noticed: $second" 1 'defined more than once: [A-Za-z]+' twice "$second"
done
check "page: another name is accepted" twice 'function nowhereElse() {}'
