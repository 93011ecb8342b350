# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Checks --programs and --tool in a guest, where figures are exact: what got worse is found, and
# nothing else.

# own_object PATH [-DMACRO]: compiles tests/objects/mine.c.
own_object() {
	mkdir -p "$(dirname "$1")"
	"$(.ci/tool clang)" -O2 -g -target bpf -mcpu=v3 "-I/usr/include/$(gcc -print-multiarch)" "${@:2}" \
		-c tests/objects/mine.c -o "$1"
}
own_object "$dir/own/base/mine.bpf.o" -DLEAVES
own_object "$dir/own/again/mine.bpf.o" -DLEAVES
for way in COST VERIFY MEMORY; do own_object "$dir/own/$way/mine.bpf.o" -DLEAVES "-DWORSE_$way"; done
own_object "$dir/own/REFUSED/mine.bpf.o" -DLEAVES -DREFUSED

# measure_own WAY: measures the object of the way in a guest.
measure_own() {
	local status=0
	vmtest --mode icount -j 1 -o "$dir/own/$1/out" "$VMTEST_KERNEL" -- --programs "$dir/own/$1/mine.bpf.o" >"$dir/own/$1/text" 2>&1 || status=$?
	[ "$status" -le 1 ]
}
for way in base again COST VERIFY MEMORY REFUSED; do at_once check "an object is measured in a guest: $way" measure_own "$way"; done
all_done

# A program that returns at once costs no more than the one that is subtracted.
check "a program that returns at once costs nothing" python - "$dir/own/base/out/$release.json" <<-'PYTHON'
	import json, sys
	results = {r["name"]: r for r in json.load(open(sys.argv[1]))["results"]}
	cost = results["mine/leave"]["value"]
	sys.exit(f"{cost} instructions" if abs(cost) > 2 else 0)
PYTHON
# found WAY ONLY...: checks that exactly these operations are worse; others may have become cheaper.
found() {
	local way=$1 out
	shift
	out=$(./report_progs compare "$dir/own/base/out/$release.json" "$dir/own/$way/out/$release.json" | grep -E '^mine/.*(slower|worse|BROKEN)' | cut -d' ' -f1 | sort | tr '\n' ' ') || true
	if [ "$out" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ]; then
		ok "compare finds what is worse and nothing else: $way"
	else
		not_ok "compare finds what is worse and nothing else: $way" "found: $out" "expected: $*"
	fi
}
expect "the same object is not worse" 0 '^NOT WORSE' ./report_progs compare "$dir/own/base/out/$release.json" "$dir/own/again/out/$release.json"
# One more lookup is also verified.
found COST mine/parse mine/parse.load
found VERIFY mine/parse.load
found MEMORY mine/ports.memory mine/ports.charged
found REFUSED mine/parse.load mine/object-load

# The guest has what this machine may lack: trampolines.
for name in sockets congestion replace; do
	"$(.ci/tool clang)" -O2 -g -target bpf -mcpu=v3 "-I/usr/include/$(gcc -print-multiarch)" -c "tests/objects/$name.c" -o "$dir/own/$name.bpf.o"
done
expect "types that are neither run nor attached alone are measured in a guest" 0 'PASSED' \
	vmtest --mode icount -j 1 -o "$dir/own/types" "$VMTEST_KERNEL" -- --programs "$dir/own/sockets.bpf.o" "$dir/own/congestion.bpf.o" "$dir/own/replace.bpf.o" \
	-a sockets/message,sockets/redirected,sockets/dropped,sockets/parser,sockets/verdict,sockets/chosen,congestion/avoid,replace/dispatch,replace/replacement
check "each has a figure, and a replacement costs more than what it replaces" python - "$dir/own/types/$release.json" <<-'PYTHON'
	import json, sys
	results = {r["name"]: r for r in json.load(open(sys.argv[1]))["results"]}
	lacking = [name for name, r in results.items() if "value" not in r]
	cost, before = (results[f"replace/{name}"] for name in ("replacement", "dispatch"))
	print(lacking, cost, before)
	# An empty message and a parser of two instructions cost next to nothing.
	sys.exit(bool(lacking) or len(results) != 9 or cost["value"] <= before["value"]
	         or (cost["returned"], before["returned"]) != ("XDP_DROP", "XDP_PASS")
	         or results["sockets/redirected"]["value"] < 10)
PYTHON

# A tool is looked for as a shell would, and carried; what it adds to the load is attributed.
if command -v opensnoop >/dev/null || [ -x /usr/sbin/opensnoop ]; then
	vmtest --explain -j 1 -o "$dir/own/tool" "$VMTEST_KERNEL" -- --tool opensnoop --quick --budget none \
		-a opensnoop/slowdown,opensnoop/reaching,opensnoop/added,opensnoop/load-without >"$dir/own/tool.text" 2>&1 || true
	check "the functions by which a tool slows a load are told" python - "$dir/own/tool/$release.explain.json" <<-'PYTHON'
		import json, sys
		operations = json.load(open(sys.argv[1]))["operations"]
		added = operations["opensnoop/added"]
		print({name: value for name, value in added.items() if name not in ("functions", "stacks")})
		sys.exit("functions" not in added or abs(added["sum"] - added["result"]) > 0.005 * abs(added["result"])
		         or not any("bpf_prog:" in stack for stack in added["stacks"]))
	PYTHON
	check "so are the five parts of what it costs" grep -E 'map access +[0-9]+ instructions of an operation' "$dir/own/tool.text"
else
	skip "the functions by which a tool slows a load are told" "opensnoop is not installed"
fi
