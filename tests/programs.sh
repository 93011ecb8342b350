#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks --programs: objects that know nothing of bpf-perf are measured as they are.
set -euo pipefail
. tests/lib.sh

t=./test_progs
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
clang=$(.ci/tool clang)
multiarch=$(gcc -print-multiarch)

# object PATH [-DMACRO...]: compiles tests/objects/mine.c.
object() {
	local path=$1
	shift
	mkdir -p "$(dirname "$path")"
	"$clang" -O2 -g -target bpf -mcpu=v3 "-I/usr/include/$multiarch" "$@" -c tests/objects/mine.c -o "$path"
}
object "$dir/mine.bpf.o"
for way in COST VERIFY MEMORY; do object "$dir/$way/mine.bpf.o" "-DWORSE_$way"; done
object "$dir/refused/mine.bpf.o" -DREFUSED
mine=$dir/mine.bpf.o

# Names.
expect "-l lists the programs and maps of an object" 0 ' mine/parse.load$' $t -l --programs "$mine"
expect "several files may follow" 0 ' mine\+2/ports.memory$' $t -l --programs "$mine" "$dir/refused/mine.bpf.o"
expect "a quoted pattern is a list of files" 0 ' mine\+4/parse$' $t -l --programs "$dir/*/mine.bpf.o"
# shellcheck disable=SC2016 # no shell may expand it
names=(a.b.c.bpf.o=a.b.c v2-x.o=v2-x 'a b;$(exit 9).bpf.o=a_b___exit_9_' $'line\nbreak.o=line_break' '*?[.o=___' -dash.bpf.o=-dash noend=noend)
for pair in "${names[@]}"; do
	file=$dir/names/${pair%=*}
	mkdir -p "$dir/names"
	cp "$mine" "$file"
	expect "the test of a file '$(printf %q "${pair%=*}")' is named" 0 " ${pair##*=}/parse$" $t -l --programs "$file"
done
long=$dir/names/$(printf 'x%.0s' {1..200}).o
cp "$mine" "$long"
expect "a name that is too long is refused" 2 'too long to be a part of names' $t -l --programs "$long"

