#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks the sources with other tools than gcc, and what make installs.
set -euo pipefail
. tests/lib.sh

mapfile -t user_c < <(files '*.c' | grep -vE '^(tests/)?progs/')
# Newer versions also report that memory may run out in unit tests.
newer=(--suppress=normalCheckLevelMaxBranches)
for what in OutOfMemory OutOfResources ArithmeticOutOfMemory; do
	newer+=("--suppress=nullPointer$what:tests/unit/*")
done
mkdir -p build/cppcheck
check "cppcheck" cppcheck -j "$(nproc)" --cppcheck-build-dir=build/cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 -D_GNU_SOURCE \
	--enable=warning,performance,portability --suppress=missingInclude \
	--suppress=missingIncludeSystem --suppress=unknownMacro "${newer[@]}" -I. "${user_c[@]}"

# speaks PROGRAM ARGUMENT...: a message begins with the name of the program that was called.
speaks() {
	local first
	first=$("$@" 2>&1 >/dev/null | head -n 1)
	[[ $first == "${1##*/}: "* || $first == "${1##*/} "*": "* ]] || {
		printf '%s: it says: %s\n' "$*" "$first"
		return 1
	}
}
# pages DIRECTORY PROGRAM...: each has a page with all options of its --help, which groff takes.
pages() {
	local dir=$1 program option text
	shift
	for program in "$@"; do
		text=$(sed 's/\\-/-/g' "$dir/$program.1")
		for section in NAME SYNOPSIS OPTIONS "EXIT STATUS"; do
			grep -qx ".SH $section" <<<"$text" || { echo "$program.1: no $section"; return 1; }
		done
		! grep -E 'test_progs|report_progs' <<<"$text" || return 1
		if command -v groff >/dev/null; then
			[ -z "$(groff -man -Tutf8 -ww "$dir/$program.1" 2>&1 >/dev/null)" ] || return 1
		fi
	done
	for option in --allow --strict --color; do
		grep -qF -- "$option" "$dir/bpf-perf.1" || grep -qF -- "${option//-/\\-}" "$dir/bpf-perf.1" || return 1
	done
	grep -q 'COMPARE' "$dir/bpf-perf-report.1"
}
# completes DESTDIR: bash completes words of the installed programs.
completes() (
	PATH=$1/usr/bin:$PATH
	# shellcheck source=/dev/null
	. "$1/usr/share/bash-completion/completions/bpf-perf-report"
	words() {
		local function=$1
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		"$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf '%s ' "${COMPREPLY[@]}"
	}
	# expected FUNCTION REPLY WORD...
	expected() {
		local function=$1 reply=$2 got
		shift 2
		got=$(words "$function" "$@")
		[ "$got" = "$reply " ] || { printf '%s: %s\n' "$*" "$got"; exit 1; }
	}
	expected _bpf_perf map_perf/hash_lookup_hit bpf-perf -a map_perf/hash_lookup_h
	expected _bpf_perf map_perf/a,helper_perf/snprintf bpf-perf -a map_perf/a,helper_perf/snp
	expected _bpf_perf "--quick" bpf-perf --qui
	expected _bpf_perf "insns" bpf-perf --unit i
	expected _bpf_perf_report "compare" bpf-perf-report comp
	expected _bpf_perf_report "--unsure" bpf-perf-report compare --uns
	expected _bpf_perf_vmtest "6.12" "$PWD/vmtest.sh" --compare 6.12
	expected _bpf_perf_vmtest "icount" "$PWD/vmtest.sh" --mode ic
	expected _bpf_perf_vmtest "map_perf/hash_lookup_hit" "$PWD/vmtest.sh" 6.1 -- -a map_perf/hash_lookup_h
)

# compiles DESTDIR: an operation of an author is compiled with what is installed.
compiles() {
	local flags
	flags=$(PKG_CONFIG_SYSROOT_DIR=$1 PKG_CONFIG_PATH=$1/usr/share/pkgconfig pkg-config --cflags bpf-perf) || return
	# shellcheck disable=SC2086 # words are wanted
	printf '#include "bench.bpf.h"\nBENCH(nothing, base_empty)\n{\n}\n' |
		"$(.ci/tool clang)" -O2 -g -target bpf -mcpu=v3 $flags "-I/usr/include/$(gcc -print-multiarch)" \
			-c -x c - -o "$1/mine.bpf.o" &&
		"$1/usr/bin/bpf-perf" -l -o "$1/mine.bpf.o" | grep -q 'mine/nothing$' && rm "$1/mine.bpf.o"
}
installs() {
	make --no-print-directory -j"$(nproc)" DESTDIR="$1" PREFIX=/usr install &&
		"$1/usr/bin/bpf-perf" -l >/dev/null &&
		test -s "$1/usr/share/bpf-perf/bounds/default.bounds" &&
		test -s "$1/usr/share/doc/bpf-perf/docs/compare.md" &&
		[ "$("$1/usr/bin/bpf-perf" --version)" = "bpf-perf $(.ci/version)" ] &&
		[ "$("$1/usr/bin/bpf-perf-report" --version)" = "bpf-perf-report $(.ci/version)" ] &&
		speaks "$1/usr/bin/bpf-perf" -t nothing_like_this &&
		speaks "$1/usr/bin/bpf-perf" -a 'map_perf/array_lookup' -C /none.json &&
		speaks "$1/usr/bin/bpf-perf-report" compare /none.json /none.json &&
		speaks "$1/usr/bin/bpf-perf-report" html --bogus &&
		pages "$1/usr/share/man/man1" bpf-perf bpf-perf-report &&
		completes "$1" &&
		compiles "$1" &&
		make --no-print-directory DESTDIR="$1" PREFIX=/usr uninstall &&
		! find "$1" -type f | grep .
}
check "make install and uninstall" installs "$TALLY/install"
for goal in install uninstall; do
	expect "make $goal: a blank in DESTDIR is refused before anything is built" 2 "has a blank, which this Makefile cannot have in a path" \
		make --no-print-directory DESTDIR="$TALLY/a b" "$goal"
	expect "make $goal: a blank in PREFIX is refused" 2 "'/usr local' has a blank" make --no-print-directory PREFIX="/usr local" "$goal"
done
check "nothing was installed" test ! -e "$TALLY/a" -a ! -e "$TALLY/a b"
check "make help" make --no-print-directory help
check "clang builds everything, with warnings as errors" make --no-print-directory -j"$(nproc)" CC=clang \
	BUILD=build/clang PROGRAM=build/clang/test_progs build/clang/test_progs
no_clang() {
	! make --no-print-directory -nB CLANG=no-clang BPFTOOL=no-bpftool report_progs | grep -E 'no-(clang|bpftool)'
}
check "report_progs is built without clang and bpftool" no_clang
# compiled VERSION: succeeds if make compiles an object with a clang that says it is of this version.
compiled() {
	# shellcheck disable=SC2016 # the script expands it
	printf '#!/bin/sh\n[ "$1" = --version ] && exec echo "clang version %s"\nexec %s "$@"\n' "$1" "$(.ci/tool clang)" >"$TALLY/clang"
	chmod +x "$TALLY/clang"
	make --no-print-directory CLANG="$TALLY/clang" BPF_BUILD="$TALLY/bpf" "$TALLY/bpf/contention_perf.bpf.o" | grep '^  BPF ' >/dev/null
}
anew() {
	compiled 98.0.1 && ! compiled 98.0.1 && compiled 99.0.1 && ! compiled 99.0.1
}
check "another clang compiles the BPF objects anew, and the same one does not" anew
check ".ci/deps needs no network if everything is installed" unshare -n .ci/deps check