# Bad input is one line and status 2, before anything is measured.
mkdir "$dir/bad" "$dir/bad/directory.o"
mkfifo "$dir/bad/pipe.o"
head -c 700 "$mine" >"$dir/bad/cut.o"
: >"$dir/bad/empty.o"
echo text >"$dir/bad/text.o"
cp test_progs "$dir/bad/embeds"
gcc -c -x c /dev/null -o "$dir/bad/host.o"
python -c '
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[5], data[18:20] = 2, b"\0\367"
open(sys.argv[2], "wb").write(data)' "$mine" "$dir/bad/other.o"
"$clang" -target bpf -c -x c /dev/null -o "$dir/bad/nothing.o"
{
	echo '#include <linux/bpf.h>'
	for i in $(seq 600); do echo "__attribute__((section(\"xdp\"), used)) int p$i(void *c) { return 2; }"; done
} >"$dir/many.c"
"$clang" -O1 -g -target bpf "-I/usr/include/$multiarch" -c "$dir/many.c" -o "$dir/bad/many.o"
# refused WHAT PATTERN ARGUMENTS...: checks for status 2 and a single line.
refused() {
	local what=$1 pattern=$2 out status=0
	shift 2
	out=$(timeout 20 $t --programs "$@" 2>&1 </dev/null) || status=$?
	if [ $status -eq 2 ] && [ "$(wc -l <<<"$out")" -eq 1 ] && grep -qE -- "$pattern" <<<"$out"; then
		ok "$what is refused in one line"
	else
		not_ok "$what is refused in one line" "status $status" "$out"
	fi
}
unnamed=$dir/bad/$(printf 'n\377\n').o
echo text >"$unnamed"
refused "a file whose name is no text" 'n\?+.o: not an ELF file' "$unnamed"
refused "a missing file" 'none.o: cannot be read: No such file' "$dir/none.o"
refused "a directory" 'directory.o: not a regular file' "$dir/bad/directory.o"
refused "a pipe" 'pipe.o: not a regular file' "$dir/bad/pipe.o"
refused "a truncated object" 'cut.o: not a BPF object that libbpf can open: elf: ' "$dir/bad/cut.o"
refused "an empty file" 'empty.o: the file is empty' "$dir/bad/empty.o"
refused "a text" 'text.o: not an ELF file' "$dir/bad/text.o"
refused "a program with an object in it" 'embeds: this is a program with a BPF object in it' "$dir/bad/embeds"
refused "a program" 'this is a program or a library' /bin/true
refused "an object of the host" 'host.o: an object file, but not for BPF' "$dir/bad/host.o"
refused "an object of the other byte order" 'other.o: a big-endian BPF object' "$dir/bad/other.o"
"$clang" -O2 -target bpf -mcpu=v3 "-I/usr/include/$multiarch" -c tests/objects/mine.c -o "$dir/bad/bare.o"
python - "$mine" "$dir/bad/newer.o" <<'PY'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
btf = data.find(b"\x9f\xeb\x01\x00")
# The first type becomes one of a kind that no libbpf knows.
at = btf + struct.unpack_from("<I", data, btf + 4)[0] + struct.unpack_from("<I", data, btf + 8)[0] + 4
struct.pack_into("<I", data, at, struct.unpack_from("<I", data, at)[0] | 31 << 24)
open(sys.argv[2], "wb").write(data)
PY
refused "an object without BTF" 'bare.o: .*its BTF is missing, damaged or newer than libbpf' "$dir/bad/bare.o"
refused "an object with BTF of tomorrow" 'newer.o: .*its BTF is missing, damaged or newer than libbpf' "$dir/bad/newer.o"
refused "an object without programs" 'nothing.o: ' "$dir/bad/nothing.o"
refused "an object with 600 programs" 'many.o: 600 programs and [0-9]+ maps; at most' "$dir/bad/many.o"
refused "the second of two files" 'text.o: not an ELF file' "$mine" "$dir/bad/text.o"
refused "a map that the object lacks" "no map 'x'" "$mine" --set x.max_entries=1
refused "a variable that the object lacks" "no variable 'x' in .rodata" "$mine" --set rodata.x=1
refused "a value that does not fit" 'does not fit into 4 bytes' "$mine" --set rodata.otherwise=5000000000
refused "a setting without a value" "'ports' is not MAP.max_entries=NUMBER" "$mine" --set ports

# Captures.
python - "$dir" <<'PY'
import struct, sys
def capture(name, packets, link=1):
    with open(f"{sys.argv[1]}/{name}", "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, link))
        for p in packets:
            f.write(struct.pack("<IIII", 0, 0, len(p), len(p)) + p)
eth = bytes.fromhex("020000000002020000000001")
tcp = eth + b"\x08\x00" + bytes.fromhex("4500002800004000400600000a0000010a000002") + bytes(12) + b"\x50\x02" + bytes(12)
arp = eth + b"\x08\x06" + bytes(46)
capture("three.pcap", [tcp, arp, arp])
capture("none.pcap", [])
capture("any.pcap", [tcp], 113)
capture("short.pcap", [b"abc"])
capture("bare.pcap", [tcp[14:]], 101)
whole = open(f"{sys.argv[1]}/three.pcap", "rb").read()
open(f"{sys.argv[1]}/cut.pcap", "wb").write(whole[:-20])
open(f"{sys.argv[1]}/head.pcap", "wb").write(whole[:10])
open(f"{sys.argv[1]}/frame.bin", "wb").write(tcp)
PY
refused "a missing capture" 'none: cannot be read: .*packets by name: tcp4' "$mine" --data-in "$dir/none"
refused "an empty file of packets" 'empty.o: the file is empty' "$mine" --data-in "$dir/bad/empty.o"
refused "a capture without packets" 'none.pcap: a capture without packets' "$mine" --data-in "$dir/none.pcap"
refused "a capture of another link type" 'any.pcap: a capture of link type LINUX_SLL' "$mine" --data-in "$dir/any.pcap"
refused "a capture of runts" 'short.pcap: none of its 1 packets' "$mine" --data-in "$dir/short.pcap"
refused "a truncated capture" 'cut.pcap: packet 3: truncated' "$mine" --data-in "$dir/cut.pcap"
refused "a capture of half a header" 'head.pcap: truncated' "$mine" --data-in "$dir/head.pcap"
expect "--data-in without --programs is refused" 2 'are for --programs' $t --data-in tcp4 -l
expect "--programs and -o exclude each other" 2 'exclude each other' $t -l --programs "$mine" -o "$mine"

expect "-o refers to --programs" 2 "mine.bpf.o has no BENCH\(\) operation; its programs can be measured as they are: --programs" $t -o "$mine"

able=0
$t -a helper_perf/ktime_get_ns --time 1 >/dev/null 2>&1 || able=$?
if [ $able -eq 3 ]; then
	skip "--programs measures" "this machine cannot measure"
	exit 0
fi

# What a run says is the same however fast the machine is.
expect "an object is measured without a line of ours" 0 'mine/parse:OK .*\(returns XDP_DROP\)' $t --programs "$mine" --time 2 -J "$dir/r.json"
check "the result file matches the schema" tests/schema.py "$dir/r.json"
measured=$($t --programs "$mine" --time 2 2>&1) || true
# said NAME PATTERN: looks for a line in it.
said() {
	if grep -qE -- "$2" <<<"$measured"; then ok "$1"; else not_ok "$1" "no line matches '$2'" "$measured"; fi
}
said "the verifier's statistics are told" 'mine/parse.load:OK +[0-9.]+ verified_insns .*[0-9]+ states, peak [0-9]+; stack [0-9]+; verified in [0-9]+ us; [0-9]+ bytes'
said "the memory of a map is told" 'mine/ports.memory:OK +[0-9]+ bytes'
said "what a cgroup is charged for a map is told" 'mine/ports.charged:(OK +[0-9]+ bytes|SKIP)'
said "the peak of loading is told" 'mine/parse.load-peak:(OK +[0-9]+ bytes|SKIP \(this kernel does not charge)'
# Both are of this object: more entries are charged for, and more to verify takes more.
bigger() {
	$t --programs "$mine" "$dir/MEMORY/mine.bpf.o" "$dir/VERIFY/mine.bpf.o" --time 4 -a '*/parse.load-peak,*/ports.*' -J "$dir/bigger.json" >/dev/null || true
	python - "$dir/bigger.json" <<-'PY'
	import json, sys
	figures = {r["name"]: r.get("value") for r in json.load(open(sys.argv[1]))["results"]}
	print(figures)
	one, two = figures["mine/ports.charged"], figures["mine+2/ports.charged"]
	assert one is None or 1.5 * one < two < 2.5 * one
	assert one is None or abs(one / figures["mine/ports.memory"] - 1) < 0.25
	one, two = figures["mine/parse.load-peak"], figures["mine+3/parse.load-peak"]
	assert one is None or 4096 < one <= two < 1e7
	PY
}
check "twice the entries are charged twice as much" bigger
said "an attached program is told by its runs" 'mine/enter:(OK|SKIP)'
said "a program that never ran is said" 'mine/never:SKIP .*never ran under the built-in load'
said "loading all is told" 'mine/object-load:OK'
expect "a refused program is a failure with the verifier's words" 1 "mine/parse.load:FAIL \(refused by the verifier \(EACCES\): .*R[0-9] invalid mem access" $t --programs "$dir/refused/mine.bpf.o" --time 1
"$clang" -O2 -g -target bpf -mcpu=v3 "-I/usr/include/$multiarch" -c tests/objects/lacks.c -o "$dir/lacks.bpf.o"
lacking=$($t --programs "$dir/lacks.bpf.o" --time 10 -a 'lacks/*.load,lacks/object-load' 2>&1) || true
# lacks PROGRAM PATTERN: what the kernel lacks for it is said.
lacks() {
	if grep -qE "lacks/$1.load:$2" <<<"$lacking"; then ok "what is lacking is named: $1"; else not_ok "what is lacking is named: $1" "$lacking"; fi
}
lacks field 'FAIL \(the types of this kernel lack struct task_struct.no_such_field: failed to resolve CO-RE relocation |FAIL .*BTF'
lacks helper 'FAIL \(helper #250 not in this kernel: .*'
lacks replaces "SKIP \(it replaces a function of another program, and none that loads here has 'other'"
lacks function 'FAIL \(attach target no_such_function not (in the BTF of this kernel|found: )'
lacks entries 'FAIL \(its map sized_by_its_loader has no entries, .*--set sized_by_its_loader.max_entries=N'
lacks fine 'OK'
expect "the other programs of the object are measured" 1 'mine/enter.load:OK' $t --programs "$dir/refused/mine.bpf.o" --time 1
# returned PACKETS PATTERN [OPTION...]
returned() {
	local packets=$1 pattern=$2
	shift 2
	expect "returned by $(basename "$packets") $*: $pattern" 0 "\(returns $pattern\)" $t --programs "$mine" -a mine/parse --time 1 --data-in "$packets" "$@"
}
returned tcp4 XDP_DROP
returned udp4 XDP_PASS
returned tcp6 XDP_PASS
returned udp6 XDP_PASS
returned tcp6 XDP_TX --set rodata.otherwise=3
returned "$dir/three.pcap" 'XDP_PASS 2, XDP_DROP 1'
returned "$dir/bare.pcap" XDP_DROP
# Each packet of a short capture has its own figure, and that of all is their mean.
packets() {
	$t --programs "$mine" -a 'mine/parse*' --time 4 --data-in "$1" -J "$dir/packets.json" >/dev/null || return
	python - "$dir/packets.json" "$2" <<-'PY'
	import json, sys
	figures = {r["name"].removeprefix("mine/parse"): r for r in json.load(open(sys.argv[1]))["results"]
	           if r["name"] == "mine/parse" or ".packet-" in r["name"]}
	print({name: (r["value"], r["returned"]) for name, r in figures.items()})
	assert sorted(figures) == [""] + [f".packet-{i + 1}" for i in range(int(sys.argv[2]))]
	if len(figures) > 1:
	    syn, *rest = (figures[f".packet-{i + 1}"] for i in range(3))
	    assert syn["returned"] == "XDP_DROP" and all(r["returned"] == "XDP_PASS" for r in rest)
	    assert all(syn["value"] > 3 * r["value"] for r in rest)
	    mean = sum(r["value"] for r in (syn, *rest)) / 3
	    assert abs(figures[""]["value"] / mean - 1) < 0.5
	PY
}
check "each packet of a capture has a figure" packets "$dir/three.pcap" 3
check "a single packet has no second figure" packets "$dir/bare.pcap" 0
returned "$dir/frame.bin" XDP_DROP
# 10 GB, of which only the first packets are read.
python - "$dir/three.pcap" "$dir/large.pcap" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
with open(sys.argv[2], "wb") as f:
    f.write(data[:24] + 100 * data[24:])
    f.truncate(10 << 30)
PY
returned "$dir/large.pcap" 'XDP_PASS 170, XDP_DROP 86'
object "$dir/huge/mine.bpf.o" -DHUGE
expect "a map of 1 TB is a failure, and the rest is measured" 1 'mine/huge.memory:FAIL \(.*(ENOMEM|E2BIG)' $t --programs "$dir/huge/mine.bpf.o" --time 4 -a 'mine/*.memory,mine/object-load'
object "$dir/endless/mine.bpf.o" -DENDLESS
expect "a program that loops to the limit is a failure" 1 'mine/endless.load:FAIL \(too large or too complex \(E2BIG\): the verifier gave up after 100000[01] instructions' $t --programs "$dir/endless/mine.bpf.o" --time 60 -a mine/endless.load
object "$dir/optional/mine.bpf.o" -DOPTIONAL
expect "of an optional program the load is measured" 0 "mine/optional:SKIP \(its section begins with '\?'" $t --programs "$dir/optional/mine.bpf.o" --time 4 -a 'mine/optional.load,mine/optional'
object "$dir/syscall/mine.bpf.o" -DSYSCALL
printf '\003\000\000\000\004\000\000\000' >"$dir/context"
expect "a context is given to a program" 0 'mine/sum:OK .*\(returns 7\)' $t --programs "$dir/syscall/mine.bpf.o" --time 4 -a mine/sum --ctx-in "$dir/context"
expect "a load that fails is a failure" 1 "mine/enter:FAIL \(--load: 'exit 3' ended with status 3\)" $t --programs "$mine" -a mine/enter --time 1 --load 'exit 3'
expect "a load makes the events" 0 'mine/enter:OK' $t --programs "$mine" -a mine/enter --time 1 --load 'ls / >/dev/null'

# Programs that only sockets run, congestion control, and functions that are replaced.
other() { "$clang" -O2 -g -target bpf -mcpu=v3 "-I/usr/include/$multiarch" "${@:2}" -c "tests/objects/$1.c" -o "$dir/$1${2##*=}.bpf.o"; }
other sockets -DALL=
other congestion -DALL=
other replace -DALL=
other replace -DPART=1
other replace -DPART=2
# tells NAME PATTERN ARGUMENTS...: a line matches, whatever the status: what a kernel refuses is a SKIP with the reason.
tells() {
	local name=$1 pattern=$2 out
	shift 2
	out=$($t "$@" --time 4 2>&1) || true
	if grep -qE -- "$pattern" <<<"$out"; then ok "$name"; else not_ok "$name" "no line matches '$pattern': $*" "$out"; fi
}
for program in message redirected dropped parser verdict chosen; do
	tells "sockets of our own run a program: $program" "sockets/$program:(OK|SKIP \(not attached: )" --programs "$dir/sockets.bpf.o" -a "sockets/$program"
done
tells "a program of sockets is attached alone" 'sockets/chosen.attach:(OK|SKIP \(not attached: )' --programs "$dir/sockets.bpf.o" -a sockets/chosen.attach
tells "the built-in load does not pass such sockets" 'sockets/object-slowdown:SKIP \(no program of it is attached to what the load passes' --programs "$dir/sockets.bpf.o" -a sockets/object-slowdown
tells "a connection runs congestion control" 'congestion/avoid:(OK|SKIP \((not attached|it does not load): )' --programs "$dir/congestion.bpf.o" -a congestion/avoid
tells "what was registered and never ran is said" 'congestion/undo:SKIP \((it was registered and never ran|not attached|it does not load): ' --programs "$dir/congestion.bpf.o" -a congestion/undo
# The replaced function passes, and its replacement drops.
replaced='replacement:(OK .*\(returns XDP_DROP\)|SKIP \(.*(EPERM|EINVAL|EOPNOTSUPP|ENOTSUPP|EBUSY))'
tells "a function of the same object is replaced" "replace/$replaced" --programs "$dir/replace.bpf.o" -a replace/replacement
tells "a function of another object is replaced" "replace2/$replaced" --programs "$dir/replace1.bpf.o" "$dir/replace2.bpf.o" -a replace2/replacement
tells "the program without the replacement is measured as it is" 'replace/dispatch:OK .*\(returns XDP_PASS\)' --programs "$dir/replace.bpf.o" -a replace/dispatch
tells "a replacement without its program is said" "replace2/replacement.load:SKIP \(it replaces a function of another program, and none that loads here has 'stage': give its file, too" --programs "$dir/replace2.bpf.o" -a replace2/replacement.load

# Debian does not have veristat; where somebody has it, both say the same.
if command -v veristat >/dev/null; then
	agrees() {
		local line
		line=$(veristat -q -o csv -e prog,insns,total_states,peak_states,stack "$mine" | sed -n 's/^parse,//p')
		IFS=, read -r insns states peak stack <<<"$line"
		grep -qE "mine/parse.load:OK +$insns(\.[0-9]+)? verified_insns .*\($states states, peak $peak; stack $stack;" <<<"$measured"
	}
	check "veristat says the same" agrees
else
	skip "veristat says the same" "veristat is not installed"
fi

# What got worse is found by compare, and it alone.
$t --programs "$mine" --time 4 -a 'mine/*.load,mine/*.memory' -J "$dir/base.json" >/dev/null
# worse WAY OPERATION: compares an object that is worse in one way.
worse() {
	local out status=0
	$t --programs "$dir/$1/mine.bpf.o" --time 4 -a 'mine/*.load,mine/*.memory' -J "$dir/new.json" >/dev/null || true
	out=$(./report_progs compare "$dir/base.json" "$dir/new.json" 2>&1) || status=$?
	if [ $status -eq 1 ] && grep -qE -- "$2" <<<"$out"; then
		ok "compare finds what is worse: $1"
	else
		not_ok "compare finds what is worse: $1" "status $status" "$out"
	fi
}
worse VERIFY '^mine/parse.load .*worse'
worse MEMORY '^mine/ports.memory .*worse'
worse refused '^mine/parse.load .*BROKEN'

# Whole tools.
if ! gcc -O1 -D_GNU_SOURCE -Wall -Werror -o "$dir/loader" tests/objects/loader.c -lbpf 2>"$dir/err"; then
	not_ok "the loader builds" "$(cat "$dir/err")"
	exit 0
fi
# tool NAME STATUS PATTERN COMMAND...: measures a tool; the operations of a failed one all say why.
tool() {
	local name=$1 status=$2 pattern=$3
	shift 3
	expect "$name" "$status" "$pattern" $t --tool "$*" --time 6 -B "$dir/any.bounds" --allow-unknown
}
# No figure in time decides.
printf '%s\n' 'loader/cpu none' 'loader/p99-added none' 'loader/slowdown none' >"$dir/any.bounds"
tool "a tool's programs are found" 0 'loader/verified:OK +(19|20)[0-9](\.[0-9])? verified_insns|loader/verified:SKIP' "$dir/loader" "$mine"
tool "the five parts of a tool's cost are told" 0 'running in the kernel +[0-9.e+-]+ us of an operation' "$dir/loader" "$mine"
tool "what is not known of them is said" 0 'map access +not counted: ' "$dir/loader" "$mine"
tool "a tool's maps are found" 0 'loader/map-memory:OK +[0-9]+ bytes' "$dir/loader" "$mine"
tool "a tool in the background is measured" 0 'loader/map-memory:OK' "$dir/loader" "$mine" background
tool "a tool that ignores SIGINT has its other figures" 1 'loader/map-memory:OK' "$dir/loader" "$mine" deaf
tool "a tool that ignores SIGINT is ended" 1 'loader/stop:FAIL \(SIGINT did not end it' "$dir/loader" "$mine" deaf
tool "a tool that does not exist is a failure" 1 'none/slowdown:FAIL \(it cannot be started: .*not found' none
expect "a tool that ends while the load runs is a failure" 1 'loader/slowdown:FAIL \(it ended by itself while the load ran\)' \
	$t --tool "$dir/loader $mine brief" --load 'sleep 2' --time 1 -B "$dir/any.bounds" --allow-unknown
tool "a tool that is killed says so" 4 'sh/slowdown:SKIP \(it ended with status 137 before it had attached anything' sh -c "'kill -9 \$\$'"
tool "a tool that needs a terminal says so" 4 "sh/slowdown:SKIP \(it ended with status [12] before it had attached anything: .*/dev/tty" sh -c "'exec </dev/tty'"
tool "a tool that ends at once says why" 4 'loader/slowdown:SKIP \(it ended with status 1 before it had attached anything: cannot load /none.o' "$dir/loader" /none.o
# Twelve events of some thousand runs, beside a line that is no such message.
lossy() {
	$t --tool "$dir/loader $mine $1" --time 6 -B "$dir/any.bounds" --allow-unknown -J "$dir/lossy.json" >/dev/null || true
	python - "$dir/lossy.json" "$2" <<-'PY'
	import json, sys
	figures = {r["name"]: r for r in json.load(open(sys.argv[1]))["results"]}
	lost, running = figures["loader/lost"], figures["loader/running"]
	print(lost, running)
	low, high = (12 / n * 100 for n in (1e6, 100)) if sys.argv[2] == "some" else (0, 0)
	sys.exit(not low <= lost["value"] <= high)
	PY
}
check "what a tool says it has lost is a figure" lossy loses some
check "a tool that says nothing has lost nothing" lossy '' none
tails() {
	python - "$dir/lossy.json" <<-'PY'
	import json, sys
	figures = {r["name"]: r for r in json.load(open(sys.argv[1]))["results"]}
	for name in "loader/load-without", "loader/load-with":
	    tail = figures[name]["tail"]
	    print(name, tail)
	    assert 0 < tail["p50"] <= tail["p99"] <= tail["p999"]
	    assert abs(tail["p50"] / figures[name]["value"] - 1) < 0.5
	PY
}
check "the load has tails without and with the tool" tails
budget() {
	printf '%s\n' 'loader/map-memory <= 1 bytes' >"$dir/mine.budget"
	expect "$1" "$2" "$3" $t --tool "$dir/loader $mine" --time 6 -a loader/map-memory,loader/slowdown --budget "$4"
}
budget "a budget of one's own is asserted" 1 'loader/map-memory:FAIL .*<= 1 bytes' "$dir/mine.budget"
budget "there may be no budget" 0 'of 0 with a limit' none
expect "--budget is for tools" 2 'budget is for --tool' $t -l --budget none
expect "a budget that does not exist is refused" 2 '/none.budget: No such file' $t --tool true --budget /none.budget
object "$dir/idle/mine.bpf.o" -DIDLE
tool "a tool whose programs never ran has its other figures" 0 'loader/map-memory:OK' "$dir/loader" "$dir/idle/mine.bpf.o"
tool "that they never ran is said" 0 'loader/event:SKIP \(its programs never ran' "$dir/loader" "$dir/idle/mine.bpf.o"
mkdir "$dir/pins"
expect "a tool that leaves pins is a failure" 1 'loader/slowdown:FAIL \(it left [0-9]+ of its [0-9]+ programs' \
	unshare --mount --propagation private $t --tool "$dir/loader $mine pins $dir/pins" --time 6 -B "$dir/any.bounds"
# The tools that guides name: only -t tool_perf selects them, and what is not installed is said.
expect "tool_perf has each tool under both loads" 0 '#[0-9]+/1 +opensnoop.stress-ng/slowdown$' $t -t tool_perf -l
expect "with --load it has that one" 0 '^7$' bash -c "$t -t tool_perf --load true -l | grep -c '/slowdown$'"
expect "tool_perf is no part of other runs" 1 '^0$' bash -c "$t -l | grep -cE '^#[0-9/]+ +(opensnoop|tool_perf)'"
expect "tool_perf and --tool exclude each other" 2 'exclude each other' $t -l -t tool_perf --tool true
expect "a tool that is not installed is a SKIP" 4 'memleak/slowdown:SKIP \(/usr/sbin/memleak is not installed\)' \
	unshare --mount bash -c "mount -t tmpfs none /usr/sbin && $t -t tool_perf --quick -a 'memleak/*'"
expect "--tool and --programs exclude each other" 2 'exclude each other' $t -l --programs "$mine" --tool true
# kill -9 of everything that test_progs started must end a tool, too, even in the background.
setsid $t --tool "$dir/loader $mine background" --time 60 >/dev/null 2>&1 &
pid=$!
loaded() { pgrep -f "^$dir/loader" >/dev/null; }
check "a tool in the background starts" soon loaded
kill -9 -- "-$pid"
wait "$pid" 2>/dev/null || true
left_alone() {
	! pgrep -f "$dir/loader" >/dev/null
}
check "no tool is left running, even after kill -9" soon left_alone
